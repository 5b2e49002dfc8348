/* SPDX-License-Identifier: Apache-2.0 */
/* walk_mark.h: a mark on the stack of a walk over a term (word_stack.h): it says what is in
 * progress below it, and how far. It has the tag of a catch, which stands in no term: so a stack of
 * terms and marks fits into a tuple, where the collector finds its terms, when the walk stops. */
#ifndef TICK_VM_TERM_WALK_MARK_H
#define TICK_VM_TERM_WALK_MARK_H

#include "vm/term/term.h"

#define MARK_SHIFT     6 /* behind the tag */
#define MARK_KIND_BITS 3

/* KIND is less than 8. */
ALWAYS_INLINE Term mark_make(unsigned kind, size_t place)
{
    return ((Term)place << MARK_KIND_BITS | kind) << MARK_SHIFT | IMM_CATCH;
}

ALWAYS_INLINE bool term_is_mark(Term term)
{
    return term_is_catch(term);
}

ALWAYS_INLINE unsigned mark_kind(Term mark)
{
    return (unsigned)(mark >> MARK_SHIFT) & ((1u << MARK_KIND_BITS) - 1);
}

ALWAYS_INLINE size_t mark_place(Term mark)
{
    return mark >> (MARK_SHIFT + MARK_KIND_BITS);
}

#endif
