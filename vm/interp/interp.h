/* SPDX-License-Identifier: Apache-2.0 */
/* interp.h: the interpreter as the scheduler sees it. */
#ifndef TICK_VM_INTERP_H
#define TICK_VM_INTERP_H

#include "vm/interp/internal_code.h"
#include "vm/process/registers.h"

/* Runs regs->process from where it was switched out until the turn of QUANTUM reductions is used
 * up, it waits or it ends (then proc_exit has been called and the structure must not be touched any
 * more). */
enum turn_end interp_turn(struct registers *regs, struct process *p, int64_t quantum);

/* Collects the garbage of P; its first LIVE x registers at X are roots (NULL, 0: those on top of
 * its stack count as stack). Room for NEED words afterwards. Ends the process (PROC_KILLED) when
 * memory cannot be had. */
void proc_collect(struct process *p, size_t need, Term *x, size_t live);

#endif
