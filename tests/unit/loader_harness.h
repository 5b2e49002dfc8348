/* SPDX-License-Identifier: Apache-2.0 */
/* loader_harness.h: modules for tests of the loader, written as text assembly and assembled in
 * memory. */
#ifndef TICK_TESTS_LOADER_HARNESS_H
#define TICK_TESTS_LOADER_HARNESS_H

#include "loader/load.h"

/* The tables of the machine with all builtins, and no scheduler. */
void loader_setup(void);

/* The BEAM file of the source TEXT, which must be correct; malloc'd. */
struct bytes loader_assemble(const char *text);

/* The same for `module m`, `export f/ARITY` and the function f/ARITY with this BODY. */
struct bytes loader_function(unsigned arity, const char *body);

/* Loads FILE and frees it. Returns NULL when it was loaded, else the fault, which the caller frees.
 */
char *loader_load(struct bytes file);

#endif
