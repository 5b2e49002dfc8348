/* SPDX-License-Identifier: Apache-2.0 */
/* ets_info.c: ets:info: what a table is like. */
#include "vm/builtin/ets.h"

#include "vm/ets/owner.h"
#include "vm/memory/off_heap.h"
#include "vm/process/clock.h"

#include <math.h>

/* ---- how well a hash table is filled: {Buckets, Average, Deviation, Expected deviation, Least,
 * Most, Fixed, Times fixed}. Deviations are of the lengths of chains. ---- */

struct lengths {
    double sum, squares;
    uint64_t least, most;
};

static struct lengths measure_chains(const struct ets_table *table, uint64_t *buckets)
{
    struct lengths lengths = {.least = UINT64_MAX};
    *buckets = 0;
    for (uint64_t cursor = 0, end; cursor < ETS_ORDER_END; cursor = end, ++*buckets) {
        struct ets_stripe *stripe = ets_stripe(table, ets_hash_of_order(cursor));
        uint64_t length = 0;
        ets_lock_read(&stripe->lock);
        const struct ets_object *object = *ets_hash_range(&table->storage.hash, cursor, &end);
        for (; object != NULL; object = object->next)
            length++;
        ets_unlock_read(&stripe->lock);
        lengths.sum += (double)length;
        lengths.squares += (double)length * (double)length;
        lengths.least = length < lengths.least ? length : lengths.least;
        lengths.most = length > lengths.most ? length : lengths.most;
    }
    return lengths;
}

static Term stats(struct process *p, struct ets_table *table)
{
    struct heap *heap = &p->heap;
    uint64_t buckets;
    if (ets_is_tree(table))
        return ATOM_(false);
    struct lengths lengths = measure_chains(table, &buckets);
    builtin_charge(p, (int64_t)buckets * ETS_REDUCTIONS_PER_COPY);
    double n = (double)buckets, average = lengths.sum / n;
    double deviation = n > 1 ? (lengths.squares - lengths.sum * average) / (n - 1) : 0;
    uint32_t fixed = atomic_load(&table->fixed);
    const Term elements[] = {
        heap_uint(heap, buckets),
        heap_float(heap, average),
        heap_float(heap, sqrt(deviation > 0 ? deviation : 0)),
        heap_float(heap, sqrt(average * (1 - 1 / n))),
        heap_uint(heap, lengths.least),
        heap_uint(heap, lengths.most),
        SMALL(fixed != 0),
        SMALL(fixed),
    };
    return heap_tuple(heap, COUNT_OF(elements), elements);
}

/* ---- fixing ---- */

static Term old_time(struct heap *heap, int64_t nanoseconds)
{
    int64_t microseconds = nanoseconds / 1000, seconds = microseconds / 1000000;
    return heap_tuple3(heap, small_make(seconds / 1000000), small_make(seconds % 1000000),
                       small_make(microseconds % 1000000));
}

static Term safe_fixed(struct heap *heap, struct ets_table *table, bool monotonic)
{
    int64_t since, at;
    Term fixers = ets_fixers(heap, table, &since, &at);
    if (term_is_nil(fixers))
        return ATOM_(false);
    return heap_tuple2(heap, monotonic ? heap_int(heap, since) : old_time(heap, at), fixers);
}

/* ---- binaries: [{Address, Bytes, References}], for each time that an object refers to one ---- */

static Term list_binaries(struct heap *heap, const struct ets_object *object, Term list)
{
    for (const Term *t = object->off_heap; t != NULL; t = off_heap_next(t)) {
        if (header_kind(t[0]) != BOXED_BIN_REF)
            continue;
        const struct binary *binary = bin_ref_binary(t);
        Term id = heap_uint(heap, (uint64_t)(uintptr_t)binary);
        Term size = heap_uint(heap, binary->size);
        Term references =
            heap_uint(heap, atomic_load_explicit(&binary->references, memory_order_relaxed));
        list = heap_cons(heap, heap_tuple3(heap, id, size, references), list);
    }
    return list;
}

static Term binaries_of_hash(struct heap *heap, const struct ets_table *table)
{
    Term list = NIL;
    for (uint64_t cursor = 0, end; cursor < ETS_ORDER_END; cursor = end) {
        struct ets_stripe *stripe = ets_stripe(table, ets_hash_of_order(cursor));
        ets_lock_read(&stripe->lock);
        const struct ets_object *object =
            ets_live(*ets_hash_range(&table->storage.hash, cursor, &end));
        for (; object != NULL; object = ets_live(object->next))
            list = list_binaries(heap, object, list);
        ets_unlock_read(&stripe->lock);
    }
    return list;
}

static Term binaries_of_tree(struct heap *heap, const struct ets_table *table)
{
    Term list = NIL;
    struct ets_tree_walk walk;
    const struct ets_object *object;
    ets_lock_read(&table->stripes->lock);
    ets_tree_walk_from(&walk, &table->storage.tree, false, NULL, NULL);
    while ((object = ets_tree_walk_next(&walk)) != NULL)
        list = list_binaries(heap, object, list);
    ets_unlock_read(&table->stripes->lock);
    return list;
}

static Term binaries(struct process *p, const struct ets_table *table)
{
    builtin_charge(p, ets_count(table) * ETS_REDUCTIONS_PER_COPY);
    return ets_is_tree(table) ? binaries_of_tree(&p->heap, table)
                              : binaries_of_hash(&p->heap, table);
}

/* ---- items ---- */

static Term type_of(const struct ets_table *table)
{
    static const Term types[] = {ATOM_(set), ATOM_(bag), ATOM_(duplicate_bag), ATOM_(ordered_set)};
    return types[table->type];
}

static Term write_concurrency(const struct ets_table *table)
{
    if (table->options & ETS_WRITE_AUTO)
        return ATOM_(auto);
    return truth(table->options & ETS_WRITE_CONCURRENCY);
}

/* NON_VALUE: there is no such item. */
static Term value_of(struct process *p, struct ets_table *table, Term item)
{
    struct heap *heap = &p->heap;
    switch (item) {
    case ATOM_(id):
        return ets_identifier(heap, table);
    case ATOM_(decentralized_counters):
        return truth(table->options & ETS_DECENTRALIZED_COUNTERS);
    case ATOM_(read_concurrency):
        return truth(table->options & ETS_READ_CONCURRENCY);
    case ATOM_(write_concurrency):
        return write_concurrency(table);
    case ATOM_(compressed):
        return truth(table->options & ETS_COMPRESSED);
    case ATOM_(memory):
        return heap_uint(heap, ets_table_words(table));
    case ATOM_(owner):
        return atomic_load(&table->owner);
    case ATOM_(heir):
        return table->heir;
    case ATOM_(name):
        return atomic_load(&table->name);
    case ATOM_(size):
        return heap_int(heap, ets_count(table));
    case ATOM_(node):
        return ATOM_(nonode);
    case ATOM_(named_table):
        return truth(table->options & ETS_NAMED);
    case ATOM_(type):
        return type_of(table);
    case ATOM_(keypos):
        return small_make(table->keypos);
    case ATOM_(protection):
        return atomic_load(&table->protection);
    case ATOM_(fixed):
        return truth(atomic_load(&table->fixed) != 0);
    case ATOM_(safe_fixed):
        return safe_fixed(heap, table, false);
    case ATOM_(safe_fixed_monotonic_time):
        return safe_fixed(heap, table, true);
    case ATOM_(binary):
        return binaries(p, table);
    case ATOM_(stats):
        return stats(p, table);
    default:
        return NON_VALUE;
    }
}

static const Term items[] = {
    ATOM_(id),
    ATOM_(decentralized_counters),
    ATOM_(read_concurrency),
    ATOM_(write_concurrency),
    ATOM_(compressed),
    ATOM_(memory),
    ATOM_(owner),
    ATOM_(heir),
    ATOM_(name),
    ATOM_(size),
    ATOM_(node),
    ATOM_(named_table),
    ATOM_(type),
    ATOM_(keypos),
    ATOM_(protection),
};

static Term info_1(struct process *p, const Term *args)
{
    struct ets_table *table = ets_find(args[0]);
    if (table == NULL)
        return ets_is_handle(args[0]) ? ATOM_(undefined) : ets_badarg(p, ATOM_(type));
    Term list = NIL;
    for (size_t i = COUNT_OF(items); i-- > 0;) {
        Term value = value_of(p, table, items[i]);
        if (items[i] == ATOM_(id) && value == ATOM_(undefined))
            return value; /* deleted while we looked */
        list = heap_cons(&p->heap, heap_tuple2(&p->heap, items[i], value), list);
    }
    return list;
}

static Term info_2(struct process *p, const Term *args)
{
    struct ets_table *table = ets_find(args[0]);
    if (table == NULL)
        return ets_is_handle(args[0]) ? ATOM_(undefined) : ets_badarg(p, ATOM_(type));
    Term value = value_of(p, table, args[1]);
    return value != NON_VALUE ? value : builtin_badarg(p);
}

const struct builtin_row builtins_ets_info[] = {
    {"ets", "info", 1, info_1},
    {"ets", "info", 2, info_2},
    {0},
};
