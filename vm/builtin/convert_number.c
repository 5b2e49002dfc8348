/* SPDX-License-Identifier: Apache-2.0 */
/* convert_number.c: integers and floats from and to text. */
#include "vm/builtin/support.h"
#include "vm/builtin/text.h"
#include "vm/interp/elsewhere.h"
#include "vm/term/big.h"
#include "vm/term/float_text.h"
#include "vm/term/number_text.h"

/* Digits of a large integer that are converted for one reduction. */
#define DIGITS_PER_REDUCTION 4

/* The time that conversions take grows faster than their digits. Larger ones than this, in digits
 * and in the limbs for as many, are left to a dirty scheduler. */
#define DIGITS_AT_ONCE 4096
#define LIMBS_AT_ONCE  256

static bool base_of(Term term, unsigned *base)
{
    int64_t value;
    if (!small_within(term, 2, 36, &value))
        return false;
    *base = (unsigned)value;
    return true;
}

/* ---- integers ---- */

/* A call that may be made again by a dirty scheduler. */
struct call {
    builtin_fn *function;
    Term name;
    unsigned count;
    const Term *args;
};

static Term call_there(struct process *p, const struct call *call)
{
    return builtin_dirty(p, DIRTY_CPU, call->function, ATOM_(erlang), call->name, call->count,
                         call->args);
}

static bool takes_long(const struct process *p, Term integer)
{
    return UNLIKELY(term_is_big(integer) && big_limb_count(integer) > LIMBS_AT_ONCE) &&
           !builtin_is_dirty(p);
}

static bool integer_text(struct text_buffer *buffer, Term integer, Term base_term)
{
    unsigned base;
    *buffer = TEXT_BUFFER_EMPTY;
    if (!term_is_integer(integer) || !base_of(base_term, &base))
        return false;
    text_put_int(buffer, integer, base);
    return true;
}

/* FINISH releases the buffer. */
static Term integer_to(struct process *p, const struct call *call, Term base,
                       Term (*finish)(struct process *p, struct text_buffer *buffer))
{
    struct text_buffer buffer;
    Term integer = call->args[0];
    if (takes_long(p, integer))
        return call_there(p, call);
    return integer_text(&buffer, integer, base) ? finish(p, &buffer) : builtin_badarg(p);
}

static Term integer_to_list(struct process *p, const struct call *call, Term base)
{
    return integer_to(p, call, base, text_to_list);
}

static Term integer_to_binary(struct process *p, const struct call *call, Term base)
{
    return integer_to(p, call, base, text_to_binary);
}

/* Releases ARG. */
static Term integer_of(struct process *p, const struct call *call, struct text_arg *arg,
                       unsigned base)
{
    Term reason = ATOM_(badarg);
    if (UNLIKELY(arg->size > DIGITS_AT_ONCE) && !builtin_is_dirty(p)) {
        text_arg_release(arg);
        return call_there(p, call);
    }
    builtin_charge(p, (int64_t)(arg->size / DIGITS_PER_REDUCTION));
    Term integer = int_from_text(&p->heap, arg->bytes, arg->size, base, &reason);
    text_arg_release(arg);
    return integer == NON_VALUE ? builtin_error(p, reason) : integer;
}

static Term list_to_integer(struct process *p, const struct call *call, Term base_term)
{
    struct text_arg arg;
    unsigned base;
    if (!base_of(base_term, &base) || !text_arg_list(&arg, call->args[0]))
        return builtin_badarg(p);
    return integer_of(p, call, &arg, base);
}

static Term binary_to_integer(struct process *p, const struct call *call, Term base_term)
{
    struct text_arg arg;
    unsigned base;
    if (!base_of(base_term, &base) || !text_arg_binary(&arg, call->args[0]))
        return builtin_badarg(p);
    return integer_of(p, call, &arg, base);
}

#define WITH_BASE(name)                                                            \
    static Term name##_1(struct process *p, const Term *args)                      \
    {                                                                              \
        return name(p, &(struct call){name##_1, ATOM_(name), 1, args}, SMALL(10)); \
    }                                                                              \
    static Term name##_2(struct process *p, const Term *args)                      \
    {                                                                              \
        return name(p, &(struct call){name##_2, ATOM_(name), 2, args}, args[1]);   \
    }

WITH_BASE(integer_to_list)
WITH_BASE(integer_to_binary)
WITH_BASE(list_to_integer)
WITH_BASE(binary_to_integer)

/* ---- floats ---- */

#define DEFAULT_SCIENTIFIC 20

struct float_format {
    enum { FORMAT_SCIENTIFIC, FORMAT_DECIMALS, FORMAT_SHORT } kind;
    unsigned digits;
    bool compact;
};

static bool float_option(Term option, struct float_format *format)
{
    int64_t digits;
    if (option == ATOM_(compact)) {
        format->compact = true;
        return true;
    }
    if (option == ATOM_(short)) {
        format->kind = FORMAT_SHORT;
        return true;
    }
    if (!term_is_tuple_of(option, 2))
        return false;
    if (tuple_get(option, 0) == ATOM_(decimals) &&
        small_within(tuple_get(option, 1), 0, FLOAT_MAX_DECIMALS, &digits))
        format->kind = FORMAT_DECIMALS;
    else if (tuple_get(option, 0) == ATOM_(scientific) &&
             small_within(tuple_get(option, 1), 0, FLOAT_MAX_SCIENTIFIC, &digits))
        format->kind = FORMAT_SCIENTIFIC;
    else
        return false;
    format->digits = (unsigned)digits;
    return true;
}

/* Of contradicting options the last one counts. */
static bool float_format_of(Term options, struct float_format *format)
{
    *format = (struct float_format){FORMAT_SCIENTIFIC, DEFAULT_SCIENTIFIC, false};
    for (; term_is_cons(options); options = list_tail(options))
        if (!float_option(list_head(options), format))
            return false;
    return term_is_nil(options);
}

/* Returns the number of characters, zeros that `compact` takes away included. */
static size_t put_formatted(struct text_buffer *buffer, double value,
                            const struct float_format *format)
{
    switch (format->kind) {
    case FORMAT_SHORT:
        text_put_float(buffer, value);
        break;
    case FORMAT_DECIMALS:
        return text_put_float_decimals(buffer, value, format->digits, format->compact);
    case FORMAT_SCIENTIFIC:
        text_put_float_scientific(buffer, value, format->digits);
        break;
    }
    return buffer->size;
}

/* OTP formats into a buffer of this many characters and gives up beyond it. */
#define FLOAT_MAX_CHARACTERS 255

static bool float_text(struct text_buffer *buffer, Term number, Term options)
{
    struct float_format format;
    *buffer = TEXT_BUFFER_EMPTY;
    if (!term_is_float(number) || !float_format_of(options, &format))
        return false;
    if (put_formatted(buffer, float_value(number), &format) <= FLOAT_MAX_CHARACTERS)
        return true;
    text_buffer_release(buffer);
    return false;
}

static Term float_to_list(struct process *p, Term number, Term options)
{
    struct text_buffer buffer;
    return float_text(&buffer, number, options) ? text_to_list(p, &buffer) : builtin_badarg(p);
}

static Term float_to_binary(struct process *p, Term number, Term options)
{
    struct text_buffer buffer;
    return float_text(&buffer, number, options) ? text_to_binary(p, &buffer) : builtin_badarg(p);
}

#define WITH_OPTIONS(name)                                    \
    static Term name##_1(struct process *p, const Term *args) \
    {                                                         \
        return name(p, args[0], NIL);                         \
    }                                                         \
    static Term name##_2(struct process *p, const Term *args) \
    {                                                         \
        return name(p, args[0], args[1]);                     \
    }

WITH_OPTIONS(float_to_list)
WITH_OPTIONS(float_to_binary)

/* Releases ARG. */
static Term float_of(struct process *p, struct text_arg *arg)
{
    double value;
    bool good = float_from_text(arg->bytes, arg->size, &value);
    text_arg_release(arg);
    return good ? heap_float(&p->heap, value) : builtin_badarg(p);
}

static Term list_to_float_1(struct process *p, const Term *args)
{
    struct text_arg arg;
    return text_arg_list(&arg, args[0]) ? float_of(p, &arg) : builtin_badarg(p);
}

static Term binary_to_float_1(struct process *p, const Term *args)
{
    struct text_arg arg;
    return text_arg_binary(&arg, args[0]) ? float_of(p, &arg) : builtin_badarg(p);
}

const struct builtin_row builtins_convert_number[] = {
    {"erlang", "integer_to_list", 1, integer_to_list_1},
    {"erlang", "integer_to_list", 2, integer_to_list_2},
    {"erlang", "integer_to_binary", 1, integer_to_binary_1},
    {"erlang", "integer_to_binary", 2, integer_to_binary_2},
    {"erlang", "list_to_integer", 1, list_to_integer_1},
    {"erlang", "list_to_integer", 2, list_to_integer_2},
    {"erlang", "binary_to_integer", 1, binary_to_integer_1},
    {"erlang", "binary_to_integer", 2, binary_to_integer_2},
    {"erlang", "float_to_list", 1, float_to_list_1},
    {"erlang", "float_to_list", 2, float_to_list_2},
    {"erlang", "float_to_binary", 1, float_to_binary_1},
    {"erlang", "float_to_binary", 2, float_to_binary_2},
    {"erlang", "list_to_float", 1, list_to_float_1},
    {"erlang", "binary_to_float", 1, binary_to_float_1},
    {0},
};
