/* SPDX-License-Identifier: Apache-2.0 */
/* options.h: the command line of tick-asm. */
#ifndef TICK_ASM_OPTIONS_H
#define TICK_ASM_OPTIONS_H

#include "asm/diag.h"

enum { EXIT_BAD = 2 };

struct asm_options {
    const char *file, *output; /* output: NULL if not given */
    bool check, json, colour;
    struct asm_diag diag; /* what the options say about messages; no source yet */
};

/* Reads the command line. False: the program is to end with *STATUS; what there was to say has been
 * said. */
bool asm_options(struct asm_options *options, int argc, char **argv, int *status) MUST_CHECK;

#endif
