/* SPDX-License-Identifier: Apache-2.0 */
/* literal.h: terms that no collector moves: literals of loaded modules, constants.
 * They live in one reserved range of addresses, so that "is this a literal?" is one comparison. */
#ifndef TICK_VM_LITERAL_H
#define TICK_VM_LITERAL_H

#include "vm/term/term.h"

extern uintptr_t
    literal_base; /* of the reserved range; contains nothing before literal_area_init */
#define LITERAL_RANGE ((uintptr_t)1 << 30)

/* Reserves the range; once, before any other thread. False when the system refuses. */
bool literal_area_init(void) MUST_CHECK;

/* WORDS words that stay where they are; NULL when the range is used up. Any thread. */
Term *literal_alloc(size_t words) MUST_CHECK;

/* Gives back what literal_alloc returned, when no term can refer to it any more. */
void literal_free(Term *words, size_t count);

/* Gives back what literal_alloc returned and copies of terms have filled, with what their objects
 * own outside. */
void literal_release(Term *words, size_t count);

/* A copy of TERM as a literal (TERM itself when immediate or literal already); NON_VALUE when full.
 * The copy refers to no other literal, so it lives as long as its owner wishes. */
Term literal_copy(Term term) MUST_CHECK;

/* Frees a copy that literal_copy made, with what its objects own outside. */
void literal_free_copy(Term literal);

ALWAYS_INLINE bool literal_contains(const Term *pointer)
{
    return (uintptr_t)pointer - literal_base < LITERAL_RANGE;
}

#endif
