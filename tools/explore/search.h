/* SPDX-License-Identifier: Apache-2.0 */
/* search.h: runs the program under one seed after the other, several at a time, until one run does
 * not end as expected. Which one is found does not depend on how many run at a time: it is the one
 * with the lowest seed. */
#ifndef TICK_EXPLORE_SEARCH_H
#define TICK_EXPLORE_SEARCH_H

#include "tools/explore/child.h"
#include "tools/explore/options.h"

enum search_end { SEARCH_ALL_AS_EXPECTED, SEARCH_FOUND, SEARCH_FAILED };

/* PROGRAM is the file to run: that of OPTIONS, or what was assembled from it. With SEARCH_FOUND,
 * *FOUND is the outcome, to be released by the caller. In any case *EXPECTED is what was expected
 * of its output and status; with SEARCH_FAILED a message has been printed. */
enum search_end search(const struct explore_options *options, const char *program,
                       struct outcome *expected, struct outcome *found);

/* Has the run seen that all its processes wait for ever? */
bool is_deadlock(const struct outcome *outcome);

#endif
