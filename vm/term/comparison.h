/* SPDX-License-Identifier: Apache-2.0 */
/* comparison.h: comparisons that may be left unfinished when they take long, for instructions.
 *
 * An instruction compares by compare_within. What cannot be decided within a fixed number of steps
 * becomes a struct comparison, and the instruction is left; whoever runs the process goes on with
 * the comparison, a part at a time, until it is finished. Then the instruction is executed once
 * more, as if nothing had been; it comes as far as before, finds the comparison finished, and takes
 * its result. So everyday comparisons never look whether there is anything to go on with.
 *
 * A comparison points into the terms that it compares: they must stay where they are. */
#ifndef TICK_VM_TERM_COMPARISON_H
#define TICK_VM_TERM_COMPARISON_H

#include "vm/term/term.h"

#include <limits.h>

enum relation { RELATION_EQUAL_EXACT, RELATION_EQUAL, RELATION_ORDER };

#define COMPARE_UNFINISHED INT_MIN

/* Steps that an instruction takes before it is left (fewer where tests look for races): it has
 * taken some ten microseconds by then. A step is a word looked at. */
#if defined(TICK_STRESS_QUANTUM) || defined(TICK_TSAN)
#define COMPARE_STEPS 64
#else
#define COMPARE_STEPS 16384
#endif

struct comparison;

/* Equality: 1 or 0. Order: negative, 0 or positive. COMPARE_UNFINISHED: *REST, which was NULL, is
 * now the comparison. A *REST that is finished is that of these terms: it is taken, and *REST is
 * NULL again. For terms that are neither the same word nor both immediate. */
int compare_within(enum relation relation, Term a, Term b, struct comparison **rest);

/* Goes on for about STEPS steps, and charges for them. True: it is finished. */
bool comparison_go_on(struct comparison *comparison, size_t steps) MUST_CHECK;

void comparison_free(struct comparison *comparison);

#endif
