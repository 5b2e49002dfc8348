/* SPDX-License-Identifier: Apache-2.0 */
/* options.h: the command line of tick-explore. */
#ifndef TICK_EXPLORE_OPTIONS_H
#define TICK_EXPLORE_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#define EXIT_FOUND 1
#define EXIT_USAGE 2

/* What each run has to end with; other runs are what is looked for. */
struct expectation {
    bool output_given; /* by --expect: the bytes of this file */
    const char *output_file;
    bool status_given; /* by --status, or 0 with --expect */
    int status;
};

struct explore_options {
    uint64_t first, last; /* seeds */
    unsigned jobs;        /* runs at the same time */
    unsigned seconds;     /* that a run may take */
    struct expectation expect;
    char **run_options; /* of tick-run, then NULL; malloc'd, the strings are those of argv */
    const char *file;
    char **args; /* the program's own; ends in NULL */
};

/* Reads ARGV. Ends the program with status 0 after --help and --version, with 2 and a line on
 * standard error when something is wrong. */
void options_parse(struct explore_options *options, int argc, char **argv);

#endif
