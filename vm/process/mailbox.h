/* SPDX-License-Identifier: Apache-2.0 */
/* mailbox.h: the receiver's side of the signal queue, as the receive instructions use it.
 *
 * Messages that have come in form a list, oldest first. `p->save` is the link to the message that
 * the running receive looks at next; it starts over at the first only after a match. Only the owner
 * of the process calls these. */
#ifndef TICK_VM_MAILBOX_H
#define TICK_VM_MAILBOX_H

#include "vm/process/signal.h"

/* The message that the receive looks at, or NULL when it has looked at all that were fetched. */
ALWAYS_INLINE struct fragment *mailbox_current(const struct process *p)
{
    return *p->save;
}

void mailbox_fetch_slowly(struct process *p);

/* Takes over everything that has come in: handles the signals, appends the messages. Afterwards
 * PROC_EXITING may be set in p->flags: then the process has to end with p->exit_reason. */
ALWAYS_INLINE void mailbox_fetch(struct process *p)
{
    if (atomic_load_explicit(&p->mail, memory_order_relaxed) != NULL)
        mailbox_fetch_slowly(p);
}

/* Removes the current message, if there is one, whose terms become terms of the heap, starts over
 * and cancels the time-out. */
void mailbox_remove(struct process *p);

/* Takes the message at LINK out of the list and returns it, now the caller's. Leaves p->save valid.
 */
struct fragment *mailbox_unlink(struct process *p, struct fragment **link);

/* Goes on to the next message. */
ALWAYS_INLINE void mailbox_skip(struct process *p)
{
    p->save = &(*p->save)->next;
}

/* Starts over at the first message. */
ALWAYS_INLINE void mailbox_rewind(struct process *p)
{
    p->save = &p->messages;
    p->flags &= ~(uint32_t)PROC_BY_MARKER;
}

/* Parks a process whose state is saved (pc, heap, live, regs->reductions). True: it is parked, and
 * another thread may run it already, so the caller does not touch it any more. False: something has
 * come in meanwhile. */
bool mailbox_park(struct process *p) MUST_CHECK;

#endif
