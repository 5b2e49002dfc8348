/* SPDX-License-Identifier: Apache-2.0 */
/* mailbox.h: the receiver's side of the signal queue, as the receive instructions use it.
 *
 * Messages that have come in form a list, oldest first. `p->save` is the link to the message that the
 * running receive looks at next; it starts over at the first only after a match. Only the owner
 * of the process calls these. */
#ifndef TICK_VM_MAILBOX_H
#define TICK_VM_MAILBOX_H

#include "vm/process/signal.h"

/* The message that the receive looks at, or NULL when it has looked at all that were fetched. */
ALWAYS_INLINE struct fragment *mailbox_current(const struct process *p)
{
    return *p->save;
}

/* Takes over everything that has come in: handles the signals, appends the messages. Afterwards
 * PROC_EXITING may be set in p->flags: then the process has to end with p->exit_reason. */
void mailbox_fetch(struct process *p);

/* Removes the current message, whose terms become terms of the heap, and starts over. */
void mailbox_remove(struct process *p);

/* Goes on to the next message. */
ALWAYS_INLINE void mailbox_skip(struct process *p)
{
    p->save = &(*p->save)->next;
}

/* Starts over at the first message. */
ALWAYS_INLINE void mailbox_rewind(struct process *p)
{
    p->save = &p->messages;
}

/* Parks a process whose state is saved (pc, heap, live). True: it is parked, and another thread may run it
 * already, so the caller does not touch it any more. False: something has come in meanwhile. */
bool mailbox_park(struct process *p) MUST_CHECK;

#endif
