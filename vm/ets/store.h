/* SPDX-License-Identifier: Apache-2.0 */
/* store.h: what can be done with the objects of one key, whatever the type of the table. The caller
 * holds the lock of the key's stripe: to read for what looks, to write for what changes. Objects
 * that are taken out are returned as a list, to be freed after the lock has been let go; that they
 * stay behind as dead ones while the table is fixed is no concern of the caller's. */
#ifndef TICK_VM_ETS_STORE_H
#define TICK_VM_ETS_STORE_H

#include "vm/ets/table.h"

/* Where the objects of a key are. */
struct ets_place {
    Term key;
    uint64_t hash;
    uint64_t order;
    struct ets_stripe *stripe;
};

ALWAYS_INLINE struct ets_place ets_place_of(const struct ets_table *table, Term key)
{
    if (ets_is_tree(table))
        return (struct ets_place){.key = key, .stripe = table->stripes};
    uint64_t hash = ets_hash_of_key(key);
    return (struct ets_place){.key = key,
                              .hash = hash,
                              .order = ets_order_of_hash(hash),
                              .stripe = ets_stripe(table, hash)};
}

ALWAYS_INLINE Term ets_key(const struct ets_table *table, const struct ets_object *object)
{
    return ets_object_key(object, table->keypos);
}

/* The first live object in a chain. */
ALWAYS_INLINE struct ets_object *ets_live(struct ets_object *object)
{
    while (UNLIKELY(object != NULL && ets_object_is_dead(object)))
        object = object->next;
    return object;
}

/* The first object with the key, or NULL. In bags the newest is the first. */
ALWAYS_INLINE struct ets_object *ets_store_find(const struct ets_table *table,
                                                const struct ets_place *place)
{
    bool found;
    if (UNLIKELY(ets_is_tree(table)))
        return ets_tree_find(&table->storage.tree, place->key);
    struct ets_object **link = ets_chain_find(ets_bucket(&table->storage.hash, place->hash),
                                              place->order, place->key, table->keypos, &found);
    if (!found)
        return NULL;
    struct ets_object *object = ets_live(*link);
    if (object == NULL || object == *link || term_equal_exact(ets_key(table, object), place->key))
        return object;
    return NULL;
}

/* The next object with the same key, or NULL. */
struct ets_object *ets_store_same(const struct ets_table *table, const struct ets_object *object);

/* Puts OBJECT in: in place of another with its key, or, in a bag, beside them, unless it is one and
 * has the same object. */
struct ets_object *ets_store_put(struct ets_table *table, const struct ets_place *place,
                                 struct ets_object *object) MUST_CHECK;

/* Puts NEW, which has the same key, where OLD was. Returns the one that is not in use now. */
struct ets_object *ets_store_replace(struct ets_table *table, const struct ets_place *place,
                                     struct ets_object *old, struct ets_object *new) MUST_CHECK;

/* The same for the object that *LINK of a chain leads to. */
struct ets_object *ets_store_swap(struct ets_stripe *stripe, struct ets_object **link,
                                  struct ets_object *object) MUST_CHECK;

/* Takes out the objects with the key; of these, when TUPLE is one, only those equal to it. */
struct ets_object *ets_store_remove(struct ets_table *table, const struct ets_place *place,
                                    Term tuple) MUST_CHECK;

/* Takes out the object that *LINK of a chain leads to; afterwards *LINK leads to the next one.
 * Returns it, or NULL when it stays as a dead one, and then *LINK still leads to it. */
struct ets_object *ets_store_unlink(struct ets_table *table, struct ets_stripe *stripe,
                                    struct ets_object **link) MUST_CHECK;

/* Makes the number of buckets fit the number of objects after CHANGES to the objects of STRIPE, and
 * frees what has died in the meantime. No lock is held. */
void ets_settle_slowly(struct ets_table *table, const struct ets_stripe *stripe, size_t changes);

ALWAYS_INLINE void ets_settle(struct ets_table *table, const struct ets_stripe *stripe,
                              size_t changes)
{
    if (ets_is_tree(table))
        return;
    uint64_t buckets = atomic_load_explicit(&table->storage.hash.buckets, memory_order_relaxed);
    uint64_t count = (uint64_t)atomic_load_explicit(&stripe->count, memory_order_relaxed)
                     << (table->stripe_mask == 0 ? 0 : 6);
    if (UNLIKELY(count > buckets || (4 * count < buckets && buckets > ETS_FIRST_SEGMENT)))
        ets_settle_slowly(table, stripe, changes);
}

#endif
