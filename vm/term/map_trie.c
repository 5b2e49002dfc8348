/* SPDX-License-Identifier: Apache-2.0 */
/* map_trie.c: looking up, putting and removing one key. Nodes never change: an operation copies the
 * nodes on the way to the key. Recursion is bounded by the TRIE_LEVELS + 1 levels. */
#include "vm/term/map_trie.h"
#include "vm/term/compare.h"
#include "vm/term/hash.h"
#include "vm/term/trie_node.h"
#include "vm/term/work.h"

#include <string.h>

/* ---- looking up ---- */

size_t trie_collision_search(const Term *node, Term key, bool *found)
{
    const Term *pairs = trie_pairs(node);
    size_t low = 0;
    size_t high = trie_pair_count(node);
    *found = false;
    while (low < high && !*found) {
        size_t middle = (low + high) / 2;
        int order = term_compare_exact(key, pairs[2 * middle]);
        if (order == 0)
            *found = true;
        if (order > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return high;
}

static const Term *collision_find(const Term *node, Term key)
{
    bool found;
    size_t index = trie_collision_search(node, key, &found);
    return found ? trie_pairs(node) + 2 * index + 1 : NULL;
}

const Term *trie_find(const Term *root, Term key)
{
    const Term *node = root;
    for (uint64_t hash = hash_internal(key);; hash <<= TRIE_BITS) {
        uint32_t branches = trie_branches(node);
        uint32_t bit = trie_bit(hash);
        if (branches & bit) {
            const Term *pair = trie_pairs(node) + 2 * trie_pair_index(branches, bit);
            return term_equal_exact(pair[0], key) ? pair + 1 : NULL;
        }
        if (UNLIKELY(branches == 0))
            return collision_find(node, key);
        if (!(branches >> TRIE_BRANCHES & bit))
            return NULL;
        node = boxed_ptr(trie_children(node)[trie_child_index(branches, bit)]);
    }
}

/* ---- putting ---- */

/* NODE with the word at INDEX replaced; NODE itself when it is that already. */
static Term with_word(struct heap *heap, Term node, size_t index, Term word)
{
    const Term *from = boxed_ptr(node);
    if (from[index] == word)
        return node;
    Term *to = heap_alloc(heap, header_arity(from[0]) + 1);
    memcpy(to, from, (header_arity(from[0]) + 1) * sizeof(Term));
    to[index] = word;
    return boxed_make(to);
}

/* NODE with REMOVED words of pairs at AT replaced by ADDED ones, which are at NEW. */
static Term with_words(struct heap *heap, const Term *node, uint32_t branches, size_t at,
                       size_t removed, size_t added, const Term *new)
{
    size_t words = header_arity(node[0]) + 1;
    Term *to = heap_alloc(heap, words - removed + added);
    memcpy(to, node, at * sizeof(Term));
    if (added != 0)
        memcpy(to + at, new, added * sizeof(Term));
    memcpy(to + at + added, node + at + removed, (words - at - removed) * sizeof(Term));
    to[0] = HEADER(BOXED_MAP_NODE, words - removed + added - 1);
    to[1] = trie_shape(branches, trie_pair_count(node) + added / 2 - removed / 2);
    return boxed_make(to);
}

Term trie_node_of_two(struct heap *heap, const struct trie_pair *a, const struct trie_pair *b,
                      unsigned level)
{
    if (level == TRIE_LEVELS) {
        bool first = term_compare_exact(a->key, b->key) < 0;
        const struct trie_pair *low = first ? a : b;
        const struct trie_pair *high = first ? b : a;
        return trie_node(heap, 0, 2, (Term[]){low->key, low->value, high->key, high->value}, NULL);
    }
    uint32_t bit_a = trie_bit(a->hash << TRIE_BITS * level);
    uint32_t bit_b = trie_bit(b->hash << TRIE_BITS * level);
    if (bit_a == bit_b) {
        Term child = trie_node_of_two(heap, a, b, level + 1);
        return trie_node(heap, bit_a << TRIE_BRANCHES, 0, NULL, &child);
    }
    const struct trie_pair *low = bit_a < bit_b ? a : b;
    const struct trie_pair *high = bit_a < bit_b ? b : a;
    return trie_node(heap, bit_a | bit_b, 2, (Term[]){low->key, low->value, high->key, high->value},
                     NULL);
}

/* Moves the pair at word AT of NODE into a new child together with the pair of PUT. */
static Term push_down(struct trie_put *put, const Term *node, uint32_t bit, size_t at)
{
    struct trie_pair old = {hash_internal(node[at]), node[at], node[at + 1]};
    Term child = trie_node_of_two(put->heap, &old, &put->pair, put->level + 1);
    uint32_t old_branches = trie_branches(node);
    uint32_t branches = (old_branches & ~bit) | bit << TRIE_BRANCHES;
    size_t words = header_arity(node[0]) + 1;
    size_t place = (size_t)(trie_children(node) - node) + trie_child_index(branches, bit) - 2;
    Term *to = heap_alloc(put->heap, words - 1);
    memcpy(to, node, at * sizeof(Term));
    memcpy(to + at, node + at + 2, (place - at) * sizeof(Term));
    to[place] = child;
    memcpy(to + place + 1, node + place + 2, (words - place - 2) * sizeof(Term));
    to[0] = HEADER(BOXED_MAP_NODE, words - 2);
    to[1] = trie_shape(branches, trie_pair_count(node) - 1);
    return boxed_make(to);
}

static Term collision_put(struct trie_put *put, Term node)
{
    const Term *from = boxed_ptr(node);
    size_t at = 2 + 2 * trie_collision_search(from, put->pair.key, &put->found);
    if (!put->found)
        return with_words(put->heap, from, 0, at, 0, 2, (Term[]){put->pair.key, put->pair.value});
    return put->keep ? node : with_word(put->heap, node, at + 1, put->pair.value);
}

Term trie_node_put(struct trie_put *put, Term node)
{
    if (put->level == TRIE_LEVELS)
        return collision_put(put, node);
    const Term *from = boxed_ptr(node);
    uint32_t branches = trie_branches(from);
    uint32_t bit = trie_bit(put->pair.hash << TRIE_BITS * put->level);
    if (branches >> TRIE_BRANCHES & bit) {
        size_t at = (size_t)(trie_children(from) - from) + trie_child_index(branches, bit);
        put->level++;
        Term child = trie_node_put(put, from[at]);
        return with_word(put->heap, node, at, child);
    }
    size_t at = 2 + 2 * trie_pair_index(branches, bit);
    if (!(branches & bit))
        return with_words(put->heap, from, branches | bit, at, 0, 2,
                          (Term[]){put->pair.key, put->pair.value});
    put->found = term_equal_exact(from[at], put->pair.key);
    if (!put->found)
        return push_down(put, from, bit, at);
    return put->keep ? node : with_word(put->heap, node, at + 1, put->pair.value);
}

Term trie_put(struct heap *heap, Term root, Term key, Term value)
{
    struct trie_put put = {.heap = heap, .pair = {hash_internal(key), key, value}};
    Term result = trie_node_put(&put, root);
    work_charge(WORK_PER_TRIE_LEVEL * ((size_t)put.level + 1));
    if (!put.found)
        trie_set_size(result, trie_size(boxed_ptr(root)) + 1);
    return result;
}

/* ---- removing ---- */

struct removal {
    struct heap *heap;
    Term key;
    Term pair[2]; /* what is left of a node that fell below two pairs */
    size_t depth; /* of the node that held the key */
};

/* NODE without pair INDEX; NON_VALUE when just one other is left, which goes to removal->pair. */
static Term without_pair(struct removal *removal, const Term *node, uint32_t branches, size_t index,
                         bool is_root)
{
    const Term *pairs = trie_pairs(node);
    if (!is_root && trie_pair_count(node) == 2 && trie_child_count(node) == 0) {
        memcpy(removal->pair, pairs + 2 * (1 - index), sizeof removal->pair);
        return NON_VALUE;
    }
    return with_words(removal->heap, node, branches, 2 + 2 * index, 2, 0, NULL);
}

/* NODE whose child at word AT (branch BIT) has become the pair in REMOVAL. */
static Term pull_up(struct removal *removal, const Term *node, uint32_t bit, size_t at,
                    bool is_root)
{
    uint32_t old_branches = trie_branches(node);
    if (!is_root && old_branches == bit << TRIE_BRANCHES)
        return NON_VALUE;
    uint32_t branches = (old_branches & ~(bit << TRIE_BRANCHES)) | bit;
    size_t words = header_arity(node[0]) + 1;
    size_t place = 2 + 2 * trie_pair_index(branches, bit);
    Term *to = heap_alloc(removal->heap, words + 1);
    memcpy(to, node, place * sizeof(Term));
    memcpy(to + place, removal->pair, sizeof removal->pair);
    memcpy(to + place + 2, node + place, (at - place) * sizeof(Term));
    memcpy(to + at + 2, node + at + 1, (words - at - 1) * sizeof(Term));
    to[0] = HEADER(BOXED_MAP_NODE, words);
    to[1] = trie_shape(branches, trie_pair_count(node) + 1);
    return boxed_make(to);
}

static Term node_remove(struct removal *removal, Term node, uint64_t hash, unsigned level)
{
    const Term *from = boxed_ptr(node);
    uint32_t branches = trie_branches(from);
    removal->depth = level;
    if (level == TRIE_LEVELS) {
        bool found;
        size_t index = trie_collision_search(from, removal->key, &found);
        return without_pair(removal, from, 0, index, false);
    }
    uint32_t bit = trie_bit(hash);
    if (branches & bit)
        return without_pair(removal, from, branches & ~bit, trie_pair_index(branches, bit),
                            level == 0);
    size_t at = (size_t)(trie_children(from) - from) + trie_child_index(branches, bit);
    Term child = node_remove(removal, from[at], hash << TRIE_BITS, level + 1);
    if (child == NON_VALUE)
        return pull_up(removal, from, bit, at, level == 0);
    return with_word(removal->heap, node, at, child);
}

Term trie_remove(struct heap *heap, Term root, Term key)
{
    struct removal removal = {.heap = heap, .key = key};
    Term result = node_remove(&removal, root, hash_internal(key), 0);
    work_charge(WORK_PER_TRIE_LEVEL * (removal.depth + 1));
    trie_set_size(result, trie_size(boxed_ptr(root)) - 1);
    return result;
}
