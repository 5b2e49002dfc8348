/* SPDX-License-Identifier: Apache-2.0 */
/* map_trie.h: maps of more than MAP_FLAT_MAX keys: a trie over the 64 bits of hash_internal of the
 * keys, four bits a level from the top.
 *
 *   BOXED_MAP_NODE  header | shape | key, value, key, value ... | children ... | (root) size
 *
 * The low 16 bits of the shape (a small integer) tell which of the 16 branches hold a pair right
 * here, the next 16 which hold a child; pairs and children lie in the order of their branches.
 * Above these bits is the number of pairs. A node below level 15, whose keys share all bits of
 * their hash, has branches 0 and its pairs in exact term order. A child has at least two pairs in
 * and below it. So a set of keys has exactly one form, and tries of equal maps are equal word by
 * word. */
#ifndef TICK_VM_MAP_TRIE_H
#define TICK_VM_MAP_TRIE_H

#include "vm/memory/heap.h"

#define TRIE_BRANCHES  16
#define TRIE_BITS      4
#define TRIE_LEVELS    16
#define TRIE_PAIR_MASK 0xFFFFu

#define TRIE_COUNT_SHIFT (IMM_SHIFT + 2 * TRIE_BRANCHES)

/* Which branches hold pairs and children. */
ALWAYS_INLINE uint32_t trie_branches(const Term *node)
{
    return (uint32_t)(node[1] >> IMM_SHIFT);
}

ALWAYS_INLINE Term trie_shape(uint32_t branches, size_t pair_count)
{
    return (Term)pair_count << TRIE_COUNT_SHIFT | SMALL(branches);
}

ALWAYS_INLINE size_t trie_pair_count(const Term *node)
{
    return (size_t)(node[1] >> TRIE_COUNT_SHIFT);
}

ALWAYS_INLINE size_t trie_child_count(const Term *node)
{
    return (size_t)__builtin_popcount(trie_branches(node) >> TRIE_BRANCHES);
}

ALWAYS_INLINE const Term *trie_pairs(const Term *node)
{
    return node + 2;
}

ALWAYS_INLINE const Term *trie_children(const Term *node)
{
    return node + 2 + 2 * trie_pair_count(node);
}

ALWAYS_INLINE size_t trie_size(const Term *root)
{
    return (size_t)small_value(root[header_arity(root[0])]);
}

/* Where the value of KEY is, or NULL. */
const Term *trie_find(const Term *root, Term key);

/* The trie with KEY => VALUE. */
Term trie_put(struct heap *heap, Term root, Term key, Term value);

/* The trie without KEY, which it has; at least two pairs remain. */
Term trie_remove(struct heap *heap, Term root, Term key);

/* All pairs of both; where both have a key, the value of B. */
Term trie_merge(struct heap *heap, Term a, Term b);

struct trie_pair {
    uint64_t hash; /* of the key */
    Term key;
    Term value;
};

/* A trie of COUNT (at least 2) pairs in any order; of equal keys the last one counts, and there are
 * at least two different ones. PAIRS and SPARE (COUNT elements too) are overwritten. */
Term trie_build(struct heap *heap, struct trie_pair *pairs, struct trie_pair *spare, size_t count);

#endif
