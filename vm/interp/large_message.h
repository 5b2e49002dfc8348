/* SPDX-License-Identifier: Apache-2.0 */
/* large_message.h: leaves the copying of a large message or exit signal to a dirty scheduler. */
#ifndef TICK_VM_INTERP_LARGE_MESSAGE_H
#define TICK_VM_INTERP_LARGE_MESSAGE_H

#include "vm/process/process.h"

/* After SEND_LARGE of proc_send: ends the turn of P, which goes on at p->pc, set by then, with
 * RESULT in x0, when MESSAGE has been sent. regs->job is set. */
void leave_message(struct process *p, Term to, Term message, Term result);

/* The same for a builtin, which returns RESULT then. Returns NON_VALUE. */
Term leave_message_and(struct process *p, Term to, Term message, Term result);

/* The same for the exit signal that exit/2 sends to the process TO, an immediate RESULT. */
Term leave_exit_and(struct process *p, Term to, Term reason, Term result);

#endif
