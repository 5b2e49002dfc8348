/* SPDX-License-Identifier: Apache-2.0 */
/* dirty.h: threads for work that cannot be divided into turns: calls of the system that may block,
 * the collection of a large heap, the copying of a large message.
 *
 * A process that needs such work ends its turn with a job, which belongs to a dirty scheduler until
 * it has been done. Meanwhile nobody else touches what the process owns: its signals wait in its
 * queue, as they do while it runs. Then the job comes back to the scheduler that it came from, by
 * the way of all messages from other threads, and the process is runnable again.
 *
 * The work itself may use the heap of its process and memory of its own, and nothing else that
 * processes share: no process table, no names, no ets tables. So schedulers need not know of dirty
 * threads, and a machine with one scheduler goes on without locks. docs/internals/dirty.md */
#ifndef TICK_VM_DIRTY_H
#define TICK_VM_DIRTY_H

#include "vm/process/post.h"
#include "vm/process/registers.h"

#define DIRTY_THREADS_MAX 512
#define DIRTY_IO_DEFAULT  10

enum dirty_kind {
    DIRTY_CPU, /* computes */
    DIRTY_IO,  /* waits for something outside */
    DIRTY_KINDS
};

struct dirty_job {
    struct post post; /* first: the way back */
    enum dirty_kind kind;
    unsigned scheduler; /* where it came from */

    /* On a dirty scheduler, whose registers are lent for that. */
    void (*work)(struct dirty_job *job, struct registers *regs);

    /* Back on a scheduler: makes the process runnable and frees the job. */
    void (*done)(struct dirty_job *job);
};

/* No threads yet: each is made when there is a job and none of the others is idle. COUNTS: how many
 * there may be of each kind, at least 1. SEEDED: the scheduler does all by itself, in order. */
void dirty_init(const unsigned counts[DIRTY_KINDS], bool seeded);

/* On a scheduler: gets JOB done, without waiting for it. */
void dirty_start(struct dirty_job *job);

/* Gets WORK(OBJECT) done by a dirty scheduler, for nobody: what may block, or takes long, when
 * something has come to its end. Any thread may call; one that is no scheduler does it itself. It
 * may not be done at all if the machine ends before. */
void dirty_leave(enum dirty_kind kind, void (*work)(void *object), void *object);

/* Ends the threads, after all schedulers. One that waits for something outside is left behind; what
 * it brings back is dropped. */
void dirty_stop(void);

/* Is the calling thread a dirty scheduler? */
bool dirty_is_here(void);

/* How many threads of KIND there may be. */
unsigned dirty_count(enum dirty_kind kind);

/* Jobs of KIND that wait for a thread. */
unsigned dirty_queue_length(enum dirty_kind kind);

/* Jobs of KIND that a thread does now. */
unsigned dirty_working(enum dirty_kind kind);

/* Ends the turn of the process of REGS, which has been switched out or will be before it is over;
 * JOB is started then. The turn itself ends with TURN_YIELDED. */
ALWAYS_INLINE void dirty_after_turn(struct registers *regs, struct dirty_job *job)
{
    regs->job = job;
    regs->process->flags |= PROC_LEFT;
}

#endif
