/* SPDX-License-Identifier: Apache-2.0 */
/* allowed.h: which builtins may be called by code that a fuzzer has made. */
#ifndef TICK_TESTS_FUZZ_ALLOWED_H
#define TICK_TESTS_FUZZ_ALLOWED_H

/* After builtin_init: builtins that reach outside of the machine, or leave something in it for the
 * next input, raise undef from now on. */
void allow_some_builtins(void);

#endif
