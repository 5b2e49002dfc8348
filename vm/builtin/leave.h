/* SPDX-License-Identifier: Apache-2.0 */
/* leave.h: how builtins of processes end a turn before its time. */
#ifndef TICK_VM_BUILTIN_LEAVE_H
#define TICK_VM_BUILTIN_LEAVE_H

#include "vm/builtin/support.h"

/* Ends the turn; the process goes on at tick:NAME/COUNT with ARGS in its next one. Returns
 * NON_VALUE. When P is PROC_EXITING there is no next one: it ends. */
Term builtin_leave(struct process *p, Term name, unsigned count, const Term *args);

/* The same, but the next turn comes only when a signal has come in that P has not fetched yet. */
Term builtin_wait(struct process *p, Term name, unsigned count, const Term *args);

/* Sends OTHER a QUESTION (request.h) and waits for the answer, which becomes the result of the
 * builtin; WHEN_DEAD if there is no such process. */
Term builtin_ask(struct process *p, Term other, Term question, Term when_dead);

/* Goes on with RESULT, in the next turn. */
Term builtin_leave_with(struct process *p, Term result);

/* The priority with this name; false: there is none. */
bool builtin_priority(Term name, uint8_t *priority);

#endif
