/* SPDX-License-Identifier: Apache-2.0 */
/* hash.h: the storage of set, bag and duplicate_bag: a hash table that grows and shrinks by one
 * bucket at a time (linear hashing: W. Litwin, 1980), and whose objects lie in one order that no
 * change of size changes.
 *
 * The bucket of a hash is its lowest bits. Objects are ordered by their *order*: the bits of the
 * hash in reverse, so that the objects of a bucket are a range of the order, and splitting a bucket
 * cuts that range in two:
 *
 *     4 buckets    | 0            | 2            | 1            | 3            |
 *     5 buckets    | 0    | 4     | 2            | 1            | 3            |
 *                  order: 0 ............................................. 2^59
 *
 * Chains are sorted by order. A place in the table is therefore a number, the order that has been
 * reached, and stays valid whatever happens to the table: whoever goes on behind it sees each
 * object that was there all the time exactly once.
 *
 * The highest bits of the order also choose the stripe, that is, the lock: one for the table, or 64
 * for tables made for concurrent writing. There are never fewer buckets than stripes, so a bucket
 * and the one it is split into belong to the same stripe, and resizing needs no other lock.
 *
 * Invariants: whoever holds the lock of a stripe may look at (read) or change (write) the chains of
 * its buckets; the number of buckets changes only in the hands of the one who has set `resizing`
 * and holds the lock of the stripe concerned. A stripe's counts are changed under its lock. */
#ifndef TICK_VM_ETS_HASH_H
#define TICK_VM_ETS_HASH_H

#include "vm/ets/lock.h"
#include "vm/ets/object.h"
#include "vm/term/compare.h"
#include "vm/term/hash.h"

#define ETS_ORDER_BITS    59
#define ETS_ORDER_END     (UINT64_C(1) << ETS_ORDER_BITS)
#define ETS_FIRST_SEGMENT 64 /* buckets; the next segments have 64, 128, 256, ... */
#define ETS_SEGMENTS      40
#define ETS_STRIPES       64

struct ets_stripe {
    CACHE_ALIGNED struct ets_lock lock;
    _Atomic(int64_t) count; /* live objects */
    _Atomic(int64_t) words; /* that all its objects take */
};

struct ets_hash {
    struct ets_object **segments[ETS_SEGMENTS];
    _Atomic(uint64_t) buckets;
    atomic_bool resizing;
};

ALWAYS_INLINE uint64_t ets_reverse_bits(uint64_t x)
{
    x = __builtin_bswap64(x);
    x = (x >> 4 & UINT64_C(0x0F0F0F0F0F0F0F0F)) | (x & UINT64_C(0x0F0F0F0F0F0F0F0F)) << 4;
    x = (x >> 2 & UINT64_C(0x3333333333333333)) | (x & UINT64_C(0x3333333333333333)) << 2;
    return (x >> 1 & UINT64_C(0x5555555555555555)) | (x & UINT64_C(0x5555555555555555)) << 1;
}

/* The bits of a hash that count, and the order of a hash; each is made from the other. */
ALWAYS_INLINE uint64_t ets_hash_of_key(Term key)
{
    return hash_internal(key) & (ETS_ORDER_END - 1);
}

ALWAYS_INLINE uint64_t ets_order_of_hash(uint64_t hash)
{
    return ets_reverse_bits(hash) >> (64 - ETS_ORDER_BITS);
}

ALWAYS_INLINE uint64_t ets_hash_of_order(uint64_t order)
{
    return ets_reverse_bits(order << (64 - ETS_ORDER_BITS));
}

/* The bucket of HASH when there are BUCKETS of them. */
ALWAYS_INLINE uint64_t ets_bucket_index(uint64_t buckets, uint64_t hash)
{
    uint64_t mask = UINT64_MAX >> __builtin_clzll(buckets);
    uint64_t index = hash & mask;
    return index < buckets ? index : hash & (mask >> 1);
}

ALWAYS_INLINE struct ets_object **ets_bucket_at(const struct ets_hash *table, uint64_t index)
{
    if (index < ETS_FIRST_SEGMENT)
        return table->segments[0] + index;
    unsigned segment = 58 - (unsigned)__builtin_clzll(index); /* 64 is the first of segment 1 */
    return table->segments[segment] + (index - (UINT64_C(32) << segment));
}

/* The first link of the chain that objects with HASH are in. Under the lock of its stripe. */
ALWAYS_INLINE struct ets_object **ets_bucket(const struct ets_hash *table, uint64_t hash)
{
    uint64_t buckets = atomic_load_explicit(&table->buckets, memory_order_acquire);
    return ets_bucket_at(table, ets_bucket_index(buckets, hash));
}

/* The link to the first object with KEY in a chain; or to where one belongs, and *FOUND is false.
 * ORDER is that of the key. Objects with the same key are neighbours. */
ALWAYS_INLINE struct ets_object **ets_chain_find(struct ets_object **link, uint64_t order, Term key,
                                                 size_t keypos, bool *found)
{
    struct ets_object *object = *link;
    while (object != NULL && object->order < order) {
        link = &object->next;
        object = *link;
    }
    while (object != NULL && object->order == order) {
        if (LIKELY(term_equal_exact(ets_object_key(object, keypos), key))) {
            *found = true;
            return link;
        }
        link = &object->next;
        object = *link;
    }
    *found = false;
    return link;
}

/* Makes TABLE an empty one; false when memory is exhausted. `resizing` stays as it is. */
bool ets_hash_init(struct ets_hash *table) MUST_CHECK;

/* The chain that holds the objects whose order is CURSOR or the next above it, and the cursor
 * behind them in *END. Under the lock of the stripe. */
struct ets_object **ets_hash_range(const struct ets_hash *table, uint64_t cursor, uint64_t *end);

/* One bucket more, or one less; nothing when another is changing the size, or memory is exhausted.
 * STRIPES: the locks, STRIPE_MASK one less than how many. No lock is held. */
void ets_hash_grow(struct ets_hash *table, struct ets_stripe *stripes, uint64_t stripe_mask);
void ets_hash_shrink(struct ets_hash *table, struct ets_stripe *stripes, uint64_t stripe_mask);

/* Keeps the number of buckets as it is, until the second is called. */
void ets_hash_hold(struct ets_hash *table);
void ets_hash_let_go(struct ets_hash *table);

/* Frees objects and what else there is, at most *BUDGET objects or buckets, and takes off *BUDGET
 * what it did. True: all is freed. Nobody else uses TABLE. */
bool ets_hash_free(struct ets_hash *table, size_t *budget);

#endif
