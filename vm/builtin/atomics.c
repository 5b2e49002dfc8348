/* SPDX-License-Identifier: Apache-2.0 */
/* atomics.c: the module atomics: arrays of 64-bit integers that processes share and change without
 * locks. An array is an object behind a magic reference (vm/memory/magic.h). Integers wrap; whether
 * they are signed decides only what is accepted and how they are shown. All operations are
 * sequentially consistent, as Erlang's documentation promises. */
#include "vm/builtin/support.h"
#include "vm/builtin/wrap.h"
#include "vm/memory/magic.h"
#include "vm/term/bits.h"
#include "vm/term/map.h"

#include <stdlib.h>

struct array {
    struct magic magic;
    bool is_signed;
    size_t size;
    _Atomic(uint64_t) values[];
};

#define SIZE_LIMIT (SIZE_MAX / sizeof(uint64_t) / 2)

static void release(struct magic *magic)
{
    free(magic);
}

/* ---- arguments ---- */

/* The integer that ARGS[0] (an array) and ARGS[1] (an index from 1) name, or NULL. */
static _Atomic(uint64_t) *place_of(const Term *args, struct array **array)
{
    *array = (struct array *)magic_of(args[0], release);
    int64_t index;
    if (*array == NULL || !small_within(args[1], 1, SMALL_MAX, &index) ||
        (uint64_t)index > (*array)->size)
        return NULL;
    return &(*array)->values[index - 1];
}

/* A value that an element of ARRAY may have. */
static bool read_value(const struct array *array, Term term, uint64_t *value)
{
    int64_t number = 0;
    if (!array->is_signed)
        return int_to_uint64(term, value);
    bool fits = int_to_int64(term, &number);
    *value = (uint64_t)number;
    return fits;
}

static Term value_term(struct process *p, const struct array *array, uint64_t value)
{
    return array->is_signed ? heap_int(&p->heap, (int64_t)value) : heap_uint(&p->heap, value);
}

/* ---- making ---- */

/* [{signed, boolean()}] */
static bool read_options(Term options, bool *is_signed)
{
    *is_signed = true;
    for (; term_is_cons(options); options = list_tail(options)) {
        Term option = list_head(options);
        if (!term_is_tuple_of(option, 2) || tuple_get(option, 0) != ATOM_(signed))
            return false;
        *is_signed = tuple_get(option, 1) == ATOM_(true);
        if (!*is_signed && tuple_get(option, 1) != ATOM_(false))
            return false;
    }
    return term_is_nil(options);
}

/* NULL: no memory, or more of it than a binary may take. */
static struct array *make(size_t size, bool is_signed)
{
    if (size > binary_most_bytes / sizeof(uint64_t))
        return NULL;
    size_t bytes = sizeof(struct array) + size * sizeof(uint64_t);
    struct array *array = calloc(1, bytes);
    if (array != NULL) {
        magic_init(&array->magic, release, bytes);
        array->is_signed = is_signed;
        array->size = size;
    }
    return array;
}

static Term new_2(struct process *p, const Term *args)
{
    uint64_t size;
    bool is_signed;
    if (!read_options(args[1], &is_signed))
        return builtin_badopt(p);
    if (!term_is_integer(args[0]) || int_sign(args[0]) <= 0)
        return builtin_badarg(p);
    struct array *array =
        int_to_uint64(args[0], &size) && size <= SIZE_LIMIT ? make(size, is_signed) : NULL;
    if (array == NULL)
        return builtin_system_limit(p);
    return magic_reference(&p->heap, &array->magic);
}

/* erts_internal:atomics_new(Size, Flags), as OTP's own atomics.beam calls it: of the flags only the
 * lowest means something, signed. */
static Term atomics_new_2(struct process *p, const Term *args)
{
    uint64_t size, flags;
    if (!term_is_integer(args[0]) || int_sign(args[0]) <= 0)
        return builtin_badarg(p);
    if (!int_to_uint64(args[0], &size))
        return builtin_system_limit(p);
    if (!term_is_integer(args[1]) || int_sign(args[1]) < 0)
        return builtin_badarg(p);
    struct array *array =
        size <= SIZE_LIMIT && int_to_uint64(args[1], &flags) ? make(size, (flags & 1) != 0) : NULL;
    return array == NULL ? builtin_system_limit(p) : magic_reference(&p->heap, &array->magic);
}

static Term info_1(struct process *p, const Term *args)
{
    const struct array *array = (const struct array *)magic_of(args[0], release);
    if (array == NULL)
        return builtin_badarg(p);
    uint64_t most = array->is_signed ? INT64_MAX : UINT64_MAX;
    uint64_t least = array->is_signed ? (uint64_t)INT64_MIN : 0;
    Term keys[] = {ATOM_(max), ATOM_(memory), ATOM_(min), ATOM_(size)};
    Term values[] = {value_term(p, array, most), heap_uint(&p->heap, array->magic.bytes),
                     value_term(p, array, least), heap_uint(&p->heap, array->size)};
    return map_from_pairs(&p->heap, COUNT_OF(keys), keys, values);
}

/* ---- reading and changing ---- */

static Term get_2(struct process *p, const Term *args)
{
    struct array *array;
    _Atomic(uint64_t) *place = place_of(args, &array);
    return place == NULL ? builtin_badarg(p) : value_term(p, array, atomic_load(place));
}

static Term put_3(struct process *p, const Term *args)
{
    struct array *array;
    uint64_t value;
    _Atomic(uint64_t) *place = place_of(args, &array);
    if (place == NULL || !read_value(array, args[2], &value))
        return builtin_badarg(p);
    atomic_store(place, value);
    return ATOM_(ok);
}

static Term exchange_3(struct process *p, const Term *args)
{
    struct array *array;
    uint64_t value;
    _Atomic(uint64_t) *place = place_of(args, &array);
    if (place == NULL || !read_value(array, args[2], &value))
        return builtin_badarg(p);
    return value_term(p, array, atomic_exchange(place, value));
}

static Term compare_exchange_4(struct process *p, const Term *args)
{
    struct array *array;
    uint64_t expected, desired;
    _Atomic(uint64_t) *place = place_of(args, &array);
    if (place == NULL || !read_value(array, args[2], &expected) ||
        !read_value(array, args[3], &desired))
        return builtin_badarg(p);
    bool done = atomic_compare_exchange_strong(place, &expected, desired);
    return done ? ATOM_(ok) : value_term(p, array, expected);
}

/* Adds INCREMENT (if READABLE) to an element; returns the sum. */
static Term add(struct process *p, const Term *args, bool readable, uint64_t increment)
{
    struct array *array;
    _Atomic(uint64_t) *place = place_of(args, &array);
    if (place == NULL || !readable)
        return builtin_badarg(p);
    return value_term(p, array, atomic_fetch_add(place, increment) + increment);
}

static Term add_get_3(struct process *p, const Term *args)
{
    uint64_t increment = 0;
    bool readable = wrap_read(args[2], &increment);
    return add(p, args, readable, increment);
}

static Term sub_get_3(struct process *p, const Term *args)
{
    uint64_t increment = 0;
    if (!term_is_number(args[2]))
        return builtin_badarith(p);
    bool readable = wrap_read_negative(args[2], &increment);
    return add(p, args, readable, increment);
}

static Term add_3(struct process *p, const Term *args)
{
    return add_get_3(p, args) == NON_VALUE ? NON_VALUE : ATOM_(ok);
}

static Term sub_3(struct process *p, const Term *args)
{
    return sub_get_3(p, args) == NON_VALUE ? NON_VALUE : ATOM_(ok);
}

const struct builtin_row builtins_atomics[] = {
    {"atomics", "new", 2, new_2},
    {"erts_internal", "atomics_new", 2, atomics_new_2},
    {"atomics", "info", 1, info_1},
    {"atomics", "get", 2, get_2},
    {"atomics", "put", 3, put_3},
    {"atomics", "exchange", 3, exchange_3},
    {"atomics", "compare_exchange", 4, compare_exchange_4},
    {"atomics", "add", 3, add_3},
    {"atomics", "add_get", 3, add_get_3},
    {"atomics", "sub", 3, sub_3},
    {"atomics", "sub_get", 3, sub_get_3},
    {0},
};
