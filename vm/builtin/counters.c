/* SPDX-License-Identifier: Apache-2.0 */
/* counters.c: the module counters: arrays of signed 64-bit counters behind a magic reference
 * (vm/memory/magic.h). Made with write_concurrency, an array has a lane for each scheduler, on
 * cache lines of its own, and a counter is the sum over all lanes: adding never contends, reading
 * costs as many loads as there are schedulers, and a reader may see some additions and not yet
 * others that came before. With one lane additions are sequentially consistent. */
#include "vm/builtin/support.h"
#include "vm/builtin/wrap.h"
#include "vm/memory/magic.h"
#include "vm/process/scheduler.h"
#include "vm/term/map.h"

#include <stdlib.h>

#define LINE_COUNTERS (CACHE_LINE / sizeof(uint64_t))

struct counters {
    CACHE_ALIGNED struct magic magic;
    size_t size;   /* counters */
    size_t lanes;  /* 1, or one for each scheduler */
    size_t stride; /* from one lane to the next */
    CACHE_ALIGNED _Atomic(uint64_t) values[];
};

#define SIZE_LIMIT (SIZE_MAX / sizeof(uint64_t) / 4) /* of counters in all lanes */

static void release(struct magic *magic)
{
    free(magic);
}

/* ---- arguments ---- */

/* Programs hold {atomics, Reference} or {write_concurrency, Reference}. */
static struct counters *counters_of(Term term)
{
    if (!term_is_tuple_of(term, 2) ||
        (tuple_get(term, 0) != ATOM_(atomics) && tuple_get(term, 0) != ATOM_(write_concurrency)))
        return NULL;
    return (struct counters *)magic_of(tuple_get(term, 1), release);
}

/* What the functions of erts_internal are given, as OTP's own counters.beam calls them. */
static struct counters *internal_counters_of(Term term)
{
    return (struct counters *)magic_of(term, release);
}

/* Counter INDEX in the first lane, or NULL; also when there are no COUNTERS. */
static _Atomic(uint64_t) *first_lane(struct counters *counters, Term index)
{
    int64_t number;
    if (counters == NULL || !small_within(index, 1, SMALL_MAX, &number) ||
        (uint64_t)number > counters->size)
        return NULL;
    return &counters->values[number - 1];
}

/* ---- making ---- */

/* [], [atomics] or [write_concurrency] */
static bool read_options(Term options, bool *concurrent)
{
    *concurrent = false;
    if (!term_is_cons(options))
        return term_is_nil(options);
    *concurrent = list_head(options) == ATOM_(write_concurrency);
    return term_is_nil(list_tail(options)) && (*concurrent || list_head(options) == ATOM_(atomics));
}

/* NULL: no memory. */
static struct counters *make(size_t size, size_t lanes)
{
    size_t stride = (size + LINE_COUNTERS - 1) / LINE_COUNTERS * LINE_COUNTERS;
    size_t bytes = sizeof(struct counters) + stride * lanes * sizeof(uint64_t);
    struct counters *counters = aligned_alloc(CACHE_LINE, bytes);
    if (counters == NULL)
        return NULL;
    magic_init(&counters->magic, release, bytes);
    counters->size = size;
    counters->lanes = lanes;
    counters->stride = stride;
    for (size_t i = 0; i < stride * lanes; i++)
        atomic_init(&counters->values[i], 0);
    return counters;
}

/* A reference to SIZE new counters. */
static Term new_reference(struct process *p, Term size, bool concurrent)
{
    uint64_t count;
    if (!term_is_integer(size) || int_sign(size) <= 0)
        return builtin_badarg(p);
    size_t lanes = concurrent ? scheduler_count() : 1;
    struct counters *counters =
        int_to_uint64(size, &count) && count <= SIZE_LIMIT / lanes ? make(count, lanes) : NULL;
    return counters == NULL ? builtin_system_limit(p) : magic_reference(&p->heap, &counters->magic);
}

static Term new_2(struct process *p, const Term *args)
{
    bool concurrent;
    if (!read_options(args[1], &concurrent))
        return builtin_badopt(p);
    Term reference = new_reference(p, args[0], concurrent);
    Term kind = concurrent ? ATOM_(write_concurrency) : ATOM_(atomics);
    return reference == NON_VALUE ? NON_VALUE : heap_tuple2(&p->heap, kind, reference);
}

/* What is told of COUNTERS that were made with write_concurrency, and of others. */
static Term info(struct process *p, const struct counters *counters, bool concurrent)
{
    if (counters == NULL)
        return builtin_badarg(p);
    Term keys[] = {ATOM_(memory), ATOM_(size), ATOM_(max), ATOM_(min)};
    Term values[] = {heap_uint(&p->heap, counters->magic.bytes),
                     heap_uint(&p->heap, counters->size), heap_int(&p->heap, INT64_MAX),
                     heap_int(&p->heap, INT64_MIN)};
    return map_from_pairs(&p->heap, concurrent ? 2 : COUNT_OF(keys), keys, values);
}

static Term info_1(struct process *p, const Term *args)
{
    const struct counters *counters = counters_of(args[0]);
    return info(p, counters, counters != NULL && tuple_get(args[0], 0) == ATOM_(write_concurrency));
}

/* ---- reading and changing: counter INDEX of COUNTERS, which may be NULL ---- */

static Term get(struct process *p, struct counters *counters, Term index)
{
    const _Atomic(uint64_t) *counter = first_lane(counters, index);
    if (counter == NULL)
        return builtin_badarg(p);
    uint64_t sum = 0;
    for (size_t lane = 0; lane < counters->lanes; lane++)
        sum += atomic_load(counter + lane * counters->stride);
    return heap_int(&p->heap, (int64_t)sum);
}

/* What others add to their lanes meanwhile may be lost or may stay, as documented. */
static Term put(struct process *p, struct counters *counters, Term index, Term term)
{
    int64_t value;
    _Atomic(uint64_t) *counter = first_lane(counters, index);
    if (counter == NULL || !int_to_int64(term, &value))
        return builtin_badarg(p);
    for (size_t lane = 1; lane < counters->lanes; lane++)
        atomic_store(counter + lane * counters->stride, 0);
    atomic_store(counter, (uint64_t)value);
    return ATOM_(ok);
}

static Term add(struct process *p, struct counters *counters, Term index, uint64_t value)
{
    _Atomic(uint64_t) *counter = first_lane(counters, index);
    if (counter == NULL)
        return builtin_badarg(p);
    if (counters->lanes == 1)
        atomic_fetch_add(counter, value);
    else
        atomic_fetch_add_explicit(counter + p->scheduler * counters->stride, value,
                                  memory_order_relaxed);
    return ATOM_(ok);
}

static Term get_2(struct process *p, const Term *args)
{
    return get(p, counters_of(args[0]), args[1]);
}

static Term put_3(struct process *p, const Term *args)
{
    return put(p, counters_of(args[0]), args[1], args[2]);
}

static Term add_3(struct process *p, const Term *args)
{
    uint64_t value;
    if (!wrap_read(args[2], &value))
        return builtin_badarg(p);
    return add(p, counters_of(args[0]), args[1], value);
}

static Term sub_3(struct process *p, const Term *args)
{
    uint64_t value;
    if (!term_is_number(args[2]))
        return builtin_badarith(p);
    if (!wrap_read_negative(args[2], &value))
        return builtin_badarg(p);
    return add(p, counters_of(args[0]), args[1], value);
}

/* ---- the same with bare references ---- */

static Term counters_new_1(struct process *p, const Term *args)
{
    return new_reference(p, args[0], true);
}

static Term counters_info_1(struct process *p, const Term *args)
{
    return info(p, internal_counters_of(args[0]), true);
}

static Term counters_get_2(struct process *p, const Term *args)
{
    return get(p, internal_counters_of(args[0]), args[1]);
}

static Term counters_put_3(struct process *p, const Term *args)
{
    return put(p, internal_counters_of(args[0]), args[1], args[2]);
}

static Term counters_add_3(struct process *p, const Term *args)
{
    uint64_t value;
    if (!wrap_read(args[2], &value))
        return builtin_badarg(p);
    return add(p, internal_counters_of(args[0]), args[1], value);
}

const struct builtin_row builtins_counters[] = {
    {"counters", "new", 2, new_2},
    {"counters", "info", 1, info_1},
    {"counters", "get", 2, get_2},
    {"counters", "put", 3, put_3},
    {"counters", "add", 3, add_3},
    {"counters", "sub", 3, sub_3},
    {"erts_internal", "counters_new", 1, counters_new_1},
    {"erts_internal", "counters_info", 1, counters_info_1},
    {"erts_internal", "counters_get", 2, counters_get_2},
    {"erts_internal", "counters_put", 3, counters_put_3},
    {"erts_internal", "counters_add", 3, counters_add_3},
    {0},
};
