/* SPDX-License-Identifier: Apache-2.0 */
/* call.h: finding out what a call leads to: used by the handlers of calls and by those that go on
 * after a trap. */
#ifndef TICK_VM_CALL_H
#define TICK_VM_CALL_H

#include "vm/interp/instr.h"

/* The live x registers when ENTRY, where a call leads to, begins to execute: its arity. */
unsigned entry_arity(CodePtr entry);

/* The function that ENTRY belongs to. False when ENTRY is not in any module or export. */
bool entry_mfa(CodePtr entry, struct mfa *mfa);

/* Prepares regs->x for a call of FUN with COUNT arguments that are in place: appends the free
 * variables. Returns the code, or NULL after builtin_raise (badfun, badarity). */
CodePtr prepare_fun(struct registers *regs, Term fun, unsigned count);

/* Prepares a call of x[0]:x[1] with the list x[2] of arguments: unpacks them. NULL after
 * builtin_raise. */
CodePtr prepare_apply_mfa(struct registers *regs);

/* The same for a fun x[0] and a list x[1]. */
CodePtr prepare_apply_fun(struct registers *regs);

/* The same for MODULE:FUNCTION with COUNT arguments in place. */
CodePtr prepare_apply(struct registers *regs, Term module, Term function, unsigned count);

/* Loads the module of EXPORT, which has no code yet. Where its call leads to then, or to waiting
 * for the module's on_load function; NULL after builtin_raise (undef). The arguments are in place.
 */
CodePtr load_function(struct registers *regs, const struct export *export);

#endif
