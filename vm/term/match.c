/* SPDX-License-Identifier: Apache-2.0 */
/* match.c: taking values out of the bits of a match context. */
#include "vm/term/match.h"

#include "vm/term/big.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Values up to this many bits are worked on in a buffer on the C stack. */
enum { SMALL_BUFFER_BYTES = 256 };

/* ---- integers ---- */

static bool is_little(unsigned flags)
{
    bool native_little = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;
    return (flags & SEGMENT_LITTLE) || ((flags & SEGMENT_NATIVE) && native_little);
}

/* SIZE bits at FIRST as a big-endian number; SIZE <= 64. Reads no byte that holds none of them. */
static uint64_t read_bits(const unsigned char *base, size_t first, size_t size)
{
    if (size == 0)
        return 0;
    const unsigned char *at = base + first / 8;
    unsigned shift = first % 8, count = (unsigned)(shift + size + 7) / 8;
    uint64_t value = 0;
    for (unsigned i = 0; i < count && i < 8; i++)
        value = value << 8 | at[i];
    if (count > 8) {
        unsigned over = (unsigned)(shift + size) - 64;
        value = value << over | at[8] >> (8 - over);
    } else {
        value >>= count * 8 - shift - size;
    }
    return value & UINT64_MAX >> (64 - size);
}

/* The same with the bytes in little-endian order; a last part of a byte holds the highest bits. */
static uint64_t read_bits_little(const unsigned char *base, size_t first, size_t size)
{
    uint64_t value = 0;
    if (size != 0 && size % 8 == 0)
        return __builtin_bswap64(read_bits(base, first, size)) >> (64 - size);
    for (size_t done = 0; done < size; done += 8) {
        size_t part = size - done < 8 ? size - done : 8;
        value |= read_bits(base, first + done, part) << done;
    }
    return value;
}

/* The bits at the position of CONTEXT as a number without sign. */
static uint64_t peek(Term context, size_t size, unsigned flags)
{
    const unsigned char *base = match_bytes(context);
    size_t first = match_position(context);
    return is_little(flags) ? read_bits_little(base, first, size) : read_bits(base, first, size);
}

uint64_t match_word(Term context, size_t size, unsigned flags)
{
    uint64_t value = peek(context, size, flags);
    match_skip(context, size);
    if (!(flags & SEGMENT_SIGNED) || size == 0)
        return value;
    unsigned unused = 64 - (unsigned)size;
    return (uint64_t)((int64_t)(value << unused) >> unused);
}

/* Brings SIZE bits into whole bytes, the value right-aligned and extended by its sign. */
static void widen(unsigned char *bytes, Term context, size_t size, unsigned flags)
{
    const unsigned char *base = match_bytes(context);
    size_t count = (size + 7) / 8, part = size % 8, first = match_position(context);
    bool little = is_little(flags);
    if (little && part != 0) {
        bits_copy(bytes, 0, base, first, size - part);
        bytes[count - 1] = (unsigned char)read_bits(base, first + size - part, part);
    } else {
        bytes[0] = 0;
        bits_copy(bytes, count * 8 - size, base, first, size);
    }
    unsigned char *top = little ? &bytes[count - 1] : &bytes[0];
    if (part != 0 && (flags & SEGMENT_SIGNED) && (*top >> (part - 1) & 1))
        *top = (unsigned char)(*top | 0xFF << part);
}

static Term long_integer(struct heap *heap, Term context, size_t size, unsigned flags)
{
    unsigned char on_stack[SMALL_BUFFER_BYTES];
    size_t count = (size + 7) / 8;
    unsigned char *bytes = count <= sizeof on_stack ? on_stack : malloc(count);
    if (bytes == NULL)
        return NON_VALUE;
    widen(bytes, context, size, flags);
    Term value = int_from_bytes(heap, bytes, count, is_little(flags), flags & SEGMENT_SIGNED);
    if (bytes != on_stack)
        free(bytes);
    if (value != NON_VALUE)
        match_skip(context, size);
    return value;
}

Term match_integer(struct heap *heap, Term context, size_t size, unsigned flags)
{
    if (size > 64)
        return long_integer(heap, context, size, flags);
    uint64_t value = match_word(context, size, flags);
    return flags & SEGMENT_SIGNED ? heap_int(heap, (int64_t)value) : heap_uint(heap, value);
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
    if (size == 0)
        return heap_float(heap, 0.0);
    if (size != 16 && size != 32 && size != 64)
        return NON_VALUE;
    double value = float_of_bits(peek(context, size, flags), size);
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
    if (size <= (SUB_BITS_WORDS - HEAP_BITS_WORDS(0)) * 64) {
        unsigned char *bytes;
        Term copy = bits_new(heap, size, &bytes);
        if (copy != NON_VALUE) {
            bits_copy(bytes, 0, match_bytes(context), first, size);
            object[1] += size;
        }
        return copy;
    }
    Term part = sub_bits_put(heap_alloc(heap, SUB_BITS_WORDS), first, first + size, object[3]);
    object[1] += size;
    return part;
}

bool match_string(Term context, const unsigned char *bytes, size_t size)
{
    const unsigned char *base = match_bytes(context);
    size_t first = match_position(context), done = 0;
    if (match_left(context) < size)
        return false;
    if (first % 8 == 0) {
        done = size & ~(size_t)7;
        if (memcmp(base + first / 8, bytes, done / 8) != 0)
            return false;
    }
    for (; done < size; done += 64) {
        size_t part = size - done < 64 ? size - done : 64;
        if (read_bits(base, first + done, part) != read_bits(bytes, done, part))
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
    const unsigned char *base = match_bytes(context);
    size_t first = match_position(context), left = match_left(context);
    if (left < 8)
        return -1;
    uint32_t value = (uint32_t)read_bits(base, first, 8);
    int more = continuation_bytes(value);
    if (more < 0 || left < 8 * (size_t)(1 + more))
        return -1;
    value &= first_mask[more];
    for (int i = 1; i <= more; i++) {
        uint32_t byte = (uint32_t)read_bits(base, first + 8 * (size_t)i, 8);
        if ((byte & 0xC0) != 0x80)
            return -1;
        value = value << 6 | (byte & 0x3F);
    }
    if (value < smallest[more] || !is_code_point(value))
        return -1;
    match_skip(context, 8 * (size_t)(1 + more));
    return (int32_t)value;
}

int32_t match_utf16(Term context, unsigned flags)
{
    flags &= ~(unsigned)SEGMENT_SIGNED;
    if (match_left(context) < 16)
        return -1;
    uint32_t high = (uint32_t)match_word(context, 16, flags);
    if (high < 0xD800 || high > 0xDFFF)
        return (int32_t)high;
    if (high <= 0xDBFF && match_left(context) >= 16) {
        uint32_t low = (uint32_t)match_word(context, 16, flags);
        if (low >= 0xDC00 && low <= 0xDFFF)
            return (int32_t)(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00));
        match_set_position(context, match_position(context) - 16);
    }
    match_set_position(context, match_position(context) - 16);
    return -1;
}

int32_t match_utf32(Term context, unsigned flags)
{
    if (match_left(context) < 32)
        return -1;
    uint32_t value = (uint32_t)peek(context, 32, flags);
    if (!is_code_point(value))
        return -1;
    match_skip(context, 32);
    return (int32_t)value;
}
