/* SPDX-License-Identifier: Apache-2.0 */
/* stacktrace.h: where an exception came from.
 *
 * Collecting the trace must be cheap, since most exceptions are caught by somebody who does not
 * look at it. So what travels is a raw trace, a tuple {Class, First, Places}: First is [] or the
 * finished first entry, Places a binary of code addresses, or a finished list. The list of {Module,
 * Function, Arity, Location} that programs see is made from it when build_stacktrace asks. */
#ifndef TICK_VM_STACKTRACE_H
#define TICK_VM_STACKTRACE_H

#include "vm/interp/instr.h"

/* Entries that a trace has at most. */
#define STACKTRACE_DEPTH 8

/* Each leaves an exception in regs->exception_*, as builtin_raise does, trace entry included. */

/* function_clause of the function whose func_info is at PC; its arguments stand in x. */
void raise_function_clause(struct registers *regs, CodePtr pc, unsigned arity);

/* undef of a function without code; its arguments stand in x. */
void raise_undefined(struct registers *regs, const struct export *export);

/* The builtin behind EXPORT has raised: unless it said otherwise the trace begins with it and ARGS.
 */
void note_builtin_error(struct registers *regs, const struct export *export, const Term *args);

/* The raw trace of the pending exception, which happened at PC with STACK as the top of the stack.
 */
Term stacktrace_collect(struct registers *regs, CodePtr pc, const Term *stack);

/* The list that programs see, made from a raw trace; a list is returned as it is. */
Term stacktrace_list(struct process *p, Term trace);

/* The class that travels in a raw trace; error for anything else. */
Term raw_trace_class(Term trace);

#endif
