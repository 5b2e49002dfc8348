/* SPDX-License-Identifier: Apache-2.0 */
/* big.h: integers of any size: sign and absolute value, the latter in limbs of 64 bits, least
 * significant first, on the heap of the process, worked on in place by GMP's mpn functions.
 *
 * Small integers and big ones are two forms of one type: an integer that fits 60 bits is always
 * small, and the highest limb of a big one is never 0, so equal integers have equal forms.
 * Functions named int_ take both forms. */
#ifndef TICK_VM_BIG_H
#define TICK_VM_BIG_H

#include "vm/memory/heap.h"

/* Larger integers end in system_limit, exactly where OTP 25's do: 1 bsl 33554367 is the largest
 * power of two. */
#define BIG_MAX_LIMBS ((size_t)524287)
#define BIG_MAX_BITS  (BIG_MAX_LIMBS * 64)

ALWAYS_INLINE bool big_is_negative(Term t)
{
    return header_kind(boxed_header(t)) == BOXED_NEG_BIG;
}

ALWAYS_INLINE size_t big_limb_count(Term t)
{
    return header_arity(boxed_header(t));
}

ALWAYS_INLINE const uint64_t *big_limbs(Term t)
{
    return boxed_ptr(t) + 1;
}

/* An integer of either form taken apart; LIMB holds the absolute value of a small one. COUNT is 0
 * for 0. LIMBS may point into the structure itself: do not copy it. */
struct int_view {
    const uint64_t *limbs;
    size_t count;
    bool negative;
    uint64_t limb;
};

void int_view(Term integer, struct int_view *view);

/* The integer with this sign and absolute value; highest limbs may be 0. NON_VALUE: beyond
 * BIG_MAX_BITS. */
Term int_from_limbs(struct heap *heap, const uint64_t *limbs, size_t count,
                    bool negative) MUST_CHECK;

/* The same for limbs that lie already at CELL + 1 .. CELL + COUNT, CELL being the newest allocation
 * of COUNT + 1 words; gives back the words that the result does not need. */
Term int_finish(struct heap *heap, Term *cell, size_t count, bool negative) MUST_CHECK;

/* True, and the value in *VALUE, when TERM is an integer that fits. */
bool int_to_int64(Term term, int64_t *value) MUST_CHECK;
bool int_to_uint64(Term term, uint64_t *value) MUST_CHECK;

/* -1, 0, 1. */
int int_sign(Term integer);
int int_compare(Term a, Term b);

/* Compares an integer with a finite float by their exact values. */
int int_compare_double(Term integer, double value);

/* A float next to the integer, nearly always the nearest: limbs are added up from the highest, as
 * Erlang/OTP does, and each addition rounds. False when the integer is beyond the range of floats.
 */
bool int_to_double(Term integer, double *value) MUST_CHECK;

/* The integer part of a finite float. */
Term int_from_double(struct heap *heap, double value);

/* Number of bits of the absolute value; 0 for 0. */
size_t int_bit_length(Term integer);

/* The integer that SIZE bytes stand for: unsigned, or in two's complement. NON_VALUE: beyond
 * BIG_MAX_BITS. */
Term int_from_bytes(struct heap *heap, const unsigned char *bytes, size_t size, bool little,
                    bool is_signed) MUST_CHECK;

/* The lowest SIZE bytes of an integer in two's complement. */
void int_to_bytes(Term integer, unsigned char *bytes, size_t size, bool little);

#endif
