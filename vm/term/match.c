/* SPDX-License-Identifier: Apache-2.0 */
/* match.c: taking values out of the bits of a match context. */
#include "vm/term/match.h"

#include "vm/term/big.h"

#include <endian.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Values up to this many bits are worked on in a buffer on the C stack. */
enum { SMALL_BUFFER_BYTES = 256 };

static const unsigned char *base_bytes(Term base)
{
    const Term *object = boxed_ptr(base);
    if (header_kind(object[0]) == BOXED_BIN_REF)
        return bin_ref_binary(object)->bytes;
    return (const unsigned char *)(object + 2);
}

struct bits match_bits(Term context)
{
    const Term *object = boxed_ptr(context);
    return (struct bits){
        .base = base_bytes(object[3]), .first = object[1], .size = object[2] - object[1]};
}

Term match_put(Term *cell, Term bitstring)
{
    const Term *object = boxed_ptr(bitstring);
    cell[0] = HEADER(BOXED_MATCH, MATCH_WORDS - 1);
    if (header_kind(object[0]) == BOXED_HEAP_BITS) {
        cell[1] = 0;
        cell[2] = object[1];
        cell[3] = bitstring;
    } else {
        cell[1] = object[1];
        cell[2] = object[2];
        cell[3] = object[3];
    }
    return boxed_make(cell);
}

/* ---- integers ---- */

static bool is_little(unsigned flags)
{
    bool native_little = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;
    return (flags & SEGMENT_LITTLE) || ((flags & SEGMENT_NATIVE) && native_little);
}

/* SIZE bits at FIRST as a big-endian number; 1 <= SIZE <= 64. */
static uint64_t read_bits(const unsigned char *base, size_t first, size_t size)
{
    unsigned char buffer[8] = {0};
    uint64_t value;
    bits_copy(buffer, 64 - size, base, first, size);
    memcpy(&value, buffer, sizeof value);
    return be64toh(value);
}

/* The same with the bytes in little-endian order; a last part of a byte holds the highest bits. */
static uint64_t read_bits_little(const unsigned char *base, size_t first, size_t size)
{
    uint64_t value = 0;
    for (size_t done = 0; done < size; done += 8) {
        size_t part = size - done < 8 ? size - done : 8;
        value |= read_bits(base, first + done, part) << done;
    }
    return value;
}

static Term short_integer(struct heap *heap, struct bits bits, size_t size, unsigned flags)
{
    uint64_t value = is_little(flags) ? read_bits_little(bits.base, bits.first, size)
                                      : read_bits(bits.base, bits.first, size);
    if (!(flags & SEGMENT_SIGNED))
        return heap_uint(heap, value);
    unsigned unused = 64 - (unsigned)size;
    return heap_int(heap, (int64_t)(value << unused) >> unused);
}

/* Brings SIZE bits into whole bytes, the value right-aligned and extended by its sign. */
static void widen(unsigned char *bytes, struct bits bits, size_t size, unsigned flags)
{
    size_t count = (size + 7) / 8, part = size % 8;
    bool little = is_little(flags);
    if (little && part != 0) {
        bits_copy(bytes, 0, bits.base, bits.first, size - part);
        bytes[count - 1] = (unsigned char)read_bits(bits.base, bits.first + size - part, part);
    } else {
        bytes[0] = 0;
        bits_copy(bytes, count * 8 - size, bits.base, bits.first, size);
    }
    unsigned char *top = little ? &bytes[count - 1] : &bytes[0];
    if (part != 0 && (flags & SEGMENT_SIGNED) && (*top >> (part - 1) & 1))
        *top = (unsigned char)(*top | 0xFF << part);
}

static Term long_integer(struct heap *heap, struct bits bits, size_t size, unsigned flags)
{
    unsigned char on_stack[SMALL_BUFFER_BYTES];
    size_t count = (size + 7) / 8;
    unsigned char *bytes = count <= sizeof on_stack ? on_stack : malloc(count);
    if (bytes == NULL)
        return NON_VALUE;
    widen(bytes, bits, size, flags);
    Term value = int_from_bytes(heap, bytes, count, is_little(flags), flags & SEGMENT_SIGNED);
    if (bytes != on_stack)
        free(bytes);
    return value;
}

Term match_integer(struct heap *heap, Term context, size_t size, unsigned flags)
{
    struct bits bits = match_bits(context);
    Term value = size == 0    ? SMALL(0)
                 : size <= 64 ? short_integer(heap, bits, size, flags)
                              : long_integer(heap, bits, size, flags);
    if (value != NON_VALUE)
        match_skip(context, size);
    return value;
}

/* ---- floats ---- */

/* IEEE 754 binary16 to double. */
static double half_value(uint64_t word)
{
    int exponent = (int)(word >> 10 & 0x1F);
    double fraction = (double)(word & 0x3FF);
    double value = exponent == 0    ? ldexp(fraction, -24)
                   : exponent == 31 ? (fraction == 0 ? INFINITY : NAN)
                                    : ldexp(fraction + 1024, exponent - 25);
    return word >> 15 ? -value : value;
}

static double float_of_bits(uint64_t word, size_t size)
{
    double wide;
    float single;
    uint32_t low = (uint32_t)word;
    switch (size) {
    case 16:
        return half_value(word);
    case 32:
        memcpy(&single, &low, sizeof single);
        return (double)single;
    case 64:
        memcpy(&wide, &word, sizeof wide);
        return wide;
    default:
        return NAN;
    }
}

Term match_float(struct heap *heap, Term context, size_t size, unsigned flags)
{
    if (size == 0) {
        return heap_float(heap, 0.0);
    }
    if (size != 16 && size != 32 && size != 64)
        return NON_VALUE;
    struct bits bits = match_bits(context);
    uint64_t word = is_little(flags) ? read_bits_little(bits.base, bits.first, size)
                                     : read_bits(bits.base, bits.first, size);
    double value = float_of_bits(word, size);
    if (!isfinite(value))
        return NON_VALUE;
    match_skip(context, size);
    return heap_float(heap, value);
}

/* ---- parts ---- */

/* Small parts are copied, as a sub-binary would keep the whole alive and be no smaller. */
Term match_bitstring(struct heap *heap, Term context, size_t size)
{
    Term *object = boxed_ptr(context);
    size_t first = object[1];
    object[1] += size;
    if (size <= 2 * 64) {
        unsigned char *bytes;
        Term copy = bits_new(heap, size, &bytes);
        if (copy != NON_VALUE)
            bits_copy(bytes, 0, base_bytes(object[3]), first, size);
        return copy;
    }
    Term *cell = heap_alloc(heap, SUB_BITS_WORDS);
    cell[0] = HEADER(BOXED_SUB_BITS, SUB_BITS_WORDS - 1);
    cell[1] = first;
    cell[2] = first + size;
    cell[3] = object[3];
    return boxed_make(cell);
}

bool match_string(Term context, const unsigned char *bytes, size_t size)
{
    struct bits bits = match_bits(context);
    if (bits.size < size)
        return false;
    for (size_t done = 0; done < size; done += 64) {
        size_t part = size - done < 64 ? size - done : 64;
        if (read_bits(bits.base, bits.first + done, part) != read_bits(bytes, done, part))
            return false;
    }
    match_skip(context, size);
    return true;
}

/* ---- code points ---- */

static bool is_code_point(uint32_t value)
{
    return value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF);
}

/* How many bytes follow a first byte, or -1 if it is none. */
static int continuation_bytes(uint32_t first)
{
    if (first < 0x80)
        return 0;
    if (first >= 0xC2 && first < 0xE0)
        return 1;
    if (first >= 0xE0 && first < 0xF0)
        return 2;
    return first >= 0xF0 && first < 0xF5 ? 3 : -1;
}

int32_t match_utf8(Term context)
{
    static const uint32_t smallest[] = {0, 0x80, 0x800, 0x10000};
    static const unsigned char first_mask[] = {0x7F, 0x1F, 0x0F, 0x07};
    struct bits bits = match_bits(context);
    if (bits.size < 8)
        return -1;
    uint32_t first = (uint32_t)read_bits(bits.base, bits.first, 8);
    int more = continuation_bytes(first);
    if (more < 0 || bits.size < 8 * (size_t)(1 + more))
        return -1;
    uint32_t value = first & first_mask[more];
    for (int i = 1; i <= more; i++) {
        uint32_t byte = (uint32_t)read_bits(bits.base, bits.first + 8 * (size_t)i, 8);
        if ((byte & 0xC0) != 0x80)
            return -1;
        value = value << 6 | (byte & 0x3F);
    }
    if (value < smallest[more] || !is_code_point(value))
        return -1;
    match_skip(context, 8 * (size_t)(1 + more));
    return (int32_t)value;
}

static uint32_t read_unit(struct bits bits, size_t at, size_t size, unsigned flags)
{
    return (uint32_t)(is_little(flags) ? read_bits_little(bits.base, bits.first + at, size)
                                       : read_bits(bits.base, bits.first + at, size));
}

int32_t match_utf16(Term context, unsigned flags)
{
    struct bits bits = match_bits(context);
    if (bits.size < 16)
        return -1;
    uint32_t high = read_unit(bits, 0, 16, flags);
    if (high < 0xD800 || high > 0xDFFF) {
        match_skip(context, 16);
        return (int32_t)high;
    }
    if (high > 0xDBFF || bits.size < 32)
        return -1;
    uint32_t low = read_unit(bits, 16, 16, flags);
    if (low < 0xDC00 || low > 0xDFFF)
        return -1;
    match_skip(context, 32);
    return (int32_t)(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00));
}

int32_t match_utf32(Term context, unsigned flags)
{
    struct bits bits = match_bits(context);
    if (bits.size < 32)
        return -1;
    uint32_t value = read_unit(bits, 0, 32, flags);
    if (!is_code_point(value))
        return -1;
    match_skip(context, 32);
    return (int32_t)value;
}
