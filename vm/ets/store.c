/* SPDX-License-Identifier: Apache-2.0 */
/* store.c: putting objects into tables and taking them out. */
#include "vm/ets/store.h"

#include "vm/ets/owner.h"
#include "vm/term/work.h"

_Static_assert(ETS_STRIPES == 1 << 6, "ets_settle multiplies by it");

struct ets_object *ets_store_same(const struct ets_table *table, const struct ets_object *object)
{
    if (!ets_is_bag(table))
        return NULL;
    struct ets_object *next = ets_live(object->next);
    if (next == NULL || next->order != object->order ||
        !term_equal_exact(ets_key(table, next), ets_key(table, object)))
        return NULL;
    return next;
}

/* ---- putting in ---- */

static struct ets_object *put_into_tree(struct ets_table *table, struct ets_stripe *stripe,
                                        struct ets_object *object)
{
    struct ets_object *old = ets_tree_insert(&table->storage.tree, object);
    int64_t words = ets_object_words(object);
    if (old == NULL) {
        ets_account(stripe, 1, words);
        return NULL;
    }
    ets_account(stripe, 0, words - ets_object_words(old));
    old->next = NULL;
    return old;
}

struct ets_object *ets_store_swap(struct ets_stripe *stripe, struct ets_object **link,
                                  struct ets_object *object)
{
    struct ets_object *old = *link;
    if (ets_object_overwrite(old, object)) {
        object->next = NULL;
        return object;
    }
    object->next = old->next;
    object->order = old->order;
    *link = object;
    ets_account(stripe, ets_object_is_dead(old) ? 1 : 0,
                ets_object_words(object) - ets_object_words(old));
    old->next = NULL;
    return old;
}

/* Objects of a run that are looked at for one reduction: each is somewhere else in memory. */
#define OBJECTS_PER_REDUCTION 2

/* The link to an object equal to OBJECT, dead or not, in the run of objects with its key that
 * begins at LINK; NULL: there is none. */
static struct ets_object **find_equal(const struct ets_table *table, struct ets_object **link,
                                      const struct ets_object *object)
{
    Term tuple = ets_object_term(object), key = ets_key(table, object);
    struct ets_object **equal = NULL;
    size_t seen = 0;
    for (; *link != NULL && (*link)->order == object->order && equal == NULL; seen++) {
        if (term_equal_exact(ets_object_term(*link), tuple))
            equal = link;
        else if (!term_equal_exact(ets_key(table, *link), key))
            break;
        else
            link = &(*link)->next;
    }
    work_charge(seen / OBJECTS_PER_REDUCTION);
    return equal;
}

/* Puts OBJECT into a bag, in front of the run of objects with its key that LINK leads to. One that
 * died and is put in again while the table is fixed comes back to its place. */
static struct ets_object *put_into_bag(struct ets_table *table, struct ets_stripe *stripe,
                                       struct ets_object **link, struct ets_object *object)
{
    struct ets_object **equal = table->type == ETS_BAG ? find_equal(table, link, object) : NULL;
    if (equal != NULL && ets_object_is_dead(*equal))
        return ets_store_swap(stripe, equal, object);
    if (equal != NULL) {
        object->next = NULL;
        return object;
    }
    object->next = *link;
    *link = object;
    ets_account(stripe, 1, ets_object_words(object));
    return NULL;
}

struct ets_object *ets_store_put(struct ets_table *table, const struct ets_place *place,
                                 struct ets_object *object)
{
    bool found;
    if (ets_is_tree(table))
        return put_into_tree(table, place->stripe, object);
    struct ets_object **link = ets_chain_find(ets_bucket(&table->storage.hash, place->hash),
                                              place->order, place->key, table->keypos, &found);
    object->order = place->order;
    if (found && table->type == ETS_SET)
        return ets_store_swap(place->stripe, link, object);
    return put_into_bag(table, place->stripe, link, object);
}

struct ets_object *ets_store_replace(struct ets_table *table, const struct ets_place *place,
                                     struct ets_object *old, struct ets_object *new)
{
    if (ets_is_tree(table))
        return put_into_tree(table, place->stripe, new);
    struct ets_object **link = ets_bucket(&table->storage.hash, place->hash);
    while (*link != old)
        link = &(*link)->next;
    return ets_store_swap(place->stripe, link, new);
}

/* ---- taking out ---- */

struct ets_object *ets_store_unlink(struct ets_table *table, struct ets_stripe *stripe,
                                    struct ets_object **link)
{
    struct ets_object *object = *link;
    if (UNLIKELY(atomic_load(&table->fixed) != 0)) {
        object->flags |= ETS_OBJECT_DEAD;
        ets_account(stripe, -1, 0);
        ets_note_grave(table, object->order);
        return NULL;
    }
    *link = object->next;
    ets_account(stripe, -1, -ets_object_words(object));
    object->next = NULL;
    return object;
}

static struct ets_object *remove_from_tree(struct ets_table *table, const struct ets_place *place,
                                           Term tuple)
{
    struct ets_tree *tree = &table->storage.tree;
    if (tuple != NON_VALUE) {
        const struct ets_object *object = ets_tree_find(tree, place->key);
        if (object == NULL || !term_equal_exact(ets_object_term(object), tuple))
            return NULL;
    }
    struct ets_object *object = ets_tree_remove(tree, place->key);
    if (object != NULL) {
        ets_account(place->stripe, -1, -ets_object_words(object));
        object->next = NULL;
    }
    return object;
}

struct ets_object *ets_store_remove(struct ets_table *table, const struct ets_place *place,
                                    Term tuple)
{
    bool found;
    if (ets_is_tree(table))
        return remove_from_tree(table, place, tuple);
    struct ets_object *removed = NULL;
    size_t seen = 0;
    struct ets_object **link = ets_chain_find(ets_bucket(&table->storage.hash, place->hash),
                                              place->order, place->key, table->keypos, &found);
    for (; found; seen++) {
        bool wanted = !ets_object_is_dead(*link) &&
                      (tuple == NON_VALUE || term_equal_exact(ets_object_term(*link), tuple));
        struct ets_object *out = wanted ? ets_store_unlink(table, place->stripe, link) : NULL;
        if (out != NULL) {
            out->next = removed;
            removed = out;
        } else {
            link = &(*link)->next;
        }
        found = table->type != ETS_SET && *link != NULL && (*link)->order == place->order &&
                term_equal_exact(ets_key(table, *link), place->key);
    }
    work_charge(seen / OBJECTS_PER_REDUCTION);
    return removed;
}

/* ---- afterwards ---- */

COLD void ets_settle_slowly(struct ets_table *table, const struct ets_stripe *stripe,
                            size_t changes)
{
    struct ets_hash *hash = &table->storage.hash;
    for (size_t i = 0; i < 2 * changes; i++) {
        uint64_t count = (uint64_t)atomic_load(&stripe->count) * (table->stripe_mask + 1);
        uint64_t buckets = atomic_load(&hash->buckets);
        if (count > buckets)
            ets_hash_grow(hash, table->stripes, table->stripe_mask);
        else if (4 * count < buckets && buckets > ETS_FIRST_SEGMENT)
            ets_hash_shrink(hash, table->stripes, table->stripe_mask);
        else
            break;
    }
}
