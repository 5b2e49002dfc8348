/* SPDX-License-Identifier: Apache-2.0 */
/* census.h: asking every process there is, each in its own time.
 *
 * Some questions concern all processes: does any still run this old code? does any still refer to
 * these literals? A census finds out without stopping the machine:
 *
 *     1. every scheduler passes between two turns and calls `enter`
 *     2. every process gets a signal; its owner calls `visit` between two turns
 *     3. the scheduler on which the last answer is given calls `visited`
 *     4. every scheduler passes again and calls `leave`
 *     5. the last to pass calls `done`
 *
 * Step 1 is what makes the answers complete. Whatever turns began before the census have ended when
 * the first process is asked: a process that one of them was spawning is in the table, a message it
 * was sending is in a mailbox, and all turns from then on see what was changed before the census.
 * Step 4 does the same for C code that found something in a table just before `visited` took it
 * out: in `done` nobody uses it any more.
 *
 * One census goes on at a time; others wait for their turn. */
#ifndef TICK_VM_CENSUS_H
#define TICK_VM_CENSUS_H

#include "vm/process/process.h"

struct scheduler;

/* Kept by whoever begins it until `done`, which may free it. Functions that are NULL are left out;
 * without `visit` the steps 2 to 4 are. */
struct census {
    void (*enter)(struct census *census);

    /* P is switched out, its mail taken in. False: it is left to a dirty scheduler, and
     * census_visited will be called. */
    bool (*visit)(struct census *census, struct process *p);

    void (*visited)(struct census *census);
    void (*leave)(struct census *census);
    void (*done)(struct census *census);
    struct census *next; /* that waits */
};

/* With scheduler_init: no census. */
void census_init(void);

/* Begins CENSUS, or lets it wait until others are done. Any scheduler, in a turn or between two. */
void census_begin(struct census *census);

/* ---- for schedulers and processes ---- */

extern _Atomic(uint32_t) census_round;

/* Each scheduler's own. */
struct census_part {
    uint32_t round; /* the last one it has passed in */
    uint32_t next;  /* place in the process table of who is asked next */
    bool asks;      /* sends the questions */
};

/* Is there something for this scheduler to do? */
ALWAYS_INLINE bool census_wants(const struct census_part *part)
{
    return part->asks || atomic_load_explicit(&census_round, memory_order_acquire) != part->round;
}

/* Does it; between two turns. */
void census_go_on(struct census_part *part);

/* P, which has been asked, answers. False: it is left to a dirty scheduler, and must not be
 * touched. */
bool census_visit(struct process *p) MUST_CHECK;

/* A process for which `visit` was not over at once has been visited. */
void census_visited(void);

/* A process that was asked has ended. */
void census_ended(void);

#endif
