/* SPDX-License-Identifier: Apache-2.0 */
/* bits_build.c: putting bitstrings together: first the size of the whole is worked out and nearly
 * everything that could be wrong is found, then there is room for it, then the segments are written
 * one behind the other. */
#include "vm/interp/bits_build.h"

#include "vm/builtin/builtin.h"
#include "vm/interp/bits_match.h"
#include "vm/interp/bits_segment.h"
#include "vm/interp/interp.h"
#include "vm/memory/gc.h"
#include "vm/term/build.h"

/* What a result takes of the heap block at most: a heap binary, or a part and a reference. */
enum { RESULT_WORDS = 2 + HEAP_BITS_MAX_BYTES / 8 };

/* Grows the value of the first segment to TOTAL bits; writes the others. */
static Term append_segments(const struct segments *all, size_t total, bool private)
{
    struct heap *heap = &all->regs->process->heap;
    Term value = source_fetch(all->regs, all->stack, all->list[SEGMENT_VALUE]);
    size_t extra = total - bits_size(value), bit = 0;
    unsigned char *base = NULL;
    Term result = private ? build_private_append(heap, value, extra, &base, &bit)
                          : build_append(heap, value, extra, &base, &bit);
    if (UNLIKELY(result == NON_VALUE)) {
        segment_raise(all->regs, TOO_LARGE);
        return NON_VALUE;
    }
    struct segments others = {.regs = all->regs,
                              .stack = all->stack,
                              .list = all->list + SEGMENT_WORDS,
                              .words = all->words - SEGMENT_WORDS};
    if (LIKELY(segments_write(&others, base, bit)))
        return result;
    segments_raise(&others);
    return NON_VALUE;
}

static Term new_segments(struct segments *all, size_t total)
{
    unsigned char *base;
    Term result = bits_new(&all->regs->process->heap, total, &base);
    if (UNLIKELY(result == NON_VALUE)) {
        segment_raise(all->regs, TOO_LARGE);
        return NON_VALUE;
    }
    if (LIKELY(segments_write(all, base, 0)))
        return result;
    segments_raise(all);
    return NON_VALUE;
}

/* The bitstring of the segments at LIST, of which those with a fixed size have FIXED bits together;
 * NON_VALUE after raising badarg or system_limit. */
static NOINLINE Term create_bitstring(struct registers *regs, Term *stack, const uint64_t *list,
                                      uint32_t words, size_t fixed)
{
    struct segments all = {.regs = regs, .stack = stack, .list = list, .words = words};
    size_t total = fixed;
    if (!segments_measure(&all, &total)) {
        segments_raise(&all);
        return NON_VALUE;
    }
    regs->reductions -= bits_charge(total);
    unsigned kind = words == 0 ? SEGMENT_FIXED : list[SEGMENT_HEAD] & 0xFF;
    if (kind == SEGMENT_APPEND || kind == SEGMENT_PRIVATE_APPEND)
        return append_segments(&all, total, kind == SEGMENT_PRIVATE_APPEND);
    return new_segments(&all, total);
}

/* ---- the instructions ---- */

/* An exception is pending. */
#define FAIL(N)                      \
    do {                             \
        if (HAS_LABEL(N##_a))        \
            GOTO(N, LABEL(N##_a));   \
        regs->exception_top = NIL;   \
        LEAVE_FOR(op_raise_pending); \
    } while (0)

#define DEFINE_bs_create_bin(N, P, NEED, LIVE, MORE, FIXED, D, V)                              \
    SLOW(N)                                                                                    \
    {                                                                                          \
        COLLECT_AND_RETRY(GET_n(N##_b) + RESULT_WORDS, GET_n(N##_c));                          \
    }                                                                                          \
    INSTR(N)                                                                                   \
    {                                                                                          \
        if (UNLIKELY(!ROOM(GET_n(N##_b) + RESULT_WORDS) || gc_wanted(&regs->process->heap)) && \
            GET_n(N##_c) != BITS_NO_LIVE)                                                      \
            LEAVE_FOR(slow_##N);                                                               \
        uint32_t words = GET_n(N##_g);                                                         \
        left -= GET_n(N##_d);                                                                  \
        SAVE();                                                                                \
        Term result =                                                                          \
            create_bitstring(regs, stack, operand_list(pc, N##_size), words, GET_n(N##_e));    \
        RESTORE();                                                                             \
        if (UNLIKELY(result == NON_VALUE))                                                     \
            FAIL(N);                                                                           \
        PUT_##D(N##_f, result);                                                                \
        pc += words;                                                                           \
        NEXT(N);                                                                               \
    }

/* Writes the segments at TOP as a bitstring on the heap. */
static bool create_at(struct registers *regs, Term *stack, const uint64_t *list, uint32_t words,
                      size_t bits, Term *top)
{
    struct segments all = {.regs = regs, .stack = stack, .list = list, .words = words};
    unsigned char *base;
    (void)heap_bits_put(top, bits, &base);
    return segments_write(&all, base, 0);
}

/* After it has failed: finds the fault again and raises the exception. The instruction itself keeps
 * nothing whose address is taken, or its dispatch would be no jump. */
static NOINLINE COLD void raise_at(struct registers *regs, Term *stack, const uint64_t *list,
                                   uint32_t words)
{
    struct segments all = {.regs = regs, .stack = stack, .list = list, .words = words};
    unsigned char scratch[HEAP_BITS_MAX_BYTES];
    if (segments_write(&all, scratch, 0))
        segment_raise(regs, TOO_LARGE);
    else
        segments_raise(&all);
}

#define DEFINE_bs_create_fixed(N, P, NEED, LIVE, MORE, BITS, D, V)                     \
    SLOW(N)                                                                            \
    {                                                                                  \
        COLLECT_AND_RETRY(GET_n(N##_b) + HEAP_BITS_WORDS(GET_n(N##_e)), GET_n(N##_c)); \
    }                                                                                  \
    INSTR(N)                                                                           \
    {                                                                                  \
        size_t bits = GET_n(N##_e);                                                    \
        uint32_t words = GET_n(N##_g);                                                 \
        const uint64_t *list = operand_list(pc, N##_size);                             \
        if (UNLIKELY(!ROOM(GET_n(N##_b) + HEAP_BITS_WORDS(bits))))                     \
            LEAVE_FOR(slow_##N);                                                       \
        if (UNLIKELY(!create_at(regs, stack, list, words, bits, top))) {               \
            SAVE();                                                                    \
            raise_at(regs, stack, list, words);                                        \
            RESTORE();                                                                 \
            FAIL(N);                                                                   \
        }                                                                              \
        PUT_##D(N##_f, boxed_make(top));                                               \
        top += HEAP_BITS_WORDS(bits);                                                  \
        left -= GET_n(N##_d);                                                          \
        pc += words;                                                                   \
        NEXT(N);                                                                       \
    }

/* x0: how many bytes are likely to be wanted; a hint that a program's data may have made absurd. */
static Term writable_for(struct process *p, Term size)
{
    enum { LARGEST_HINT = 1 << 20 };
    size_t bytes = term_is_small(size) && small_value(size) > 0 ? (size_t)small_value(size) : 0;
    Term result = build_writable(&p->heap, bytes > LARGEST_HINT ? LARGEST_HINT : bytes);
    return result == NON_VALUE ? builtin_system_limit(p) : result;
}

#define DEFINE_bs_init_writable(N)                                            \
    SLOW(N)                                                                   \
    {                                                                         \
        COLLECT_AND_RETRY(RESULT_WORDS, 1);                                   \
    }                                                                         \
    INSTR(N)                                                                  \
    {                                                                         \
        if (UNLIKELY(!ROOM(RESULT_WORDS) || gc_wanted(&regs->process->heap))) \
            LEAVE_FOR(slow_##N);                                              \
        SAVE();                                                               \
        Term result = writable_for(regs->process, regs->x[0]);                \
        RESTORE();                                                            \
        if (UNLIKELY(result == NON_VALUE)) {                                  \
            regs->exception_top = NIL;                                        \
            LEAVE_FOR(op_raise_pending);                                      \
        }                                                                     \
        regs->x[0] = result;                                                  \
        NEXT(N);                                                              \
    }

/* ---- sizes as values: only older compilers ask for them ---- */

/* A + B * UNIT as a small integer. */
static enum fault add_sizes(Term a, Term b, uint32_t unit, Term *sum)
{
    if (!term_is_small(a) || small_value(a) < 0)
        return segment_size_fault(a);
    if (!term_is_small(b) || small_value(b) < 0)
        return segment_size_fault(b);
    int64_t size;
    if (__builtin_mul_overflow(small_value(b), (int64_t)unit, &size) ||
        __builtin_add_overflow(small_value(a), size, &size) || !small_fits(size))
        return TOO_LARGE;
    *sum = small_make(size);
    return FINE;
}

#define DEFINE_bs_add(N, P, A, B, U, D)                                                   \
    INSTR(N)                                                                              \
    {                                                                                     \
        Term sum = NON_VALUE;                                                             \
        enum fault fault = add_sizes(GET_##A(N##_b), GET_##B(N##_c), GET_n(N##_d), &sum); \
        if (UNLIKELY(fault != FINE)) {                                                    \
            SAVE();                                                                       \
            segment_raise(regs, fault);                                                   \
            RESTORE();                                                                    \
            FAIL(N);                                                                      \
        }                                                                                 \
        PUT_##D(N##_e, sum);                                                              \
        NEXT(N);                                                                          \
    }

/* In bytes. What is no code point is found out when it is to be written. */
#define UTF_SIZE(N, A, D, MEASURE, OTHERWISE)                                         \
    INSTR(N)                                                                          \
    {                                                                                 \
        size_t bits = MEASURE(GET_##A(N##_b));                                        \
        PUT_##D(N##_c, bits == 0 ? SMALL(OTHERWISE) : small_make((int64_t)bits / 8)); \
        NEXT(N);                                                                      \
    }

#define DEFINE_bs_utf8_size(N, P, A, D)  UTF_SIZE(N, A, D, build_utf8_size, 4)
#define DEFINE_bs_utf16_size(N, P, A, D) UTF_SIZE(N, A, D, build_utf16_size, 2)

#include "vm/interp/expand.h"
#include "vm/interp/bits_build.def"
