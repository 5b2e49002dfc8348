/* SPDX-License-Identifier: Apache-2.0 */
/* large_integer.c: which products and quotients take long. */
#include "vm/interp/large_integer.h"

#include "vm/interp/elsewhere.h"
#include "vm/term/big.h"

/* From so many limbs of the smaller operand on GMP's algorithms are faster than one limb by one,
 * about so much that more of them cost nothing. */
#define FULL_PRICE_LIMBS 192

/* Pairs of limbs for one reduction. */
#define PAIRS_PER_REDUCTION 100

static size_t limbs(Term integer)
{
    return term_is_big(integer) ? big_limb_count(integer) : 1;
}

static bool takes_long(const struct process *p, size_t more, size_t few)
{
    size_t pairs = more * (few < FULL_PRICE_LIMBS ? few : FULL_PRICE_LIMBS);
    return builtin_takes_long(p, pairs / PAIRS_PER_REDUCTION);
}

bool product_takes_long(const struct process *p, Term a, Term b)
{
    if (LIKELY(!term_is_big(a) || !term_is_big(b)))
        return false;
    size_t x = limbs(a), y = limbs(b);
    return x + y <= BIG_MAX_LIMBS && takes_long(p, x > y ? x : y, x > y ? y : x);
}

/* A quotient has as many limbs as the dividend has more than the divisor; each is a product. */
bool quotient_takes_long(const struct process *p, Term a, Term b)
{
    if (LIKELY(!term_is_big(a) || !term_is_big(b)))
        return false;
    size_t x = limbs(a), y = limbs(b);
    if (x <= y)
        return false;
    size_t quotient = x - y;
    return takes_long(p, quotient > y ? quotient : y, quotient > y ? y : quotient);
}
