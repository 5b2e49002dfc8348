/* SPDX-License-Identifier: Apache-2.0 */
/* scheduler.h: the threads that run processes, one per core, each with its own run queues. */
#ifndef TICK_VM_SCHEDULER_H
#define TICK_VM_SCHEDULER_H

#include "vm/process/registers.h"

#define SCHEDULERS_MAX 1000

/* Runs a turn of a process: interp_turn (interp.h). */
typedef enum turn_end turn_fn(struct registers *regs, struct process *p, int64_t quantum);

/* Which processors the threads of schedulers are bound to. */
enum scheduler_binding {
    BINDING_NONE,
    BINDING_COMPACT, /* neighbours: threads of one core, cores of one package */
    BINDING_SPREAD,  /* as far from each other as can be */
};

/* Where a new process goes. */
enum scheduler_placement {
    PLACEMENT_COMPACT, /* to the scheduler that made it, which others take from if they have time */
    PLACEMENT_SPREAD,  /* to each scheduler in turn */
};

struct scheduler_options {
    turn_fn *turn;       /* NULL: interp_turn; something else in tests */
    unsigned schedulers; /* threads: 1 .. SCHEDULERS_MAX */
    unsigned online;     /* of them, that run processes at first; 0: all */
    enum scheduler_binding binding;
    enum scheduler_placement placement;
    uint32_t max_processes; /* 0: PROCESS_DEFAULT_LIMIT (table.h) */
    bool seeded;            /* one scheduler; quantum lengths and order drawn from SEED */
    uint64_t seed;
    unsigned dirty_cpu;     /* threads at most that compute for processes; 0: one a scheduler */
    unsigned dirty_io;      /* and that wait for them; 0: DIRTY_IO_DEFAULT (dirty.h) */
    uint32_t long_schedule; /* report what holds a scheduler for so many milliseconds; 0: nothing */
    uint32_t long_queue;    /* report a process with more messages waiting, once; 0: none */
};

/* True when there is one scheduler: then nobody else touches processes, queues and wheels, and what
 * is changed with atomic instructions otherwise is changed with plain ones. Set by scheduler_init.
 * Threads that are not schedulers use scheduler_post. */
extern bool scheduler_alone;

/* Makes the schedulers, the process table and the registry (no thread runs yet). After
 * scheduler_run has returned, again: a new machine. */
void scheduler_init(const struct scheduler_options *options);

/* Starts the threads and blocks until the machine is stopped; returns the exit status. */
int scheduler_run(void);

/* Stops the machine with this exit status; any thread. The first call decides. */
void scheduler_stop(int status);

unsigned scheduler_count(void);

/* How many schedulers run processes; the others stand by. */
unsigned scheduler_online(void);

/* Changes that; COUNT is 1 to scheduler_count(). Returns what it was. Those that stand by from now
 * on end the turn they are in. */
unsigned scheduler_set_online(unsigned count);

/* Do all that are to stand by do so? */
bool scheduler_online_is_settled(void) MUST_CHECK;

/* Makes P runnable: on the queue of the calling scheduler (or the one P is bound to), or, before
 * scheduler_run, of the first. */
void scheduler_enqueue(struct process *p);

/* The same for a new process, which is placed as the options of the machine say. */
void scheduler_place(struct process *p);

/* On a scheduler: is there anything that it could do, or has to within NANOSECONDS, if the process
 * that it runs left it to others? */
bool scheduler_is_wanted(int64_t nanoseconds);

/* Delivers MESSAGE (taken over) to PID. For threads that are not schedulers. */
void scheduler_post(Term pid, struct fragment *message);

#endif
