/* SPDX-License-Identifier: Apache-2.0 */
/* statistics.c: erlang:statistics/1: what the machine has counted since it was started. */
#include "vm/builtin/support.h"

#include "vm/process/clock.h"
#include "vm/process/dirty.h"
#include "vm/process/registers.h"
#include "vm/process/scheduler.h"
#include "vm/process/statistics.h"

#include <time.h>

static Term number(struct process *p, uint64_t value)
{
    return heap_uint(&p->heap, value);
}

/* {Total, SinceLastCall} */
static Term since_last(struct process *p, _Atomic(uint64_t) *last, uint64_t total)
{
    uint64_t before = atomic_exchange(last, total);
    Term now = number(p, total);
    return heap_tuple2(&p->heap, now, number(p, total > before ? total - before : 0));
}

static uint64_t wall_milliseconds(void)
{
    return (uint64_t)((clock_now() - clock_start()) / NANOSECONDS_PER_MILLISECOND);
}

static uint64_t processor_milliseconds(void)
{
    struct timespec time;
    if (clock_is_virtual())
        return wall_milliseconds();
    if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) != 0)
        return 0;
    return (uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_nsec / 1000000;
}

static uint64_t reductions_now(const struct process *p)
{
    return statistics_now().reductions + (uint64_t)(p->regs->quantum - p->regs->reductions);
}

/* ---- queues ---- */

/* What a list of queues has in it: the jobs of dirty schedulers for computing always, those of the
 * ones that wait for something outside only on request. */
enum queues { QUEUES, QUEUES_ALL };

static uint64_t dirty_length(enum dirty_kind kind, bool running)
{
    return dirty_queue_length(kind) + (running ? dirty_working(kind) : 0);
}

/* A number for each scheduler: processes that wait to be run, and with RUNNING the one that is.
 * Then one for the queue of each pool of dirty schedulers. */
static Term queue_lengths(struct process *p, enum queues queues, bool running)
{
    Term list = NIL;
    for (int kind = queues == QUEUES_ALL ? DIRTY_IO : DIRTY_CPU; kind >= 0; kind--) {
        uint64_t length = dirty_length((enum dirty_kind)kind, running);
        list = heap_cons(&p->heap, small_make((int64_t)length), list);
    }
    for (unsigned i = scheduler_count(); i-- > 0;) {
        uint64_t length = statistics_queue_length(i) + (running && statistics_is_busy(i));
        list = heap_cons(&p->heap, small_make((int64_t)length), list);
    }
    return list;
}

static Term total_length(enum queues queues)
{
    uint64_t sum = statistics_now().runnable + dirty_length(DIRTY_CPU, false);
    return small_make((int64_t)(sum + (queues == QUEUES_ALL ? dirty_length(DIRTY_IO, false) : 0)));
}

static Term active_tasks(enum queues queues)
{
    uint64_t sum = dirty_length(DIRTY_CPU, true);
    if (queues == QUEUES_ALL)
        sum += dirty_length(DIRTY_IO, true);
    for (unsigned i = 0; i < scheduler_count(); i++)
        sum += statistics_queue_length(i) + statistics_is_busy(i);
    return small_make((int64_t)sum);
}

/* ---- time ---- */

/* [{Scheduler, Active, Total}] in nanoseconds since the measuring began */
static Term scheduler_times(struct process *p)
{
    if (!statistics_measures_time())
        return ATOM_(undefined);
    Term list = NIL;
    for (unsigned i = scheduler_count(); i-- > 0;) {
        struct scheduler_time time = statistics_time(i);
        Term active = number(p, time.active), total = number(p, time.total);
        list = heap_cons(&p->heap, heap_tuple3(&p->heap, small_make(i + 1), active, total), list);
    }
    return list;
}

/* ---- all of them ---- */

static Term garbage_collection(struct process *p)
{
    struct machine_statistics sum = statistics_now();
    Term count = number(p, sum.collections);
    return heap_tuple3(&p->heap, count, number(p, sum.reclaimed), SMALL(0));
}

static Term io(struct process *p)
{
    struct io_statistics bytes = statistics_io();
    Term in = heap_tuple2(&p->heap, ATOM_(input), number(p, bytes.input));
    return heap_tuple2(&p->heap, in, heap_tuple2(&p->heap, ATOM_(output), number(p, bytes.output)));
}

static Term statistics_1(struct process *p, const Term *args)
{
    static _Atomic(uint64_t) last_runtime, last_wall_clock, last_reductions, last_exact;
    switch (args[0]) {
    case ATOM_(runtime):
        return since_last(p, &last_runtime, processor_milliseconds());
    case ATOM_(wall_clock):
        return since_last(p, &last_wall_clock, wall_milliseconds());
    case ATOM_(reductions):
        return since_last(p, &last_reductions, reductions_now(p));
    case ATOM_(exact_reductions):
        return since_last(p, &last_exact, reductions_now(p));
    case ATOM_(context_switches):
        return heap_tuple2(&p->heap, number(p, statistics_now().turns), SMALL(0));
    case ATOM_(run_queue):
    case ATOM_(total_run_queue_lengths):
        return total_length(QUEUES);
    case ATOM_(total_run_queue_lengths_all):
        return total_length(QUEUES_ALL);
    case ATOM_(total_active_tasks):
        return active_tasks(QUEUES);
    case ATOM_(total_active_tasks_all):
        return active_tasks(QUEUES_ALL);
    case ATOM_(run_queue_lengths):
        return queue_lengths(p, QUEUES, false);
    case ATOM_(run_queue_lengths_all):
        return queue_lengths(p, QUEUES_ALL, false);
    case ATOM_(active_tasks):
        return queue_lengths(p, QUEUES, true);
    case ATOM_(active_tasks_all):
        return queue_lengths(p, QUEUES_ALL, true);
    case ATOM_(garbage_collection):
        return garbage_collection(p);
    case ATOM_(io):
        return io(p);
    case ATOM_(scheduler_wall_time):
    case ATOM_(scheduler_wall_time_all):
        return scheduler_times(p);
    default:
        return builtin_badarg(p);
    }
}

const struct builtin_row builtins_statistics[] = {
    {"erlang", "statistics", 1, statistics_1},
    {0},
};
