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
    uint64_t runnable;    /* processes in run queues */
    uint64_t collections; /* of garbage */
    uint64_t reclaimed;   /* words, by them */
};

struct machine_statistics statistics_now(void);

/* Processes in the run queues of scheduler INDEX (from 0). */
uint32_t statistics_queue_length(unsigned index);

/* Does scheduler INDEX run processes, or has it just done so? */
bool statistics_is_busy(unsigned index);

/* The scheduler of the calling thread, from 0. */
unsigned statistics_own_index(void);

/* ---- how busy schedulers are ---- */

struct scheduler_time {
    uint64_t active; /* nanoseconds with something to do */
    uint64_t total;
};

/* From now on statistics_time counts from here (unless it did so before), or means nothing. Returns
 * whether it was measured before. */
bool statistics_measure_time(bool measure);

bool statistics_measures_time(void);

/* The time of scheduler INDEX since the measuring began. */
struct scheduler_time statistics_time(unsigned index);

/* ---- counting ---- */

/* On a scheduler: a collection has freed so many WORDS. */
void statistics_count_collection(size_t words);

struct io_statistics {
    uint64_t input, output; /* bytes */
};

/* Any thread: so many bytes have come in, or gone out. */
void statistics_count_input(size_t bytes);
void statistics_count_output(size_t bytes);

struct io_statistics statistics_io(void);

#endif
