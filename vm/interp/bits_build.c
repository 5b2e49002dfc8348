/* SPDX-License-Identifier: Apache-2.0 */
/* bits_build.c: putting bitstrings together: first the size of the whole is worked out and
 * everything that could be wrong is found, then there is room for it, then the segments are written
 * one behind the other. */
#include "vm/interp/bits_build.h"

#include "vm/builtin/builtin.h"
#include "vm/interp/bits_match.h"
#include "vm/interp/interp.h"
#include "vm/memory/gc.h"
#include "vm/term/arith.h"
#include "vm/term/big.h"
#include "vm/term/build.h"

/* What a result takes of the heap block at most: a heap binary, or a part and a reference. */
enum { RESULT_WORDS = 2 + HEAP_BITS_MAX_BYTES / 8 };

/* One segment with its operands fetched. */
struct segment {
    enum segment_kind kind;
    unsigned flags;
    uint32_t unit;
    uint32_t number;
    Term value; /* of a string: the address of its bytes */
    Term size;  /* of a string: how many bytes; of SEGMENT_FIXED: how many bits */
};

ALWAYS_INLINE struct segment fetch_segment(struct registers *regs, Term *stack,
                                           const uint64_t *words)
{
    uint64_t head = words[SEGMENT_HEAD];
    struct segment segment = {
        .kind = (enum segment_kind)(head & 0xFF),
        .flags = (unsigned)(head >> 8 & 0xFF),
        .unit = (uint32_t)(head >> 16 & 0xFFFF),
        .number = (uint32_t)(head >> 32),
        .value = words[SEGMENT_VALUE],
        .size = words[SEGMENT_SIZE],
    };
    if (segment.kind != SEGMENT_STRING)
        segment.value = source_fetch(regs, stack, segment.value);
    if (segment.kind != SEGMENT_STRING && segment.kind != SEGMENT_FIXED)
        segment.size = source_fetch(regs, stack, segment.size);
    return segment;
}

/* ---- sizes and faults ---- */

enum fault { FINE, BAD_TYPE, BAD_SIZE, BAD_UNIT, TOO_SHORT, BAD_FLOAT_SIZE, NO_FLOAT, TOO_LARGE };

/* A SIZE that is no small integer, or a negative one. */
static enum fault size_fault(Term size)
{
    return term_is_big(size) && !big_is_negative(size) ? TOO_LARGE : BAD_SIZE;
}

/* SIZE units in bits. */
static enum fault unit_bits(const struct segment *segment, size_t *bits)
{
    if (!term_is_small(segment->size) || small_value(segment->size) < 0)
        return size_fault(segment->size);
    bool over =
        __builtin_mul_overflow((size_t)small_value(segment->size), (size_t)segment->unit, bits);
    return over ? TOO_LARGE : FINE;
}

static enum fault integer_bits(const struct segment *segment, size_t *bits)
{
    enum fault fault = unit_bits(segment, bits);
    return fault == FINE && !term_is_integer(segment->value) ? BAD_TYPE : fault;
}

static enum fault float_bits(const struct segment *segment, size_t *bits)
{
    enum fault fault = unit_bits(segment, bits);
    double value;
    if (fault != FINE)
        return fault;
    if (!term_is_number(segment->value))
        return BAD_TYPE;
    if (*bits != 16 && *bits != 32 && *bits != 64)
        return BAD_FLOAT_SIZE;
    return arith_to_double(segment->value, &value) ? FINE : NO_FLOAT;
}

/* Bits of a bitstring segment: all of the value, or so many of its units. */
static enum fault part_bits_of(const struct segment *segment, size_t *bits)
{
    if (!term_is_bitstring(segment->value))
        return BAD_TYPE;
    size_t have = bits_size(segment->value);
    if (segment->size == ATOM_(all)) {
        *bits = have;
        return is_multiple(have, segment->unit) ? FINE : BAD_UNIT;
    }
    enum fault fault = unit_bits(segment, bits);
    return fault == FINE && *bits > have ? TOO_SHORT : fault;
}

static enum fault code_point_bits(size_t size, size_t *bits)
{
    *bits = size;
    return size == 0 ? BAD_TYPE : FINE;
}

static enum fault segment_size(const struct segment *segment, size_t *bits)
{
    switch (segment->kind) {
    case SEGMENT_FIXED:
        *bits = segment->size;
        return term_is_integer(segment->value) ? FINE : BAD_TYPE;
    case SEGMENT_INTEGER:
        return integer_bits(segment, bits);
    case SEGMENT_FLOAT:
        return float_bits(segment, bits);
    case SEGMENT_BINARY:
    case SEGMENT_APPEND:
    case SEGMENT_PRIVATE_APPEND:
        return part_bits_of(segment, bits);
    case SEGMENT_STRING:
        *bits = segment->size * 8;
        return FINE;
    case SEGMENT_UTF8:
        return code_point_bits(build_utf8_size(segment->value), bits);
    case SEGMENT_UTF16:
        return code_point_bits(build_utf16_size(segment->value), bits);
    case SEGMENT_UTF32:
        return code_point_bits(build_utf32_size(segment->value), bits);
    case SEGMENT_KINDS:
        break;
    }
    return BAD_TYPE;
}

static COLD Term raise_fault(struct process *p, enum fault fault)
{
    return fault == TOO_LARGE ? builtin_system_limit(p) : builtin_badarg(p);
}

/* ---- writing ---- */

/* False: no memory to put a long integer in order. */
static bool write_segment(const struct segment *segment, unsigned char *base, size_t bit,
                          size_t bits)
{
    switch (segment->kind) {
    case SEGMENT_FIXED:
    case SEGMENT_INTEGER:
    case SEGMENT_UTF32:
        return build_integer(base, bit, segment->value, bits, segment->flags);
    case SEGMENT_FLOAT:
        build_float(base, bit, segment->value, bits, segment->flags);
        return true;
    case SEGMENT_BINARY:
    case SEGMENT_APPEND:
    case SEGMENT_PRIVATE_APPEND: {
        struct bits value = bits_of(segment->value);
        bits_copy(base, bit, value.base, value.first, bits);
        return true;
    }
    case SEGMENT_STRING:
        bits_copy(base, bit, (const unsigned char *)(uintptr_t)segment->value, 0, bits);
        return true;
    case SEGMENT_UTF8:
        build_utf8(base, bit, (uint32_t)small_value(segment->value));
        return true;
    case SEGMENT_UTF16:
        build_utf16(base, bit, (uint32_t)small_value(segment->value), segment->flags);
        return true;
    case SEGMENT_KINDS:
        break;
    }
    return false;
}

/* Where a result is written. */
struct room {
    Term result;
    unsigned char *base;
    size_t bit;
    uint32_t from; /* the first word of the segments to write */
};

/* Room for TOTAL bits: a new bitstring, or the first segment's value grown. */
static struct room make_room(struct registers *regs, Term *stack, const uint64_t *list,
                             uint32_t words, size_t total)
{
    struct heap *heap = &regs->process->heap;
    struct room room = {.from = 0};
    enum segment_kind kind = words == 0 ? SEGMENT_KINDS : (enum segment_kind)(list[0] & 0xFF);
    if (kind != SEGMENT_APPEND && kind != SEGMENT_PRIVATE_APPEND) {
        room.result = bits_new(heap, total, &room.base);
        return room;
    }
    Term value = source_fetch(regs, stack, list[SEGMENT_VALUE]);
    size_t extra = total - bits_size(value);
    room.from = SEGMENT_WORDS;
    room.result = kind == SEGMENT_APPEND
                      ? build_append(heap, value, extra, &room.base, &room.bit)
                      : build_private_append(heap, value, extra, &room.base, &room.bit);
    return room;
}

/* The bitstring of the segments at LIST; NON_VALUE after raising badarg or system_limit. */
static Term create_bitstring(struct registers *regs, Term *stack, const uint64_t *list,
                             uint32_t words)
{
    struct process *p = regs->process;
    size_t total = 0, bits = 0;
    for (uint32_t i = 0; i < words; i += SEGMENT_WORDS) {
        struct segment segment = fetch_segment(regs, stack, list + i);
        enum fault fault = segment_size(&segment, &bits);
        if (fault == FINE && (bits > BITS_MAX || (total += bits) > BITS_MAX))
            fault = TOO_LARGE;
        if (UNLIKELY(fault != FINE))
            return raise_fault(p, fault);
    }
    struct room room = make_room(regs, stack, list, words, total);
    if (UNLIKELY(room.result == NON_VALUE))
        return raise_fault(p, TOO_LARGE);
    regs->reductions -= bits_charge(total);
    for (uint32_t i = room.from; i < words; i += SEGMENT_WORDS) {
        struct segment segment = fetch_segment(regs, stack, list + i);
        (void)segment_size(&segment, &bits);
        if (bits != 0 && UNLIKELY(!write_segment(&segment, room.base, room.bit, bits)))
            return raise_fault(p, TOO_LARGE);
        room.bit += bits;
    }
    return room.result;
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

#define DEFINE_bs_create_bin(N, P, NEED, LIVE, MORE, D, V)                                     \
    SLOW(N)                                                                                    \
    {                                                                                          \
        COLLECT_AND_RETRY(GET_n(N##_b) + RESULT_WORDS, GET_n(N##_c));                          \
    }                                                                                          \
    INSTR(N)                                                                                   \
    {                                                                                          \
        if (UNLIKELY(!ROOM(GET_n(N##_b) + RESULT_WORDS) || gc_wanted(&regs->process->heap)) && \
            GET_n(N##_c) != BITS_NO_LIVE)                                                      \
            LEAVE_FOR(slow_##N);                                                               \
        uint32_t words = GET_n(N##_f);                                                         \
        left -= GET_n(N##_d);                                                                  \
        SAVE();                                                                                \
        Term result = create_bitstring(regs, stack, operand_list(pc, N##_size), words);        \
        RESTORE();                                                                             \
        if (UNLIKELY(result == NON_VALUE))                                                     \
            FAIL(N);                                                                           \
        PUT_##D(N##_e, result);                                                                \
        pc += words;                                                                           \
        NEXT(N);                                                                               \
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
        return size_fault(a);
    if (!term_is_small(b) || small_value(b) < 0)
        return size_fault(b);
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
        Term sum;                                                                         \
        enum fault fault = add_sizes(GET_##A(N##_b), GET_##B(N##_c), GET_n(N##_d), &sum); \
        if (UNLIKELY(fault != FINE)) {                                                    \
            SAVE();                                                                       \
            (void)raise_fault(regs->process, fault);                                      \
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
