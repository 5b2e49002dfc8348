/* SPDX-License-Identifier: Apache-2.0 */
/* process.h: one lightweight process.
 *
 * The structure belongs to whoever runs the process; other threads touch only `mail`, the head of its
 * signal queue, and the fields that never change (id). With its first heap block a process takes at
 * most 1,280 bytes. While it runs, its registers are those of the scheduler (registers.h); when it is
 * switched out, its live x registers lie on top of its stack and `live` says how many. */
#ifndef TICK_VM_PROCESS_H
#define TICK_VM_PROCESS_H

#include "vm/code/code.h"
#include "vm/memory/heap.h"
#include "vm/process/timer.h"

#include <stdatomic.h>

#define PROCESS_FIRST_HEAP_WORDS 112

enum priority { PRIORITY_LOW, PRIORITY_NORMAL, PRIORITY_HIGH, PRIORITY_MAX, PRIORITIES };

enum process_flag {
    PROC_TRAP_EXIT = 1 << 0,
    PROC_EXITING = 1 << 1,      /* set by its owner when the end has begun: signals are ignored */
    PROC_SYSTEM = 1 << 2,       /* the machine ends when this one does */
    PROC_TIMER_FIRED = 1 << 3,  /* the time-out of the current receive has come */
    PROC_MATCHED_ON_HEAP = 1 << 4, /* some unreceived messages lie on the heap: the collector looks */
    PROC_KILLED = 1 << 5,
};

struct process {
    struct heap heap; /* first: the hottest fields */

    CodePtr pc;                 /* where it goes on */
    struct registers *regs;     /* of the scheduler that runs it; NULL while it does not run */
    Term id;
    uint32_t flags;             /* enum process_flag; owner only */
    uint16_t live;              /* x registers on top of the stack while switched out */
    uint8_t priority;
    uint8_t minor_collections;  /* since the last major one */
    uint64_t reductions;        /* executed before the current turn */

    _Atomic(struct fragment *) mail; /* signals on their way in, newest first; see signal.h */
    struct fragment *messages;       /* received, oldest first */
    struct fragment **messages_end;  /* where the next one is linked in */
    struct fragment **save;          /* the link to the next message that a receive looks at */
    uint32_t message_count;
    uint16_t scheduler;         /* that runs or last ran it */
    uint16_t bound;             /* 1 + scheduler it must stay on; 0: any */

    struct process *next;       /* in a run queue */
    struct dictionary *dictionary; /* process dictionary; NULL while empty */
    void *relations;            /* links and monitors: relation.h */
    Term group_leader;
    Term parent;
    Term name;                  /* registered name or NIL */
    const struct export *initial_call;
    struct timer timer;         /* of the current receive */
    Term exit_reason;           /* while exiting: on its heap */
    uint32_t min_heap_words;
    uint32_t suspended;
};

_Static_assert(sizeof(struct process) <= 320, "a process and its first heap must fit 1,280 bytes");
_Static_assert(sizeof(struct process) + PROCESS_FIRST_HEAP_WORDS * 8 <= 1280, "see above");

#endif
