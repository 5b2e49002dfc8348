/* SPDX-License-Identifier: Apache-2.0 */
/* build.c: writing values into bits, and making bitstrings longer. */
#include "vm/term/build.h"

#include "vm/memory/off_heap.h"
#include "vm/term/arith.h"
#include "vm/term/big.h"

#include <endian.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SMALL_BUFFER_BYTES = 256, SMALLEST_ROOM = 256 };

static bool is_little(unsigned flags)
{
    bool native_little = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;
    return (flags & SEGMENT_LITTLE) || ((flags & SEGMENT_NATIVE) && native_little);
}

/* The low SIZE bits of VALUE, highest first; SIZE <= 64. */
static void write_bits(unsigned char *base, size_t bit, uint64_t value, size_t size)
{
    if (size == 0)
        return;
    uint64_t word = htobe64(value << (64 - size));
    bits_copy(base, bit, (const unsigned char *)&word, 0, size);
}

/* The same, bytes in little-endian order; a last part of a byte holds the highest bits. */
static void write_bits_little(unsigned char *base, size_t bit, uint64_t value, size_t size)
{
    for (size_t done = 0; done < size; done += 8) {
        size_t part = size - done < 8 ? size - done : 8;
        write_bits(base, bit + done, value >> done & 0xFF, part);
    }
}

static void write_word(unsigned char *base, size_t bit, uint64_t value, size_t size, unsigned flags)
{
    if (is_little(flags))
        write_bits_little(base, bit, value, size);
    else
        write_bits(base, bit, value, size);
}

/* ---- integers ---- */

static bool write_long(unsigned char *base, size_t bit, Term value, size_t size, unsigned flags)
{
    unsigned char on_stack[SMALL_BUFFER_BYTES];
    size_t count = (size + 7) / 8, part = size % 8;
    unsigned char *bytes = count <= sizeof on_stack ? on_stack : malloc(count);
    if (bytes == NULL)
        return false;
    bool little = is_little(flags);
    int_to_bytes(value, bytes, count, little);
    if (!little) {
        bits_copy(base, bit, bytes, count * 8 - size, size);
    } else {
        bits_copy(base, bit, bytes, 0, size - part);
        if (part != 0)
            write_bits(base, bit + size - part, bytes[count - 1], part);
    }
    if (bytes != on_stack)
        free(bytes);
    return true;
}

bool build_integer(unsigned char *base, size_t bit, Term value, size_t size, unsigned flags)
{
    if (term_is_small(value) && size <= 64) {
        write_word(base, bit, (uint64_t)small_value(value), size, flags);
        return true;
    }
    return term_is_integer(value) && write_long(base, bit, value, size, flags);
}

/* ---- floats ---- */

/* The nearest IEEE 754 binary16, ties to even; false when VALUE is too large for it. */
static bool half_word(double value, uint64_t *word)
{
    uint64_t sign = signbit(value) ? 0x8000 : 0;
    double size = fabs(value);
    int exponent;
    (void)frexp(size, &exponent);
    /* Numbers below 2^-14 are counted in units of 2^-24, others in 2^(exponent - 11). */
    int unit = size == 0 || exponent < -13 ? -24 : exponent - 11;
    double units = nearbyint(ldexp(size, -unit));
    uint64_t magnitude = (uint64_t)units + (uint64_t)(unit + 24) * 0x400;
    if (magnitude >= 0x7C00)
        return false;
    *word = sign | magnitude;
    return true;
}

bool build_float(unsigned char *base, size_t bit, Term value, size_t size, unsigned flags)
{
    double number;
    if (!arith_to_double(value, &number))
        return false;
    uint64_t word = 0;
    float single = (float)number;
    uint32_t low;
    switch (size) {
    case 0:
        return true;
    case 16:
        if (!half_word(number, &word))
            return false;
        break;
    case 32:
        if (!isfinite(single))
            return false;
        memcpy(&low, &single, sizeof low);
        word = low;
        break;
    case 64:
        memcpy(&word, &number, sizeof word);
        break;
    default:
        return false;
    }
    write_word(base, bit, word, size, flags);
    return true;
}

/* ---- code points ---- */

static bool is_code_point(Term value)
{
    if (!term_is_small(value))
        return false;
    int64_t code = small_value(value);
    return code >= 0 && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
}

size_t build_utf8_size(Term value)
{
    if (!is_code_point(value))
        return 0;
    int64_t code = small_value(value);
    return code < 0x80 ? 8 : code < 0x800 ? 16 : code < 0x10000 ? 24 : 32;
}

size_t build_utf16_size(Term value)
{
    if (!is_code_point(value))
        return 0;
    return small_value(value) < 0x10000 ? 16 : 32;
}

size_t build_utf32_size(Term value)
{
    return is_code_point(value) ? 32 : 0;
}

void build_utf8(unsigned char *base, size_t bit, uint32_t value)
{
    static const unsigned char lead[] = {0, 0xC0, 0xE0, 0xF0};
    unsigned more = value < 0x80 ? 0 : value < 0x800 ? 1 : value < 0x10000 ? 2 : 3;
    write_bits(base, bit, lead[more] | value >> (6 * more), 8);
    for (unsigned i = more; i-- > 0;) {
        bit += 8;
        write_bits(base, bit, 0x80 | (value >> (6 * i) & 0x3F), 8);
    }
}

void build_utf16(unsigned char *base, size_t bit, uint32_t value, unsigned flags)
{
    if (value < 0x10000) {
        write_word(base, bit, value, 16, flags);
        return;
    }
    value -= 0x10000;
    write_word(base, bit, 0xD800 | value >> 10, 16, flags);
    write_word(base, bit + 16, 0xDC00 | (value & 0x3FF), 16, flags);
}

/* ---- growing ---- */

static Term put_part(struct heap *heap, size_t first, size_t end, Term base)
{
    Term *cell = heap_alloc(heap, SUB_BITS_WORDS);
    cell[0] = HEADER(BOXED_SUB_BITS, SUB_BITS_WORDS - 1);
    cell[1] = first;
    cell[2] = end;
    cell[3] = base;
    return boxed_make(cell);
}

/* A counted binary of SIZE bytes of which nothing is used, owned by HEAP; its BIN_REF term. */
static Term new_room(struct heap *heap, size_t size)
{
    struct binary *binary = binary_new(size);
    if (binary == NULL)
        return NON_VALUE;
    atomic_store_explicit(&binary->used, 0, memory_order_relaxed);
    Term *cell = heap_alloc(heap, BIN_REF_WORDS);
    cell[0] = HEADER(BOXED_BIN_REF, BIN_REF_WORDS - 1);
    cell[1] = (Term)(uintptr_t)binary;
    off_heap_push(cell, &heap->off_heap);
    heap->off_heap_bytes += size;
    return boxed_make(cell);
}

Term build_writable(struct heap *heap, size_t size)
{
    Term room = new_room(heap, size < SMALLEST_ROOM ? SMALLEST_ROOM : size);
    return room == NON_VALUE ? NON_VALUE : put_part(heap, 0, 0, room);
}

/* Does SOURCE end where the used bits of its binary end, and can it have the EXTRA bits behind
 * them? */
static bool grow_in_place(Term source, size_t extra)
{
    const Term *object = boxed_ptr(source);
    if (header_kind(object[0]) != BOXED_SUB_BITS)
        return false;
    const Term *base = boxed_ptr(object[3]);
    if (header_kind(base[0]) != BOXED_BIN_REF)
        return false;
    struct binary *binary = bin_ref_binary(base);
    size_t end = object[2];
    if (extra > binary->size * 8 - end)
        return false;
    /* Writing behind the middle of a byte would change a byte that others read. */
    if (end % 8 != 0 && atomic_load_explicit(&binary->references, memory_order_acquire) != 1)
        return false;
    return atomic_compare_exchange_strong_explicit(&binary->used, &end, end + extra,
                                                   memory_order_acq_rel, memory_order_relaxed);
}

Term build_append(struct heap *heap, Term source, size_t extra, unsigned char **base, size_t *bit)
{
    if (grow_in_place(source, extra)) {
        const Term *object = boxed_ptr(source);
        *base = bin_ref_binary(boxed_ptr(object[3]))->bytes;
        *bit = object[2];
        return put_part(heap, object[1], object[2] + extra, object[3]);
    }
    struct bits bits = bits_of(source);
    size_t total;
    if (__builtin_add_overflow(bits.size, extra, &total) || total > SIZE_MAX / 4)
        return NON_VALUE;
    size_t bytes = (total + 7) / 8;
    Term room = new_room(heap, bytes < SMALLEST_ROOM / 2 ? SMALLEST_ROOM : bytes * 2);
    if (room == NON_VALUE)
        return NON_VALUE;
    struct binary *binary = bin_ref_binary(boxed_ptr(room));
    atomic_store_explicit(&binary->used, total, memory_order_relaxed);
    bits_copy(binary->bytes, 0, bits.base, bits.first, bits.size);
    *base = binary->bytes;
    *bit = bits.size;
    return put_part(heap, 0, total, room);
}
