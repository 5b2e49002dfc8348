/* SPDX-License-Identifier: Apache-2.0 */
/* bits_match.c: taking bitstrings apart. The work is vm/term/match.c's; here sizes are worked out,
 * and room is made where live registers are known. */
#include "vm/interp/instr.h"
#include "vm/interp/interp.h"
#include "vm/memory/gc.h"
#include "vm/term/atom.h"
#include "vm/term/match.h"

/* A bitstring, or a context that a caller has passed on: then matching goes on with that. */
#define DEFINE_bs_start_match3(N, P, A, L, D)         \
    SLOW(N)                                           \
    {                                                 \
        COLLECT_AND_RETRY(MATCH_WORDS, GET_n(N##_c)); \
    }                                                 \
    INSTR(N)                                          \
    {                                                 \
        Term source = GET_##A(N##_b);                 \
        if (term_is_match(source)) {                  \
            PUT_##D(N##_d, source);                   \
            NEXT(N);                                  \
        }                                             \
        if (UNLIKELY(!term_is_bitstring(source)))     \
            GOTO(N, LABEL(N##_a));                    \
        if (UNLIKELY(!ROOM(MATCH_WORDS)))             \
            LEAVE_FOR(slow_##N);                      \
        PUT_##D(N##_d, match_put(top, source));       \
        top += MATCH_WORDS;                           \
        NEXT(N);                                      \
    }

#define DEFINE_bs_get_position(N, A, D, L)                                   \
    INSTR(N)                                                                 \
    {                                                                        \
        PUT_##D(N##_b, small_make((int64_t)match_position(GET_##A(N##_a)))); \
        NEXT(N);                                                             \
    }

#define DEFINE_bs_set_position(N, A, B)                                          \
    INSTR(N)                                                                     \
    {                                                                            \
        match_set_position(GET_##A(N##_a), (size_t)small_value(GET_##B(N##_b))); \
        NEXT(N);                                                                 \
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
        if (UNLIKELY(!ROOM(SUB_BITS_WORDS)))             \
            LEAVE_FOR(slow_##N);                         \
        SAVE();                                          \
        Term rest = rest_of(regs, GET_##A(N##_a));       \
        RESTORE();                                       \
        PUT_##D(N##_b, rest);                            \
        NEXT(N);                                         \
    }

/* SIZE * UNIT bits, if SIZE is a number of units and CONTEXT has so many left. */
static bool segment_bits(Term context, Term size, uint32_t unit, size_t *bits)
{
    size_t count;
    if (!term_is_small(size) || small_value(size) < 0)
        return false;
    return !__builtin_mul_overflow((size_t)small_value(size), (size_t)unit, &count) &&
           (*bits = count) <= match_left(context);
}

/* The same where the size may be the atom all: everything, if that is a multiple of UNIT. */
static bool part_bits(Term context, Term size, uint32_t unit, size_t *bits)
{
    if (size != ATOM_(all))
        return segment_bits(context, size, unit, bits);
    *bits = match_left(context);
    return unit == 0 || *bits % unit == 0;
}

/* Values of up to 64 bits, floats and parts take few words; room for longer ones comes from a
 * fragment. */
enum { SEGMENT_WORDS = SUB_BITS_WORDS };

#define GET_SEGMENT(N, A, S, D, BITS, TAKE)                                    \
    SLOW(N)                                                                    \
    {                                                                          \
        COLLECT_AND_RETRY(SEGMENT_WORDS, GET_n(N##_c));                        \
    }                                                                          \
    INSTR(N)                                                                   \
    {                                                                          \
        if (UNLIKELY(!ROOM(SEGMENT_WORDS) || gc_wanted(&regs->process->heap))) \
            LEAVE_FOR(slow_##N);                                               \
        Term context = GET_##A(N##_b);                                         \
        size_t bits;                                                           \
        if (!BITS(context, GET_##S(N##_d), GET_n(N##_e), &bits))               \
            GOTO(N, LABEL(N##_a));                                             \
        SAVE();                                                                \
        Term value = TAKE;                                                     \
        RESTORE();                                                             \
        if (UNLIKELY(value == NON_VALUE))                                      \
            GOTO(N, LABEL(N##_a));                                             \
        PUT_##D(N##_g, value);                                                 \
        NEXT(N);                                                               \
    }

#define HEAP (&regs->process->heap)

#define DEFINE_bs_get_integer2(N, F, A, L, S, U, FL, D) \
    GET_SEGMENT(N, A, S, D, segment_bits, match_integer(HEAP, context, bits, GET_n(N##_f)))
#define DEFINE_bs_get_float2(N, F, A, L, S, U, FL, D) \
    GET_SEGMENT(N, A, S, D, segment_bits, match_float(HEAP, context, bits, GET_n(N##_f)))
#define DEFINE_bs_get_binary2(N, F, A, L, S, U, FL, D) \
    GET_SEGMENT(N, A, S, D, part_bits, match_bitstring(HEAP, context, bits))

#define MATCH_TEST(N, CONDITION) \
    INSTR(N)                     \
    {                            \
        if (CONDITION)           \
            NEXT(N);             \
        GOTO(N, LABEL(N##_a));   \
    }

static bool skip_segment(Term context, Term size, uint32_t unit)
{
    size_t bits;
    if (!part_bits(context, size, unit, &bits))
        return false;
    match_skip(context, bits);
    return true;
}

static bool is_multiple(size_t bits, uint32_t unit)
{
    return unit == 0 || bits % unit == 0;
}

#define DEFINE_bs_skip_bits2(N, F, A, S, U, FL) \
    MATCH_TEST(N, skip_segment(GET_##A(N##_b), GET_##S(N##_c), GET_n(N##_d)))
#define DEFINE_bs_test_tail2(N, F, A, B) MATCH_TEST(N, match_left(GET_##A(N##_b)) == GET_n(N##_c))
#define DEFINE_bs_test_unit(N, F, A, U) \
    MATCH_TEST(N, is_multiple(match_left(GET_##A(N##_b)), GET_n(N##_c)))
#define DEFINE_bs_match_string(N, F, A, B, BYTES) \
    MATCH_TEST(N, match_string(GET_##A(N##_b), (const unsigned char *)GET_e(N##_d), GET_n(N##_c)))

/* ---- code points ---- */

#define GET_CODE_POINT(N, D, TAKE)         \
    INSTR(N)                               \
    {                                      \
        int32_t value = TAKE;              \
        if (value < 0)                     \
            GOTO(N, LABEL(N##_a));         \
        PUT_##D(N##_e, small_make(value)); \
        NEXT(N);                           \
    }

#define DEFINE_bs_get_utf8(N, F, A, L, FL, D) GET_CODE_POINT(N, D, match_utf8(GET_##A(N##_b)))
#define DEFINE_bs_get_utf16(N, F, A, L, FL, D) \
    GET_CODE_POINT(N, D, match_utf16(GET_##A(N##_b), GET_n(N##_d)))
#define DEFINE_bs_get_utf32(N, F, A, L, FL, D) \
    GET_CODE_POINT(N, D, match_utf32(GET_##A(N##_b), GET_n(N##_d)))
#define DEFINE_bs_skip_utf8(N, F, A, L, FL) MATCH_TEST(N, match_utf8(GET_##A(N##_b)) >= 0)
#define DEFINE_bs_skip_utf16(N, F, A, L, FL) \
    MATCH_TEST(N, match_utf16(GET_##A(N##_b), GET_n(N##_d)) >= 0)
#define DEFINE_bs_skip_utf32(N, F, A, L, FL) \
    MATCH_TEST(N, match_utf32(GET_##A(N##_b), GET_n(N##_d)) >= 0)

#include "vm/interp/expand.h"
#include "vm/interp/bits_match.def"
