/* SPDX-License-Identifier: Apache-2.0 */
/* online.h: which schedulers run processes: the first so many of them. The others stand by: they
 * run nothing, give away what comes into their queue, and sleep; only their timers still fire
 * there.
 *
 * Invariant: whoever finds a scheduler standing by, with its queue empty, finds no process there
 * later that was runnable then: it gives away before it sleeps, and who puts something into its
 * queue wakes it afterwards. */
#ifndef TICK_VM_ONLINE_H
#define TICK_VM_ONLINE_H

#include "vm/process/schedulers.h"

/* Schedulers with a lower index run processes; 0 when the machine stops. Read before each turn. */
extern _Atomic(uint32_t) schedulers_running;

ALWAYS_INLINE bool scheduler_runs(const struct scheduler *s)
{
    return s->index < atomic_load_explicit(&schedulers_running, memory_order_relaxed);
}

/* Where P, which is bound, runs: the scheduler that it is bound to, or while that one stands by
 * always the same of the others. */
struct scheduler *scheduler_home(const struct process *p);

/* What S, which does not run processes any more, does until it may again, or the machine stops. */
void scheduler_stand_by(struct scheduler *s);

/* Once, before scheduler_run. */
void online_init(unsigned count);

#endif
