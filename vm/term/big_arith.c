/* SPDX-License-Identifier: Apache-2.0 */
/* big_arith.c: arithmetic on sign and magnitude with GMP's mpn functions. Results are computed
 * straight into new words of the heap, and int_finish gives back those that are not needed. */
#include "vm/term/big_arith.h"
#include "vm/term/big.h"

#include <gmp.h>
#include <stdlib.h>

#define LOCAL_LIMBS 64

/* ---- + - * ---- */

/* Lets *X be the one with more limbs. mpn functions want it first. */
static void order_by_count(const struct int_view **x, const struct int_view **y)
{
    if ((*x)->count < (*y)->count) {
        const struct int_view *smaller = *x;
        *x = *y;
        *y = smaller;
    }
}

static Term add_magnitudes(struct heap *heap, const struct int_view *x, const struct int_view *y,
                           bool negative)
{
    order_by_count(&x, &y);
    Term *cell = heap_alloc(heap, x->count + 2);
    cell[1 + x->count] =
        mpn_add(cell + 1, x->limbs, (mp_size_t)x->count, y->limbs, (mp_size_t)y->count);
    return int_finish(heap, cell, x->count + 1, negative);
}

/* |X| - |Y|, with the sign turned round if NEGATIVE. */
static Term subtract_magnitudes(struct heap *heap, const struct int_view *x,
                                const struct int_view *y, bool negative)
{
    int order = x->count != y->count ? (x->count < y->count ? -1 : 1)
                                     : mpn_cmp(x->limbs, y->limbs, (mp_size_t)x->count);
    if (order == 0)
        return SMALL(0);
    const struct int_view *larger = order > 0 ? x : y;
    const struct int_view *smaller = order > 0 ? y : x;
    Term *cell = heap_alloc(heap, larger->count + 1);
    mpn_sub(cell + 1, larger->limbs, (mp_size_t)larger->count, smaller->limbs,
            (mp_size_t)smaller->count);
    return int_finish(heap, cell, larger->count, negative != (order < 0));
}

Term big_add(struct heap *heap, Term a, Term b, bool subtract)
{
    struct int_view x, y;
    int_view(a, &x);
    int_view(b, &y);
    if (y.count == 0)
        return a;
    if (x.count == 0)
        return int_from_limbs(heap, y.limbs, y.count, y.negative != subtract);
    if (x.negative == (y.negative != subtract))
        return add_magnitudes(heap, &x, &y, x.negative);
    return subtract_magnitudes(heap, &x, &y, x.negative);
}

Term big_mul(struct heap *heap, Term a, Term b)
{
    struct int_view x, y;
    int_view(a, &x);
    int_view(b, &y);
    if (x.count == 0 || y.count == 0)
        return SMALL(0);
    size_t count = x.count + y.count;
    if (count > BIG_MAX_LIMBS + 1)
        return NON_VALUE;
    const struct int_view *larger = &x;
    const struct int_view *smaller = &y;
    order_by_count(&larger, &smaller);
    Term *cell = heap_alloc(heap, count + 1);
    if (a == b)
        mpn_sqr(cell + 1, x.limbs, (mp_size_t)x.count);
    else
        mpn_mul(cell + 1, larger->limbs, (mp_size_t)larger->count, smaller->limbs,
                (mp_size_t)smaller->count);
    return int_finish(heap, cell, count, x.negative != y.negative);
}

/* ---- div rem ---- */

/* Divides magnitudes, X having at least as many limbs as Y; the half that is not WANTED goes to
 * memory that is freed again. */
static Term divide(struct heap *heap, const struct int_view *x, const struct int_view *y,
                   bool want_quotient)
{
    size_t quotient_count = x->count - y->count + 1;
    size_t count = want_quotient ? quotient_count : y->count;
    size_t other_count = want_quotient ? y->count : quotient_count;
    uint64_t local[LOCAL_LIMBS];
    uint64_t *other =
        other_count <= LOCAL_LIMBS ? local : mem_alloc(other_count * sizeof(uint64_t));
    Term *cell = heap_alloc(heap, count + 1);
    mpn_tdiv_qr(want_quotient ? cell + 1 : other, want_quotient ? other : cell + 1, 0, x->limbs,
                (mp_size_t)x->count, y->limbs, (mp_size_t)y->count);
    if (other != local)
        free(other);
    bool negative = want_quotient ? x->negative != y->negative : x->negative;
    return int_finish(heap, cell, count, negative);
}

Term big_div(struct heap *heap, Term a, Term b)
{
    struct int_view x, y;
    int_view(a, &x);
    int_view(b, &y);
    return x.count < y.count ? SMALL(0) : divide(heap, &x, &y, true);
}

Term big_rem(struct heap *heap, Term a, Term b)
{
    struct int_view x, y;
    int_view(a, &x);
    int_view(b, &y);
    return x.count < y.count ? a : divide(heap, &x, &y, false);
}

/* ---- bits ---- */

/* Limb I of the two's complement; CARRY is that of the negation, 1 at the start. */
ALWAYS_INLINE uint64_t twos_limb(const struct int_view *view, size_t i, uint64_t *carry)
{
    uint64_t limb = i < view->count ? view->limbs[i] : 0;
    if (!view->negative)
        return limb;
    limb = ~limb + *carry;
    *carry &= limb == 0;
    return limb;
}

static void negate(uint64_t *limbs, size_t count)
{
    uint64_t carry = 1;
    for (size_t i = 0; i < count; i++) {
        limbs[i] = ~limbs[i] + carry;
        carry &= limbs[i] == 0;
    }
}

enum bit_operation { AND, OR, XOR };

ALWAYS_INLINE uint64_t combined(enum bit_operation operation, uint64_t x, uint64_t y)
{
    return operation == AND ? x & y : operation == OR ? x | y : x ^ y;
}

/* One limb more than the longer operand has room for every result with its sign. */
ALWAYS_INLINE Term bitwise(struct heap *heap, Term a, Term b, enum bit_operation operation)
{
    struct int_view x, y;
    int_view(a, &x);
    int_view(b, &y);
    size_t count = (x.count > y.count ? x.count : y.count) + 1;
    Term *cell = heap_alloc(heap, count + 1);
    uint64_t carry_x = 1;
    uint64_t carry_y = 1;
    for (size_t i = 0; i < count; i++) {
        uint64_t limb_x = twos_limb(&x, i, &carry_x);
        uint64_t limb_y = twos_limb(&y, i, &carry_y);
        cell[1 + i] = combined(operation, limb_x, limb_y);
    }
    bool negative = combined(operation, x.negative, y.negative);
    if (negative)
        negate(cell + 1, count);
    return int_finish(heap, cell, count, negative);
}

Term big_band(struct heap *heap, Term a, Term b)
{
    return bitwise(heap, a, b, AND);
}

Term big_bor(struct heap *heap, Term a, Term b)
{
    return bitwise(heap, a, b, OR);
}

Term big_bxor(struct heap *heap, Term a, Term b)
{
    return bitwise(heap, a, b, XOR);
}

static Term shift_left(struct heap *heap, const struct int_view *x, uint64_t by)
{
    if (by > BIG_MAX_BITS)
        return NON_VALUE;
    size_t whole = by / 64;
    size_t count = x->count + whole + 1;
    if (count > BIG_MAX_LIMBS + 1)
        return NON_VALUE;
    Term *cell = heap_alloc(heap, count + 1);
    for (size_t i = 0; i < whole; i++)
        cell[1 + i] = 0;
    uint64_t *to = cell + 1 + whole;
    if (by % 64 == 0) {
        mpn_copyi(to, x->limbs, (mp_size_t)x->count);
        to[x->count] = 0;
    } else {
        to[x->count] = mpn_lshift(to, x->limbs, (mp_size_t)x->count, by % 64);
    }
    return int_finish(heap, cell, count, x->negative);
}

static bool any_below(const struct int_view *x, uint64_t bits)
{
    for (size_t i = 0; i < bits / 64; i++)
        if (x->limbs[i] != 0)
            return true;
    return bits % 64 != 0 && x->limbs[bits / 64] << (64 - bits % 64) != 0;
}

/* Rounds down: a negative number whose lost bits are not all 0 moves one further from 0. */
static Term shift_right(struct heap *heap, const struct int_view *x, uint64_t by)
{
    size_t whole = by / 64;
    if (whole >= x->count)
        return SMALL(x->negative ? -1 : 0);
    size_t count = x->count - whole + 1;
    Term *cell = heap_alloc(heap, count + 1);
    const uint64_t *from = x->limbs + whole;
    if (by % 64 == 0)
        mpn_copyi(cell + 1, from, (mp_size_t)count - 1);
    else
        mpn_rshift(cell + 1, from, (mp_size_t)count - 1, by % 64);
    cell[count] = 0;
    if (x->negative && any_below(x, by))
        mpn_add_1(cell + 1, cell + 1, (mp_size_t)count, 1);
    return int_finish(heap, cell, count, x->negative);
}

Term big_shift(struct heap *heap, Term a, int64_t by)
{
    struct int_view x;
    int_view(a, &x);
    if (x.count == 0 || by == 0)
        return a;
    return by > 0 ? shift_left(heap, &x, (uint64_t)by) : shift_right(heap, &x, (uint64_t)-by);
}
