/* SPDX-License-Identifier: Apache-2.0 */
/* Maps of all sizes beside a model: a value, or none, for each of a few hundred possible keys, some
 * of which have the same internal hash. */
#include "tests/unit/bit_model.h"
#include "vm/term/atom.h"
#include "vm/term/bits.h"
#include "vm/term/compare.h"
#include "vm/term/hash.h"
#include "vm/term/map.h"
#include "vm/term/map_trie.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { KEYS = 300, COLLIDING = 40, ROUNDS = 3000 };

static struct heap heap;
static Term keys[KEYS];

/* What a map should hold; NON_VALUE for a key that it has not. */
struct model {
    Term values[KEYS];
    size_t size;
};

/* ---- keys ---- */

/* The state before the tail of a cell with this HEAD goes in. */
static uint64_t state_before_tail(Term head)
{
    return hash_add(hash_add(0, HASH_CONS), head);
}

/* hash_add(state, w) is w, changed by something that depends on STATE alone, times an odd constant.
 * So two heads and a tail have one word as other tail that leads to the same hash; one in sixteen
 * of these words is a small integer. */
static void make_colliding(Term *cells, size_t count)
{
    uint64_t factor = hash_add(0, 1);
    uint64_t inverse = factor; /* modulo 2^64; every step of Newton's doubles the right bits */
    for (int i = 0; i < 6; i++)
        inverse *= 2 - factor * inverse;
    uint64_t wanted = hash_add(state_before_tail(SMALL(0)), SMALL(0));
    for (int64_t head = 0; count > 0; head++) {
        uint64_t state = state_before_tail(small_make(head));
        Term tail = (wanted * inverse) ^ (hash_add(state, 0) * inverse);
        if (!term_is_small(tail))
            continue;
        cells[--count] = heap_cons(&heap, small_make(head), tail);
        cr_assert_eq(hash_internal(cells[count]), hash_internal(cells[COLLIDING - 1]));
    }
}

static void setup(void)
{
    atom_init(ATOM_DEFAULT_LIMIT);
    heap_init(&heap, 1 << 20);
    model_seed(7);
    make_colliding(keys, COLLIDING);
    for (size_t i = COLLIDING; i < KEYS; i++) {
        int64_t number = (int64_t)i - KEYS / 2;
        Term texts[] = {small_make(number), heap_float(&heap, (double)number),
                        heap_tuple2(&heap, small_make(number), ATOM_(ok)),
                        bits_from_bytes(&heap, &number, sizeof number)};
        keys[i] = texts[i % COUNT_OF(texts)];
    }
}

static void teardown(void)
{
    heap_release(&heap);
}

TestSuite(map, .init = setup, .fini = teardown, .timeout = 120);

/* ---- the model ---- */

static void model_put(struct model *model, size_t key, Term value)
{
    model->size += model->values[key] == NON_VALUE;
    model->values[key] = value;
}

static void model_remove(struct model *model, size_t key)
{
    model->size -= model->values[key] != NON_VALUE;
    model->values[key] = NON_VALUE;
}

static size_t index_of_key(Term key)
{
    size_t i = 0;
    while (i < KEYS && !term_equal_exact(keys[i], key))
        i++;
    cr_assert_lt(i, KEYS);
    return i;
}

static void check_iteration(const struct model *model, Term map)
{
    bool seen[KEYS] = {false};
    size_t count = 0;
    struct map_iterator iterator;
    Term key, value;
    for (map_iterate(&iterator, map); map_next(&iterator, &key, &value); count++) {
        size_t i = index_of_key(key);
        cr_assert_not(seen[i]);
        seen[i] = true;
        cr_assert_eq(value, model->values[i]);
    }
    cr_assert_eq(count, model->size);
}

/* Backwards the pairs come in the opposite order. */
static void check_iteration_back(Term map)
{
    Term seen[KEYS], key, value;
    size_t count = 0;
    struct map_iterator iterator;
    for (map_iterate(&iterator, map); map_next(&iterator, &key, &value);)
        seen[count++] = key;
    for (map_iterate_back(&iterator, map); map_previous(&iterator, &key, &value);) {
        cr_assert_gt(count, 0);
        cr_assert_eq(key, seen[--count]);
        cr_assert_eq(value, map_get(map, key));
    }
    cr_assert_eq(count, 0);
}

/* The map that has the same contents, made in one go. */
static Term map_of(const struct model *model)
{
    Term used[KEYS], values[KEYS];
    size_t count = 0;
    for (size_t i = 0; i < KEYS; i++) {
        if (model->values[i] != NON_VALUE) {
            used[count] = keys[i];
            values[count++] = model->values[i];
        }
    }
    return map_from_pairs(&heap, count, used, values);
}

static void check(const struct model *model, Term map)
{
    cr_assert_eq(map_size(map), model->size);
    cr_assert_eq(map_is_flat(map), model->size <= MAP_FLAT_MAX);
    for (size_t i = 0; i < KEYS; i++)
        cr_assert_eq(map_get(map, keys[i]), model->values[i]);
    check_iteration(model, map);
    check_iteration_back(map);
    cr_assert(term_equal_exact(map, map_of(model)), "one set of pairs has one form");
}

/* ---- tests: keys are drawn from the first LIMIT, the colliding ones among them ---- */

static Term change_one(struct model *model, Term map, size_t limit, bool grow)
{
    size_t key = model_draw(limit);
    if (grow) {
        Term value = small_make((int64_t)model_draw(1000));
        model_put(model, key, value);
        return map_put(&heap, map, keys[key], value);
    }
    Term taken = NON_VALUE;
    Term result = map_take(&heap, map, keys[key], &taken);
    cr_assert_eq(taken, model->values[key]);
    cr_assert_eq(result == NON_VALUE, taken == NON_VALUE);
    cr_assert_eq(map_remove(&heap, map, keys[key]) == map, taken == NON_VALUE);
    model_remove(model, key);
    return result == NON_VALUE ? map : result;
}

/* Grows and shrinks through all sizes up to LIMIT several times. */
static void change_and_check(size_t limit)
{
    struct model model = {0};
    Term map = map_empty(&heap);
    bool grow = true;
    for (int i = 0; i < ROUNDS; i++) {
        if (model_draw(limit) == 0)
            grow = !grow;
        map = change_one(&model, map, limit, model_draw(4) == 0 ? !grow : grow);
        if (i % 16 == 0)
            check(&model, map);
    }
    check(&model, map);
}

Test(map, small_maps_follow_the_model)
{
    change_and_check(12);
}

Test(map, maps_around_the_limit_of_flat_ones_follow_the_model)
{
    change_and_check(70);
}

Test(map, large_maps_follow_the_model)
{
    change_and_check(KEYS);
}

Test(map, keys_with_equal_hashes_follow_the_model)
{
    change_and_check(COLLIDING);
}

static Term random_map(struct model *model, size_t limit)
{
    Term map = map_empty(&heap);
    for (size_t i = model_draw(limit); i > 0; i--)
        map = change_one(model, map, limit, true);
    return map;
}

static const size_t limits[] = {3, 40, 70, KEYS};

Test(map, merging_prefers_the_second_map)
{
    for (int round = 0; round < 300; round++) {
        struct model a = {0}, b = {0};
        Term x = random_map(&a, limits[model_draw(COUNT_OF(limits))]);
        Term y = model_draw(4) == 0 ? x : random_map(&b, limits[model_draw(COUNT_OF(limits))]);
        if (y == x)
            b = a;
        for (size_t i = 0; i < KEYS; i++)
            if (b.values[i] != NON_VALUE)
                model_put(&a, i, b.values[i]);
        check(&a, map_merge(&heap, x, y));
    }
}

Test(map, several_pairs_are_put_in_their_order)
{
    for (int round = 0; round < 300; round++) {
        struct model model = {0};
        size_t limit = limits[model_draw(COUNT_OF(limits))];
        Term map = random_map(&model, limit);
        Term pairs[2 * 50], missing = NON_VALUE, expected_missing = NON_VALUE;
        size_t count = model_draw(50);
        for (size_t i = 0; i < count; i++) {
            size_t key = model_draw(limit);
            pairs[2 * i] = keys[key];
            pairs[2 * i + 1] = small_make((int64_t)i);
            if (model.values[key] == NON_VALUE && expected_missing == NON_VALUE)
                expected_missing = keys[key];
        }
        Term updated = map_update_pairs(&heap, map, count, pairs, &missing);
        cr_assert_eq(missing, expected_missing);
        for (size_t i = 0; i < count; i++)
            model_put(&model, index_of_key(pairs[2 * i]), pairs[2 * i + 1]);
        check(&model, map_put_pairs(&heap, map, count, pairs));
        if (expected_missing == NON_VALUE)
            check(&model, updated);
    }
}

Test(map, of_equal_keys_the_last_pair_counts)
{
    for (int round = 0; round < 300; round++) {
        struct model model = {0};
        Term used[KEYS], values[KEYS];
        size_t limit = limits[model_draw(COUNT_OF(limits))];
        size_t count = model_draw(KEYS);
        for (size_t i = 0; i < count; i++) {
            size_t key = model_draw(limit);
            used[i] = keys[key];
            values[i] = small_make((int64_t)i);
            model_put(&model, key, values[i]);
        }
        check(&model, map_from_pairs(&heap, count, used, values));
    }
}

Test(map, iteration_goes_on_behind_any_key)
{
    for (size_t i = 0; i < COUNT_OF(limits); i++) {
        struct model model = {0};
        Term map = random_map(&model, limits[i]);
        struct map_iterator whole, rest;
        Term key, value, key_again, value_again;
        map_iterate(&whole, map);
        while (map_next(&whole, &key, &value)) {
            struct map_iterator from_here = whole;
            cr_assert(map_iterate_after(&rest, map, key));
            while (map_next(&from_here, &key, &value)) {
                cr_assert(map_next(&rest, &key_again, &value_again));
                cr_assert_eq(key, key_again);
            }
            cr_assert_not(map_next(&rest, &key_again, &value_again));
        }
        cr_expect_not(map_iterate_after(&rest, map, ATOM_(badkey)));
    }
}

Test(map, iteration_goes_back_from_any_key)
{
    for (size_t i = 0; i < COUNT_OF(limits); i++) {
        struct model model = {0};
        Term map = random_map(&model, limits[i]);
        struct map_iterator whole, rest;
        Term key, value, key_again, value_again;
        map_iterate_back(&whole, map);
        while (map_previous(&whole, &key, &value)) {
            struct map_iterator from_here = whole;
            cr_assert(map_iterate_before(&rest, map, key));
            while (map_previous(&from_here, &key, &value)) {
                cr_assert(map_previous(&rest, &key_again, &value_again));
                cr_assert_eq(key, key_again);
            }
            cr_assert_not(map_previous(&rest, &key_again, &value_again));
        }
        cr_expect_not(map_iterate_before(&rest, map, ATOM_(badkey)));
    }
}

/* So many pairs are distributed by more bits of their hashes at a time. Keys are drawn from LIMIT
 * integers and the colliding ones. */
static void check_many(size_t count, size_t limit)
{
    Term *used = mem_alloc(2 * count * sizeof used[0]), *values = used + count;
    Term one_by_one = map_empty(&heap);
    for (size_t i = 0; i < count; i++) {
        size_t drawn = model_draw(limit + COLLIDING);
        used[i] = drawn < COLLIDING ? keys[drawn] : small_make((int64_t)drawn);
        values[i] = small_make((int64_t)i);
        one_by_one = map_put(&heap, one_by_one, used[i], values[i]);
    }
    Term at_once = map_from_pairs(&heap, count, used, values);
    cr_assert_eq(map_size(at_once), map_size(one_by_one));
    cr_assert(term_equal_exact(at_once, one_by_one), "one set of pairs has one form");
    free(used);
}

Test(map, many_pairs_make_the_map_that_they_make_one_by_one)
{
    check_many(2000, 5000);
    check_many(5000, 0);
    check_many(10000, 300);
    check_many(40000, 100000);
}

Test(map, updating_a_value_shares_the_tuple_of_keys)
{
    struct model model = {0};
    Term map = map_put(&heap, random_map(&model, 12), ATOM_(ok), NIL);
    Term updated = map_update(&heap, map, ATOM_(ok), ATOM_(true));
    cr_expect_eq(map_flat_keys(updated), map_flat_keys(map));
    cr_expect_eq(map_update(&heap, map, ATOM_(ok), NIL), map, "no change makes no copy");
    cr_expect_eq(map_update(&heap, map, ATOM_(badkey), NIL), NON_VALUE);
}
