/* SPDX-License-Identifier: Apache-2.0 */
/* suspend.h: processes that others have suspended: they take in their mail, but run no code.
 *
 * Both know of it: the one that suspends has an entry (relation.h) with how many times it has done
 * so, the suspended one an entry for each process that does. Each time sends a request, so that its
 * answer tells when the process stands still; only the last resume sends a signal. Who ends resumes
 * all.
 *
 * Invariant: a process has PROC_SUSPENDED exactly while it has an entry RELATION_SUSPENDED. */
#ifndef TICK_VM_SUSPEND_H
#define TICK_VM_SUSPEND_H

#include "vm/process/signal.h"

/* ---- the one that suspends ---- */

/* How many times P suspends OTHER. */
uint32_t suspend_count(const struct process *p, Term other);

/* P suspends OTHER 0 or 1 TIMES more; it answers ANSWER as WRAP says (request.h) when it stands
 * still. False: there is no such process. */
bool suspend_add(struct process *p, Term other, uint32_t times, Term answer, Term wrap) MUST_CHECK;

/* Takes one time back. False: P does not suspend OTHER, or that has ended. */
bool suspend_take_back(struct process *p, Term other) MUST_CHECK;

/* ---- the one that is suspended ---- */

void suspend_begin(struct process *p, Term from);
void suspend_end(struct process *p, Term from);

#endif
