/* SPDX-License-Identifier: Apache-2.0 */
/* run_queue.h: the runnable processes of one scheduler, a list for each priority: max before high
 * before the others, and of those eight turns of normal to one of low. Other schedulers steal from
 * it. */
#ifndef TICK_VM_RUN_QUEUE_H
#define TICK_VM_RUN_QUEUE_H

#include "vm/process/spin.h"

struct process_list {
    struct process *first;
    struct process **end; /* where the next one is linked in */
    uint32_t count;
};

struct run_queue {
    struct spin lock;
    uint32_t ready;           /* a bit for each list that is not empty */
    uint32_t normal_turns;    /* since the last of low */
    _Atomic(uint32_t) length; /* of all lists; written under the lock, read by anyone */
    _Atomic(uint32_t) bound;  /* how many of them must not be stolen */
    struct process_list lists[PRIORITIES];
};

void run_queue_init(struct run_queue *queue);

/* Returns the length afterwards. */
uint32_t run_queue_push(struct run_queue *queue, struct process *p);

/* The next process, or NULL. */
struct process *run_queue_pop(struct run_queue *queue);

/* The same, but any of the first CHOICE processes of its priority, which RANDOM picks. */
struct process *run_queue_pop_any(struct run_queue *queue, uint32_t choice, uint64_t random);

/* Moves up to half of FROM, at least LEAST if there are so many, to TO. Bound processes stay.
 * Returns how many. */
uint32_t run_queue_steal(struct run_queue *from, struct run_queue *to, uint32_t least);

ALWAYS_INLINE uint32_t run_queue_length(const struct run_queue *queue)
{
    return atomic_load_explicit(&queue->length, memory_order_relaxed);
}

#endif
