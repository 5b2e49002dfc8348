/* SPDX-License-Identifier: Apache-2.0 */
/* provided.h: is there somebody who provides a function? The virtual machine, or the first module
 * on the path of that name, if it exports it; but of a function that Erlang/OTP 25 has in C
 * (otp25.def), what OTP's own module exports is a stand-in that only raises an exception. */
#ifndef TICK_TOOLS_CHECK_PROVIDED_H
#define TICK_TOOLS_CHECK_PROVIDED_H

#include "vm/code/code.h"

/* To be called when Tick's stdlib, and nothing else, is on the path. Finds out which builtins of
 * OTP are missing. */
void provided_init(void);

/* Does nobody on the path as it is now provide FUNCTION? */
bool is_missing(const struct mfa *function);

/* Calls VISIT for every builtin of OTP that is missing, in alphabetical order. */
void each_missing_builtin(void (*visit)(const struct mfa *function, void *context), void *context);

/* Forgets the files that have been read; necessary when the path has changed. */
void provided_forget(void);

#endif
