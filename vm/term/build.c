/* SPDX-License-Identifier: Apache-2.0 */
/* build.c: writing values into bits, and making bitstrings longer. */
#include "vm/term/build.h"

#include "vm/memory/off_heap.h"
#include "vm/term/arith.h"
#include "vm/term/big.h"

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
    unsigned char *at = base + bit / 8;
    size_t shift = bit % 8, end = shift + size, last = (end - 1) / 8;
    if (UNLIKELY(end > 64)) {
        write_bits(base, bit, value >> 32, size - 32);
        write_bits(base, bit + size - 32, value, 32);
        return;
    }
    /* The bits as they lie in up to eight bytes, and which of the first and last byte are theirs.
     */
    uint64_t word = value << (64 - size) >> shift;
    unsigned first_mask = 0xFFu >> shift, last_mask = 0xFF00u >> ((end - 1) % 8 + 1) & 0xFF;
    if (last == 0)
        first_mask &= last_mask;
    at[0] = (unsigned char)((at[0] & ~first_mask) | (word >> 56 & first_mask));
    for (size_t i = 1; i < last; i++)
        at[i] = (unsigned char)(word >> (56 - 8 * i));
    if (last > 0)
        at[last] = (unsigned char)((at[last] & ~last_mask) | (word >> (56 - 8 * last) & last_mask));
}

/* The same, bytes in little-endian order; a last part of a byte holds the highest bits. */
static void write_bits_little(unsigned char *base, size_t bit, uint64_t value, size_t size)
{
    if (size % 8 == 0 && size != 0) {
        write_bits(base, bit, __builtin_bswap64(value) >> (64 - size), size);
        return;
    }
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
    bool little = is_little(flags);
    if (bit % 8 == 0 && part == 0) {
        int_to_bytes(value, base + bit / 8, count, little);
        return true;
    }
    unsigned char *bytes = count <= sizeof on_stack ? on_stack : malloc(count);
    if (bytes == NULL)
        return false;
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
    return write_long(base, bit, value, size, flags);
}

/* ---- floats ---- */

/* The nearest IEEE 754 binary16, ties to even. */
static uint64_t half_word(double value)
{
    uint64_t sign = signbit(value) ? 0x8000 : 0;
    double size = fabs(value);
    int exponent;
    if (size >= 0x1p16)
        return sign | 0x7C00;
    (void)frexp(size, &exponent);
    /* Numbers below 2^-14 are counted in units of 2^-24, others in 2^(exponent - 11). */
    int unit = size == 0 || exponent < -13 ? -24 : exponent - 11;
    double units = nearbyint(ldexp(size, -unit));
    return sign | ((uint64_t)units + (uint64_t)(unit + 24) * 0x400);
}

static uint64_t single_word(double value)
{
    float single = (float)value;
    uint32_t word;
    memcpy(&word, &single, sizeof word);
    return word;
}

static uint64_t double_word(double value)
{
    uint64_t word;
    memcpy(&word, &value, sizeof word);
    return word;
}

void build_float(unsigned char *base, size_t bit, Term value, size_t size, unsigned flags)
{
    double number = 0;
    (void)arith_to_double(value, &number);
    uint64_t word = size == 16   ? half_word(number)
                    : size == 32 ? single_word(number)
                                 : double_word(number);
    write_word(base, bit, word, size, flags);
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

enum { COUNTED_WORDS = BIN_REF_WORDS + SUB_BITS_WORDS };

/* A new counted binary of SIZE bytes with USED bits in use, and all of those as a bitstring,
 * written at CELL (COUNTED_WORDS words of HEAP). */
static Term put_counted(struct heap *heap, Term *cell, struct binary *binary, size_t used)
{
    atomic_store_explicit(&binary->used, used, memory_order_relaxed);
    cell[0] = HEADER(BOXED_BIN_REF, BIN_REF_WORDS - 1);
    cell[1] = (Term)(uintptr_t)binary;
    off_heap_push(cell, &heap->off_heap);
    heap->off_heap_bytes += binary->size;
    return sub_bits_put(cell + BIN_REF_WORDS, 0, used, boxed_make(cell));
}

Term build_writable(struct heap *heap, size_t size)
{
    struct binary *binary = binary_new(size < SMALLEST_ROOM ? SMALLEST_ROOM : size);
    if (binary == NULL)
        return NON_VALUE;
    return put_counted(heap, heap_alloc(heap, COUNTED_WORDS), binary, 0);
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
    if (atomic_load_explicit(&binary->references, memory_order_acquire) == 1) {
        bool at_end = atomic_load_explicit(&binary->used, memory_order_relaxed) == end;
        if (at_end)
            atomic_store_explicit(&binary->used, end + extra, memory_order_relaxed);
        return at_end;
    }
    /* Writing behind the middle of a byte would change a byte that others read. */
    if (end % 8 != 0)
        return false;
    return atomic_compare_exchange_strong_explicit(&binary->used, &end, end + extra,
                                                   memory_order_acq_rel, memory_order_relaxed);
}

/* A binary with the bits of SOURCE, EXTRA more and as much room again; NULL: memory exhausted or
 * too long. */
static struct binary *grown_copy(struct bits source, size_t extra)
{
    if (extra > BITS_MAX - source.size)
        return NULL;
    size_t bytes = (source.size + extra + 7) / 8;
    struct binary *binary = binary_new(bytes < SMALLEST_ROOM / 2 ? SMALLEST_ROOM : bytes * 2);
    if (binary != NULL)
        bits_copy(binary->bytes, 0, source.base, source.first, source.size);
    return binary;
}

/* Where the bits behind the first PART of those of TERM lie, which is a part of a counted binary.
 */
static void find_end(Term term, size_t part, unsigned char **base, size_t *bit)
{
    const Term *object = boxed_ptr(term);
    *base = bin_ref_binary(boxed_ptr(object[3]))->bytes;
    *bit = object[1] + part;
}

Term build_append(struct heap *heap, Term source, size_t extra, unsigned char **base, size_t *bit)
{
    struct bits bits = bits_of(source);
    Term result;
    if (extra == 0)
        return source;
    if (grow_in_place(source, extra)) {
        const Term *object = boxed_ptr(source);
        result =
            sub_bits_put(heap_alloc(heap, SUB_BITS_WORDS), object[1], object[2] + extra, object[3]);
    } else {
        struct binary *binary = grown_copy(bits, extra);
        if (binary == NULL)
            return NON_VALUE;
        result = put_counted(heap, heap_alloc(heap, COUNTED_WORDS), binary, bits.size + extra);
    }
    find_end(result, bits.size, base, bit);
    return result;
}

Term build_private_append(struct heap *heap, Term source, size_t extra, unsigned char **base,
                          size_t *bit)
{
    struct bits bits = bits_of(source);
    Term result = source;
    if (extra == 0)
        return source;
    if (grow_in_place(source, extra)) {
        boxed_ptr(source)[2] += extra;
    } else {
        struct binary *binary = grown_copy(bits, extra);
        if (binary == NULL)
            return NON_VALUE;
        result =
            put_counted(heap, heap_alloc_fragment(heap, COUNTED_WORDS), binary, bits.size + extra);
    }
    find_end(result, bits.size, base, bit);
    return result;
}
