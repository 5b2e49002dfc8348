/* SPDX-License-Identifier: Apache-2.0 */
/* scheduler.c: the loop of a scheduler, starting and stopping the threads.
 * docs/internals/scheduler.md tells the whole story. */
#include "vm/process/scheduler.h"

#include "vm/interp/interp.h"
#include "vm/process/clock.h"
#include "vm/process/dirty.h"
#include "vm/process/errand.h"
#include "vm/process/lifecycle.h"
#include "vm/process/literals.h"
#include "vm/process/long_schedule.h"
#include "vm/process/mailbox.h"
#include "vm/process/online.h"
#include "vm/process/registry.h"
#include "vm/process/schedule_hash.h"
#include "vm/process/topology.h"
#include "vm/process/turn.h"
#include "vm/term/hash.h"
#include "vm/term/ref.h"

#include <stdlib.h>

/* Looks after timers and the like when about so many reductions have been executed. A turn counts
 * as at least TURN_WORK; one that was used up may have taken long for few reductions. */
#define LOOK_AFTER_WORK 16384
#define TURN_WORK       192

/* Random turns are up to this long. */
#ifdef TICK_STRESS_QUANTUM
#define RANDOM_QUANTUM 200
#else
#define RANDOM_QUANTUM 4000
#endif

/* How far down its queue a seeded run may reach for the next process. */
#define RANDOM_CHOICE 4

/* Virtual time of one reduction, in nanoseconds. */
#define VIRTUAL_REDUCTION 3

bool scheduler_alone;
struct scheduler *schedulers;

static unsigned scheduler_number;
static bool seeded;
static enum scheduler_placement placement;
static uint32_t long_queue; /* messages */
static turn_fn *run_turn;
static _Atomic(bool) stopping;
static _Atomic(bool) status_decided;
static int exit_status;
static _Thread_local struct scheduler *self;

struct scheduler *scheduler_self(void)
{
    return LIKELY(self != NULL) ? self : &schedulers[0];
}

bool scheduler_is_here(void)
{
    return self != NULL;
}

unsigned scheduler_count(void)
{
    return scheduler_number;
}

bool scheduler_stopping(void)
{
    return atomic_load(&stopping);
}

/* ---- the queue ---- */

static void give_to(struct scheduler *s, struct process *p)
{
    (void)run_queue_push(&s->queue, p);
    scheduler_rouse(s);
}

/* Puts P into S's queue; a bound one into that of the scheduler it is at home with. */
ALWAYS_INLINE void enqueue(struct scheduler *s, struct process *p)
{
    struct scheduler *home = LIKELY(p->bound == 0) ? s : scheduler_home(p);
    if (UNLIKELY(home != s))
        give_to(home, p);
    else if (run_queue_push(&s->queue, p) >= 2 && !scheduler_alone)
        scheduler_call_help(s);
}

void scheduler_enqueue(struct process *p)
{
    enqueue(scheduler_self(), p);
}

void scheduler_place(struct process *p)
{
    struct scheduler *s = scheduler_self();
    if (LIKELY(placement == PLACEMENT_COMPACT) || p->bound != 0) {
        enqueue(s, p);
        return;
    }
    s->placed = (s->placed + 1) % scheduler_online();
    if (s->placed == s->index)
        enqueue(s, p);
    else
        give_to(&schedulers[s->placed], p);
}

static uint64_t draw(struct scheduler *s)
{
    s->random += UINT64_C(0x9E3779B97F4A7C15);
    return hash_mix(s->random);
}

static struct process *next_process(struct scheduler *s)
{
    if (UNLIKELY(seeded))
        return run_queue_pop_any(&s->queue, RANDOM_CHOICE, draw(s));
    return run_queue_pop(&s->queue);
}

/* The reductions with which the next turn begins. */
static int64_t quantum(struct scheduler *s)
{
#ifndef TICK_STRESS_QUANTUM
    if (LIKELY(!seeded)) {
        turn_begin(s->regs);
        return PART_REDUCTIONS;
    }
#endif
    turn_begin_single(s->regs);
    return 1 + (int64_t)(draw(s) % RANDOM_QUANTUM);
}

/* ---- a turn ---- */

/* Leaves P waiting. False: something has come in. */
static bool park(struct process *p)
{
    struct registers *regs = p->regs;
    struct fragment *mail = NULL;
    p->regs = NULL;
    if (LIKELY(mail_replace(p, &mail, MAIL_PARKED)))
        return true;
    p->regs = regs;
    return false;
}

/* Does anything that has come in concern P? While it waits in a receive, only a message and its
 * timer do; while it is suspended, nothing, unless it is midway: it has to be through first. */
static bool is_concerned(const struct process *p)
{
    if (LIKELY(!(p->flags & (PROC_WAITING | PROC_SUSPENDED))))
        return true;
    if (UNLIKELY(p->flags & PROC_MIDWAY))
        return true;
    return !(p->flags & PROC_SUSPENDED) && (mailbox_current(p) != NULL || proc_timer_fired(p));
}

/* Lets P do what is to be done between two turns, unless it is midway, or end. True: it has ended,
 * or is left to a dirty scheduler. */
static COLD bool is_gone(struct process *p)
{
    const uint32_t not_now = PROC_EXITING | PROC_MIDWAY;
    if ((p->flags & (not_now | PROC_CENSUS)) == PROC_CENSUS && !census_visit(p))
        return true;
    if ((p->flags & (not_now | PROC_ERRAND)) == PROC_ERRAND && !errands_do(p))
        return true;
    if (!(p->flags & PROC_EXITING))
        return false;
    proc_exit(p, p->exit_reason);
    return true;
}

/* Takes in P's mail. True: it has something to do; false: it has ended, waits again or is left to a
 * dirty scheduler, and must not be touched. */
static bool receive_mail(struct process *p)
{
    do {
        mailbox_fetch(p);
        if (UNLIKELY(p->message_count > long_queue) && !(p->flags & PROC_LONG_QUEUE)) {
            p->flags |= PROC_LONG_QUEUE;
            proc_report_long_queue(p);
        }
        if (UNLIKELY(p->flags & PROC_CONCERNED) && is_gone(p))
            return false;
        if (LIKELY(is_concerned(p))) {
            p->flags &= ~(uint32_t)(PROC_WAITING | PROC_PARK | PROC_LEFT);
            return true;
        }
    } while (!park(p));
    return false;
}

static void start_job(struct process *p)
{
    struct dirty_job *job = p->regs->job;
    p->regs->job = NULL;
    p->regs = NULL;
    p->flags &= ~(uint32_t)PROC_LEFT;
    dirty_start(job);
}

/* P's turn has been ended on purpose. True: P has ended, waits or belongs to a dirty scheduler. */
static bool put_aside(struct process *p)
{
    if (UNLIKELY(p->regs->job != NULL)) {
        start_job(p);
        return true;
    }
    if (p->flags & PROC_EXITING) {
        proc_exit(p, p->exit_reason);
        return true;
    }
    return (p->flags & (PROC_PARK | PROC_CONCERNED)) == PROC_PARK && park(p);
}

/* P's turn is over, but it can go on. True: because it had used up its quantum. */
static bool requeue(struct scheduler *s, struct process *p)
{
    bool used_up = !(p->flags & PROC_LEFT);
    proc_account(p);
    if (UNLIKELY(long_schedule_limit != 0))
        long_schedule_left(p);
    if (UNLIKELY(p->flags & (PROC_EXITING | PROC_LEFT)) && put_aside(p))
        return false;
    p->regs = NULL;
    enqueue(s, p);
    return used_up;
}

/* True: P has used up its quantum. */
static bool run(struct scheduler *s, struct process *p)
{
    struct registers *regs = s->regs;
    p->regs = regs;
    p->scheduler = (uint16_t)s->index;
    regs->quantum = regs->reductions = 0; /* nothing to account for yet */
    regs->end = TURN_WAITING;             /* if its mail gives it nothing to do */
    return LIKELY(receive_mail(p)) && run_turn(regs, p, quantum(s)) == TURN_YIELDED &&
           requeue(s, p);
}

/* What else there is to a turn of a seeded run. */
static void turn_seeded(const struct scheduler *s, Term pid, int64_t executed, bool used_up)
{
    clock_advance((TURN_WORK + executed) * VIRTUAL_REDUCTION);
    if (schedule_is_hashed)
        schedule_hash_turn(pid, (uint64_t)executed, s->regs->end, used_up);
}

static bool run_timed(struct scheduler *s, struct process *p)
{
    long_schedule_begin(p);
    bool used_up = run(s, p);
    long_schedule_end();
    return used_up;
}

static void turn(struct scheduler *s, struct process *p)
{
    uint64_t before = s->regs->executed;
    Term pid = p->id;
    bool used_up = LIKELY(long_schedule_limit == 0) ? run(s, p) : run_timed(s, p);
    if (UNLIKELY(atomic_load_explicit(&s->busy, memory_order_relaxed) != used_up))
        atomic_store_explicit(&s->busy, used_up, memory_order_relaxed);
    int64_t executed = (int64_t)(s->regs->executed - before);
    s->work += used_up ? LOOK_AFTER_WORK : TURN_WORK + executed;
    counter_add(&s->turns, 1);
    if (UNLIKELY(seeded))
        turn_seeded(s, pid, executed, used_up);
}

/* ---- the loop ---- */

static void look_after(struct scheduler *s)
{
    if (LIKELY(long_schedule_limit == 0)) {
        scheduler_look_after(s);
        return;
    }
    long_schedule_begin(NULL);
    scheduler_look_after(s);
    long_schedule_end();
}

static void run_processes(struct scheduler *s)
{
    while (scheduler_runs(s)) {
        if (UNLIKELY(s->work >= LOOK_AFTER_WORK))
            look_after(s);
        struct process *p = next_process(s);
        if (UNLIKELY(p == NULL)) {
            p = scheduler_find_work(s);
            if (p == NULL)
                continue;
        }
        turn(s, p);
    }
}

static void loop(struct scheduler *s)
{
    epoch_begin(&s->epoch);
    while (!scheduler_stopping()) {
        run_processes(s);
        scheduler_stand_by(s);
    }
    epoch_end(&s->epoch);
}

static void *thread_main(void *argument)
{
    struct scheduler *s = argument;
    self = s;
    topology_bind_self(s->index);
    ref_use_range(1 + s->index);
    loop(s);
    self = NULL;
    return NULL;
}

/* ---- the machine ---- */

static void scheduler_make(struct scheduler *s, unsigned index, uint64_t seed)
{
    s->index = s->placed = index;
    s->random = hash_mix(seed + index);
    s->regs = mem_zalloc(sizeof *s->regs);
    s->regs->scheduler = s;
    run_queue_init(&s->queue);
    wheel_init(&s->wheel, clock_tick());
    epoch_register(&s->epoch);
}

static void forget_last_machine(void)
{
    for (unsigned i = 0; i < scheduler_number; i++)
        free(schedulers[i].regs);
    free(schedulers);
    atomic_store(&stopping, false);
    atomic_store(&status_decided, false);
}

void scheduler_init(const struct scheduler_options *options)
{
    forget_last_machine();
    run_turn = options->turn != NULL ? options->turn : interp_turn;
    seeded = options->seeded;
    long_schedule_limit = seeded ? 0 : (int64_t)options->long_schedule * 1000000;
    long_queue = options->long_queue != 0 ? options->long_queue : UINT32_MAX;
    scheduler_number = seeded ? 1 : options->schedulers;
    scheduler_alone = scheduler_number == 1;
    placement = options->placement;
    online_init(seeded || options->online == 0 ? scheduler_number : options->online);
    topology_init(seeded ? BINDING_NONE : options->binding, scheduler_number);
    clock_init(seeded);
    table_init(options->max_processes != 0 ? options->max_processes : PROCESS_DEFAULT_LIMIT);
    registry_init();
    epoch_init();
    census_init();
    literals_init();
    dirty_init((const unsigned[]){[DIRTY_CPU] = options->dirty_cpu != 0 ? options->dirty_cpu
                                                                        : scheduler_number,
                                  [DIRTY_IO] = options->dirty_io != 0 ? options->dirty_io
                                                                      : DIRTY_IO_DEFAULT},
               seeded);
    schedulers = aligned_alloc(CACHE_LINE, scheduler_number * sizeof *schedulers);
    if (schedulers == NULL)
        fatal("out of memory for %u schedulers", scheduler_number);
    for (unsigned i = 0; i < scheduler_number; i++) {
        schedulers[i] = (struct scheduler){0};
        scheduler_make(&schedulers[i], i, seeded ? options->seed : (uint64_t)clock_now());
    }
}

int scheduler_run(void)
{
    for (unsigned i = 1; i < scheduler_number; i++)
        if (pthread_create(&schedulers[i].thread, NULL, thread_main, &schedulers[i]) != 0)
            fatal("the system gives no thread for scheduler %u", i + 1);
    (void)thread_main(&schedulers[0]);
    for (unsigned i = 1; i < scheduler_number; i++)
        (void)pthread_join(schedulers[i].thread, NULL);
    dirty_stop();
    return scheduler_stopping() ? exit_status : 0;
}

void scheduler_stop(int status)
{
    if (!atomic_exchange(&status_decided, true)) {
        exit_status = status;
        atomic_store(&stopping, true);
        atomic_store(&schedulers_running, 0);
    }
    for (unsigned i = 0; i < scheduler_number; i++)
        (void)sleep_wake(&schedulers[i].sleeper, SLEEP_AWAKE);
}
