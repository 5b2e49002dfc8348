/* SPDX-License-Identifier: Apache-2.0 */
/* re_capture.h: what re:run returns of a match. */
#ifndef TICK_VM_BUILTIN_RE_CAPTURE_H
#define TICK_VM_BUILTIN_RE_CAPTURE_H

#include "vm/builtin/builtin.h"
#include "vm/builtin/re_options.h"
#include "vm/regex/match.h"

struct re_capture {
    const struct regex *regex;
    Term what;    /* all, all_but_first, all_names, first, none or a list of numbers and names */
    Term type;    /* index, list, binary */
    Term subject; /* a binary */
};

/* False: the options ask for something that there is not. */
bool re_capture_init(struct re_capture *capture, const struct re_options *options,
                     const struct regex *regex, Term subject) MUST_CHECK;

/* Is nothing asked for, but whether there is a match? */
bool re_capture_is_none(const struct re_capture *capture);

/* The list of what was captured, charged for. */
Term re_capture_list(struct process *p, const struct re_capture *capture,
                     const struct regex_places *places);

#endif
