/* SPDX-License-Identifier: Apache-2.0 */
/* interp_harness.h: runs functions in text assembly on a machine with one scheduler and looks at
 * what they return or raise. */
#ifndef TICK_TESTS_INTERP_HARNESS_H
#define TICK_TESTS_INTERP_HARNESS_H

/* A machine. Set up once in each test. */
void interp_setup(void);

/* Notes a case: a function of ARITY arguments with BODY (f/ARITY of a module of its own), called
 * with ARGS, a list in Erlang's syntax. EXPECTED is its result as ~0w shows it, or class:reason. */
void interp_case(unsigned arity, const char *body, const char *args, const char *expected);

/* Runs all cases, each in a process, and checks them. */
void interp_run_cases(void);

#endif
