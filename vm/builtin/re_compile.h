/* SPDX-License-Identifier: Apache-2.0 */
/* re_compile.h: patterns that the builtins of re are given. */
#ifndef TICK_VM_BUILTIN_RE_COMPILE_H
#define TICK_VM_BUILTIN_RE_COMPILE_H

#include "vm/builtin/builtin.h"
#include "vm/builtin/re_options.h"
#include "vm/regex/regex.h"

enum re_pattern_outcome { PATTERN_GOOD, PATTERN_BADARG, PATTERN_WRONG };

/* The regex for PATTERN, source or compiled, run with OPTIONS: *REGEX, with a reference for the
 * caller. PATTERN_WRONG: *ERROR says what is wrong with the source. */
enum re_pattern_outcome re_pattern_get(struct process *p, Term pattern,
                                       const struct re_options *options, struct regex **regex,
                                       struct regex_error *error) MUST_CHECK;

/* {Text, Offset} */
Term re_error_term(struct process *p, const struct regex_error *error);

/* {re_pattern, Captures, Unicode, UseCRLF, Code}; NON_VALUE: an exception. */
Term re_compiled(struct process *p, const struct regex *regex);

/* What the trace of an exception says of a wrong option list, and badarg with that. */
Term re_badopt_info(struct process *p);
Term re_badopt(struct process *p);

#endif
