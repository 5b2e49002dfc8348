/* SPDX-License-Identifier: Apache-2.0 */
/* match_function.h: the functions that match specifications may call: builtins that may stand in
 * guards, and in the dialect of traces some that act. */
#ifndef TICK_VM_ETS_MATCH_FUNCTION_H
#define TICK_VM_ETS_MATCH_FUNCTION_H

#include "vm/ets/match.h"

/* NUMBER of the function with this name and arity; false: there is none in any dialect. */
bool match_function_find(Term name, size_t arity, size_t *number);

/* Where a function may be called. */
enum match_place { MATCH_ANYWHERE, MATCH_IN_TRACES, MATCH_IN_BODIES /* of traces */ };

enum match_place match_function_place(size_t number);

/* What OTP's complaints call a special form in the wrong place; NULL: functions of that name are
 * called as all others. *NUMBER is one of them. */
const char *match_function_special(Term name, size_t *number);

const char *match_function_name(size_t number);

size_t match_function_arity(size_t number);

/* Calls it with ARGS. NON_VALUE: it failed. */
Term match_function_call(struct match_runner *runner, size_t number, const Term *args);

#endif
