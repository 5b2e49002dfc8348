/* SPDX-License-Identifier: Apache-2.0 */
/* process.h: one lightweight process.
 *
 * The structure belongs to whoever runs the process; other threads touch only `mail`, the head of
 * its signal queue, `name`, and the fields that never change (id). With its first heap block a
 * process takes at most 1,280 bytes. While it runs, its registers are those of the scheduler
 * (registers.h); when it is switched out, its live x registers lie on top of its stack and `live`
 * says how many. */
#ifndef TICK_VM_PROCESS_H
#define TICK_VM_PROCESS_H

#include "vm/code/code.h"
#include "vm/memory/heap.h"
#include "vm/process/timer.h"

#include <ck_epoch.h>
#include <stdatomic.h>

#define PROCESS_FIRST_HEAP_WORDS 112

enum priority { PRIORITY_LOW, PRIORITY_NORMAL, PRIORITY_HIGH, PRIORITY_MAX, PRIORITIES };

enum process_flag {
    PROC_TRAP_EXIT = 1 << 0,
    PROC_EXITING = 1 << 1, /* the end has begun: the process must end with exit_reason */
    PROC_SYSTEM = 1 << 2,  /* the machine ends when this one does */
    PROC_WAITING = 1 << 3, /* parked by a receive: nothing but a message or its timer concerns it */
    PROC_PARK = 1 << 4, /* a builtin wants the process parked at the end of this turn, or it is */
    PROC_LEFT = 1 << 5, /* a builtin has ended this turn before its time */
    PROC_COLLECT_MAJOR = 1 << 6, /* the next collection is a major one */
    PROC_MATCHING = 1 << 7,      /* a receive may be looking at a message: interp/collect.c */
    PROC_LONG_QUEUE = 1 << 12,   /* its long message queue has been reported */
    PROC_BY_MARKER = 1 << 11,    /* the receive that goes on began at a marker: marker.h */
    PROC_CENSUS = 1 << 8,        /* has been asked, and answers between two turns: census.h */
    PROC_ERRAND = 1 << 9,        /* has something to do between two turns: errand.h */
    PROC_SUSPENDED = 1 << 10,    /* does not run, whatever comes in: suspend.h */
    PROC_OWNS_FILES = 1 << 13,   /* has opened files, which are closed at its end */
    PROC_MIDWAY = 1 << 15,       /* switched out in the midst of an instruction: midway.h */
    PROC_UNANSWERED = 1 << 14,   /* ends, and among its messages are signals of other kinds */
};

/* The turn has to end soon. */
#define PROC_CONCERNED ((uint32_t)(PROC_EXITING | PROC_CENSUS | PROC_ERRAND))

#define MESSAGES_ON_HEAP_MANY 255

struct ets_tie;
struct midway;

/* In `tables` of a process that has ended: it gets no more of them. */
#define PROC_TABLES_CLOSED ((struct ets_tie *)(uintptr_t)1)

struct process {
    struct heap heap; /* first: the hottest fields */

    CodePtr pc;               /* where it goes on */
    struct registers *regs;   /* of the scheduler that runs it; NULL while it does not run */
    uint32_t flags;           /* enum process_flag; owner only */
    uint16_t live;            /* x registers on top of the stack while switched out */
    uint8_t priority;         /* enum priority */
    uint8_t messages_on_heap; /* unreceived, interp/collect.c; MESSAGES_ON_HEAP_MANY: not counted */
    uint64_t reductions;      /* executed before the current turn */

    /* What other schedulers look at begins a cache line. */
    Term id;
    _Atomic(struct fragment *) mail; /* signals on their way in, newest first; see signal.h */
    struct process *next;            /* in a run queue */
    _Atomic(Term) name;              /* registered name, or NIL; NON_VALUE once it has ended */
    uint16_t scheduler;              /* that runs or last ran it */
    uint16_t bound;                  /* 1 + scheduler it must stay on; 0: any */
    uint32_t message_count;
    struct fragment *messages;      /* received, oldest first */
    struct fragment **messages_end; /* where the next one is linked in */
    struct fragment **save;         /* the link to the next message that a receive looks at */
    struct markers *markers;        /* receive markers: marker.h; NULL until one is reserved */

    struct relation_table
        *relations;                /* links and monitors: relation.h; NULL while there are none */
    struct dictionary *dictionary; /* process dictionary; NULL while empty */
    struct fragment *aside;        /* kept: an answer (request.h), errands (errand.h) */
    Term group_leader;             /* these two are pids */
    Term parent;
    const struct export *initial_call;
    Term exit_reason;                /* on its heap, or NON_VALUE */
    const struct settings *settings; /* settings.h */

    _Atomic(struct ets_tie *) tables; /* its ties to tables: vm/ets/owner.h; NULL: none */

    struct timer timer; /* of the current receive */
    union {
        struct midway *midway;         /* with PROC_MIDWAY */
        struct ck_epoch_entry reclaim; /* once it has ended: epoch.h */
    };
};

_Static_assert(offsetof(struct process, id) % CACHE_LINE == 0, "see above");
_Static_assert(sizeof(struct process) <= 320, "a process and its first heap must fit 1,280 bytes");
_Static_assert(sizeof(struct process) + PROCESS_FIRST_HEAP_WORDS * 8 <= 1280, "see above");

ALWAYS_INLINE bool proc_timer_fired(const struct process *p)
{
    return atomic_load_explicit(&p->timer.state, memory_order_acquire) == TIMER_FIRED;
}

/* Set, or fired and not yet cancelled. */
ALWAYS_INLINE bool proc_timer_active(const struct process *p)
{
    return atomic_load_explicit(&p->timer.state, memory_order_relaxed) != TIMER_IDLE;
}

ALWAYS_INLINE void proc_timer_cancel(struct process *p)
{
    if (UNLIKELY(proc_timer_active(p)))
        proc_timer_cancel_slowly(p);
}

#endif
