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

/* How a call is made: with time for all of it, or in slices of 1 reduction (the smallest there can
 * be), 7 or 100, with a collection of garbage between two of them. */
enum harness_mode {
    HARNESS_AT_ONCE,
    HARNESS_SLICED,
    HARNESS_SLICES_OF_7,
    HARNESS_SLICES_OF_100,
    HARNESS_MODES
};

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

/* Checks every line of tests/unit/builtins/NAME.txt in all modes. */
void harness_check_file(const char *name);

/* Begins every call of the file and gives it up, as when its process is killed, after each number
 * of its smallest slices up to MOST. Then nothing but the heap is to be
 * freed: the address sanitizer tells whether that is so. Returns how often a call was given up. */
size_t harness_give_up_file(const char *name, size_t most);

#endif
