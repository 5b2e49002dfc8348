/* SPDX-License-Identifier: Apache-2.0 */
/* main.c: tick-explore: looks for the rare order of events in which a program of many processes
 * goes wrong. A run with a seed is a function of program and seed (docs/internals/replay.md), so
 * trying seeds is trying orders, and the seed that shows a mistake shows it every time. */
#include "tools/explore/options.h"
#include "tools/explore/report.h"
#include "tools/explore/search.h"
#include "tools/run/assemble.h"

#include <stdio.h>
#include <stdlib.h>

static int finish(const struct explore_options *options, enum search_end end,
                  const struct outcome *expected, const struct outcome *found)
{
    if (end == SEARCH_FAILED)
        return EXIT_USAGE;
    if (end == SEARCH_FOUND)
        report_found(options, expected, found);
    else
        report_nothing(options, expected);
    if (fflush(stdout) != 0)
        return EXIT_USAGE;
    return end == SEARCH_FOUND ? EXIT_FOUND : 0;
}

int main(int argc, char **argv)
{
    struct explore_options options;
    struct outcome expected, found;
    char *assembled;
    int status;
    options_parse(&options, argc, argv);
    const char *file = assemble_if_text(options.file, &assembled, &status);
    if (file == NULL)
        return status;
    enum search_end end = search(&options, file, &expected, &found);
    remove_assembled(assembled);
    status = finish(&options, end, &expected, &found);
    outcome_release(&expected);
    outcome_release(&found);
    free(options.run_options);
    return status;
}
