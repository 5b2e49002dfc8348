/* SPDX-License-Identifier: Apache-2.0 */
/* elsewhere.c: what a process leaves to dirty schedulers: the collection of a large heap, and
 * builtins that take long and cannot be divided.
 *
 * Its live x registers go into the job, because there may be no room for them on the stack. When
 * the work has been done they lie where they are while a process is switched out, and the process
 * goes on as after any other turn. */
#include "vm/interp/elsewhere.h"
#include "vm/interp/collect.h"
#include "vm/interp/large_integer.h"

#include "vm/process/dirty.h"
#include "vm/process/heap_limit.h"
#include "vm/process/scheduler.h"

#include <stdlib.h>
#include <string.h>

struct process_job {
    struct dirty_job job;
    struct process *process;

    /* Of a collection, which may also be needed to end a call. */
    size_t need;
    size_t reclaimed;
    bool collects;
    bool collected;

    /* Of a call. */
    builtin_fn *function;
    Term name[2]; /* module and function whose errors are raised */

    /* Of an operation, besides the function. */
    Term operands[2];
    uint32_t place; /* for the result */

    unsigned live;
    Term x[];
};

static struct process_job *process_job(struct dirty_job *job)
{
    return (struct process_job *)job;
}

/* Back on a scheduler. */
static void go_on(struct dirty_job *job)
{
    struct process_job *j = process_job(job);
    struct process *p = j->process;
    if (j->collects)
        collect_finish(p, j->need, j->collected, j->reclaimed);
    free(j);
    scheduler_enqueue(p);
}

static struct process_job *leave(struct process *p, enum dirty_kind kind,
                                 void (*work)(struct dirty_job *, struct registers *),
                                 unsigned live, const Term *x)
{
    struct process_job *j = mem_alloc(sizeof *j + live * sizeof(Term));
    *j = (struct process_job){
        .job = {.kind = kind, .work = work, .done = go_on}, .process = p, .live = live};
    memcpy(j->x, x, live * sizeof(Term));
    dirty_after_turn(p->regs, &j->job);
    return j;
}

/* Leaves P with LIVE registers at X on top of its stack, after a collection if that must be. */
static void switch_out(struct process_job *j, Term *x, unsigned live)
{
    struct process *p = j->process;
    if (j->collects) {
        struct root_array registers = {x, live};
        j->collected = collect(p, j->need + live, registers, &j->reclaimed);
        if (!j->collected)
            return;
    }
    p->heap.stop -= live;
    memcpy(p->heap.stop, x, live * sizeof(Term));
    p->live = (uint16_t)live;
    if (j->collects)
        gc_prepare_room(&p->heap, j->reclaimed + j->need);
}

/* ---- collections ---- */

/* Words that are copied in about a millisecond (fewer where tests look for races), and the time
 * that one takes at most. */
#if defined(TICK_STRESS_QUANTUM) || defined(TICK_TSAN)
#define LARGE_WORDS 2048
#else
#define LARGE_WORDS ((size_t)128 * 1024)
#endif
#define NANOSECONDS_PER_WORD 8

static void collect_there(struct dirty_job *job, struct registers *regs)
{
    (void)regs;
    struct process_job *j = process_job(job);
    switch_out(j, j->x, j->live);
}

static bool is_for_others(const struct process *p, size_t need)
{
    if ((p->flags & PROC_EXITING) || p->regs->job != NULL)
        return false;
    size_t work = collect_work(p, need);
    return UNLIKELY(work >= LARGE_WORDS) && heap_limit_allows(p, need) &&
           scheduler_is_wanted((int64_t)work * NANOSECONDS_PER_WORD);
}

bool proc_collect_or_leave(struct process *p, size_t need, Term *x, size_t live)
{
    if (LIKELY(!is_for_others(p, need))) {
        proc_collect(p, need, x, live);
        return false;
    }
    struct process_job *j = leave(p, DIRTY_CPU, collect_there, (unsigned)live, x);
    j->collects = true;
    j->need = need;
    return true;
}

/* ---- collections between two turns ---- */

struct collection_job {
    struct dirty_job job;
    struct process *process;
    struct collection collection;
    size_t reclaimed;
    bool collected;
};

static struct collection_job *collection_job(struct dirty_job *job)
{
    return (struct collection_job *)job;
}

/* What is live lies on the stack and stays there. */
static void collect_between(struct dirty_job *job, struct registers *regs)
{
    (void)regs;
    struct collection_job *j = collection_job(job);
    j->collected = collect(j->process, 0, (struct root_array){0}, &j->reclaimed);
    gc_prepare_room(&j->process->heap, j->reclaimed);
    if (j->collection.there != NULL)
        j->collection.there(j->process, j->collection.context);
}

static void collected_between(struct dirty_job *job)
{
    struct collection_job *j = collection_job(job);
    struct process *p = j->process;
    collect_finish(p, 0, j->collected, j->reclaimed);
    j->collection.then(p, j->collection.context);
    free(j);
    scheduler_enqueue(p);
}

bool proc_collect_between(struct process *p, const struct collection *collection)
{
    if (is_for_others(p, 0)) {
        struct collection_job *j = mem_alloc(sizeof *j);
        *j = (struct collection_job){
            .job = {.kind = DIRTY_CPU, .work = collect_between, .done = collected_between},
            .process = p,
            .collection = *collection};
        p->regs = NULL;
        dirty_start(&j->job);
        return true;
    }
    proc_collect(p, 0, NULL, 0);
    if (collection->there != NULL)
        collection->there(p, collection->context);
    return false;
}

/* ---- builtins ---- */

enum { EXCEPTION_REGISTERS = 6 };

/* Reductions of a day, so few that a builtin can still count in bytes what they are worth. */
#define ENDLESS (INT64_MAX >> 20)

/* The error of a builtin that does not say otherwise names the function that the program called. */
static void name_error(const struct process_job *j, struct registers *regs)
{
    struct heap *heap = &j->process->heap;
    if (regs->exception_top != NON_VALUE)
        return;
    Term args = heap_list(heap, j->live, j->x, NIL);
    Term info =
        regs->exception_info != NON_VALUE ? regs->exception_info : builtin_error_info(j->name[0]);
    regs->exception_top = heap_tuple4(heap, j->name[0], j->name[1], args, info);
    regs->exception_info = NON_VALUE;
}

/* The way on leads to tick:raise_left/6, which finds the exception in its registers. */
static void keep_exception(const struct process_job *j, struct registers *regs)
{
    name_error(j, regs);
    const Term exception[EXCEPTION_REGISTERS] = {regs->exception_class, regs->exception_value,
                                                 regs->exception_trace, regs->exception_info,
                                                 regs->exception_args,  regs->exception_top};
    (void)builtin_continue(j->process, ATOM_(raise_left), EXCEPTION_REGISTERS, exception);
}

static void call_there(struct dirty_job *job, struct registers *regs)
{
    struct process_job *j = process_job(job);
    struct process *p = j->process;
    regs->process = p;
    regs->quantum = regs->reductions = ENDLESS; /* nobody waits for it to end */
    p->regs = regs;
    memcpy(regs->x, j->x, j->live * sizeof(Term));
    Term result = j->function(p, regs->x);
    if (result != NON_VALUE)
        (void)builtin_continue(p, ATOM_(returned), 1, &result);
    else if (regs->trap == NULL)
        keep_exception(j, regs);
    p->pc = regs->trap;
    regs->trap = NULL;
    p->regs = NULL;
    j->collects = gc_wanted(&p->heap) || (size_t)(p->heap.stop - p->heap.top) < regs->trap_arity;
    switch_out(j, regs->x, regs->trap_arity);
}

Term builtin_dirty(struct process *p, enum dirty_kind kind, builtin_fn *function, Term module,
                   Term name, unsigned count, const Term *args)
{
    if (builtin_is_dirty(p))
        return function(p, args);
    struct process_job *j = leave(p, kind, call_there, count, args);
    j->function = function;
    j->name[0] = module;
    j->name[1] = name;
    /* Where the turn ends does not matter: the call leads on from there. */
    return builtin_continue(p, ATOM_(returned), 1, (Term[]){NIL});
}

/* Reductions that are done at once (fewer where tests look for races), and the time that one takes
 * when all memory is new. */
#if defined(TICK_STRESS_QUANTUM) || defined(TICK_TSAN)
#define UNDIVIDED_WORK 64
#else
#define UNDIVIDED_WORK 8000
#endif
#define NANOSECONDS_PER_REDUCTION 50

bool builtin_takes_long(const struct process *p, size_t work)
{
    return WORK_IS_COUNTED && UNLIKELY(work > UNDIVIDED_WORK) && !builtin_is_dirty(p) &&
           scheduler_is_wanted((int64_t)work * NANOSECONDS_PER_REDUCTION);
}

/* ---- operations ---- */

/* The code of a destination operand, which instr.h takes apart: that of a y register has bit 2. */
static Term *place_in(const struct process_job *j, Term *x)
{
    return j->place & 4 ? j->process->heap.stop + j->place / sizeof(Term)
                        : x + j->place / sizeof(Term);
}

static void operate_there(struct dirty_job *job, struct registers *regs)
{
    struct process_job *j = process_job(job);
    struct process *p = j->process;
    regs->process = p;
    regs->quantum = regs->reductions = ENDLESS;
    p->regs = regs;
    *place_in(j, j->x) = j->function(p, j->operands);
    p->regs = NULL;
    j->collects = gc_wanted(&p->heap) || (size_t)(p->heap.stop - p->heap.top) < j->live;
    switch_out(j, j->x, j->live);
}

void leave_operation(struct process *p, builtin_fn *function, Term a, Term b, unsigned live,
                     uint32_t place)
{
    unsigned before = live, index = place / sizeof(Term);
    if (!(place & 4) && live <= index)
        live = index + 1;
    struct process_job *j = leave(p, DIRTY_CPU, operate_there, live, p->regs->x);
    for (unsigned i = before; i < live; i++)
        j->x[i] = NIL;
    j->function = function;
    j->operands[0] = a;
    j->operands[1] = b;
    j->place = place;
}

static Term raise_left_6(struct process *p, const Term *args)
{
    struct registers *regs = p->regs;
    regs->exception_class = args[0];
    regs->exception_value = args[1];
    regs->exception_trace = args[2];
    regs->exception_info = args[3];
    regs->exception_args = args[4];
    regs->exception_top = args[5];
    return NON_VALUE;
}

const struct builtin_row builtins_elsewhere[] = {
    {"tick", "raise_left", EXCEPTION_REGISTERS, raise_left_6},
    {0},
};
