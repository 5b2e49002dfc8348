/* SPDX-License-Identifier: Apache-2.0 */
/* handle.h: what a signal that is not a message does to its receiver. Only the owner of a process
 * calls these. */
#ifndef TICK_VM_HANDLE_H
#define TICK_VM_HANDLE_H

#include "vm/process/signal.h"

/* Acts on SIGNAL, which is P's now, and frees it or makes it a message of P. */
void signal_handle(struct process *p, struct fragment *signal);

/* Answers SIGNAL, or a message, for P, which has ended, and frees it. */
void signal_refuse(struct process *p, struct fragment *signal);

/* An exit signal {'EXIT', From, Reason} reaches P. FLAGS: enum exit_flag. */
void signal_handle_exit(struct process *p, struct fragment *signal);

/* Makes MESSAGE the last one of P's messages. */
void mailbox_append(struct process *p, struct fragment *message);

/* Turns a list of signals round: newest first to oldest first. */
struct fragment *mailbox_reverse(struct fragment *list);

#endif
