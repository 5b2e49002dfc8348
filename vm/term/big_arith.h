/* SPDX-License-Identifier: Apache-2.0 */
/* big_arith.h: arithmetic of integers in either form, with results in the right one. NON_VALUE:
 * the result would be beyond BIG_MAX_BITS. */
#ifndef TICK_VM_BIG_ARITH_H
#define TICK_VM_BIG_ARITH_H

#include "vm/memory/heap.h"

Term big_add(struct heap *heap, Term a, Term b, bool subtract) MUST_CHECK;
Term big_mul(struct heap *heap, Term a, Term b) MUST_CHECK;

/* B is not 0; never NON_VALUE. */
Term big_div(struct heap *heap, Term a, Term b);
Term big_rem(struct heap *heap, Term a, Term b);

Term big_band(struct heap *heap, Term a, Term b) MUST_CHECK;
Term big_bor(struct heap *heap, Term a, Term b) MUST_CHECK;
Term big_bxor(struct heap *heap, Term a, Term b) MUST_CHECK;

/* A << BY or, where BY < 0, A >> -BY, rounded down. BY is not INT64_MIN. */
Term big_shift(struct heap *heap, Term a, int64_t by) MUST_CHECK;

#endif
