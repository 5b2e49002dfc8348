/* SPDX-License-Identifier: Apache-2.0 */
/* map_iterate.c: going through a map. Of a trie's node, the pairs come first, then the children. */
#include "vm/term/map.h"
#include "vm/term/compare.h"
#include "vm/term/hash.h"
#include "vm/term/trie_node.h"

/* Starts with pair FIRST of NODE and goes on to its children from FIRST_CHILD on. */
static void enter(struct map_iterator *it, const Term *node, size_t first, size_t first_child)
{
    size_t children = trie_child_count(node) - first_child;
    it->key = trie_pairs(node) + 2 * first;
    it->value = it->key + 1;
    it->left = trie_pair_count(node) - first;
    if (children != 0)
        it->levels[it->depth++] = (struct map_level){trie_children(node) + first_child, children};
}

static void start_flat(struct map_iterator *it, Term map, size_t first)
{
    it->stride = 1;
    it->key = tuple_elements(map_flat_keys(map)) + first;
    it->value = map_flat_values(map) + first;
    it->left = map_flat_size(map) - first;
}

void map_iterate(struct map_iterator *it, Term map)
{
    it->depth = 0;
    if (map_is_flat(map)) {
        start_flat(it, map, 0);
    } else {
        it->stride = 2;
        enter(it, boxed_ptr(map), 0, 0);
    }
}

/* The next subtree; false when there is none. */
static bool descend(struct map_iterator *it)
{
    if (it->depth == 0)
        return false;
    struct map_level *level = &it->levels[it->depth - 1];
    Term child = *level->node++;
    if (--level->left == 0)
        it->depth--;
    enter(it, boxed_ptr(child), 0, 0);
    return true;
}

bool map_next(struct map_iterator *it, Term *key, Term *value)
{
    while (it->left == 0)
        if (!descend(it))
            return false;
    *key = *it->key;
    *value = *it->value;
    it->key += it->stride;
    it->value += it->stride;
    it->left--;
    return true;
}

Term map_key_before_place(Term map, uint64_t hash)
{
    if (map_is_flat(map))
        return NON_VALUE;
    const Term *node = boxed_ptr(map);
    for (;; hash <<= TRIE_BITS) {
        uint32_t branches = trie_branches(node);
        uint32_t bit = trie_bit(hash);
        if (branches & bit || branches == 0)
            return trie_pairs(node)[2 * (trie_pair_count(node) - 1)];
        if (!(branches >> TRIE_BRANCHES & bit))
            return NON_VALUE;
        node = boxed_ptr(trie_children(node)[trie_child_index(branches, bit)]);
    }
}

/* ---- backwards: of a node, the children come first, from the last on, then the pairs ---- */

/* The first CHILDREN of NODE are next, and then its pairs. */
static void enter_back(struct map_iterator *it, const Term *node, size_t children)
{
    it->levels[it->depth++] = (struct map_level){node, children};
}

/* The first PAIRS of NODE are next. */
static void enter_pairs_back(struct map_iterator *it, const Term *node, size_t pairs)
{
    it->key = trie_pairs(node) + 2 * pairs;
    it->value = it->key + 1;
    it->left = pairs;
}

static void start_flat_back(struct map_iterator *it, Term map, size_t pairs)
{
    start_flat(it, map, pairs);
    it->left = pairs;
}

void map_iterate_back(struct map_iterator *it, Term map)
{
    it->depth = 0;
    if (map_is_flat(map)) {
        start_flat_back(it, map, map_flat_size(map));
    } else {
        it->stride = 2;
        it->left = 0;
        enter_back(it, boxed_ptr(map), trie_child_count(boxed_ptr(map)));
    }
}

/* The pairs before those of this run; false when there are none. */
static bool descend_back(struct map_iterator *it)
{
    if (it->depth == 0)
        return false;
    struct map_level *level = &it->levels[it->depth - 1];
    const Term *node = level->node;
    while (level->left > 0) {
        node = boxed_ptr(trie_children(node)[--level->left]);
        enter_back(it, node, trie_child_count(node));
        level++;
    }
    it->depth--;
    enter_pairs_back(it, node, trie_pair_count(node));
    return true;
}

bool map_previous(struct map_iterator *it, Term *key, Term *value)
{
    while (it->left == 0)
        if (!descend_back(it))
            return false;
    it->key -= it->stride;
    it->value -= it->stride;
    it->left--;
    *key = *it->key;
    *value = *it->value;
    return true;
}

/* ---- from a key on ---- */

static bool start_flat_at(struct map_iterator *it, Term map, Term key, bool back)
{
    const Term *keys = tuple_elements(map_flat_keys(map));
    size_t i = 0;
    while (i < map_flat_size(map) && !term_equal_exact(keys[i], key))
        i++;
    if (i == map_flat_size(map))
        return false;
    if (back)
        start_flat_back(it, map, i);
    else
        start_flat(it, map, i + 1);
    return true;
}

/* INDEX is the pair that has to be of KEY. */
static bool start_pair_at(struct map_iterator *it, const Term *node, size_t index, Term key,
                          bool back)
{
    if (back)
        enter_pairs_back(it, node, index);
    else
        enter(it, node, index + 1, 0);
    return term_equal_exact(trie_pairs(node)[2 * index], key);
}

static void pass_child(struct map_iterator *it, const Term *node, size_t index, bool back)
{
    if (back)
        enter_back(it, node, index);
    else
        enter(it, node, trie_pair_count(node), index + 1);
}

static bool start_at(struct map_iterator *it, Term map, Term key, bool back)
{
    it->depth = 0;
    if (map_is_flat(map))
        return start_flat_at(it, map, key, back);
    it->stride = 2;
    const Term *node = boxed_ptr(map);
    for (uint64_t hash = hash_internal(key);; hash <<= TRIE_BITS) {
        uint32_t branches = trie_branches(node);
        uint32_t bit = trie_bit(hash);
        if (branches & bit)
            return start_pair_at(it, node, trie_pair_index(branches, bit), key, back);
        if (branches == 0) {
            bool found;
            size_t index = trie_collision_search(node, key, &found);
            return found && start_pair_at(it, node, index, key, back);
        }
        if (!(branches >> TRIE_BRANCHES & bit))
            return false;
        size_t child = trie_child_index(branches, bit);
        pass_child(it, node, child, back);
        node = boxed_ptr(trie_children(node)[child]);
    }
}

bool map_iterate_after(struct map_iterator *it, Term map, Term key)
{
    return start_at(it, map, key, false);
}

bool map_iterate_before(struct map_iterator *it, Term map, Term key)
{
    return start_at(it, map, key, true);
}

/* ---- lists ---- */

static Term list_of(struct heap *heap, Term map, bool values)
{
    size_t size = map_size(map);
    Term *cells = heap_alloc(heap, 2 * size);
    struct map_iterator it;
    map_iterate(&it, map);
    Term key, value;
    for (size_t i = 0; map_next(&it, &key, &value); i++) {
        cells[2 * i] = values ? value : key;
        cells[2 * i + 1] = i + 1 < size ? cons_make(cells + 2 * i + 2) : NIL;
    }
    return size == 0 ? NIL : cons_make(cells);
}

Term map_keys(struct heap *heap, Term map)
{
    return list_of(heap, map, false);
}

Term map_values(struct heap *heap, Term map)
{
    return list_of(heap, map, true);
}

Term map_to_list(struct heap *heap, Term map)
{
    size_t size = map_size(map);
    Term *cells = heap_alloc(heap, 5 * size);
    Term *tuple = cells + 2 * size;
    struct map_iterator it;
    map_iterate(&it, map);
    Term key, value;
    for (size_t i = 0; map_next(&it, &key, &value); i++, tuple += 3) {
        tuple[0] = HEADER(BOXED_TUPLE, 2);
        tuple[1] = key;
        tuple[2] = value;
        cells[2 * i] = boxed_make(tuple);
        cells[2 * i + 1] = i + 1 < size ? cons_make(cells + 2 * i + 2) : NIL;
    }
    return size == 0 ? NIL : cons_make(cells);
}
