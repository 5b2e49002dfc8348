/* SPDX-License-Identifier: Apache-2.0 */
/* timer_message.h: timers that send a message: erlang:send_after and start_timer. The reference
 * that a program holds is a magic one: it leads to the timer without a table to look in. */
#ifndef TICK_VM_TIMER_MESSAGE_H
#define TICK_VM_TIMER_MESSAGE_H

#include "vm/process/process.h"

/* Starts a timer that sends TO (a local pid or an atom) a copy of MESSAGE, or {timeout, Reference,
 * MESSAGE} if WRAP, when the clock shows WHEN. Returns its reference, on P's heap. */
Term timer_message_start(struct process *p, int64_t when, Term to, Term message, bool wrap);

/* Whole milliseconds until the timer fires; -1 when it has fired, was cancelled, the process it was
 * for has ended, or REFERENCE is none of a timer. */
int64_t timer_message_left(Term reference);

/* The same, and it will not fire any more. */
int64_t timer_message_cancel(Term reference);

/* The timer has fired. */
void timer_message_fire(struct timer *timer);

#endif
