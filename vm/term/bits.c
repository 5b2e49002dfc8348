/* SPDX-License-Identifier: Apache-2.0 */
/* bits.c: making, cutting, copying and comparing bitstrings.
 * Bit 0 of a byte sequence is the highest bit of its first byte, so eight bytes loaded as one
 * big-endian word hold their 64 bits in order; everything that is not on byte boundaries works on
 * such words, and never touches a byte that holds none of the bits asked for. */
#include "vm/term/bits.h"
#include "vm/base/pages.h"
#include "vm/memory/off_heap.h"

#include <stdlib.h>
#include <string.h>

/* ---- counted binaries ---- */

size_t binary_most_bytes = PTRDIFF_MAX / 8;

static void binary_init(struct binary *binary, size_t size)
{
    atomic_init(&binary->references, 1);
    atomic_init(&binary->used, size * 8);
    binary->size = size;
}

struct binary *binary_new(size_t size)
{
    if (size > binary_most_bytes)
        return NULL;
    struct binary *binary = pages_memory(sizeof *binary + size);
    if (binary != NULL)
        binary_init(binary, size);
    return binary;
}

void binary_release(struct binary *binary)
{
    if (atomic_fetch_sub_explicit(&binary->references, 1, memory_order_acq_rel) == 1)
        free(binary);
}

/* ---- taking terms apart ---- */

const unsigned char *bits_bytes(Term term, unsigned char **buffer)
{
    struct bits bits = bits_of(term);
    *buffer = NULL;
    if (bits.first % 8 == 0)
        return bits.base + bits.first / 8;
    unsigned char *copy = malloc((bits.size + 7) / 8 + 1);
    if (copy == NULL)
        return NULL;
    bits_copy(copy, 0, bits.base, bits.first, bits.size);
    *buffer = copy;
    return copy;
}

/* ---- making terms ---- */

/* All or some BITS of a binary that nobody else has. */
static Term put_counted(struct heap *heap, struct binary *binary, size_t bits)
{
    Term *cell = heap_alloc(heap, BIN_REF_WORDS + SUB_BITS_WORDS);
    cell[0] = HEADER(BOXED_BIN_REF, BIN_REF_WORDS - 1);
    cell[1] = (Term)(uintptr_t)binary;
    off_heap_push(cell, &heap->off_heap);
    heap->off_heap_bytes += binary->size;
    return sub_bits_put(cell + BIN_REF_WORDS, 0, bits, boxed_make(cell));
}

static Term new_counted(struct heap *heap, size_t bits, unsigned char **bytes)
{
    size_t size = bits / 8 + (bits % 8 != 0);
    struct binary *binary = binary_new(size);
    if (binary == NULL)
        return NON_VALUE;
    binary->bytes[size - 1] = 0;
    *bytes = binary->bytes;
    return put_counted(heap, binary, bits);
}

Term bits_new(struct heap *heap, size_t bits, unsigned char **bytes)
{
    if (bits > HEAP_BITS_MAX_BYTES * 8)
        return new_counted(heap, bits, bytes);
    return heap_bits_put(heap_alloc(heap, HEAP_BITS_WORDS(bits)), bits, bytes);
}

Term bits_new_binary(struct heap *heap, size_t size, unsigned char **bytes)
{
    if (size > SIZE_MAX / 8)
        return NON_VALUE;
    return bits_new(heap, size * 8, bytes);
}

Term bits_from_bytes(struct heap *heap, const void *bytes, size_t size)
{
    unsigned char *place;
    Term term = bits_new_binary(heap, size, &place);
    if (term != NON_VALUE && size != 0)
        memcpy(place, bytes, size);
    return term;
}

Term bits_adopt(struct heap *heap, void *memory, size_t size)
{
    struct binary *binary = memory;
    if (size <= HEAP_BITS_MAX_BYTES) {
        unsigned char *bytes;
        Term term = heap_bits_put(heap_alloc(heap, HEAP_BITS_WORDS(8 * size)), 8 * size, &bytes);
        if (size != 0)
            memcpy(bytes, binary->bytes, size);
        free(binary);
        return term;
    }
    struct binary *fitting = realloc(binary, sizeof *binary + size);
    binary = fitting != NULL ? fitting : binary;
    binary_init(binary, size);
    return put_counted(heap, binary, 8 * size);
}

Term bits_sub(struct heap *heap, Term term, size_t first, size_t size)
{
    unsigned char *bytes;
    if (size == 0)
        return heap_bits_put(heap_alloc(heap, HEAP_BITS_WORDS(0)), 0, &bytes);
    if (size == bits_size(term))
        return term;
    Term base = term;
    const Term *object = boxed_ptr(term);
    if (header_kind(object[0]) == BOXED_SUB_BITS) {
        base = object[3];
        first += object[1];
    }
    return sub_bits_put(heap_alloc(heap, SUB_BITS_WORDS), first, first + size, base);
}

/* ---- bits in memory ---- */

static uint64_t load_word(const unsigned char *from)
{
    uint64_t word;
    memcpy(&word, from, sizeof word);
    return __builtin_bswap64(word);
}

static void store_word(unsigned char *to, uint64_t word)
{
    word = __builtin_bswap64(word);
    memcpy(to, &word, sizeof word);
}

/* The 64 bits from bit SHIFT (0..7) of FROM. */
ALWAYS_INLINE uint64_t load_64(const unsigned char *from, unsigned shift)
{
    if (shift == 0)
        return load_word(from);
    return load_word(from) << shift | from[8] >> (8 - shift);
}

/* COUNT (1..8) bits from bit SHIFT (0..7) of FROM, at the low end of the result. */
ALWAYS_INLINE unsigned load_8(const unsigned char *from, unsigned shift, unsigned count)
{
    unsigned two = (unsigned)from[0] << 8;
    if (shift + count > 8)
        two |= from[1];
    return two >> (16 - shift - count) & ((1u << count) - 1);
}

/* Writes the COUNT low bits of VALUE from bit SHIFT of *TO on; SHIFT + COUNT <= 8. */
static void store_8(unsigned char *to, unsigned shift, unsigned count, unsigned value)
{
    unsigned left = 8 - shift - count;
    unsigned mask = ((1u << count) - 1) << left;
    *to = (unsigned char)((*to & ~mask) | value << left);
}

/* COUNT bits, a multiple of eight, to a byte boundary from bit SHIFT (1..7) of FROM. */
static void copy_shifted(unsigned char *to, const unsigned char *from, unsigned shift, size_t count)
{
    size_t done = 0;
    for (; count - done >= 64; done += 64)
        store_word(to + done / 8, load_64(from + done / 8, shift));
    for (; count - done >= 8; done += 8)
        to[done / 8] = (unsigned char)load_8(from + done / 8, shift, 8);
}

void bits_copy(unsigned char *to, size_t to_bit, const unsigned char *from, size_t from_bit,
               size_t count)
{
    unsigned shift = to_bit % 8;
    if (shift != 0 && count != 0) {
        unsigned head = 8 - shift < count ? 8 - shift : (unsigned)count;
        store_8(to + to_bit / 8, shift, head, load_8(from + from_bit / 8, from_bit % 8, head));
        to_bit += head;
        from_bit += head;
        count -= head;
    }
    if (count == 0)
        return;
    to += to_bit / 8;
    from += from_bit / 8;
    shift = from_bit % 8;
    size_t done = count & ~(size_t)7;
    if (shift == 0)
        memcpy(to, from, done / 8);
    else
        copy_shifted(to, from, shift, done);
    unsigned tail = count % 8;
    if (tail != 0)
        store_8(to + done / 8, 0, tail, load_8(from + done / 8, shift, tail));
}

/* ---- comparing ---- */

static int order_of(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

static int compare_common(struct bits a, struct bits b, size_t count)
{
    const unsigned char *pa = a.base + a.first / 8;
    const unsigned char *pb = b.base + b.first / 8;
    unsigned sa = a.first % 8;
    unsigned sb = b.first % 8;
    size_t done = 0;
    if (sa == 0 && sb == 0) {
        int order = memcmp(pa, pb, count / 8);
        if (order != 0)
            return order < 0 ? -1 : 1;
        done = count & ~(size_t)7;
    }
    for (; count - done >= 64; done += 64) {
        int order = order_of(load_64(pa + done / 8, sa), load_64(pb + done / 8, sb));
        if (order != 0)
            return order;
    }
    while (done < count) {
        unsigned step = count - done < 8 ? (unsigned)(count - done) : 8;
        int order = order_of(load_8(pa + done / 8, sa, step), load_8(pb + done / 8, sb, step));
        if (order != 0)
            return order;
        done += step;
    }
    return 0;
}

int bits_compare(Term a, Term b)
{
    struct bits x = bits_of(a);
    struct bits y = bits_of(b);
    int order = compare_common(x, y, x.size < y.size ? x.size : y.size);
    return order != 0 ? order : order_of(x.size, y.size);
}

int bits_compare_part(Term a, Term b, size_t first, size_t count)
{
    struct bits x = bits_of(a);
    struct bits y = bits_of(b);
    x.first += first;
    y.first += first;
    return compare_common(x, y, count);
}
