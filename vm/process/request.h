/* SPDX-License-Identifier: Apache-2.0 */
/* request.h: questions to another process, answered by its owner the next time it takes in its
 * mail: {From, alive}, {From, Items} (process_info), {From, {check_process_code, Module}}. The
 * answer is a signal too; whoever asked does nothing else until it has come, so one is on its way
 * at most. */
#ifndef TICK_VM_REQUEST_H
#define TICK_VM_REQUEST_H

#include "vm/process/signal.h"

/* Asks OTHER, a local pid. False: there is no such process. */
bool request_send(const struct process *p, Term other, Term question) MUST_CHECK;

/* The answer as a term of P's heap, or NON_VALUE when it has not come yet. */
Term request_take_answer(struct process *p);

/* Answers whoever has PID and waits for that. */
void request_reply(Term pid, Term value);

/* Answers REQUEST for P. */
void request_answer(struct process *p, Term request);

/* Answers REQUEST for a process that has ended. */
void request_refuse(Term request);

#endif
