/* SPDX-License-Identifier: Apache-2.0 */
/* arith.h: Erlang's arithmetic on terms: small and big integers and floats, in any mixture.
 *
 * Results that do not fit a word are built on HEAP. On failure a function returns NON_VALUE and
 * sets *REASON to the atom that the exception carries: badarith (no number, division by zero, a
 * float out of range) or system_limit (an integer beyond BIG_MAX_BITS). The interpreter handles
 * small integers itself and comes here for everything else, so nothing here is inline. */
#ifndef TICK_VM_ARITH_H
#define TICK_VM_ARITH_H

#include "vm/memory/heap.h"

typedef Term arith_function(struct heap *heap, Term a, Term b, Term *reason);

Term arith_add(struct heap *heap, Term a, Term b, Term *reason);  /* A + B */
Term arith_sub(struct heap *heap, Term a, Term b, Term *reason);  /* A - B */
Term arith_mul(struct heap *heap, Term a, Term b, Term *reason);  /* A * B */
Term arith_fdiv(struct heap *heap, Term a, Term b, Term *reason); /* A / B: always a float */
Term arith_div(struct heap *heap, Term a, Term b, Term *reason);  /* integers; rounds to zero */
Term arith_rem(struct heap *heap, Term a, Term b, Term *reason);  /* integers; sign of A */

/* Bits of integers in two's complement of unlimited width. */
Term arith_band(struct heap *heap, Term a, Term b, Term *reason);
Term arith_bor(struct heap *heap, Term a, Term b, Term *reason);
Term arith_bxor(struct heap *heap, Term a, Term b, Term *reason);
Term arith_bsl(struct heap *heap, Term a, Term b, Term *reason); /* B < 0: shifts right */
Term arith_bsr(struct heap *heap, Term a, Term b, Term *reason); /* B < 0: shifts left */
Term arith_bnot(struct heap *heap, Term a, Term *reason);

Term arith_neg(struct heap *heap, Term a, Term *reason);
Term arith_abs(struct heap *heap, Term a, Term *reason);

/* A number as a float; its value in *VALUE when it is one and fits, else false. */
bool arith_to_double(Term a, double *value);
Term arith_float(struct heap *heap, Term a, Term *reason);

/* A number to an integer: towards zero, to the nearest (halves away from zero), down, up. */
Term arith_trunc(struct heap *heap, Term a, Term *reason);
Term arith_round(struct heap *heap, Term a, Term *reason);
Term arith_floor(struct heap *heap, Term a, Term *reason);
Term arith_ceil(struct heap *heap, Term a, Term *reason);

#endif
