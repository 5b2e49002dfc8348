/* SPDX-License-Identifier: Apache-2.0 */
/* bits_match.c: where a match of a bitstring begins, stands and ends, and what it only looks at. */
#include "vm/interp/bits_match.h"

#include "vm/builtin/builtin.h"
#include "vm/interp/interp.h"
#include "vm/memory/gc.h"

/* A bitstring, or a context that a caller has passed on: then matching goes on with that. The
 * source need not be among the live registers, so a collection has to keep it as one more. */
#define DEFINE_bs_start_match3(N, F, A, L, D)                        \
    SLOW(N)                                                          \
    {                                                                \
        uint32_t live = GET_n(N##_c);                                \
        regs->x[live] = GET_##A(N##_b);                              \
        SAVE();                                                      \
        proc_collect(regs->process, MATCH_WORDS, regs->x, live + 1); \
        RESTORE();                                                   \
        Term context = match_put(top, regs->x[live]);                \
        top += MATCH_WORDS;                                          \
        PUT_##D(N##_d, context);                                     \
        NEXT(N);                                                     \
    }                                                                \
    INSTR(N)                                                         \
    {                                                                \
        Term source = GET_##A(N##_b);                                \
        if (term_is_match(source)) {                                 \
            PUT_##D(N##_d, source);                                  \
            NEXT(N);                                                 \
        }                                                            \
        if (UNLIKELY(!term_is_bitstring(source)))                    \
            GOTO(N, LABEL(N##_a));                                   \
        if (UNLIKELY(!ROOM(MATCH_WORDS)))                            \
            LEAVE_FOR(slow_##N);                                     \
        PUT_##D(N##_d, match_put(top, source));                      \
        top += MATCH_WORDS;                                          \
        NEXT(N);                                                     \
    }

/* ---- positions ---- */

#define DEFINE_bs_get_position(N, A, D, L)                                   \
    INSTR(N)                                                                 \
    {                                                                        \
        PUT_##D(N##_b, small_make((int64_t)match_position(GET_##A(N##_a)))); \
        NEXT(N);                                                             \
    }

/* The position of another context may lie behind the end of this one. */
SLOW(bad_position)
{
    SAVE();
    (void)builtin_badarg(regs->process);
    RESTORE();
    regs->exception_top = NIL;
    LEAVE_FOR(op_raise_pending);
}

#define DEFINE_bs_set_position(N, A, B)                        \
    INSTR(N)                                                   \
    {                                                          \
        Term context = GET_##A(N##_a);                         \
        size_t position = (size_t)small_value(GET_##B(N##_b)); \
        if (UNLIKELY(position > match_end(context)))           \
            LEAVE_FOR(slow_bad_position);                      \
        match_set_position(context, position);                 \
        NEXT(N);                                               \
    }

/* The context is left where it stands. */
static Term rest_of(struct registers *regs, Term context)
{
    size_t position = match_position(context);
    Term rest = match_bitstring(&regs->process->heap, context, match_left(context));
    match_set_position(context, position);
    return rest;
}

#define DEFINE_bs_get_tail(N, A, D, L)                   \
    SLOW(N)                                              \
    {                                                    \
        COLLECT_AND_RETRY(SUB_BITS_WORDS, GET_n(N##_c)); \
    }                                                    \
    INSTR(N)                                             \
    {                                                    \
        Term context = GET_##A(N##_a);                   \
        if (UNLIKELY(!ROOM(SUB_BITS_WORDS)))             \
            LEAVE_FOR(slow_##N);                         \
        SAVE();                                          \
        Term rest = rest_of(regs, context);              \
        RESTORE();                                       \
        PUT_##D(N##_b, rest);                            \
        NEXT(N);                                         \
    }
#define DEFINE_bs_match_tail DEFINE_bs_get_tail

/* ---- tests ---- */

#define MATCH_TEST(N, A, CONDITION)    \
    INSTR(N)                           \
    {                                  \
        Term context = GET_##A(N##_b); \
        if (CONDITION)                 \
            NEXT(N);                   \
        GOTO(N, LABEL(N##_a));         \
    }

/* So many bits are there: on. */
static bool skip(Term context, size_t bits)
{
    if (match_left(context) < bits)
        return false;
    match_skip(context, bits);
    return true;
}

static bool skip_segment(Term context, Term size, uint32_t unit)
{
    size_t bits;
    return part_bits(context, size, unit, &bits) && skip(context, bits);
}

/* SIZE bits, and then a multiple of UNIT. */
static bool has_bits(Term context, size_t size, uint32_t unit)
{
    size_t left_over = match_left(context);
    return left_over >= size && is_multiple(left_over - size, unit);
}

static bool is_value(Term context, size_t size, Term value)
{
    if (match_left(context) < size)
        return false;
    if (match_word(context, size, 0) == (uint64_t)small_value(value))
        return true;
    match_set_position(context, match_position(context) - size);
    return false;
}

#define DEFINE_bs_skip(N, F, A, B) MATCH_TEST(N, A, skip(context, GET_n(N##_c)))
#define DEFINE_bs_match_skip       DEFINE_bs_skip
#define DEFINE_bs_skip_bits2(N, F, A, S, U, FL) \
    MATCH_TEST(N, A, skip_segment(context, GET_##S(N##_c), GET_n(N##_d)))
#define DEFINE_bs_test_tail2(N, F, A, B) MATCH_TEST(N, A, match_left(context) == GET_##B(N##_c))
#define DEFINE_bs_test_unit(N, F, A, U) \
    MATCH_TEST(N, A, is_multiple(match_left(context), GET_n(N##_c)))
#define DEFINE_bs_ensure_at_least(N, F, A, B, U) \
    MATCH_TEST(N, A, has_bits(context, GET_n(N##_c), GET_n(N##_d)))
#define DEFINE_bs_ensure_exactly(N, F, A, B) MATCH_TEST(N, A, match_left(context) == GET_n(N##_c))
#define DEFINE_bs_match_value(N, F, A, B, V) \
    MATCH_TEST(N, A, is_value(context, GET_n(N##_c), GET_i(N##_d)))

#define DEFINE_bs_match_string(N, F, A, B, BYTES)                         \
    INSTR(N)                                                              \
    {                                                                     \
        Term context = GET_##A(N##_b);                                    \
        size_t size = GET_n(N##_c);                                       \
        const unsigned char *bytes = (const unsigned char *)GET_e(N##_d); \
        left -= bits_charge(size);                                        \
        if (match_string(context, bytes, size))                           \
            NEXT(N);                                                      \
        GOTO(N, LABEL(N##_a));                                            \
    }

/* ---- code points ---- */

#define GET_CODE_POINT(N, A, D, TAKE)      \
    INSTR(N)                               \
    {                                      \
        Term context = GET_##A(N##_b);     \
        int32_t value = TAKE;              \
        if (value < 0)                     \
            GOTO(N, LABEL(N##_a));         \
        PUT_##D(N##_e, small_make(value)); \
        NEXT(N);                           \
    }

/* ASCII on a byte boundary, without a call; else -1. */
ALWAYS_INLINE int32_t ascii(Term context)
{
    size_t position = match_position(context);
    if (UNLIKELY(position % 8 != 0 || match_left(context) < 8))
        return -1;
    unsigned char byte = match_bytes(context)[position / 8];
    if (UNLIKELY(byte >= 0x80))
        return -1;
    match_skip(context, 8);
    return byte;
}

#define DEFINE_bs_get_utf8(N, F, A, L, FL, D)       \
    SLOW(N)                                         \
    {                                               \
        int32_t value = match_utf8(GET_##A(N##_b)); \
        if (value < 0)                              \
            GOTO(N, LABEL(N##_a));                  \
        PUT_##D(N##_e, small_make(value));          \
        NEXT(N);                                    \
    }                                               \
    INSTR(N)                                        \
    {                                               \
        Term context = GET_##A(N##_b);              \
        int32_t value = ascii(context);             \
        if (value < 0)                              \
            LEAVE_FOR(slow_##N);                    \
        PUT_##D(N##_e, small_make(value));          \
        NEXT(N);                                    \
    }
#define DEFINE_bs_get_utf16(N, F, A, L, FL, D) \
    GET_CODE_POINT(N, A, D, match_utf16(context, GET_n(N##_d)))
#define DEFINE_bs_get_utf32(N, F, A, L, FL, D) \
    GET_CODE_POINT(N, A, D, match_utf32(context, GET_n(N##_d)))
#define DEFINE_bs_skip_utf8(N, F, A, L, FL) MATCH_TEST(N, A, match_utf8(context) >= 0)
#define DEFINE_bs_skip_utf16(N, F, A, L, FL) \
    MATCH_TEST(N, A, match_utf16(context, GET_n(N##_d)) >= 0)
#define DEFINE_bs_skip_utf32(N, F, A, L, FL) \
    MATCH_TEST(N, A, match_utf32(context, GET_n(N##_d)) >= 0)

#include "vm/interp/expand.h"
#include "vm/interp/bits_match.def"
