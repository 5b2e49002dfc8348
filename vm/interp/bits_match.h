/* SPDX-License-Identifier: Apache-2.0 */
/* bits_match.h: what the instructions that match bitstrings share: sizes, and what they cost. */
#ifndef TICK_VM_BITS_MATCH_H
#define TICK_VM_BITS_MATCH_H

#include "vm/interp/instr.h"
#include "vm/term/atom.h"
#include "vm/term/match.h"

/* Reductions for work on so many bits. */
#define BITS_PER_REDUCTION 512

ALWAYS_INLINE int64_t bits_charge(size_t bits)
{
    return (int64_t)(bits / BITS_PER_REDUCTION);
}

/* SIZE * UNIT bits, if SIZE is a number of units and CONTEXT has so many left. */
ALWAYS_INLINE bool segment_bits(Term context, Term size, uint32_t unit, size_t *bits)
{
    size_t count;
    if (!term_is_small(size) || small_value(size) < 0)
        return false;
    return !__builtin_mul_overflow((size_t)small_value(size), (size_t)unit, &count) &&
           (*bits = count) <= match_left(context);
}

ALWAYS_INLINE bool is_multiple(size_t bits, uint32_t unit)
{
    return unit == 1 || unit == 0 || (unit == 8 ? bits % 8 == 0 : bits % unit == 0);
}

/* The same where the size may be the atom all: everything, if that is a multiple of UNIT. */
ALWAYS_INLINE bool part_bits(Term context, Term size, uint32_t unit, size_t *bits)
{
    if (size != ATOM_(all))
        return segment_bits(context, size, unit, bits);
    *bits = match_left(context);
    return is_multiple(*bits, unit);
}

#endif
