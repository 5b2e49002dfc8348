/* SPDX-License-Identifier: Apache-2.0 */
/* match.h: a bitstring on its way through a match.
 *
 *   BOXED_MATCH  header | position | end | HEAP_BITS or BIN_REF term
 *
 * It is laid out like a SUB_BITS, but matching moves its position, so it is never a value that a
 * program could look at: compilers keep it in a register and pass it on only to functions that go
 * on matching. */
#ifndef TICK_VM_MATCH_H
#define TICK_VM_MATCH_H

#include "vm/term/bits.h"

#define MATCH_WORDS 4

/* Flags of a segment, as BEAM files hold them. */
enum segment_flag { SEGMENT_LITTLE = 2, SEGMENT_SIGNED = 4, SEGMENT_NATIVE = 16 };

ALWAYS_INLINE bool term_is_match(Term t)
{
    return term_is_kind(t, BOXED_MATCH);
}

ALWAYS_INLINE size_t match_position(Term context)
{
    return boxed_ptr(context)[1];
}

ALWAYS_INLINE void match_set_position(Term context, size_t position)
{
    boxed_ptr(context)[1] = position;
}

/* Where the bitstring ends; positions count from the same place. */
ALWAYS_INLINE size_t match_end(Term context)
{
    return boxed_ptr(context)[2];
}

/* Bits not matched yet. */
ALWAYS_INLINE size_t match_left(Term context)
{
    return boxed_ptr(context)[2] - boxed_ptr(context)[1];
}

ALWAYS_INLINE void match_skip(Term context, size_t bits)
{
    boxed_ptr(context)[1] += bits;
}

/* The bytes that positions count from; valid until the next collection. */
ALWAYS_INLINE const unsigned char *match_bytes(Term context)
{
    const Term *base = boxed_ptr(boxed_ptr(context)[3]);
    if (header_kind(base[0]) == BOXED_BIN_REF)
        return bin_ref_binary(base)->bytes;
    return (const unsigned char *)(base + 2);
}

/* A context at the start of a bitstring, written at CELL (MATCH_WORDS words). */
ALWAYS_INLINE Term match_put(Term *cell, Term bitstring)
{
    const Term *object = boxed_ptr(bitstring);
    bool whole = header_kind(object[0]) == BOXED_HEAP_BITS;
    cell[0] = HEADER(BOXED_MATCH, MATCH_WORDS - 1);
    cell[1] = whole ? 0 : object[1];
    cell[2] = whole ? object[1] : object[2];
    cell[3] = whole ? bitstring : object[3];
    return boxed_make(cell);
}

/* SIZE bits (at most 64), which must be there, as a number, extended by its sign if FLAGS say so;
 * and on. */
uint64_t match_word(Term context, size_t size, unsigned flags);

/* Each of these takes SIZE bits, which must be there, and moves on; NON_VALUE: the bits hold no
 * such value (then the position is as it was) or, for integers, memory is exhausted. */
Term match_integer(struct heap *heap, Term context, size_t size, unsigned flags);
Term match_float(struct heap *heap, Term context, size_t size, unsigned flags);
Term match_bitstring(struct heap *heap, Term context, size_t size);

/* The next code point in UTF-8, UTF-16 or UTF-32, and on; -1 when there is none. */
int32_t match_utf8(Term context);
int32_t match_utf16(Term context, unsigned flags);
int32_t match_utf32(Term context, unsigned flags);

/* Are the next SIZE bits those at BYTES? If so, on. */
bool match_string(Term context, const unsigned char *bytes, size_t size);

#endif
