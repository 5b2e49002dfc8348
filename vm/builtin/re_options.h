/* SPDX-License-Identifier: Apache-2.0 */
/* re_options.h: the option lists of the module re. */
#ifndef TICK_VM_BUILTIN_RE_OPTIONS_H
#define TICK_VM_BUILTIN_RE_OPTIONS_H

#include "vm/regex/spec.h"
#include "vm/term/term.h"

struct re_options {
    uint32_t compile;  /* enum regex_option */
    uint8_t newline;   /* enum regex_newline */
    uint8_t bsr;       /* enum regex_bsr */
    uint32_t match;    /* PCRE2's options of a match */
    bool only_compile; /* there is an option that a compiled pattern must not be run with */
    bool only_run;     /* there is an option that means nothing to compile */
    bool global;
    bool report_errors;
    Term capture; /* what to return of a match: all, first, [Id], ... */
    Term type;    /* and as what: index, list, binary */
    size_t offset;
    uint32_t match_limit;
    uint32_t depth_limit;
};

/* False: LIST is no list of options. What `capture` says is not looked at. */
bool re_options_read(struct re_options *options, Term list) MUST_CHECK;

/* Is OPTION one that a compiled pattern must not be run with? */
bool re_option_only_compiles(Term option);

#endif
