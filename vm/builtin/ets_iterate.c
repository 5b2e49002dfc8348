/* SPDX-License-Identifier: Apache-2.0 */
/* ets_iterate.c: builtins of the module ets that go from key to key, and slot/2. The order of a
 * hash table is that of hash.h, in which a place is never lost; going back is going on. */
#include "vm/builtin/ets.h"

#include "vm/memory/copy.h"

/* Empty buckets looked at for one reduction. */
#define BUCKETS_PER_REDUCTION 8

/* ---- hash tables ---- */

/* The key of the first live object at CURSOR or behind it, or $end_of_table. */
static Term key_from(struct process *p, const struct ets_table *table, uint64_t cursor)
{
    Term key = ATOM_(end_of_table);
    int64_t buckets = 0;
    for (uint64_t end; key == ATOM_(end_of_table) && cursor < ETS_ORDER_END; cursor = end) {
        struct ets_stripe *stripe = ets_stripe(table, ets_hash_of_order(cursor));
        ets_lock_read(&stripe->lock);
        const struct ets_object *object =
            ets_live(*ets_hash_range(&table->storage.hash, cursor, &end));
        if (object != NULL)
            key = copy_to_heap(&p->heap, ets_key(table, object));
        ets_unlock_read(&stripe->lock);
        buckets++;
    }
    builtin_charge(p, buckets / BUCKETS_PER_REDUCTION);
    return key;
}

/* The first live object in the chain behind all with the key of FIRST. */
static const struct ets_object *behind_key(const struct ets_table *table,
                                           const struct ets_object *first)
{
    Term key = ets_key(table, first);
    struct ets_object *object = first->next;
    while (object != NULL &&
           (ets_object_is_dead(object) ||
            (object->order == first->order && term_equal_exact(ets_key(table, object), key))))
        object = object->next;
    return object;
}

static Term next_in_hash(struct process *p, const struct ets_table *table, Term key)
{
    struct ets_place place = ets_place_of(table, key);
    uint64_t end;
    bool found;
    Term next = NON_VALUE;
    ets_lock_read(&place.stripe->lock);
    struct ets_object **link = ets_chain_find(ets_bucket(&table->storage.hash, place.hash),
                                              place.order, key, table->keypos, &found);
    const struct ets_object *behind = found ? behind_key(table, *link) : NULL;
    if (behind != NULL)
        next = copy_to_heap(&p->heap, ets_key(table, behind));
    (void)ets_hash_range(&table->storage.hash, place.order, &end);
    ets_unlock_read(&place.stripe->lock);
    if (!found)
        return builtin_badarg(p);
    return next != NON_VALUE ? next : key_from(p, table, end);
}

/* ---- trees ---- */

enum step { STEP_FIRST, STEP_LAST, STEP_NEXT, STEP_PREVIOUS };

static Term step_in_tree(struct process *p, struct ets_table *table, enum step step, Term key)
{
    struct ets_tree *tree = &table->storage.tree;
    const struct ets_object *object;
    ets_lock_read(&table->stripes->lock);
    switch (step) {
    case STEP_FIRST:
        object = ets_tree_first(tree);
        break;
    case STEP_LAST:
        object = ets_tree_last(tree);
        break;
    case STEP_NEXT:
        object = ets_tree_step(tree, key, false);
        break;
    default:
        object = ets_tree_step(tree, key, true);
        break;
    }
    Term found =
        object == NULL ? ATOM_(end_of_table) : copy_to_heap(&p->heap, ets_key(table, object));
    ets_unlock_read(&table->stripes->lock);
    return found;
}

/* ---- both ---- */

static Term start(struct process *p, const Term *args, enum step step)
{
    struct ets_table *table = ets_get(p, args[0], ETS_READ);
    if (table == NULL)
        return NON_VALUE;
    return ets_is_tree(table) ? step_in_tree(p, table, step, NIL) : key_from(p, table, 0);
}

static Term go_on(struct process *p, const Term *args, enum step step)
{
    struct ets_table *table = ets_get(p, args[0], ETS_READ);
    if (table == NULL)
        return NON_VALUE;
    return ets_is_tree(table) ? step_in_tree(p, table, step, args[1])
                              : next_in_hash(p, table, args[1]);
}

static Term first_1(struct process *p, const Term *args)
{
    return start(p, args, STEP_FIRST);
}

static Term last_1(struct process *p, const Term *args)
{
    return start(p, args, STEP_LAST);
}

static Term next_2(struct process *p, const Term *args)
{
    return go_on(p, args, STEP_NEXT);
}

static Term prev_2(struct process *p, const Term *args)
{
    return go_on(p, args, STEP_PREVIOUS);
}

/* ---- slots: buckets of a hash table, single objects of a tree ---- */

static Term objects_of_bucket(struct process *p, const struct ets_table *table, uint64_t index)
{
    struct ets_stripe *stripe = ets_stripe(table, index);
    Term list = NIL;
    ets_lock_read(&stripe->lock);
    uint64_t buckets = atomic_load_explicit(&table->storage.hash.buckets, memory_order_acquire);
    const struct ets_object *object =
        index < buckets ? ets_live(*ets_bucket_at(&table->storage.hash, index)) : NULL;
    for (; object != NULL; object = ets_live(object->next))
        list = heap_cons(&p->heap, ets_object_copy(&p->heap, object), list);
    ets_unlock_read(&stripe->lock);
    return list;
}

static Term slot_of_hash(struct process *p, const struct ets_table *table, uint64_t index)
{
    uint64_t buckets = atomic_load(&table->storage.hash.buckets);
    if (index < buckets)
        return objects_of_bucket(p, table, index);
    return index == buckets ? ATOM_(end_of_table) : builtin_badarg(p);
}

static Term slot_of_tree(struct process *p, const struct ets_table *table, uint64_t index)
{
    struct ets_tree_walk walk;
    Term slot = NON_VALUE;
    ets_lock_read(&table->stripes->lock);
    uint64_t count = (uint64_t)ets_count(table);
    if (index < count) {
        ets_tree_walk_from(&walk, &table->storage.tree, false, NULL, NULL);
        for (uint64_t i = 0; i < index; i++)
            (void)ets_tree_walk_next(&walk);
        const struct ets_object *object = ets_tree_walk_next(&walk);
        slot = heap_cons(&p->heap, ets_object_copy(&p->heap, object), NIL);
        builtin_charge(p, (int64_t)(index / BUCKETS_PER_REDUCTION));
    } else if (index == count) {
        slot = ATOM_(end_of_table);
    }
    ets_unlock_read(&table->stripes->lock);
    return slot != NON_VALUE ? slot : builtin_badarg(p);
}

static Term slot_2(struct process *p, const Term *args)
{
    const struct ets_table *table = ets_get(p, args[0], ETS_READ);
    int64_t index;
    if (table == NULL)
        return NON_VALUE;
    if (!small_within(args[1], 0, SMALL_MAX, &index))
        return builtin_badarg(p);
    return ets_is_tree(table) ? slot_of_tree(p, table, (uint64_t)index)
                              : slot_of_hash(p, table, (uint64_t)index);
}

const struct builtin_row builtins_ets_iterate[] = {
    {"ets", "first", 1, first_1}, {"ets", "last", 1, last_1}, {"ets", "next", 2, next_2},
    {"ets", "prev", 2, prev_2},   {"ets", "slot", 2, slot_2}, {0},
};
