/* SPDX-License-Identifier: Apache-2.0 */
/* statistics.h: numbers about the running machine. Read without stopping anybody: each is right,
 * but they are not of one moment. */
#ifndef TICK_VM_STATISTICS_H
#define TICK_VM_STATISTICS_H

#include "vm/base/base.h"

struct machine_statistics {
    uint64_t processes;  /* alive */
    uint64_t spawned;    /* ever */
    uint64_t reductions; /* executed; those of the running turns only partly */
    uint64_t turns;
    uint64_t runnable; /* processes in run queues */
};

struct machine_statistics statistics_now(void);

/* Processes in the run queues of scheduler INDEX (from 0). */
uint32_t statistics_queue_length(unsigned index);

/* The scheduler of the calling thread, from 0. */
unsigned statistics_own_index(void);

#endif
