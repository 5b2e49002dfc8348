/* SPDX-License-Identifier: Apache-2.0 */
/* large_integer.h: products and quotients of large integers are left to dirty schedulers, although
 * it is no builtin that the program calls but an instruction, perhaps in a guard. */
#ifndef TICK_VM_INTERP_LARGE_INTEGER_H
#define TICK_VM_INTERP_LARGE_INTEGER_H

#include "vm/process/registers.h"

/* Does A * B, or A div B and A rem B, take long and would somebody have to wait for it? Never when
 * it fails. */
bool product_takes_long(const struct process *p, Term a, Term b) MUST_CHECK;
bool quotient_takes_long(const struct process *p, Term a, Term b) MUST_CHECK;

/* Ends the turn of P, which goes on at p->pc, set by then, when a dirty scheduler has put what
 * FUNCTION makes of A and B, which is no exception, at PLACE: a destination operand (instr.h). LIVE
 * registers are live before. regs->job is set. */
void leave_operation(struct process *p, builtin_fn *function, Term a, Term b, unsigned live,
                     uint32_t place);

#endif
