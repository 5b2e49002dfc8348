/* SPDX-License-Identifier: Apache-2.0 */
/* bits_get.c: fetching integers, floats and parts of bitstrings. Bytes and 16 or 32 bits on a byte
 * boundary are loaded in place; everything else is the work of vm/term/match.c. */
#include "vm/interp/bits_match.h"

#include "vm/interp/interp.h"
#include "vm/memory/gc.h"

/* ---- integers that are always small ---- */

ALWAYS_INLINE uint64_t load_8(const unsigned char *at)
{
    return at[0];
}

ALWAYS_INLINE uint64_t load_16(const unsigned char *at)
{
    uint16_t value;
    __builtin_memcpy(&value, at, sizeof value);
    return __builtin_bswap16(value);
}

ALWAYS_INLINE uint64_t load_32(const unsigned char *at)
{
    uint32_t value;
    __builtin_memcpy(&value, at, sizeof value);
    return __builtin_bswap32(value);
}

#define GET_ALIGNED(N, A, D, BITS)                                                \
    SLOW(N)                                                                       \
    {                                                                             \
        PUT_##D(N##_c, small_make((int64_t)match_word(GET_##A(N##_b), BITS, 0))); \
        NEXT(N);                                                                  \
    }                                                                             \
    INSTR(N)                                                                      \
    {                                                                             \
        Term context = GET_##A(N##_b);                                            \
        if (UNLIKELY(match_left(context) < BITS))                                 \
            GOTO(N, LABEL(N##_a));                                                \
        size_t position = match_position(context);                                \
        if (UNLIKELY(position % 8 != 0))                                          \
            LEAVE_FOR(slow_##N);                                                  \
        uint64_t value = load_##BITS(match_bytes(context) + position / 8);        \
        match_set_position(context, position + BITS);                             \
        PUT_##D(N##_c, small_make((int64_t)value));                               \
        NEXT(N);                                                                  \
    }

#define DEFINE_bs_get_8(N, F, A, D)  GET_ALIGNED(N, A, D, 8)
#define DEFINE_bs_get_16(N, F, A, D) GET_ALIGNED(N, A, D, 16)
#define DEFINE_bs_get_32(N, F, A, D) GET_ALIGNED(N, A, D, 32)
#define DEFINE_bs_match_8            DEFINE_bs_get_8
#define DEFINE_bs_match_16           DEFINE_bs_get_16
#define DEFINE_bs_match_32           DEFINE_bs_get_32

#define DEFINE_bs_get_small(N, F, A, B, FL, D)                                        \
    INSTR(N)                                                                          \
    {                                                                                 \
        Term context = GET_##A(N##_b);                                                \
        size_t bits = GET_n(N##_c);                                                   \
        if (UNLIKELY(match_left(context) < bits))                                     \
            GOTO(N, LABEL(N##_a));                                                    \
        PUT_##D(N##_e, small_make((int64_t)match_word(context, bits, GET_n(N##_d)))); \
        NEXT(N);                                                                      \
    }
#define DEFINE_bs_match_small DEFINE_bs_get_small

/* ---- values of any size ---- */

/* Values of up to 64 bits, floats and parts take few words; room for longer ones comes from a
 * fragment. */
enum { SEGMENT_WORDS = SUB_BITS_WORDS };

#define GET_SEGMENT(N, A, S, D, BITS, CHARGE, TAKE)                            \
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
        left -= CHARGE;                                                        \
        if (UNLIKELY(value == NON_VALUE))                                      \
            GOTO(N, LABEL(N##_a));                                             \
        PUT_##D(N##_g, value);                                                 \
        NEXT(N);                                                               \
    }

#define HEAP (&regs->process->heap)

#define DEFINE_bs_get_integer2(N, F, A, L, S, U, FL, D)      \
    GET_SEGMENT(N, A, S, D, segment_bits, bits_charge(bits), \
                match_integer(HEAP, context, bits, GET_n(N##_f)))
#define DEFINE_bs_match_integer DEFINE_bs_get_integer2
#define DEFINE_bs_get_float2(N, F, A, L, S, U, FL, D) \
    GET_SEGMENT(N, A, S, D, segment_bits, 0, match_float(HEAP, context, bits, GET_n(N##_f)))
#define DEFINE_bs_get_binary2(N, F, A, L, S, U, FL, D) \
    GET_SEGMENT(N, A, S, D, part_bits, 0, match_bitstring(HEAP, context, bits))
#define DEFINE_bs_match_binary DEFINE_bs_get_binary2

#include "vm/interp/expand.h"
#include "vm/interp/bits_get.def"
