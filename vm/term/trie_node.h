/* SPDX-License-Identifier: Apache-2.0 */
/* trie_node.h: what map_trie.c (one key) and map_trie_bulk.c (many) share about single nodes. */
#ifndef TICK_VM_TRIE_NODE_H
#define TICK_VM_TRIE_NODE_H

#include "vm/term/map_trie.h"

/* The branch that the highest bits of HASH choose, as one bit. */
ALWAYS_INLINE uint32_t trie_bit(uint64_t hash)
{
    return 1u << (hash >> (64 - TRIE_BITS));
}

/* How many pairs, or children, lie before that of branch BIT. */
ALWAYS_INLINE size_t trie_pair_index(uint32_t branches, uint32_t bit)
{
    return (size_t)__builtin_popcount(branches & (bit - 1));
}

ALWAYS_INLINE size_t trie_child_index(uint32_t branches, uint32_t bit)
{
    return (size_t)__builtin_popcount(branches >> TRIE_BRANCHES & (bit - 1));
}

/* Writes the size into a root that nobody else has seen. */
ALWAYS_INLINE void trie_set_size(Term root, size_t size)
{
    Term *node = boxed_ptr(root);
    node[header_arity(node[0])] = SMALL(size);
}

/* A complete node below the root. */
Term trie_node(struct heap *heap, uint32_t branches, size_t pair_count, const Term *pairs,
               const Term *children);

/* The smallest subtree at LEVEL with both pairs, whose keys differ. */
Term trie_node_of_two(struct heap *heap, const struct trie_pair *a, const struct trie_pair *b,
                      unsigned level);

/* The pair of KEY in a node without branches, or where it belongs (*FOUND false). */
size_t trie_collision_search(const Term *node, Term key, bool *found);

struct trie_put {
    struct heap *heap;
    struct trie_pair pair;
    unsigned level; /* of the node that trie_node_put is given; overwritten */
    bool keep;      /* a key that is there already keeps its value */
    bool found;     /* result: the key was there already */
};

/* NODE with the pair of PUT; the size of a root is not adjusted. */
Term trie_node_put(struct trie_put *put, Term node);

#endif
