/* SPDX-License-Identifier: Apache-2.0 */
/* match_function.h: the functions that match specifications may call: builtins that may stand in
 * guards, and in the dialect of traces some that act. */
#ifndef TICK_VM_ETS_MATCH_FUNCTION_H
#define TICK_VM_ETS_MATCH_FUNCTION_H

#include "vm/ets/match.h"

/* NUMBER of the function with this name and arity; false: there is none in any dialect. */
bool match_function_find(Term name, size_t arity, size_t *number);

/* May function NUMBER be called in DIALECT? */
bool match_function_allowed(size_t number, enum match_dialect dialect);

/* How OTP calls a function that is allowed in traces only; NULL: as it calls all others. */
const char *match_function_special(size_t number);

size_t match_function_arity(size_t number);

/* Calls it with ARGS. NON_VALUE: it failed. */
Term match_function_call(struct match_runner *runner, size_t number, const Term *args);

#endif
