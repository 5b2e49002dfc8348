/* SPDX-License-Identifier: Apache-2.0 */
/* literals.h: giving literals back while processes may still refer to them.
 *
 * Rules for everything else that keeps terms:
 * - What lies in the literal area refers to nothing outside of it, and to no other piece in it
 *   (copy_term_all).
 * - C memory outside of processes that keeps terms (timers, tables) keeps copies that refer to no
 *   literals: a census does not look there. It makes them with copy_term_all, or between
 *   copy_literals_too(true) and copy_literals_too(false). */
#ifndef TICK_VM_PROCESS_LITERALS_H
#define TICK_VM_PROCESS_LITERALS_H

#include "vm/term/term.h"

/* With scheduler_init. */
void literals_init(void);

/* COUNT words at WORDS of the literal area are out of all tables: frees them when no process refers
 * to them any more. On a scheduler. */
void literals_retire(Term *words, size_t count);

/* Begins to look for what can be freed even though little is retired. False: nothing is. */
bool literals_hurry(void);

/* Is a search going on? */
bool literals_busy(void);

/* How many have begun. */
uint64_t literals_censuses(void);

#endif
