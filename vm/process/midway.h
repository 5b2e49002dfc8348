/* SPDX-License-Identifier: Apache-2.0 */
/* midway.h: a process that is switched out in the midst of an instruction: a comparison that takes
 * long (vm/term/comparison.h), or a loop without calls that begins another round. Nobody knows
 * there which registers are live, which slots of the frame have been written, and what of the heap
 * is promised to the instructions that follow. So nothing is looked for and nothing is moved:
 *
 *   all registers are kept as they are, live or not;
 *   the process takes in its mail, and ends when that says so, but nothing collects its garbage,
 *   builds terms in its block or reads its stack until it is through: errands and a census wait,
 *   and questions about it (PROC_MIDWAY).
 *
 * docs/internals/dispatch.md */
#ifndef TICK_VM_PROCESS_MIDWAY_H
#define TICK_VM_PROCESS_MIDWAY_H

#include "vm/process/registers.h"

/* P leaves its scheduler: takes registers and comparison out of P->regs. */
void midway_leave(struct process *p);

/* It comes back: puts them into P->regs. */
void midway_return(struct process *p);

/* It ends instead. */
void midway_end(struct process *p);

#endif
