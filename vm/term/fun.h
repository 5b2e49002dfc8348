/* SPDX-License-Identifier: Apache-2.0 */
/* fun.h: funs. BOXED_FUN: header | raw word | free variables.
 * The raw word is a struct fun_entry * for a local fun, or a struct export * with its lowest bit
 * set for `fun M:F/A`. The entries belong to the code (vm/code) and outlive every fun. */
#ifndef TICK_VM_FUN_H
#define TICK_VM_FUN_H

#include "vm/term/term.h"
#include "vm/code/code.h"

/* Words of a fun with FREE free variables. */
#define FUN_WORDS(free) (2 + (size_t)(free))

ALWAYS_INLINE bool fun_is_external(Term t)
{
    return boxed_ptr(t)[1] & 1;
}

ALWAYS_INLINE struct fun_entry *fun_entry(Term t)
{
    return (struct fun_entry *)(uintptr_t)boxed_ptr(t)[1];
}

ALWAYS_INLINE struct export *fun_export(Term t)
{
    return (struct export *)(uintptr_t)(boxed_ptr(t)[1] - 1);
}

ALWAYS_INLINE size_t fun_free_count(Term t)
{
    return header_arity(boxed_header(t)) - 1;
}

ALWAYS_INLINE Term *fun_free(Term t)
{
    return boxed_ptr(t) + 2;
}

/* Arguments that a call of the fun takes. */
ALWAYS_INLINE unsigned fun_arity(Term t)
{
    return fun_is_external(t) ? fun_export(t)->mfa.arity : fun_entry(t)->arity;
}

/* Writes `fun M:F/A` at CELL (FUN_WORDS(0) words). */
ALWAYS_INLINE Term fun_put_external(Term *cell, struct export *export)
{
    cell[0] = HEADER(BOXED_FUN, 1);
    cell[1] = (Term)(uintptr_t)export | 1;
    return boxed_make(cell);
}

#endif
