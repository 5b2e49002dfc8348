/* SPDX-License-Identifier: Apache-2.0 */
/* bits_build.c: putting bitstrings together: first the size of the whole is worked out, then there
 * is room for it, then the segments are written one behind the other. */
#include "vm/interp/bits_build.h"

#include "vm/builtin/builtin.h"
#include "vm/interp/instr.h"
#include "vm/interp/interp.h"
#include "vm/memory/gc.h"
#include "vm/term/build.h"

/* What a result takes of the heap block at most: a heap binary, or a part and a reference. */
enum { RESULT_WORDS = 2 + HEAP_BITS_MAX_BYTES / 8 };

/* One segment with its operands fetched. */
struct segment {
    enum segment_kind kind;
    uint32_t unit;
    unsigned flags;
    Term value; /* of a string: the address of its bytes */
    Term size;
};

static struct segment fetch_segment(struct registers *regs, Term *stack, const uint64_t *words)
{
    struct segment segment = {
        .kind = (enum segment_kind)words[SEGMENT_KIND],
        .unit = (uint32_t)words[SEGMENT_UNIT],
        .flags = (unsigned)words[SEGMENT_FLAGS],
        .value = words[SEGMENT_VALUE],
        .size = source_fetch(regs, stack, words[SEGMENT_SIZE]),
    };
    if (segment.kind != SEGMENT_STRING)
        segment.value = source_fetch(regs, stack, segment.value);
    return segment;
}

/* ---- sizes ---- */

/* SIZE units in bits. */
static bool unit_bits(const struct segment *segment, size_t *bits)
{
    return term_is_small(segment->size) && small_value(segment->size) >= 0 &&
           !__builtin_mul_overflow((size_t)small_value(segment->size), (size_t)segment->unit, bits);
}

/* Bits of a bitstring segment: all of the value, or so many of its units. */
static bool part_bits(const struct segment *segment, size_t *bits)
{
    if (!term_is_bitstring(segment->value))
        return false;
    size_t have = bits_size(segment->value);
    if (segment->size == ATOM_(all)) {
        *bits = have;
        return segment->unit == 0 || have % segment->unit == 0;
    }
    return unit_bits(segment, bits) && *bits <= have;
}

static bool segment_bits(const struct segment *segment, size_t *bits)
{
    switch (segment->kind) {
    case SEGMENT_INTEGER:
        return term_is_integer(segment->value) && unit_bits(segment, bits);
    case SEGMENT_FLOAT:
        return term_is_number(segment->value) && unit_bits(segment, bits);
    case SEGMENT_BINARY:
    case SEGMENT_APPEND:
    case SEGMENT_PRIVATE_APPEND:
        return part_bits(segment, bits);
    case SEGMENT_STRING:
        *bits = (size_t)small_value(segment->size) * 8;
        return true;
    case SEGMENT_UTF8:
        return (*bits = build_utf8_size(segment->value)) != 0;
    case SEGMENT_UTF16:
        return (*bits = build_utf16_size(segment->value)) != 0;
    case SEGMENT_UTF32:
        return (*bits = build_utf32_size(segment->value)) != 0;
    }
    return false;
}

/* ---- writing ---- */

static bool write_segment(const struct segment *segment, unsigned char *base, size_t bit,
                          size_t bits)
{
    switch (segment->kind) {
    case SEGMENT_INTEGER:
        return build_integer(base, bit, segment->value, bits, segment->flags);
    case SEGMENT_FLOAT:
        return build_float(base, bit, segment->value, bits, segment->flags);
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
    case SEGMENT_UTF32:
        return build_integer(base, bit, segment->value, bits, segment->flags);
    }
    return false;
}

static bool appends(const uint64_t *list)
{
    return list[SEGMENT_KIND] == SEGMENT_APPEND || list[SEGMENT_KIND] == SEGMENT_PRIVATE_APPEND;
}

/* Room for TOTAL bits: a new bitstring, or the first segment's value grown. *FROM: the first
 * segment to write. */
static Term make_room(struct registers *regs, Term *stack, const uint64_t *list, size_t total,
                      uint32_t *from, unsigned char **base, size_t *bit)
{
    struct heap *heap = &regs->process->heap;
    *from = 0;
    if (!appends(list)) {
        *bit = 0;
        return bits_new(heap, total, base);
    }
    Term value = source_fetch(regs, stack, list[SEGMENT_VALUE]);
    *from = SEGMENT_WORDS;
    return build_append(heap, value, total - bits_size(value), base, bit);
}

/* The bitstring of the segments at LIST; NON_VALUE after raising badarg or system_limit. */
static Term create_bitstring(struct registers *regs, Term *stack, const uint64_t *list,
                             uint32_t words)
{
    struct process *p = regs->process;
    size_t total = 0, bits;
    for (uint32_t i = 0; i < words; i += SEGMENT_WORDS) {
        struct segment segment = fetch_segment(regs, stack, list + i);
        if (!segment_bits(&segment, &bits))
            return builtin_badarg(p);
        if (__builtin_add_overflow(total, bits, &total) || total > SIZE_MAX / 4)
            return builtin_system_limit(p);
    }
    unsigned char *base;
    size_t bit;
    uint32_t i;
    Term result = make_room(regs, stack, list, total, &i, &base, &bit);
    if (result == NON_VALUE)
        return builtin_system_limit(p);
    for (; i < words; i += SEGMENT_WORDS) {
        struct segment segment = fetch_segment(regs, stack, list + i);
        if (!segment_bits(&segment, &bits) || !write_segment(&segment, base, bit, bits))
            return builtin_badarg(p);
        bit += bits;
    }
    return result;
}

#define DEFINE_bs_create_bin(N, P, NEED, LIVE, UNIT, D, V)                                   \
    SLOW(N)                                                                                  \
    {                                                                                        \
        COLLECT_AND_RETRY(GET_n(N##_b) + RESULT_WORDS, GET_n(N##_c));                        \
    }                                                                                        \
    INSTR(N)                                                                                 \
    {                                                                                        \
        if (UNLIKELY(!ROOM(GET_n(N##_b) + RESULT_WORDS) || gc_wanted(&regs->process->heap))) \
            LEAVE_FOR(slow_##N);                                                             \
        uint32_t words = GET_n(N##_f);                                                       \
        SAVE();                                                                              \
        Term result = create_bitstring(regs, stack, operand_list(pc, N##_size), words);      \
        RESTORE();                                                                           \
        if (UNLIKELY(result == NON_VALUE)) {                                                 \
            if (HAS_LABEL(N##_a))                                                            \
                GOTO(N, LABEL(N##_a));                                                       \
            regs->exception_top = NIL;                                                       \
            LEAVE_FOR(op_raise_pending);                                                     \
        }                                                                                    \
        PUT_##D(N##_e, result);                                                              \
        pc += words;                                                                         \
        NEXT(N);                                                                             \
    }

/* x0: how many bytes are likely to be wanted; a hint that a program's data may have made absurd. */
static Term writable_for(struct process *p, Term size)
{
    enum { LARGEST_HINT = 1 << 20 };
    size_t bytes = term_is_small(size) && small_value(size) > 0 ? (size_t)small_value(size) : 0;
    Term result = build_writable(&p->heap, bytes > LARGEST_HINT ? LARGEST_HINT : bytes);
    return result == NON_VALUE ? builtin_system_limit(p) : result;
}

#define DEFINE_bs_init_writable(N)                             \
    INSTR(N)                                                   \
    {                                                          \
        SAVE();                                                \
        Term result = writable_for(regs->process, regs->x[0]); \
        RESTORE();                                             \
        if (UNLIKELY(result == NON_VALUE))                     \
            LEAVE_FOR(op_raise_pending);                       \
        regs->x[0] = result;                                   \
        NEXT(N);                                               \
    }

#include "vm/interp/expand.h"
#include "vm/interp/bits_build.def"
