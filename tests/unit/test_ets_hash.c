/* SPDX-License-Identifier: Apache-2.0 */
/* The hash table of ets by itself: it grows and shrinks one bucket at a time, chains stay sorted,
 * and a place in it stays a place. */
#include "vm/ets/hash.h"
#include "vm/term/atom.h"

#include <criterion/criterion.h>

enum { OBJECTS = 3000 };

static struct ets_hash table;
static struct ets_stripe stripes[ETS_STRIPES];
static struct heap heap;

static void setup(void)
{
    atom_init(ATOM_DEFAULT_LIMIT);
    heap_init(&heap, 1 << 12);
    cr_assert(ets_hash_init(&table));
    for (size_t i = 0; i < ETS_STRIPES; i++)
        ck_rwlock_init(&stripes[i].lock.lock);
}

static void teardown(void)
{
    size_t all = SIZE_MAX;
    cr_assert(ets_hash_free(&table, &all));
    heap_release(&heap);
}

TestSuite(ets_hash, .init = setup, .fini = teardown);

static Term key_of(int i)
{
    return small_make(i);
}

static struct ets_object **find(int i, bool *found)
{
    uint64_t hash = ets_hash_of_key(key_of(i));
    return ets_chain_find(ets_bucket(&table, hash), ets_order_of_hash(hash), key_of(i), 1, found);
}

static void put(int i)
{
    bool found;
    Term element = key_of(i);
    struct ets_object *object = ets_object_new(heap_tuple(&heap, 1, &element));
    cr_assert_not_null(object);
    struct ets_object **link = find(i, &found);
    cr_assert_not(found);
    object->order = ets_order_of_hash(ets_hash_of_key(key_of(i)));
    object->next = *link;
    *link = object;
}

static void take(int i)
{
    bool found;
    struct ets_object **link = find(i, &found);
    cr_assert(found);
    struct ets_object *object = *link;
    *link = object->next;
    ets_object_free(object);
}

static void resize(uint64_t buckets, uint64_t stripe_mask)
{
    while (atomic_load(&table.buckets) < buckets)
        ets_hash_grow(&table, stripes, stripe_mask);
    while (atomic_load(&table.buckets) > buckets)
        ets_hash_shrink(&table, stripes, stripe_mask);
}

/* Walks through the table, each object in its bucket and all in one order. COUNT objects? */
static void check(size_t count)
{
    size_t seen = 0;
    uint64_t last = 0, end;
    for (uint64_t cursor = 0; cursor < ETS_ORDER_END; cursor = end) {
        const struct ets_object *object = *ets_hash_range(&table, cursor, &end);
        for (; object != NULL; object = object->next, seen++) {
            cr_assert(object->order >= last && object->order >= cursor && object->order < end);
            last = object->order;
        }
        cr_assert(end > cursor);
    }
    cr_assert_eq(seen, count);
}

Test(ets_hash, order_and_hash_are_two_views_of_the_same_bits)
{
    for (uint64_t i = 1; i < 1000; i++) {
        uint64_t hash = hash_mix(i) & (ETS_ORDER_END - 1);
        cr_assert_eq(ets_hash_of_order(ets_order_of_hash(hash)), hash);
        cr_assert(ets_order_of_hash(hash) < ETS_ORDER_END);
    }
}

/* Each bucket is used by somebody, and the bucket of a hash is there. */
Test(ets_hash, buckets_of_hashes)
{
    for (uint64_t buckets = 64; buckets < 1100; buckets++)
        for (uint64_t hash = 0; hash < 2048; hash++) {
            uint64_t index = ets_bucket_index(buckets, hash);
            cr_assert(index < buckets);
            cr_assert_eq(index & (ETS_STRIPES - 1), hash & (ETS_STRIPES - 1));
            if (hash < buckets)
                cr_assert_eq(index, hash);
        }
}

Test(ets_hash, objects_are_found_at_every_size)
{
    for (int i = 0; i < OBJECTS; i++)
        put(i);
    for (uint64_t buckets = 64; buckets < 600; buckets += 1 + buckets % 7) {
        resize(buckets, buckets % 2 == 0 ? 0 : ETS_STRIPES - 1);
        check(OBJECTS);
        for (int i = 0; i < OBJECTS; i += 17) {
            bool found;
            (void)find(i, &found);
            cr_assert(found);
        }
    }
    resize(5000, 0);
    check(OBJECTS);
    for (int i = 0; i < OBJECTS; i += 2)
        take(i);
    for (uint64_t buckets = 5000; buckets > 64; buckets -= 1 + buckets % 13) {
        resize(buckets, ETS_STRIPES - 1);
        check(OBJECTS / 2);
    }
    resize(64, 0);
    ets_hash_shrink(&table, stripes, 0);
    cr_assert_eq(atomic_load(&table.buckets), 64, "never fewer than there are stripes");
    check(OBJECTS / 2);
}

/* Who stops anywhere and goes on in a table of another size sees each object once. */
Test(ets_hash, a_place_survives_changes_of_size)
{
    static unsigned char seen[OBJECTS];
    uint64_t end, sizes[] = {64, 700, 128, 90, 3000, 65, 1024};
    for (int i = 0; i < OBJECTS; i++)
        put(i);
    size_t step = 0;
    for (uint64_t cursor = 0; cursor < ETS_ORDER_END; cursor = end) {
        resize(sizes[step++ % COUNT_OF(sizes)], 0);
        const struct ets_object *object = *ets_hash_range(&table, cursor, &end);
        for (; object != NULL; object = object->next)
            seen[small_value(ets_object_key(object, 1))]++;
    }
    for (int i = 0; i < OBJECTS; i++)
        cr_assert_eq(seen[i], 1);
}

Test(ets_hash, freeing_in_small_steps)
{
    for (int i = 0; i < OBJECTS; i++)
        put(i);
    resize(200, 0);
    size_t steps = 0, budget;
    bool done;
    do {
        budget = 10;
        done = ets_hash_free(&table, &budget);
        steps++;
    } while (!done);
    cr_assert_geq(steps, OBJECTS / 10);
    cr_assert(ets_hash_init(&table));
}

Test(ets_hash, a_held_object_is_freed_by_who_comes_last)
{
    Term key = heap_cons(&heap, SMALL(1), NIL);
    for (int last = 0; last < 3; last++) {
        struct ets_object *object = ets_object_new(heap_tuple(&heap, 1, &key));
        cr_assert(ets_object_hold(object));
        cr_assert(ets_object_hold(object));
        cr_assert(ets_object_is_held(object));
        for (int i = 0; i < 3; i++) { /* with the address sanitizer, a wrong one would be told */
            cr_expect_eq(list_head(ets_object_key(object, 1)), SMALL(1));
            if (i == last)
                ets_object_free(object);
            else
                ets_object_let_go(object);
        }
    }
}

Test(ets_hash, only_so_many_can_hold_an_object)
{
    Term key = heap_cons(&heap, SMALL(1), NIL);
    struct ets_object *object = ets_object_new(heap_tuple(&heap, 1, &key));
    size_t holders = 0;
    while (ets_object_hold(object))
        holders++;
    cr_expect_eq(holders, ETS_OBJECT_OUT - 1);
    for (; holders > 0; holders--)
        ets_object_let_go(object);
    cr_expect_not(ets_object_is_held(object));
    ets_object_free(object);
}
