/* SPDX-License-Identifier: Apache-2.0 */
/* builtin_harness.h: calls builtins without schedulers or interpreter, on a process that is nothing
 * but a heap and registers. Tests are lines of text
 *
 *     lists:reverse([1,2,3],[]) => [3,2,1]
 *     erlang:hd([]) => error:badarg
 *
 * in the files of tests/unit/builtins, whose right sides come from Erlang/OTP (reference.sh). */
#ifndef TICK_TESTS_BUILTIN_HARNESS_H
#define TICK_TESTS_BUILTIN_HARNESS_H

#include "vm/builtin/builtin.h"

/* How a call is made: with time for all of it, or in the smallest slices there can be, with a
 * collection of garbage between two of them. */
enum harness_mode { HARNESS_AT_ONCE, HARNESS_SLICED, HARNESS_MODES };

void harness_setup(void);
void harness_teardown(void);

extern struct process harness_process;

/* Slices that calls have taken since harness_setup. */
extern size_t harness_slices;

/* The text of what EXPRESSION, a call, gives: a term as ~0tp shows it, or class:reason. To be freed
 * by the caller. */
char *harness_evaluate(const char *expression, enum harness_mode mode);

/* The same for MODULE:FUNCTION and ARGS; NON_VALUE: an exception, described in the registers. */
Term harness_call(const char *module, const char *function, unsigned count, const Term *args,
                  enum harness_mode mode);

/* The text of a term, to be freed by the caller. */
char *harness_text(Term term);

/* Checks every line of tests/unit/builtins/NAME.txt in both modes. */
void harness_check_file(const char *name);

#endif
