/* SPDX-License-Identifier: Apache-2.0 */
/* scheduler.h: the threads that run processes, one per core, each with its own run queues. */
#ifndef TICK_VM_SCHEDULER_H
#define TICK_VM_SCHEDULER_H

#include "vm/process/registers.h"

struct scheduler_options {
    unsigned schedulers;    /* threads */
    uint32_t max_processes;
    bool seeded;            /* one scheduler; quantum lengths and order drawn from SEED */
    uint64_t seed;
};

/* Makes the schedulers (no thread runs yet). */
void scheduler_init(const struct scheduler_options *options);

/* Starts the threads and blocks until the machine is stopped; returns the exit status. */
int scheduler_run(void);

/* Stops the machine with this exit status; any thread. */
void scheduler_stop(int status);

unsigned scheduler_count(void);

/* Makes P runnable: on the queue of the calling scheduler, or, from outside, of the first. */
void scheduler_enqueue(struct process *p);

#endif
