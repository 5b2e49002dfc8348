/* SPDX-License-Identifier: Apache-2.0 */
/* big.c: integers taken apart and put together, compared with one another and with floats. The
 * arithmetic itself is in big_arith.c. */
#include "vm/term/big.h"

#include <gmp.h>
#include <math.h>
#include <string.h>

_Static_assert(GMP_LIMB_BITS == 64 && GMP_NAIL_BITS == 0, "limbs are words of the heap");

/* A finite float has at most 1024 bits before the point. */
#define DOUBLE_LIMBS (1024 / 64)

ALWAYS_INLINE uint64_t magnitude(int64_t value)
{
    return value < 0 ? -(uint64_t)value : (uint64_t)value;
}

void int_view(Term integer, struct int_view *view)
{
    if (term_is_small(integer)) {
        int64_t value = small_value(integer);
        view->limb = magnitude(value);
        view->limbs = &view->limb;
        view->count = value != 0;
        view->negative = value < 0;
    } else {
        view->limbs = big_limbs(integer);
        view->count = big_limb_count(integer);
        view->negative = big_is_negative(integer);
    }
}

static bool fits_small(uint64_t limb, bool negative)
{
    return limb <= (uint64_t)SMALL_MAX + negative;
}

static Term small_of(uint64_t limb, bool negative)
{
    return small_make(negative ? -(int64_t)limb : (int64_t)limb);
}

static size_t significant(const uint64_t *limbs, size_t count)
{
    while (count > 0 && limbs[count - 1] == 0)
        count--;
    return count;
}

Term int_finish(struct heap *heap, Term *cell, size_t count, bool negative)
{
    size_t used = significant(cell + 1, count);
    if (used > 1 || (used == 1 && !fits_small(cell[1], negative))) {
        bool too_large = used > BIG_MAX_LIMBS;
        if (used != count || too_large)
            heap_trim(heap, cell, count + 1, too_large ? cell : cell + 1 + used);
        if (too_large)
            return NON_VALUE;
        cell[0] = HEADER(negative ? BOXED_NEG_BIG : BOXED_POS_BIG, used);
        return boxed_make(cell);
    }
    uint64_t limb = used == 0 ? 0 : cell[1];
    heap_trim(heap, cell, count + 1, cell);
    return small_of(limb, negative);
}

Term int_from_limbs(struct heap *heap, const uint64_t *limbs, size_t count, bool negative)
{
    count = significant(limbs, count);
    if (count == 0)
        return SMALL(0);
    if (count == 1 && fits_small(limbs[0], negative))
        return small_of(limbs[0], negative);
    if (count > BIG_MAX_LIMBS)
        return NON_VALUE;
    Term *cell = heap_alloc(heap, count + 1);
    cell[0] = HEADER(negative ? BOXED_NEG_BIG : BOXED_POS_BIG, count);
    memcpy(cell + 1, limbs, count * sizeof(uint64_t));
    return boxed_make(cell);
}

/* ---- to C's integers ---- */

bool int_to_int64(Term term, int64_t *value)
{
    if (LIKELY(term_is_small(term))) {
        *value = small_value(term);
        return true;
    }
    if (!term_is_big(term) || big_limb_count(term) != 1)
        return false;
    uint64_t limb = big_limbs(term)[0];
    bool negative = big_is_negative(term);
    if (limb > (uint64_t)INT64_MAX + negative)
        return false;
    *value = (int64_t)(negative ? -limb : limb);
    return true;
}

bool int_to_uint64(Term term, uint64_t *value)
{
    if (LIKELY(term_is_small(term))) {
        *value = (uint64_t)small_value(term);
        return small_value(term) >= 0;
    }
    if (!term_is_kind(term, BOXED_POS_BIG) || big_limb_count(term) != 1)
        return false;
    *value = big_limbs(term)[0];
    return true;
}

/* ---- order ---- */

int int_sign(Term integer)
{
    if (term_is_small(integer))
        return (small_value(integer) > 0) - (small_value(integer) < 0);
    return big_is_negative(integer) ? -1 : 1;
}

int int_compare(Term a, Term b)
{
    struct int_view x, y;
    int_view(a, &x);
    int_view(b, &y);
    if (x.negative != y.negative)
        return x.negative ? -1 : 1;
    int order;
    if (x.count != y.count)
        order = x.count < y.count ? -1 : 1;
    else
        order = x.count == 0 ? 0 : mpn_cmp(x.limbs, y.limbs, (mp_size_t)x.count);
    order = (order > 0) - (order < 0);
    return x.negative ? -order : order;
}

static size_t view_bits(const struct int_view *view)
{
    if (view->count == 0)
        return 0;
    return view->count * 64 - (size_t)__builtin_clzll(view->limbs[view->count - 1]);
}

size_t int_bit_length(Term integer)
{
    struct int_view view;
    int_view(integer, &view);
    return view_bits(&view);
}

/* The highest 64 bits, moved up so that the first is 1; *REST tells whether any bit below is 1.
 * The view is not of 0. */
static uint64_t top_bits(const struct int_view *view, bool *rest)
{
    size_t i = view->count - 1;
    uint64_t top = view->limbs[i];
    int shift = __builtin_clzll(top);
    *rest = false;
    if (shift != 0 && i > 0) {
        uint64_t below = view->limbs[--i];
        top = top << shift | below >> (64 - shift);
        *rest = below << shift != 0;
    } else {
        top <<= shift;
    }
    while (!*rest && i > 0)
        *rest = view->limbs[--i] != 0;
    return top;
}

/* Compares absolute values; VALUE is at least 0. */
static int compare_magnitude(const struct int_view *view, double value)
{
    if (view->count == 0)
        return value > 0 ? -1 : 0;
    int exponent; /* 2^(exponent-1) <= value < 2^exponent */
    double fraction = frexp(value, &exponent);
    size_t bits = view_bits(view);
    if (value == 0 || exponent <= 0 || (size_t)exponent != bits)
        return exponent > 0 && (size_t)exponent > bits ? -1 : 1;
    bool rest;
    uint64_t top = top_bits(view, &rest);
    uint64_t value_top = (uint64_t)ldexp(fraction, 64);
    if (top != value_top)
        return top < value_top ? -1 : 1;
    return rest;
}

int int_compare_double(Term integer, double value)
{
    struct int_view view;
    int_view(integer, &view);
    if (view.negative != (value < 0))
        return view.negative ? -1 : view.count == 0 && value == 0 ? 0 : 1;
    int order = compare_magnitude(&view, fabs(value));
    return view.negative ? -order : order;
}

/* ---- floats ---- */

bool int_to_double(Term integer, double *value)
{
    if (term_is_small(integer)) {
        *value = (double)small_value(integer);
        return true;
    }
    struct int_view view;
    int_view(integer, &view);
    if (view.count > DOUBLE_LIMBS)
        return false;
    double result = 0;
    for (size_t i = view.count; i-- > 0;)
        result = result * 0x1p64 + (double)view.limbs[i];
    *value = view.negative ? -result : result;
    return isfinite(result);
}

Term int_from_double(struct heap *heap, double value)
{
    if (fabs(value) < (double)SMALL_MAX)
        return small_make((int64_t)value);
    int exponent;
    double fraction = frexp(fabs(value), &exponent);
    uint64_t mantissa = (uint64_t)ldexp(fraction, 53);
    unsigned shift = (unsigned)exponent - 53;
    uint64_t limbs[DOUBLE_LIMBS + 1] = {0};
    limbs[shift / 64] = mantissa << shift % 64;
    if (shift % 64 != 0)
        limbs[shift / 64 + 1] = mantissa >> (64 - shift % 64);
    return int_from_limbs(heap, limbs, shift / 64 + 2, value < 0);
}

/* ---- bytes ---- */

/* Reads the magnitude of the bytes; those of a negative number in two's complement. */
static void bytes_to_limbs(uint64_t *limbs, const unsigned char *bytes, size_t size, bool little,
                           bool negative)
{
    uint64_t limb = 0;
    unsigned carry = negative;
    for (size_t i = 0; i < size; i++) {
        unsigned byte = bytes[little ? i : size - 1 - i];
        if (negative) {
            byte = (byte ^ 0xFF) + carry;
            carry = byte >> 8;
            byte &= 0xFF;
        }
        limb |= (uint64_t)byte << 8 * (i % 8);
        if (i % 8 == 7 || i + 1 == size) {
            limbs[i / 8] = limb;
            limb = 0;
        }
    }
    if (carry != 0) /* the lowest number of this size: its magnitude needs one bit more */
        limbs[size / 8] = size % 8 == 0 ? 1 : limbs[size / 8] + (UINT64_C(1) << 8 * (size % 8));
}

Term int_from_bytes(struct heap *heap, const unsigned char *bytes, size_t size, bool little,
                    bool is_signed)
{
    if (size == 0)
        return SMALL(0);
    bool negative = is_signed && bytes[little ? size - 1 : 0] >= 0x80;
    if (size < 8) {
        uint64_t limb[2];
        bytes_to_limbs(limb, bytes, size, little, negative);
        return small_of(limb[0], negative);
    }
    size_t count = size / 8 + 1;
    Term *cell = heap_alloc(heap, count + 1);
    cell[count] = 0;
    bytes_to_limbs(cell + 1, bytes, size, little, negative);
    return int_finish(heap, cell, count, negative);
}

void int_to_bytes(Term integer, unsigned char *bytes, size_t size, bool little)
{
    struct int_view view;
    int_view(integer, &view);
    unsigned carry = view.negative;
    for (size_t i = 0; i < size; i++) {
        unsigned byte = i / 8 < view.count ? view.limbs[i / 8] >> 8 * (i % 8) & 0xFF : 0;
        if (view.negative) {
            byte = (byte ^ 0xFF) + carry;
            carry = byte >> 8;
        }
        bytes[little ? i : size - 1 - i] = (unsigned char)byte;
    }
}
