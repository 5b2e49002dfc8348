/* SPDX-License-Identifier: Apache-2.0 */
/* arith.c: which kind of arithmetic two terms ask for; arithmetic of floats and of pairs of small
 * integers. Integers of which one is big go on to big_arith.c. */
#include "vm/term/arith.h"
#include "vm/term/atom.h"
#include "vm/term/big.h"
#include "vm/term/big_arith.h"

#include <math.h>

static COLD Term badarith(Term *reason)
{
    *reason = ATOM_(badarith);
    return NON_VALUE;
}

/* An integer result that is missing is too large. */
static Term checked(Term result, Term *reason)
{
    if (UNLIKELY(result == NON_VALUE))
        *reason = ATOM_(system_limit);
    return result;
}

static Term float_result(struct heap *heap, double value, Term *reason)
{
    return isfinite(value) ? heap_float(heap, value) : badarith(reason);
}

ALWAYS_INLINE bool both_small(Term a, Term b)
{
    return term_is_small(a) && term_is_small(b);
}

ALWAYS_INLINE bool both_integers(Term a, Term b)
{
    return term_is_integer(a) && term_is_integer(b);
}

bool arith_to_double(Term a, double *value)
{
    if (term_is_float(a)) {
        *value = float_value(a);
        return true;
    }
    return term_is_integer(a) && int_to_double(a, value);
}

Term arith_float(struct heap *heap, Term a, Term *reason)
{
    double value;
    if (!arith_to_double(a, &value))
        return badarith(reason);
    return term_is_float(a) ? a : heap_float(heap, value);
}

/* ---- + - * / ---- */

Term arith_add(struct heap *heap, Term a, Term b, Term *reason)
{
    double x, y;
    if (both_small(a, b))
        return heap_int(heap, small_value(a) + small_value(b));
    if (both_integers(a, b))
        return checked(big_add(heap, a, b, false), reason);
    if (!arith_to_double(a, &x) || !arith_to_double(b, &y))
        return badarith(reason);
    return float_result(heap, x + y, reason);
}

Term arith_sub(struct heap *heap, Term a, Term b, Term *reason)
{
    double x, y;
    if (both_small(a, b))
        return heap_int(heap, small_value(a) - small_value(b));
    if (both_integers(a, b))
        return checked(big_add(heap, a, b, true), reason);
    if (!arith_to_double(a, &x) || !arith_to_double(b, &y))
        return badarith(reason);
    return float_result(heap, x - y, reason);
}

Term arith_mul(struct heap *heap, Term a, Term b, Term *reason)
{
    int64_t product;
    double x, y;
    if (both_small(a, b) && !__builtin_mul_overflow(small_value(a), small_value(b), &product))
        return heap_int(heap, product);
    if (both_integers(a, b))
        return checked(big_mul(heap, a, b), reason);
    if (!arith_to_double(a, &x) || !arith_to_double(b, &y))
        return badarith(reason);
    return float_result(heap, x * y, reason);
}

Term arith_fdiv(struct heap *heap, Term a, Term b, Term *reason)
{
    double x, y;
    if (!arith_to_double(a, &x) || !arith_to_double(b, &y) || y == 0)
        return badarith(reason);
    return float_result(heap, x / y, reason);
}

/* ---- div rem ---- */

Term arith_div(struct heap *heap, Term a, Term b, Term *reason)
{
    if (!both_integers(a, b) || b == SMALL(0))
        return badarith(reason);
    if (both_small(a, b))
        return heap_int(heap, small_value(a) / small_value(b));
    return big_div(heap, a, b);
}

Term arith_rem(struct heap *heap, Term a, Term b, Term *reason)
{
    if (!both_integers(a, b) || b == SMALL(0))
        return badarith(reason);
    if (both_small(a, b))
        return small_make(small_value(a) % small_value(b));
    return big_rem(heap, a, b);
}

/* ---- sign ---- */

Term arith_neg(struct heap *heap, Term a, Term *reason)
{
    if (term_is_float(a))
        return heap_float(heap, -float_value(a));
    return arith_sub(heap, SMALL(0), a, reason);
}

Term arith_abs(struct heap *heap, Term a, Term *reason)
{
    if (term_is_float(a))
        return float_value(a) < 0 ? heap_float(heap, -float_value(a)) : a; /* -0.0 stays */
    if (!term_is_integer(a))
        return badarith(reason);
    return int_sign(a) < 0 ? arith_neg(heap, a, reason) : a;
}

/* ---- bits ---- */

Term arith_band(struct heap *heap, Term a, Term b, Term *reason)
{
    if (both_small(a, b))
        return a & b;
    return both_integers(a, b) ? checked(big_band(heap, a, b), reason) : badarith(reason);
}

Term arith_bor(struct heap *heap, Term a, Term b, Term *reason)
{
    if (both_small(a, b))
        return a | b;
    return both_integers(a, b) ? checked(big_bor(heap, a, b), reason) : badarith(reason);
}

Term arith_bxor(struct heap *heap, Term a, Term b, Term *reason)
{
    if (both_small(a, b))
        return small_make(small_value(a) ^ small_value(b));
    return both_integers(a, b) ? checked(big_bxor(heap, a, b), reason) : badarith(reason);
}

Term arith_bnot(struct heap *heap, Term a, Term *reason)
{
    if (term_is_small(a))
        return small_make(~small_value(a));
    return term_is_big(a) ? checked(big_add(heap, SMALL(-1), a, true), reason) : badarith(reason);
}

/* A << COUNT or, where COUNT < 0, A >> -COUNT. Beyond the range of int64_t only the sign of the
 * count matters. */
static Term shift(struct heap *heap, Term a, Term count, bool left, Term *reason)
{
    if (!both_integers(a, count))
        return badarith(reason);
    int64_t by;
    if (!int_to_int64(count, &by) || by == INT64_MIN)
        by = int_sign(count) < 0 ? -INT64_MAX : INT64_MAX;
    return checked(big_shift(heap, a, left ? by : -by), reason);
}

Term arith_bsl(struct heap *heap, Term a, Term b, Term *reason)
{
    return shift(heap, a, b, true, reason);
}

Term arith_bsr(struct heap *heap, Term a, Term b, Term *reason)
{
    return shift(heap, a, b, false, reason);
}

/* ---- floats to integers ---- */

static Term rounded(struct heap *heap, Term a, double (*round_to)(double), Term *reason)
{
    if (term_is_float(a))
        return int_from_double(heap, round_to(float_value(a)));
    return term_is_integer(a) ? a : badarith(reason);
}

Term arith_trunc(struct heap *heap, Term a, Term *reason)
{
    return rounded(heap, a, trunc, reason);
}

Term arith_round(struct heap *heap, Term a, Term *reason)
{
    return rounded(heap, a, round, reason);
}

Term arith_floor(struct heap *heap, Term a, Term *reason)
{
    return rounded(heap, a, floor, reason);
}

Term arith_ceil(struct heap *heap, Term a, Term *reason)
{
    return rounded(heap, a, ceil, reason);
}
