/* SPDX-License-Identifier: Apache-2.0 */
/* signal.h: what processes send each other, and the queue it travels in.
 *
 * Everything between processes is a signal, a fragment with a kind. A receiver has one queue for all
 * kinds, so signals of one sender arrive in the order in which they were sent. The queue is one word:
 *
 *     mail = NULL      the receiver runs (or is about to), nothing new
 *     mail = PARKED    the receiver waits and nothing is on its way
 *     mail = f         newest signal; f->next the one before it, ... (PARKED and NULL never inside)
 *     mail = CLOSED    the receiver has ended
 *
 * A sender pushes with one compare-and-swap; whoever replaces PARKED makes the receiver runnable, so
 * exactly one does. The receiver takes the whole list with one exchange and reverses it. */
#ifndef TICK_VM_SIGNAL_H
#define TICK_VM_SIGNAL_H

#include "vm/process/process.h"

enum signal_kind {
    SIGNAL_MESSAGE,
    SIGNAL_EXIT,          /* {From, Reason, FromLink}: exit/2 or a broken link */
    SIGNAL_LINK,          /* From */
    SIGNAL_UNLINK,        /* From */
    SIGNAL_MONITOR,       /* {From, Ref, Name or From's target as given} */
    SIGNAL_DEMONITOR,     /* {From, Ref} */
    SIGNAL_DOWN,          /* {Ref, Pid, Reason} */
    SIGNAL_GROUP_LEADER,  /* new leader */
    SIGNAL_REQUEST,       /* a question to the process: request.c */
    SIGNAL_WAKE,          /* nothing but waking it */
};

#define MAIL_PARKED ((struct fragment *)(uintptr_t)1)
#define MAIL_CLOSED ((struct fragment *)(uintptr_t)2)

#endif
