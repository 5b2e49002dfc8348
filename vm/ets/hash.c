/* SPDX-License-Identifier: Apache-2.0 */
/* hash.c: changing the size of a hash table, going through it, freeing it. */
#include "vm/ets/hash.h"

#include "vm/process/spin.h"

#include <stdlib.h>
#include <string.h>

bool ets_hash_init(struct ets_hash *table)
{
    memset(table->segments, 0, sizeof table->segments);
    table->segments[0] = calloc(ETS_FIRST_SEGMENT, sizeof(struct ets_object *));
    bool made = table->segments[0] != NULL;
    atomic_store_explicit(&table->buckets, made ? ETS_FIRST_SEGMENT : 0, memory_order_release);
    return made;
}

/* How many bits of the hash choose bucket INDEX. */
static unsigned bucket_bits(uint64_t buckets, uint64_t index)
{
    unsigned bits = 64 - (unsigned)__builtin_clzll(buckets);
    uint64_t half = UINT64_C(1) << (bits - 1); /* the largest power of two <= buckets */
    /* A bucket has been split when its partner, half a mask further, is there. */
    return index >= half || index + half < buckets ? bits : bits - 1;
}

struct ets_object **ets_hash_range(const struct ets_hash *table, uint64_t cursor, uint64_t *end)
{
    uint64_t buckets = atomic_load_explicit(&table->buckets, memory_order_acquire);
    uint64_t index = ets_bucket_index(buckets, ets_hash_of_order(cursor));
    unsigned bits = bucket_bits(buckets, index);
    uint64_t size = ETS_ORDER_END >> bits;
    *end = (cursor & ~(size - 1)) + size;
    struct ets_object **link = ets_bucket_at(table, index);
    while (*link != NULL && (*link)->order < cursor)
        link = &(*link)->next;
    return link;
}

/* Which segment begins with bucket INDEX; 0: none does. */
static unsigned segment_begun(uint64_t index)
{
    bool power_of_two = (index & (index - 1)) == 0;
    return power_of_two && index >= ETS_FIRST_SEGMENT ? 58 - (unsigned)__builtin_clzll(index) : 0;
}

static bool start_resizing(struct ets_hash *table)
{
    return !atomic_load_explicit(&table->resizing, memory_order_relaxed) &&
           !atomic_exchange_explicit(&table->resizing, true, memory_order_acquire);
}

static void stop_resizing(struct ets_hash *table)
{
    atomic_store_explicit(&table->resizing, false, memory_order_release);
}

void ets_hash_hold(struct ets_hash *table)
{
    while (!start_resizing(table))
        spin_pause();
}

void ets_hash_let_go(struct ets_hash *table)
{
    stop_resizing(table);
}

/* The bucket that INDEX was split from: without its highest bit. */
static uint64_t parent_of(uint64_t index)
{
    return index & (UINT64_MAX >> 1 >> __builtin_clzll(index));
}

/* The new bucket's objects are the end of its parent's chain. */
static void split(struct ets_hash *table, uint64_t index)
{
    struct ets_object **link = ets_bucket_at(table, parent_of(index));
    uint64_t first = ets_order_of_hash(index);
    while (*link != NULL && (*link)->order < first)
        link = &(*link)->next;
    *ets_bucket_at(table, index) = *link;
    *link = NULL;
}

void ets_hash_grow(struct ets_hash *table, struct ets_stripe *stripes, uint64_t stripe_mask)
{
    if (!start_resizing(table))
        return;
    uint64_t index = atomic_load_explicit(&table->buckets, memory_order_relaxed);
    unsigned segment = segment_begun(index);
    bool room = segment < ETS_SEGMENTS;
    if (room && segment != 0 && table->segments[segment] == NULL) {
        table->segments[segment] = calloc(UINT64_C(32) << segment, sizeof(struct ets_object *));
        room = table->segments[segment] != NULL;
    }
    if (room) {
        struct ets_stripe *stripe = stripes + (index & stripe_mask);
        ets_lock_write(&stripe->lock);
        split(table, index);
        atomic_store_explicit(&table->buckets, index + 1, memory_order_release);
        ets_unlock_write(&stripe->lock);
    }
    stop_resizing(table);
}

static void merge(struct ets_hash *table, uint64_t index)
{
    struct ets_object **link = ets_bucket_at(table, parent_of(index));
    struct ets_object **from = ets_bucket_at(table, index);
    while (*link != NULL)
        link = &(*link)->next;
    *link = *from;
    *from = NULL;
}

void ets_hash_shrink(struct ets_hash *table, struct ets_stripe *stripes, uint64_t stripe_mask)
{
    if (!start_resizing(table))
        return;
    uint64_t index = atomic_load_explicit(&table->buckets, memory_order_relaxed) - 1;
    if (index >= ETS_FIRST_SEGMENT) {
        struct ets_stripe *stripe = stripes + (index & stripe_mask);
        ets_lock_write(&stripe->lock);
        merge(table, index);
        atomic_store_explicit(&table->buckets, index, memory_order_release);
        ets_unlock_write(&stripe->lock);
        /* Nobody looks at a bucket that is none any more: the lock of its stripe was ours. */
        unsigned segment = segment_begun(index);
        if (segment != 0) {
            free((void *)table->segments[segment]);
            table->segments[segment] = NULL;
        }
    }
    stop_resizing(table);
}

/* True: there was time for all of it, and some is left. */
static bool free_chain(struct ets_object **link, size_t *budget)
{
    while (*link != NULL && *budget > 0) {
        --*budget;
        struct ets_object *object = *link;
        *link = object->next;
        ets_object_free(object);
    }
    return *budget > 0;
}

bool ets_hash_free(struct ets_hash *table, size_t *budget)
{
    uint64_t buckets = atomic_load_explicit(&table->buckets, memory_order_relaxed);
    for (; buckets > 0 && *budget > 0; buckets--, --*budget)
        if (!free_chain(ets_bucket_at(table, buckets - 1), budget))
            break;
    atomic_store_explicit(&table->buckets, buckets, memory_order_relaxed);
    if (buckets > 0)
        return false;
    for (size_t i = 0; i < ETS_SEGMENTS; i++) {
        free((void *)table->segments[i]);
        table->segments[i] = NULL;
    }
    return true;
}
