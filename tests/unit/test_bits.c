/* SPDX-License-Identifier: Apache-2.0 */
/* Bitstrings: every function beside a model that works one bit at a time. */
#include "vm/memory/literal.h"
#include "vm/term/bits.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct heap heap;
static uint64_t seed;

static void setup(void)
{
    seed = 42;
    heap_init(&heap, 4096);
}

static void teardown(void)
{
    heap_release(&heap);
}

TestSuite(bits, .init = setup, .fini = teardown, .timeout = 60);

static size_t draw(size_t below)
{
    uint64_t z = seed += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return (z ^ z >> 31) % below;
}

static void fill(unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        bytes[i] = (unsigned char)draw(256);
}

static int bit_at(const unsigned char *bytes, size_t bit)
{
    return bytes[bit / 8] >> (7 - bit % 8) & 1;
}

static void set_bit(unsigned char *bytes, size_t bit, int value)
{
    unsigned char mask = (unsigned char)(0x80 >> bit % 8);
    bytes[bit / 8] = (unsigned char)(value ? bytes[bit / 8] | mask : bytes[bit / 8] & ~mask);
}

/* Allocated exactly as large as needed, so that a sanitizer sees any byte too many. */
static void check_one_copy(size_t to_bit, size_t from_bit, size_t count)
{
    size_t to_size = (to_bit + count + 7) / 8;
    size_t from_size = (from_bit + count + 7) / 8;
    unsigned char *from = malloc(from_size);
    unsigned char *to = malloc(to_size);
    unsigned char *expected = malloc(to_size);
    fill(from, from_size);
    fill(to, to_size);
    memcpy(expected, to, to_size);
    for (size_t i = 0; i < count; i++)
        set_bit(expected, to_bit + i, bit_at(from, from_bit + i));
    bits_copy(to, to_bit, from, from_bit, count);
    cr_assert_eq(memcmp(to, expected, to_size), 0, "%zu bits from %zu to %zu", count, from_bit,
                 to_bit);
    free(from);
    free(to);
    free(expected);
}

Test(bits, copy_agrees_with_the_model_at_every_alignment)
{
    for (size_t to_bit = 0; to_bit < 9; to_bit++) {
        for (size_t from_bit = 0; from_bit < 9; from_bit++) {
            for (size_t count = 1; count < 160; count++)
                check_one_copy(to_bit, from_bit, count);
        }
    }
    for (int i = 0; i < 500; i++)
        check_one_copy(draw(300), draw(300), 1 + draw(5000));
}

Test(bits, copying_no_bits_touches_nothing)
{
    bits_copy(NULL, 0, NULL, 0, 0);
    unsigned char byte = 0x5A;
    bits_copy(&byte, 3, &byte, 5, 0);
    cr_assert_eq(byte, 0x5A);
}

/* A bitstring of SIZE random bits that begins at bit OFFSET of its bytes. */
static Term random_bits(size_t offset, size_t size)
{
    unsigned char *bytes;
    Term whole = bits_new_binary(&heap, (offset + size + 7) / 8 + 1, &bytes);
    fill(bytes, (offset + size + 7) / 8 + 1);
    return bits_sub(&heap, whole, offset, size);
}

static int term_bit(Term term, size_t bit)
{
    struct bits bits = bits_of(term);
    return bit_at(bits.base, bits.first + bit);
}

static int naive_compare(Term a, Term b)
{
    size_t sa = bits_size(a);
    size_t sb = bits_size(b);
    for (size_t i = 0; i < sa && i < sb; i++) {
        int difference = term_bit(a, i) - term_bit(b, i);
        if (difference != 0)
            return difference;
    }
    return sa < sb ? -1 : sa > sb;
}

/* The same bits as TERM, beginning at another bit, at most one of them flipped. */
static Term similar_bits(Term term, size_t offset, bool flip)
{
    unsigned char *bytes;
    size_t size = bits_size(term);
    struct bits bits = bits_of(term);
    Term whole = bits_new_binary(&heap, (offset + size + 7) / 8 + 1, &bytes);
    fill(bytes, (offset + size + 7) / 8 + 1);
    bits_copy(bytes, offset, bits.base, bits.first, size);
    if (flip && size != 0) {
        size_t bit = offset + draw(size);
        set_bit(bytes, bit, !bit_at(bytes, bit));
    }
    return bits_sub(&heap, whole, offset, size - (draw(2) && size ? draw(size) : 0));
}

Test(bits, compare_agrees_with_the_model)
{
    for (int i = 0; i < 3000; i++) {
        Term a = random_bits(draw(2) ? draw(20) : 8, draw(400));
        Term b = similar_bits(a, draw(2) ? draw(20) : 8, draw(2));
        cr_assert_eq(bits_compare(a, b), naive_compare(a, b));
        cr_assert_eq(bits_compare(b, a), naive_compare(b, a));
    }
}

Test(bits, small_ones_live_on_the_heap_and_large_ones_outside)
{
    unsigned char *bytes;
    Term small = bits_new_binary(&heap, HEAP_BITS_MAX_BYTES, &bytes);
    cr_assert(term_is_kind(small, BOXED_HEAP_BITS));
    cr_assert_null(heap.off_heap);
    Term large = bits_new_binary(&heap, HEAP_BITS_MAX_BYTES + 1, &bytes);
    cr_assert(term_is_kind(large, BOXED_SUB_BITS));
    cr_assert_not_null(heap.off_heap);
    cr_assert_eq(heap.off_heap_bytes, HEAP_BITS_MAX_BYTES + 1);
    cr_assert(term_is_binary(small) && term_is_binary(large));
    cr_assert_eq(bits_size(large), 8 * (HEAP_BITS_MAX_BYTES + 1));
}

Test(bits, unused_bits_of_the_last_word_are_zero)
{
    for (size_t size = 1; size <= 64 * 8; size++) {
        unsigned char *bytes;
        size_t words = HEAP_BITS_WORDS(size);
        memset(heap.top, 0xFF, words * sizeof(Term));
        Term term = bits_new(&heap, size, &bytes);
        cr_assert_eq(boxed_ptr(term)[words - 1], 0);
        cr_assert_eq(header_arity(boxed_header(term)), words - 1);
        cr_assert_eq(bits_size(term), size);
        heap.top = heap.start;
    }
    unsigned char *bytes;
    cr_assert_not(term_is_binary(bits_new(&heap, 1001, &bytes)));
    cr_assert_eq(bytes[125], 0);
}

Test(bits, the_empty_binary)
{
    Term empty = bits_from_bytes(&heap, NULL, 0);
    cr_assert(term_is_binary(empty));
    cr_assert_eq(bits_size(empty), 0);
    cr_assert_eq(bits_compare(empty, bits_sub(&heap, random_bits(3, 700), 50, 0)), 0);
    unsigned char *buffer;
    cr_assert_not_null(bits_bytes(empty, &buffer));
    cr_assert_null(buffer);
}

Test(bits, sub_of_sub_refers_to_the_first_bytes)
{
    Term whole = random_bits(0, 2000);
    Term part = bits_sub(&heap, whole, 100, 1500);
    Term inner = bits_sub(&heap, part, 33, 700);
    cr_assert_eq(boxed_ptr(inner)[3], boxed_ptr(whole)[3]);
    for (size_t i = 0; i < 700; i++)
        cr_assert_eq(term_bit(inner, i), term_bit(whole, 133 + i));
    cr_assert_eq(bits_sub(&heap, inner, 0, 700), inner, "all of it is itself");
}

Test(bits, bytes_are_copied_only_when_they_are_not_aligned)
{
    unsigned char *buffer;
    Term aligned = random_bits(16, 800);
    cr_assert_eq(bits_bytes(aligned, &buffer), bits_of(aligned).base + 2);
    cr_assert_null(buffer);
    for (size_t offset = 1; offset < 8; offset++) {
        Term shifted = random_bits(offset, 800);
        const unsigned char *bytes = bits_bytes(shifted, &buffer);
        cr_assert_eq(bytes, buffer);
        for (size_t i = 0; i < 800; i++)
            cr_assert_eq(bit_at(bytes, i), term_bit(shifted, i));
        free(buffer);
    }
}

Test(bits, too_large_a_size_is_refused)
{
    unsigned char *bytes;
    cr_assert_null(binary_new(SIZE_MAX));
    cr_assert_eq(bits_new_binary(&heap, SIZE_MAX, &bytes), NON_VALUE);
    cr_assert_eq(bits_new(&heap, SIZE_MAX, &bytes), NON_VALUE);
    cr_assert_null(heap.off_heap);
}
