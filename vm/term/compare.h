/* SPDX-License-Identifier: Apache-2.0 */
/* compare.h: equality and order of terms.
 *
 *   number < atom < reference < fun < port < pid < tuple < map < nil < list < bitstring
 *
 * Two relations of each: the ordinary one, for which 1 and 1.0 are equal, and the exact one, for
 * which every integer sorts before every float; the exact one orders the keys of maps. Terms of
 * any depth are compared without recursion in C. */
#ifndef TICK_VM_COMPARE_H
#define TICK_VM_COMPARE_H

#include "vm/term/term.h"

bool compare_equal_exact(Term a, Term b); /* neither identical nor immediate */
bool compare_equal(Term a, Term b);
int compare_order(Term a, Term b);
int compare_order_exact(Term a, Term b);

/* Is A =:= B? */
ALWAYS_INLINE bool term_equal_exact(Term a, Term b)
{
    if (a == b)
        return true;
    if (term_tag(a) != term_tag(b) || term_is_immediate(a))
        return false;
    return compare_equal_exact(a, b);
}

/* Is A == B? */
ALWAYS_INLINE bool term_equal(Term a, Term b)
{
    if (a == b)
        return true;
    if (term_is_immediate(a) && term_is_immediate(b))
        return false;
    return compare_equal(a, b);
}

/* Negative, 0 or positive as A < B, A == B or A > B. */
ALWAYS_INLINE int term_compare(Term a, Term b)
{
    if (a == b)
        return 0;
    if (LIKELY(term_is_small(a) && term_is_small(b)))
        return (int64_t)a < (int64_t)b ? -1 : 1;
    return compare_order(a, b);
}

/* The same with integers before floats: 0 only if A =:= B. */
ALWAYS_INLINE int term_compare_exact(Term a, Term b)
{
    if (a == b)
        return 0;
    if (term_is_small(a) && term_is_small(b))
        return (int64_t)a < (int64_t)b ? -1 : 1;
    return compare_order_exact(a, b);
}

#endif
