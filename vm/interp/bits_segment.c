/* SPDX-License-Identifier: Apache-2.0 */
/* bits_segment.c: see bits_segment.h. */
#include "vm/interp/bits_segment.h"

#include "vm/builtin/builtin.h"
#include "vm/interp/bits_match.h"
#include "vm/term/arith.h"
#include "vm/term/big.h"
#include "vm/term/build.h"
#include "vm/term/map.h"

/* One segment with its operands fetched. */
struct segment {
    enum segment_kind kind;
    unsigned flags;
    uint32_t unit;
    Term value; /* of a string: the address of its bytes */
    Term size;  /* of a string: how many bytes; of SEGMENT_FIXED: how many bits */
};

ALWAYS_INLINE enum segment_kind kind_at(const uint64_t *words)
{
    return (enum segment_kind)(words[SEGMENT_HEAD] & 0xFF);
}

ALWAYS_INLINE bool is_fixed(enum segment_kind kind)
{
    return kind == SEGMENT_FIXED || kind == SEGMENT_STRING;
}

/* Of a kind without fixed size. */
ALWAYS_INLINE struct segment fetch(const struct segments *s, const uint64_t *words)
{
    uint64_t head = words[SEGMENT_HEAD];
    return (struct segment){
        .kind = kind_at(words),
        .flags = (unsigned)(head >> 8 & 0xFF),
        .unit = (uint32_t)(head >> 16 & 0xFFFF),
        .value = source_fetch(s->regs, s->stack, words[SEGMENT_VALUE]),
        .size = source_fetch(s->regs, s->stack, words[SEGMENT_SIZE]),
    };
}

/* ---- sizes and faults ---- */

COLD void segment_raise(struct registers *regs, enum fault fault)
{
    if (fault == TOO_LARGE)
        (void)builtin_system_limit(regs->process);
    else
        (void)builtin_badarg(regs->process);
}

enum fault segment_size_fault(Term size)
{
    return term_is_big(size) && !big_is_negative(size) ? TOO_LARGE : BAD_SIZE;
}

/* SIZE units in bits. */
static enum fault unit_bits(const struct segment *segment, size_t *bits)
{
    if (!term_is_small(segment->size) || small_value(segment->size) < 0)
        return segment_size_fault(segment->size);
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
static enum fault bitstring_bits(const struct segment *segment, size_t *bits)
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

static enum fault segment_bits_of(const struct segment *segment, size_t *bits)
{
    switch (segment->kind) {
    case SEGMENT_INTEGER:
        return integer_bits(segment, bits);
    case SEGMENT_FLOAT:
        return float_bits(segment, bits);
    case SEGMENT_BINARY:
    case SEGMENT_APPEND:
    case SEGMENT_PRIVATE_APPEND:
        return bitstring_bits(segment, bits);
    case SEGMENT_UTF8:
        return code_point_bits(build_utf8_size(segment->value), bits);
    case SEGMENT_UTF16:
        return code_point_bits(build_utf16_size(segment->value), bits);
    case SEGMENT_UTF32:
        return code_point_bits(build_utf32_size(segment->value), bits);
    case SEGMENT_FIXED:
    case SEGMENT_STRING:
        break;
    }
    return BAD_TYPE;
}

static bool segments_fail(struct segments *s, const uint64_t *words, enum fault fault)
{
    s->fault = fault;
    s->faulty = words;
    return false;
}

bool segments_measure(struct segments *s, size_t *total)
{
    for (uint32_t i = 0; i < s->words; i += SEGMENT_WORDS) {
        if (is_fixed(kind_at(s->list + i)))
            continue;
        struct segment segment = fetch(s, s->list + i);
        size_t bits = 0;
        enum fault fault = segment_bits_of(&segment, &bits);
        if (fault == FINE && (bits > BITS_MAX || (*total += bits) > BITS_MAX))
            fault = TOO_LARGE;
        if (UNLIKELY(fault != FINE))
            return segments_fail(s, s->list + i, fault);
    }
    return true;
}

/* ---- writing ---- */

static enum fault write_fixed(Term value, unsigned char *base, size_t bit, size_t bits,
                              unsigned flags)
{
    if (LIKELY(term_is_small(value) && bits == 8 && bit % 8 == 0)) {
        base[bit / 8] = (unsigned char)small_value(value);
        return FINE;
    }
    if (UNLIKELY(!term_is_integer(value)))
        return BAD_TYPE;
    return build_integer(base, bit, value, bits, flags) ? FINE : TOO_LARGE;
}

/* Of a kind without fixed size; BITS is not 0. */
static enum fault write_segment(const struct segment *segment, unsigned char *base, size_t bit,
                                size_t bits)
{
    struct bits value;
    switch (segment->kind) {
    case SEGMENT_FLOAT:
        build_float(base, bit, segment->value, bits, segment->flags);
        return FINE;
    case SEGMENT_BINARY:
        value = bits_of(segment->value);
        bits_copy(base, bit, value.base, value.first, bits);
        return FINE;
    case SEGMENT_UTF8:
        build_utf8(base, bit, (uint32_t)small_value(segment->value));
        return FINE;
    case SEGMENT_UTF16:
        build_utf16(base, bit, (uint32_t)small_value(segment->value), segment->flags);
        return FINE;
    default: /* integers and UTF-32 */
        return write_fixed(segment->value, base, bit, bits, segment->flags);
    }
}

bool segments_write(struct segments *s, unsigned char *base, size_t bit)
{
    for (uint32_t i = 0; i < s->words; i += SEGMENT_WORDS) {
        const uint64_t *words = s->list + i;
        enum segment_kind kind = kind_at(words);
        size_t bits = words[SEGMENT_SIZE];
        enum fault fault = FINE;
        if (LIKELY(kind == SEGMENT_FIXED)) {
            Term value = source_fetch(s->regs, s->stack, words[SEGMENT_VALUE]);
            fault =
                write_fixed(value, base, bit, bits, (unsigned)(words[SEGMENT_HEAD] >> 8 & 0xFF));
        } else if (kind == SEGMENT_STRING) {
            bits_copy(base, bit, (const unsigned char *)(uintptr_t)words[SEGMENT_VALUE], 0, bits);
        } else {
            struct segment segment = fetch(s, words);
            fault = segment_bits_of(&segment, &bits);
            if (bits != 0)
                fault = write_segment(&segment, base, bit, bits);
        }
        if (UNLIKELY(fault != FINE))
            return segments_fail(s, words, fault);
        bit += bits;
    }
    return true;
}

/* ---- what is said about a fault ---- */

/* What the source calls the type of the segment. */
static Term type_of(enum segment_kind kind)
{
    switch (kind) {
    case SEGMENT_FIXED:
    case SEGMENT_INTEGER:
        return ATOM_(integer);
    case SEGMENT_FLOAT:
        return ATOM_(float);
    case SEGMENT_UTF8:
        return ATOM_(utf8);
    case SEGMENT_UTF16:
        return ATOM_(utf16);
    case SEGMENT_UTF32:
        return ATOM_(utf32);
    default:
        return ATOM_(binary);
    }
}

/* The word for the fault that erl_erts_errors of OTP knows. */
static Term word_of(enum fault fault)
{
    switch (fault) {
    case BAD_TYPE:
        return ATOM_(type);
    case BAD_UNIT:
        return ATOM_(unit);
    case TOO_SHORT:
        return ATOM_(short);
    case BAD_FLOAT_SIZE:
        return ATOM_(invalid);
    case NO_FLOAT:
        return ATOM_(no_float);
    default:
        return ATOM_(size);
    }
}

/* The value that is at fault: that of the segment, or that of its size. */
static Term culprit(const struct segments *s, enum segment_kind kind)
{
    if (kind == SEGMENT_FIXED && s->fault == TOO_LARGE)
        return small_make((int64_t)s->faulty[SEGMENT_SIZE]);
    if (kind == SEGMENT_FIXED)
        return source_fetch(s->regs, s->stack, s->faulty[SEGMENT_VALUE]);
    struct segment segment = fetch(s, s->faulty);
    size_t bits;
    if (s->fault == BAD_FLOAT_SIZE && unit_bits(&segment, &bits) == FINE)
        return small_make((int64_t)bits);
    return s->fault == BAD_SIZE || s->fault == TOO_LARGE ? segment.size : segment.value;
}

/* [{error_info, #{cause => {Number, Type, Word, Culprit}, function => format_bs_fail, ...}}] */
static Term fault_info(const struct segments *s, uint32_t number)
{
    struct heap *heap = &s->regs->process->heap;
    enum segment_kind kind = kind_at(s->faulty);
    Term cause =
        heap_tuple4(heap, small_make(number), type_of(kind), word_of(s->fault), culprit(s, kind));
    Term keys[] = {ATOM_(cause), ATOM_(function), ATOM_(module)};
    Term values[] = {cause, ATOM_(format_bs_fail), ATOM_(erl_erts_errors)};
    Term map = map_from_pairs(heap, COUNT_OF(keys), keys, values);
    return heap_cons(heap, heap_tuple2(heap, ATOM_(error_info), map), NIL);
}

COLD void segments_raise(const struct segments *s)
{
    segment_raise(s->regs, s->fault);
    uint32_t number = (uint32_t)(s->faulty[SEGMENT_HEAD] >> 32);
    if (number != 0)
        s->regs->exception_info = fault_info(s, number);
}
