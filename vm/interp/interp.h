/* SPDX-License-Identifier: Apache-2.0 */
/* interp.h: the interpreter as the scheduler sees it. */
#ifndef TICK_VM_INTERP_H
#define TICK_VM_INTERP_H

#include "vm/interp/internal_code.h"
#include "vm/process/registers.h"

/* Runs regs->process from where it was switched out until the turn of QUANTUM reductions is used
 * up, it waits or it ends (then proc_exit has been called and the structure must not be touched any
 * more). */
enum turn_end interp_turn(struct registers *regs, struct process *p, int64_t quantum);

/* Collects the garbage of P, whose state is saved; its first LIVE x registers at X are roots (NULL,
 * 0 when it is switched out: they lie on its stack). NEED words are free afterwards, or P holds too
 * much: then it is PROC_EXITING, and its turn has no reductions left. With PROC_COLLECT_MAJOR both
 * generations. */
void proc_collect(struct process *p, size_t need, Term *x, size_t live);

/* The same where a turn may end: a large heap is left to a dirty scheduler when there is something
 * else to do. True: it is, and regs->job is set; the turn has to end with TURN_YIELDED, and P goes
 * on at p->pc, which the caller sets, with its first LIVE x registers. */
bool proc_collect_or_leave(struct process *p, size_t need, Term *x, size_t live);

/* What is done about a process between two turns, around the collection of its garbage. */
struct collection {
    /* After the collection, perhaps on a dirty scheduler; may be NULL. */
    void (*there)(struct process *p, void *context);

    /* On a scheduler, after that, if the process had been left to a dirty one. */
    void (*then)(struct process *p, void *context);

    void *context;
};

/* Collects the garbage of P, which is switched out, calls `there`, and returns false; or leaves
 * that to a dirty scheduler when it would take long, and returns true: P must not be touched, and
 * is runnable again after `then`. */
bool proc_collect_between(struct process *p, const struct collection *collection) MUST_CHECK;

#endif
