/* SPDX-License-Identifier: Apache-2.0 */
/* request.h: questions to another process, and things it is asked to do for others, answered by its
 * owner. A request is {From, Question, Wrap}. The answer goes to From, which waits for it and does
 * nothing else meanwhile when Wrap is [], so that one is on its way at most; or else as a message,
 * a tuple of the elements of the list Wrap and the answer. When Wrap is no, nobody wants one.
 *
 *   alive                           answered when the mail is taken in: true
 *   Items                           process_info (info.h); much of it between two turns
 *   {garbage_collect, minor|major}  errands, done between two turns (errand.h): true
 *   {check_process_code, Module}    true when it runs old code (purge.h)
 *   {process_flag, Flag, Value}     the old value, or badarg
 *   {suspend_process, Answer}       suspend.h: Answer, when it stands still
 *
 * For a process that has ended: false, undefined, false, false, badtype, exited. */
#ifndef TICK_VM_REQUEST_H
#define TICK_VM_REQUEST_H

#include "vm/process/signal.h"

/* Asks OTHER, a local pid. False: there is no such process. */
bool request_send(const struct process *p, Term other, Term question, Term wrap) MUST_CHECK;

/* The answer as a term of P's heap, or NON_VALUE when it has not come yet. */
Term request_take_answer(struct process *p);

/* Answers whoever has PID and waits for that; with a message made before, which is taken over. */
void request_reply(Term pid, Term value);
void request_deliver(Term pid, struct fragment *reply);

ALWAYS_INLINE Term request_question(const struct fragment *request)
{
    return tuple_get(request->term, 1);
}

ALWAYS_INLINE Term request_from(const struct fragment *request)
{
    return tuple_get(request->term, 0);
}

/* Does the process that asks wait for the answer? */
ALWAYS_INLINE bool request_is_awaited(const struct fragment *request)
{
    return term_is_nil(tuple_get(request->term, 2));
}

/* Sends the answer to a request. */
void request_answer(const struct fragment *request, Term answer);

/* A request has come: answers it for P now. Not for errands. */
void request_handle(struct process *p, const struct fragment *request);

/* Answers a request for a process that has ended. */
void request_refuse(const struct fragment *request);

#endif
