/* SPDX-License-Identifier: Apache-2.0 */
/* exception.h: exceptions from the moment they are raised until a handler or the end of the process.
 *
 * The raw trace that travels with an exception is a tuple {Class, Top, Blob}: Top is NIL or the finished
 * first entry of the stack trace ({M, F, Args or Arity, Info}), Blob a binary of code addresses.
 * build_stacktrace turns it into the list that programs see. */
#ifndef TICK_VM_EXCEPTION_H
#define TICK_VM_EXCEPTION_H

#include "vm/interp/instr.h"

/* Frames that a stack trace shows. */
#define STACKTRACE_DEPTH 8

/* Each leaves the exception in regs->exception_*, as builtin_raise does. */

/* function_clause of the function whose func_info is at PC, arguments in x. */
void raise_function_clause(struct registers *regs, CodePtr pc, unsigned arity);

/* undef of a function without code, arguments in x. */
void raise_undefined(struct registers *regs, const struct export *export);

/* The builtin behind EXPORT has raised: the trace begins with it and its arguments, which are in x. */
void note_builtin_error(struct registers *regs, const struct export *export);

/* The same for a guard builtin called with COUNT arguments from ARGS. */
void note_guard_error(struct registers *regs, const struct export *export, const Term *args);

/* The list that programs see, made from a raw trace; a list is returned as it is. */
Term stacktrace_list(struct process *p, Term trace);

/* What a process ends with when nobody catches: {Reason, Stack}, Reason or {{nocatch, Value}, Stack}. */
Term uncaught_exit_reason(struct process *p, Term class, Term value, Term trace);

#endif
