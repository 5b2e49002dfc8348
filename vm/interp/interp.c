/* SPDX-License-Identifier: Apache-2.0 */
/* interp.c: entering and leaving the interpreter, and what the handlers of all families share:
 * switching out, collecting, and looking for the handler of an exception. */
#include "vm/interp/interp.h"

#include "vm/builtin/builtin.h"
#include "vm/interp/call.h"
#include "vm/interp/count.h"
#include "vm/interp/guard.h"
#include "vm/interp/instr.h"
#include "vm/interp/stacktrace.h"
#include "vm/memory/gc.h"
#include "vm/process/midway.h"
#include "vm/process/process_api.h"
#include "vm/process/turn.h"
#include "vm/term/comparison.h"
#include "vm/term/work.h"

#include <string.h>

/* ---- turns ---- */

/* Takes the live registers off the stack, where switch_out has put them, or out of where they have
 * been kept midway. Returns the handler of what P goes on with. */
static handler *switch_in(struct registers *regs, struct process *p)
{
    if (UNLIKELY(p->flags & PROC_MIDWAY)) {
        midway_return(p);
        return op_comparison;
    }
    memcpy(regs->x, p->heap.stop, p->live * sizeof(Term));
    p->heap.stop += p->live;
    p->live = 0;
    return *(handler *const *)p->pc;
}

/* Leaves P at PC with its first LIVE x registers on top of the stack. */
static void switch_out(struct registers *regs, CodePtr pc, unsigned live)
{
    struct process *p = regs->process;
    p->pc = pc;
    if ((size_t)(p->heap.stop - p->heap.top) < live &&
        proc_collect_or_leave(p, live, regs->x, live))
        return;
    if (UNLIKELY(p->flags & PROC_EXITING))
        live = 0; /* it will not run again */
    p->heap.stop -= live;
    memcpy(p->heap.stop, regs->x, live * sizeof(Term));
    p->live = (uint16_t)live;
}

enum turn_end interp_turn(struct registers *regs, struct process *p, int64_t quantum)
{
    regs->process = p;
    regs->quantum = quantum;
    regs->reductions = quantum;
    p->regs = regs;
    work_turn = &regs->reductions;
    handler *first = switch_in(regs, p);
#ifdef TICK_DISPATCH_LOOP
    count_executed(first);
    (*first)(p->pc, regs, p->heap.stop, p->heap.top, quantum);
    while (regs->loop_pc != NULL) {
        CodePtr pc = regs->loop_pc;
        count_executed(*(handler *const *)pc);
        (*(handler *const *)pc)(pc, regs, regs->loop_stack, regs->loop_top, regs->reductions);
    }
#else
    (*first)(p->pc, regs, p->heap.stop, p->heap.top, quantum);
#endif
    work_turn = NULL;
    return regs->end;
}

HANDLER_CONVENTION void op_yield_at_entry(PARAMETERS)
{
    SAVE();
    if (turn_goes_on(regs)) {
        RESTORE();
        DISPATCH();
    }
    switch_out(regs, pc, entry_arity(pc));
    regs->end = TURN_YIELDED;
    END_TURN();
}

HANDLER_CONVENTION void op_yield_here(PARAMETERS)
{
    SAVE();
    if (turn_goes_on(regs)) {
        RESTORE();
        DISPATCH();
    }
    switch_out(regs, pc, regs->yield_live);
    regs->end = TURN_YIELDED;
    END_TURN();
}

HANDLER_CONVENTION void op_comparison(PARAMETERS)
{
    SAVE();
    size_t reductions = regs->reductions > 0 ? (size_t)regs->reductions : 1;
    bool through = regs->comparison == NULL ||
                   comparison_go_on(regs->comparison, reductions * WORK_STEPS_PER_REDUCTION);
    RESTORE();
    if (through)
        AGAIN();
    LEAVE_FOR(op_yield_midway);
}

HANDLER_CONVENTION void op_yield_midway(PARAMETERS)
{
    SAVE();
    if (turn_goes_on(regs)) {
        RESTORE();
        LEAVE_FOR(op_comparison);
    }
    regs->process->pc = pc;
    midway_leave(regs->process);
    regs->end = TURN_YIELDED;
    END_TURN();
}

/* A signal has ended the process. */
HANDLER_CONVENTION void op_exit_now(PARAMETERS)
{
    (void)pc;
    SAVE();
    proc_exit(regs->process, regs->process->exit_reason);
    regs->end = TURN_EXITED;
    END_TURN();
}

/* ---- collecting ---- */

#ifdef TICK_STRESS_GC
/* A heap of so many words is collected at every request. A larger one at every second, third, ...,
 * or a program's time would grow with the square of what it has. */
#define STRESS_WORDS 2048

bool stress_collect_now(struct registers *regs)
{
    const struct heap *heap = &regs->process->heap;
    if (regs->stress_collected || regs->stress_skip > 0) {
        regs->stress_skip -= regs->stress_collected ? 0 : 1;
        regs->stress_collected = false;
        return false;
    }
    size_t words = (size_t)(heap->end - heap->start) + (size_t)(heap->old_top - heap->old_start);
    regs->stress_skip = words / STRESS_WORDS;
    regs->stress_collected = true;
    return true;
}
#endif

HANDLER_CONVENTION void op_collected(PARAMETERS)
{
    if (UNLIKELY(regs->job != NULL)) {
        regs->process->pc = pc;
        regs->end = TURN_YIELDED;
        END_TURN();
    }
    if (UNLIKELY(regs->process->flags & PROC_EXITING))
        LEAVE_FOR(op_exit_now);
    RESTORE();
    AGAIN();
}

/* ---- exceptions ---- */

/* The nearest catch on the stack, and in *FRAME where its frame begins; NULL when there is none. */
static Term *find_catch(Term *stack, const Term *end, Term **frame)
{
    *frame = stack;
    for (Term *word = stack; word < end; word++) {
        if (term_is_catch(*word))
            return word;
        if (term_is_header(*word))
            *frame = word;
    }
    return NULL;
}

static COLD void end_uncaught(struct registers *regs, Term trace)
{
    struct process *p = regs->process;
    Term class = regs->exception_class, reason = regs->exception_value;
    if (class != ATOM_(exit_class)) {
        if (class == ATOM_(throw))
            reason = heap_tuple2(&p->heap, ATOM_(nocatch), reason);
        reason = heap_tuple2(&p->heap, reason, stacktrace_list(p, trace));
        proc_report_crash(p, reason);
    }
    proc_exit(p, reason);
    regs->end = TURN_EXITED;
}

HANDLER_CONVENTION void op_raise_pending(PARAMETERS)
{
    SAVE();
    Term trace = stacktrace_collect(regs, pc, stack);
    Term *frame;
    const Term *catch = find_catch(stack, regs->process->heap.end, &frame);
    if (catch == NULL) {
        end_uncaught(regs, trace);
        END_TURN();
    }
    RESTORE();
    regs->x[0] = NON_VALUE;
    regs->x[1] = regs->exception_class;
    regs->x[2] = regs->exception_value;
    regs->x[3] = trace;
    stack = frame;
    stack[0] = NIL;
    pc = catch_code(*catch);
    left -= 1;
    if (UNLIKELY(gc_wanted(&regs->process->heap)))
        COLLECT_AND_RETRY(0, 4);
    DISPATCH();
}
