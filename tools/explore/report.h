/* SPDX-License-Identifier: Apache-2.0 */
/* report.h: what tick-explore says at its end, on standard output. */
#ifndef TICK_EXPLORE_REPORT_H
#define TICK_EXPLORE_REPORT_H

#include "tools/explore/child.h"
#include "tools/explore/options.h"

/* In what way FOUND is not as EXPECTED, and the command that repeats it. */
void report_found(const struct explore_options *options, const struct outcome *expected,
                  const struct outcome *found);

/* All runs were as EXPECTED. */
void report_nothing(const struct explore_options *options, const struct outcome *expected);

#endif
