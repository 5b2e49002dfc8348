/* SPDX-License-Identifier: Apache-2.0 */
/* map.h: maps. Up to MAP_FLAT_MAX keys a map is flat, above that a hash trie (map_trie.h); a map
 * always has the form that its size demands, so equal maps have equal forms.
 *
 *   BOXED_MAP   header | tuple of the keys in exact term order | values in the same order
 *
 * Maps with the same keys that come from one another, or from one instruction, share the tuple. */
#ifndef TICK_VM_MAP_H
#define TICK_VM_MAP_H

#include "vm/memory/heap.h"

#define MAP_FLAT_MAX 32

/* Words of a flat map of SIZE keys without the tuple of its keys. */
#define MAP_FLAT_WORDS(size) (2 + (size_t)(size))

ALWAYS_INLINE bool map_is_flat(Term map)
{
    return header_kind(boxed_header(map)) == BOXED_MAP;
}

ALWAYS_INLINE size_t map_flat_size(Term map)
{
    return header_arity(boxed_header(map)) - 1;
}

ALWAYS_INLINE Term map_flat_keys(Term map)
{
    return boxed_ptr(map)[1];
}

ALWAYS_INLINE Term *map_flat_values(Term map)
{
    return boxed_ptr(map) + 2;
}

/* Starts a flat map at CELL (MAP_FLAT_WORDS(size) words) whose sorted keys are the tuple KEYS of
 * SIZE elements; the caller writes the values to CELL + 2. */
ALWAYS_INLINE Term map_flat_put(Term *cell, Term keys, size_t size)
{
    cell[0] = HEADER(BOXED_MAP, size + 1);
    cell[1] = keys;
    return boxed_make(cell);
}

size_t map_size(Term map);
Term map_empty(struct heap *heap);

Term map_get_any(Term map, Term key); /* of either form, any key */

/* The value of KEY or NON_VALUE. */
ALWAYS_INLINE Term map_get(Term map, Term key)
{
    if (!map_is_flat(map) || !term_is_immediate(key))
        return map_get_any(map, key);
    const Term *keys = tuple_elements(map_flat_keys(map));
    size_t size = map_flat_size(map);
    for (size_t i = 0; i < size; i++)
        if (keys[i] == key)
            return map_flat_values(map)[i];
    return NON_VALUE;
}

/* MAP with KEY => VALUE. */
Term map_put(struct heap *heap, Term map, Term key, Term value);

/* The same, but NON_VALUE when KEY is not in MAP. */
Term map_update(struct heap *heap, Term map, Term key, Term value);

/* MAP with COUNT pairs (key, value, key, value ...) put in that order. A key of MAP stays as it is
 * when an equal one (0.0 and -0.0) is put; among keys put into an empty map the last one counts.
 */
Term map_put_pairs(struct heap *heap, Term map, size_t count, const Term *pairs);

/* The same for keys that must be there; NON_VALUE and the first missing key in *MISSING if not. */
Term map_update_pairs(struct heap *heap, Term map, size_t count, const Term *pairs, Term *missing);

/* MAP without KEY: MAP itself when it has no such key. */
Term map_remove(struct heap *heap, Term map, Term key);

/* MAP without KEY, whose value goes to *VALUE; NON_VALUE when it has no such key. */
Term map_take(struct heap *heap, Term map, Term key, Term *value);

/* A map of COUNT keys and values; of equal keys the last one counts, with its value. */
Term map_from_pairs(struct heap *heap, size_t count, const Term *keys, const Term *values);

/* The same for COUNT (at least 1) pairs with the hashes of their keys (map_trie.h). PAIRS has room
 * for as many again; all of it is overwritten. */
struct trie_pair;
Term map_from_hashed(struct heap *heap, size_t count, struct trie_pair *pairs);

/* All pairs of A and B; where both have a key, the value of B; in a small map the key of B, too. */
Term map_merge(struct heap *heap, Term a, Term b);

/* ---- going through a map: flat ones in key order, tries in an order that depends on nothing but
 * the keys ---- */

#define MAP_TRIE_DEPTH 17

struct map_iterator {
    const Term *key; /* of the next pair in this run of pairs */
    const Term *value;
    size_t left; /* pairs in this run */
    unsigned stride;
    unsigned depth;
    struct map_level {
        const Term *node; /* the next subtree at this level; backwards: the node around them */
        size_t left;
    } levels[MAP_TRIE_DEPTH];
};

void map_iterate(struct map_iterator *iterator, Term map);

/* Starts behind KEY; false when MAP has no such key. */
bool map_iterate_after(struct map_iterator *iterator, Term map, Term key);

/* Has ITERATOR, in a trie, just come to the end of the pairs of a node? Then the hash (hash.h) of
 * the last of them tells the place. */
ALWAYS_INLINE bool map_at_place(const struct map_iterator *iterator)
{
    return iterator->left == 0;
}

/* The last key before the place HASH of a trie; NON_VALUE when MAP has no such place. */
Term map_key_before_place(Term map, uint64_t hash);

/* False when all pairs have been seen. */
bool map_next(struct map_iterator *iterator, Term *key, Term *value);

/* The same backwards: from the last pair, or from before KEY, to the first. KEY and VALUE of the
 * iterator lie behind the next pair then. */
void map_iterate_back(struct map_iterator *iterator, Term map);
bool map_iterate_before(struct map_iterator *iterator, Term map, Term key);
bool map_previous(struct map_iterator *iterator, Term *key, Term *value);

/* Lists in iteration order. */
Term map_keys(struct heap *heap, Term map);
Term map_values(struct heap *heap, Term map);
Term map_to_list(struct heap *heap, Term map); /* of {Key, Value} */

#endif
