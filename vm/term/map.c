/* SPDX-License-Identifier: Apache-2.0 */
/* map.c: flat maps, and the choice between the two forms. */
#include "vm/term/map.h"
#include "vm/term/compare.h"
#include "vm/term/hash.h"
#include "vm/term/map_trie.h"

#include <stdlib.h>
#include <string.h>

size_t map_size(Term map)
{
    return map_is_flat(map) ? map_flat_size(map) : trie_size(boxed_ptr(map));
}

Term map_empty(struct heap *heap)
{
    Term *cell = heap_alloc(heap, 1 + MAP_FLAT_WORDS(0));
    cell[0] = HEADER(BOXED_TUPLE, 0);
    return map_flat_put(cell + 1, boxed_make(cell), 0);
}

/* ---- sorted arrays of keys ---- */

/* The place among COUNT keys that holds the same word as KEY; COUNT: none does. */
ALWAYS_INLINE size_t identical(const Term *keys, size_t count, Term key)
{
    size_t i = 0;
    while (i < count && keys[i] != key)
        i++;
    return i;
}

/* How many of COUNT keys are in order, and all different, before the first that is not. */
static size_t count_sorted(const Term *keys, size_t count)
{
    size_t i = 1;
    while (i < count && term_compare_exact(keys[i - 1], keys[i]) < 0)
        i++;
    return i < count ? i : count;
}

/* Where KEY is among COUNT sorted keys, or where it belongs (*FOUND false). */
static size_t search_sorted(const Term *keys, size_t count, Term key, bool *found)
{
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = term_compare_exact(key, keys[middle]);
        if (order == 0) {
            *found = true;
            return middle;
        }
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    *found = false;
    return low;
}

/* The same; often a key is the very term that was put in. */
static size_t search(const Term *keys, size_t count, Term key, bool *found)
{
    size_t at = identical(keys, count, key);
    *found = at < count;
    return *found ? at : search_sorted(keys, count, key, found);
}

static size_t flat_search(Term map, Term key, bool *found)
{
    return search(tuple_elements(map_flat_keys(map)), map_flat_size(map), key, found);
}

/* The place of the value of KEY in a flat map, or NULL. */
ALWAYS_INLINE Term *flat_find(Term map, Term key)
{
    const Term *keys = tuple_elements(map_flat_keys(map));
    size_t size = map_flat_size(map);
    size_t at = identical(keys, size, key);
    bool found = at < size;
    if (!found && !term_is_immediate(key))
        at = search_sorted(keys, size, key, &found);
    return found ? map_flat_values(map) + at : NULL;
}

/* Sorted pairs while a map is put together: all of a flat one and perhaps more. */
struct draft {
    size_t count;
    size_t room;
    Term *keys;
    Term *values;
    Term local[4 * MAP_FLAT_MAX];
};

static void draft_init(struct draft *draft, size_t room)
{
    draft->count = 0;
    draft->room = room;
    bool fits = 2 * room <= COUNT_OF(draft->local);
    draft->keys = fits ? draft->local : mem_alloc(2 * room * sizeof(Term));
    draft->values = draft->keys + room;
}

static void draft_release(struct draft *draft)
{
    if (draft->keys != draft->local)
        free(draft->keys);
}

static void draft_add_sorted(struct draft *draft, size_t count, const Term *keys,
                             const Term *values)
{
    memcpy(draft->keys, keys, count * sizeof(Term));
    memcpy(draft->values, values, count * sizeof(Term));
    draft->count = count;
}

static void draft_add_flat(struct draft *draft, Term map)
{
    draft_add_sorted(draft, map_flat_size(map), tuple_elements(map_flat_keys(map)),
                     map_flat_values(map));
}

/* Which of two keys stays when they are equal, but not the same: 0.0 and -0.0, or what has them. */
enum equal_key { OLD_KEY, NEW_KEY };

static void draft_put(struct draft *draft, Term key, Term value, enum equal_key stays)
{
    bool found = false;
    size_t at = draft->count;
    /* Keys often come in order already. */
    if (at > 0 && term_compare_exact(draft->keys[at - 1], key) >= 0)
        at = search(draft->keys, draft->count, key, &found);
    if (!found) {
        memmove(draft->keys + at + 1, draft->keys + at, (draft->count - at) * sizeof(Term));
        memmove(draft->values + at + 1, draft->values + at, (draft->count - at) * sizeof(Term));
        draft->keys[at] = key;
        draft->count++;
    } else if (stays == NEW_KEY) {
        draft->keys[at] = key;
    }
    draft->values[at] = value;
}

/* A flat map with its own tuple of keys. */
static Term flat_make(struct heap *heap, size_t size, const Term *keys, const Term *values)
{
    Term *cell = heap_alloc(heap, 1 + size + MAP_FLAT_WORDS(size));
    cell[0] = HEADER(BOXED_TUPLE, size);
    memcpy(cell + 1, keys, size * sizeof(Term));
    Term map = map_flat_put(cell + 1 + size, boxed_make(cell), size);
    memcpy(map_flat_values(map), values, size * sizeof(Term));
    return map;
}

/* Puts the pairs of a trie, but for that of KEY (or NON_VALUE), into a flat map. */
static Term flat_from_trie(struct heap *heap, Term trie, Term without)
{
    struct draft draft;
    draft_init(&draft, MAP_FLAT_MAX + 1);
    struct map_iterator iterator;
    map_iterate(&iterator, trie);
    Term key, value;
    while (map_next(&iterator, &key, &value))
        if (without == NON_VALUE || !term_equal_exact(key, without))
            draft_put(&draft, key, value, OLD_KEY);
    Term map = flat_make(heap, draft.count, draft.keys, draft.values);
    draft_release(&draft);
    return map;
}

Term map_from_hashed(struct heap *heap, size_t count, struct trie_pair *pairs)
{
    /* At least two different keys are what trie_build needs; that all are one is rare. */
    size_t i = 1;
    while (i < count && term_equal_exact(pairs[0].key, pairs[i].key))
        i++;
    if (i == count)
        return flat_make(heap, 1, &pairs[count - 1].key, &pairs[count - 1].value);
    Term trie = trie_build(heap, pairs, pairs + count, count);
    return map_size(trie) > MAP_FLAT_MAX ? trie : flat_from_trie(heap, trie, NON_VALUE);
}

static Term from_arrays(struct heap *heap, size_t count, const Term *keys, const Term *values)
{
    struct trie_pair *pairs = mem_alloc(2 * count * sizeof *pairs);
    for (size_t i = 0; i < count; i++)
        pairs[i] = (struct trie_pair){hash_internal(keys[i]), keys[i], values[i]};
    Term map = map_from_hashed(heap, count, pairs);
    free(pairs);
    return map;
}

/* The map of a draft, whose keys differ. */
static Term draft_finish(struct heap *heap, struct draft *draft)
{
    Term map = draft->count <= MAP_FLAT_MAX
                   ? flat_make(heap, draft->count, draft->keys, draft->values)
                   : from_arrays(heap, draft->count, draft->keys, draft->values);
    draft_release(draft);
    return map;
}

/* ---- one key ---- */

Term map_get_any(Term map, Term key)
{
    const Term *value = map_is_flat(map) ? flat_find(map, key) : trie_find(boxed_ptr(map), key);
    return value == NULL ? NON_VALUE : *value;
}

/* A flat map with the same keys, its values still those of MAP. */
static Term flat_copy(struct heap *heap, Term map)
{
    size_t words = MAP_FLAT_WORDS(map_flat_size(map));
    return boxed_make(memcpy(heap_alloc(heap, words), boxed_ptr(map), words * sizeof(Term)));
}

static Term flat_set(struct heap *heap, Term map, size_t index, Term value)
{
    if (map_flat_values(map)[index] == value)
        return map;
    Term copy = flat_copy(heap, map);
    map_flat_values(copy)[index] = value;
    return copy;
}

static Term flat_insert(struct heap *heap, Term map, size_t at, Term key, Term value)
{
    size_t size = map_flat_size(map);
    const Term *keys = tuple_elements(map_flat_keys(map));
    const Term *values = map_flat_values(map);
    Term *cell = heap_alloc(heap, 1 + size + 1 + MAP_FLAT_WORDS(size + 1));
    cell[0] = HEADER(BOXED_TUPLE, size + 1);
    memcpy(cell + 1, keys, at * sizeof(Term));
    cell[1 + at] = key;
    memcpy(cell + 2 + at, keys + at, (size - at) * sizeof(Term));
    Term result = map_flat_put(cell + 2 + size, boxed_make(cell), size + 1);
    Term *to = map_flat_values(result);
    memcpy(to, values, at * sizeof(Term));
    to[at] = value;
    memcpy(to + at + 1, values + at, (size - at) * sizeof(Term));
    return result;
}

/* A full flat map and one more key. */
static Term flat_to_trie(struct heap *heap, Term map, Term key, Term value)
{
    struct draft draft;
    draft_init(&draft, MAP_FLAT_MAX + 1);
    draft_add_flat(&draft, map);
    draft_put(&draft, key, value, OLD_KEY);
    return draft_finish(heap, &draft);
}

Term map_put(struct heap *heap, Term map, Term key, Term value)
{
    if (!map_is_flat(map))
        return trie_put(heap, map, key, value);
    bool found;
    size_t at = flat_search(map, key, &found);
    if (found)
        return flat_set(heap, map, at, value);
    if (map_flat_size(map) < MAP_FLAT_MAX)
        return flat_insert(heap, map, at, key, value);
    return flat_to_trie(heap, map, key, value);
}

Term map_update(struct heap *heap, Term map, Term key, Term value)
{
    if (!map_is_flat(map))
        return trie_find(boxed_ptr(map), key) == NULL ? NON_VALUE : trie_put(heap, map, key, value);
    bool found;
    size_t at = flat_search(map, key, &found);
    return found ? flat_set(heap, map, at, value) : NON_VALUE;
}

static Term flat_delete(struct heap *heap, Term map, size_t at)
{
    size_t size = map_flat_size(map) - 1;
    const Term *keys = tuple_elements(map_flat_keys(map));
    const Term *values = map_flat_values(map);
    Term *cell = heap_alloc(heap, 1 + size + MAP_FLAT_WORDS(size));
    cell[0] = HEADER(BOXED_TUPLE, size);
    memcpy(cell + 1, keys, at * sizeof(Term));
    memcpy(cell + 1 + at, keys + at + 1, (size - at) * sizeof(Term));
    Term result = map_flat_put(cell + 1 + size, boxed_make(cell), size);
    Term *to = map_flat_values(result);
    memcpy(to, values, at * sizeof(Term));
    memcpy(to + at, values + at + 1, (size - at) * sizeof(Term));
    return result;
}

Term map_take(struct heap *heap, Term map, Term key, Term *value)
{
    if (map_is_flat(map)) {
        bool found;
        size_t at = flat_search(map, key, &found);
        if (!found)
            return NON_VALUE;
        *value = map_flat_values(map)[at];
        return flat_delete(heap, map, at);
    }
    const Term *place = trie_find(boxed_ptr(map), key);
    if (place == NULL)
        return NON_VALUE;
    *value = *place;
    if (trie_size(boxed_ptr(map)) == MAP_FLAT_MAX + 1)
        return flat_from_trie(heap, map, key);
    return trie_remove(heap, map, key);
}

Term map_remove(struct heap *heap, Term map, Term key)
{
    Term value;
    Term result = map_take(heap, map, key, &value);
    return result == NON_VALUE ? map : result;
}

/* ---- many keys ---- */

/* Sets those of the pairs whose keys a flat map has already, in a copy made for the first. Stops at
 * the first other key; returns how many pairs it did. */
static size_t flat_set_pairs(struct heap *heap, Term *map, size_t count, const Term *pairs)
{
    Term copy = NON_VALUE;
    size_t done = 0;
    for (; done < count; done++) {
        bool found;
        size_t at = flat_search(*map, pairs[2 * done], &found);
        if (!found)
            break;
        if (copy == NON_VALUE)
            copy = *map = flat_copy(heap, *map);
        map_flat_values(copy)[at] = pairs[2 * done + 1];
    }
    return done;
}

Term map_put_pairs(struct heap *heap, Term map, size_t count, const Term *pairs)
{
    if (map_is_flat(map)) {
        size_t done = flat_set_pairs(heap, &map, count, pairs);
        pairs += 2 * done;
        count -= done;
    }
    if (map_is_flat(map) && count > 1 && count <= MAP_FLAT_MAX) {
        struct draft draft;
        draft_init(&draft, 2 * MAP_FLAT_MAX);
        draft_add_flat(&draft, map);
        enum equal_key stays = draft.count == 0 ? NEW_KEY : OLD_KEY;
        for (size_t i = 0; i < count; i++)
            draft_put(&draft, pairs[2 * i], pairs[2 * i + 1], stays);
        return draft_finish(heap, &draft);
    }
    for (size_t i = 0; i < count; i++)
        map = map_put(heap, map, pairs[2 * i], pairs[2 * i + 1]);
    return map;
}

Term map_update_pairs(struct heap *heap, Term map, size_t count, const Term *pairs, Term *missing)
{
    size_t done = 0;
    if (map_is_flat(map)) {
        done = flat_set_pairs(heap, &map, count, pairs);
    } else {
        for (Term next; done < count; done++, map = next) {
            next = map_update(heap, map, pairs[2 * done], pairs[2 * done + 1]);
            if (next == NON_VALUE)
                break;
        }
    }
    if (done == count)
        return map;
    *missing = pairs[2 * done];
    return NON_VALUE;
}

Term map_from_pairs(struct heap *heap, size_t count, const Term *keys, const Term *values)
{
    if (count > MAP_FLAT_MAX)
        return from_arrays(heap, count, keys, values);
    size_t sorted = count_sorted(keys, count);
    if (sorted == count)
        return flat_make(heap, count, keys, values);
    struct draft draft;
    draft_init(&draft, MAP_FLAT_MAX);
    draft_add_sorted(&draft, sorted, keys, values);
    for (size_t i = sorted; i < count; i++)
        draft_put(&draft, keys[i], values[i], NEW_KEY);
    return draft_finish(heap, &draft);
}

/* Adds the pairs of both, whose keys are sorted. */
static void draft_merge(struct draft *draft, Term a, Term b)
{
    const Term *keys_a = tuple_elements(map_flat_keys(a)), *end_a = keys_a + map_flat_size(a);
    const Term *keys_b = tuple_elements(map_flat_keys(b)), *end_b = keys_b + map_flat_size(b);
    const Term *values_a = map_flat_values(a), *values_b = map_flat_values(b);
    while (keys_a < end_a || keys_b < end_b) {
        int order = keys_b == end_b   ? -1
                    : keys_a == end_a ? 1
                                      : term_compare_exact(*keys_a, *keys_b);
        bool from_a = order < 0;
        draft->keys[draft->count] = from_a ? *keys_a : *keys_b;
        draft->values[draft->count++] = from_a ? *values_a : *values_b;
        keys_a += order <= 0;
        values_a += order <= 0;
        keys_b += order >= 0;
        values_b += order >= 0;
    }
}

static Term merge_flat(struct heap *heap, Term a, Term b)
{
    struct draft draft;
    draft_init(&draft, 2 * MAP_FLAT_MAX);
    draft_merge(&draft, a, b);
    return draft_finish(heap, &draft);
}

Term map_merge(struct heap *heap, Term a, Term b)
{
    if (!map_is_flat(a) && !map_is_flat(b))
        return trie_merge(heap, a, b);
    if (map_is_flat(a) && map_is_flat(b)) {
        if (map_flat_size(a) == 0 || map_flat_keys(a) == map_flat_keys(b))
            return b;
        return map_flat_size(b) == 0 ? a : merge_flat(heap, a, b);
    }
    bool a_is_flat = map_is_flat(a);
    Term flat = a_is_flat ? a : b;
    Term result = a_is_flat ? b : a;
    const Term *keys = tuple_elements(map_flat_keys(flat));
    for (size_t i = 0; i < map_flat_size(flat); i++)
        if (!a_is_flat || trie_find(boxed_ptr(b), keys[i]) == NULL)
            result = trie_put(heap, result, keys[i], map_flat_values(flat)[i]);
    return result;
}
