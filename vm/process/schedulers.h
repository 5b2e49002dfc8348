/* SPDX-License-Identifier: Apache-2.0 */
/* schedulers.h: inside vm/process: what a scheduler consists of. */
#ifndef TICK_VM_SCHEDULERS_H
#define TICK_VM_SCHEDULERS_H

#include "vm/process/census.h"
#include "vm/process/epoch.h"
#include "vm/process/post.h"
#include "vm/process/run_queue.h"
#include "vm/process/scheduler.h"
#include "vm/process/sleep.h"
#include "vm/process/table.h"
#include "vm/process/wheel.h"

#include <pthread.h>

struct scheduler {
    /* What others look at or change. */
    CACHE_ALIGNED struct run_queue queue;
    _Atomic(bool) busy; /* its last turn used up the whole quantum: whoever waits may be stolen */
    CACHE_ALIGNED struct sleeper sleeper;
    _Atomic(struct post *) inbox; /* newest first */
    struct wheel wheel;
    _Atomic(bool) stands_by;      /* runs no processes: online.h */
    _Atomic(int64_t) idle;        /* time without work: utilisation.h */
    _Atomic(int64_t) idle_before; /* the measuring of it began: statistics.h */

    /* Its own. */
    CACHE_ALIGNED struct registers *regs;
    unsigned index;
    int64_t work;            /* since it last looked after things, about in reductions */
    struct slot_cache slots; /* of the process table */
    struct epoch epoch;
    struct census_part census;
    uint64_t random; /* state of its generator */
    unsigned placed; /* where the last process that it made was placed */
    _Atomic(uint64_t) spawned;
    _Atomic(uint64_t) ended;
    _Atomic(uint64_t) executed; /* reductions */
    _Atomic(uint64_t) turns;
    _Atomic(uint64_t) collections;
    _Atomic(uint64_t) reclaimed; /* words, by them */
    pthread_t thread;
};

extern struct scheduler *schedulers;

/* The scheduler of the calling thread; in others, before scheduler_run, the first. */
struct scheduler *scheduler_self(void);

/* Is the calling thread a scheduler, and runs? */
bool scheduler_is_here(void);

/* Adds to a counter that only the calling scheduler changes and others read. */
ALWAYS_INLINE void counter_add(_Atomic(uint64_t) *counter, uint64_t value)
{
    uint64_t sum = atomic_load_explicit(counter, memory_order_relaxed) + value;
    atomic_store_explicit(counter, sum, memory_order_relaxed);
}

ALWAYS_INLINE uint64_t counter_get(const _Atomic(uint64_t) *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

/* ---- idle.c ---- */

/* More waits in S's queue than it will run next: wakes a sleeping scheduler if there is one and
 * none is looking for work already. */
void scheduler_call_help(const struct scheduler *s);

/* Finds work for S, whose queue is empty: steals, or sleeps until there is some or a timer is due.
 * NULL: look again. */
struct process *scheduler_find_work(struct scheduler *s);

/* Sleeps, as a scheduler that runs no process, until somebody rouses S or a timer of S is due; not
 * at all when MUST_WAKE says that there is a reason already. */
void scheduler_sleep(struct scheduler *s, bool (*must_wake)(const struct scheduler *s));

/* Wakes S, to which something has been given. */
void scheduler_rouse(struct scheduler *s);

bool scheduler_stopping(void);

/* Fires due timers, takes in what other threads have sent, frees what can be freed. */
void scheduler_look_after(struct scheduler *s);

#endif
