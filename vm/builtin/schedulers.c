/* SPDX-License-Identifier: Apache-2.0 */
/* schedulers.c: builtins that tell about schedulers and change how many run, and what they run on.
 */
#include "vm/builtin/schedulers.h"

#include "vm/builtin/leave.h"
#include "vm/process/clock.h"
#include "vm/process/scheduler.h"
#include "vm/process/statistics.h"
#include "vm/process/topology.h"

/* ---- processors ---- */

static Term pair(struct process *p, Term tag, Term value)
{
    return heap_tuple2(&p->heap, tag, value);
}

/* How many of COUNT processors, from the first on, are part of the same core, or package. */
static unsigned same_core(const struct processor *processors, unsigned count)
{
    unsigned same = 1;
    while (same < count && processors[same].core == processors[0].core &&
           processors[same].package == processors[0].package)
        same++;
    return same;
}

static unsigned same_package(const struct processor *processors, unsigned count)
{
    unsigned same = 1;
    while (same < count && processors[same].package == processors[0].package)
        same++;
    return same;
}

static Term logical(struct process *p, const struct processor *processor)
{
    return pair(p, ATOM_(logical), small_make(processor->number));
}

/* {core, {logical, N}}, or {core, [{thread, {logical, N}}, ...]} */
static Term core_term(struct process *p, const struct processor *threads, unsigned count)
{
    if (count == 1)
        return pair(p, ATOM_(core), logical(p, &threads[0]));
    Term list = NIL;
    while (count-- > 0)
        list = heap_cons(&p->heap, pair(p, ATOM_(thread), logical(p, &threads[count])), list);
    return pair(p, ATOM_(core), list);
}

/* {processor, [Core, ...]} */
static Term package_term(struct process *p, const struct processor *processors, unsigned count)
{
    Term cores[PROCESSORS_MAX];
    unsigned core_count = 0;
    for (unsigned i = 0, threads; i < count; i += threads) {
        threads = same_core(processors + i, count - i);
        cores[core_count++] = core_term(p, processors + i, threads);
    }
    return pair(p, ATOM_(processor), heap_list(&p->heap, core_count, cores, NIL));
}

/* A seeded run looks the same on every machine: one processor. */
static const struct processor *processors_to_tell(unsigned *count)
{
    static const struct processor one;
    if (!clock_is_virtual())
        return topology_processors(count);
    *count = 1;
    return &one;
}

static Term cpu_topology(struct process *p)
{
    Term packages[PROCESSORS_MAX];
    unsigned count, package_count = 0;
    const struct processor *processors = processors_to_tell(&count);
    for (unsigned i = 0, same; i < count; i += same) {
        same = same_package(processors + i, count - i);
        packages[package_count++] = package_term(p, processors + i, same);
    }
    return count == 0 ? ATOM_(undefined) : heap_list(&p->heap, package_count, packages, NIL);
}

static Term bind_type(void)
{
    switch (topology_binding()) {
    case BINDING_COMPACT:
        return ATOM_(no_spread);
    case BINDING_SPREAD:
        return ATOM_(spread);
    default:
        return ATOM_(unbound);
    }
}

static Term bindings(struct process *p)
{
    Term elements[SCHEDULERS_MAX];
    for (unsigned i = 0; i < scheduler_count(); i++) {
        int processor = topology_processor_of(i);
        elements[i] = processor < 0 ? ATOM_(unbound) : small_make(processor);
    }
    return heap_tuple(&p->heap, scheduler_count(), elements);
}

/* ---- system_info ---- */

Term schedulers_info(struct process *p, Term item)
{
    Term count = small_make(scheduler_count()), online = small_make(scheduler_online());
    if (term_is_tuple_of(item, 2) && tuple_get(item, 0) == ATOM_(cpu_topology))
        switch (tuple_get(item, 1)) {
        case ATOM_(detected):
        case ATOM_(used):
            return cpu_topology(p);
        case ATOM_(defined):
            return ATOM_(undefined);
        default:
            return NON_VALUE;
        }
    switch (item) {
    case ATOM_(schedulers):
        return count;
    case ATOM_(schedulers_online):
        return online;
    case ATOM_(schedulers_state):
        return heap_tuple3(&p->heap, count, online, online);
    case ATOM_(scheduler_id):
        return small_make(1 + statistics_own_index());
    case ATOM_(scheduler_bind_type):
        return bind_type();
    case ATOM_(scheduler_bindings):
        return bindings(p);
    case ATOM_(cpu_topology):
        return cpu_topology(p);
    default:
        return NON_VALUE;
    }
}

/* ---- system_flag ---- */

/* tick:schedulers_settled(Old): when all schedulers that are to stand by do so, Old. The process
 * itself may have run on one of them: it looks in its next turn. */
static Term schedulers_settled_1(struct process *p, const Term *args)
{
    if (scheduler_online_is_settled())
        return args[0];
    return builtin_leave(p, ATOM_(schedulers_settled), 1, (const Term[]){args[0]});
}

static Term set_online(struct process *p, Term value)
{
    int64_t count;
    if (!small_within(value, 1, scheduler_count(), &count))
        return builtin_badarg(p);
    Term old = small_make(scheduler_set_online((unsigned)count));
    return builtin_leave(p, ATOM_(schedulers_settled), 1, (const Term[]){old});
}

/* Flags that Erlang/OTP has besides: it knows the flag and says that the value is wrong. */
static bool is_foreign_flag(Term flag)
{
    return flag == ATOM_(fullsweep_after) || flag == ATOM_(min_heap_size) ||
           flag == ATOM_(min_bin_vheap_size) || flag == ATOM_(max_heap_size) ||
           flag == ATOM_(backtrace_depth) || flag == ATOM_(trace_control_word) ||
           flag == ATOM_(multi_scheduling) || flag == ATOM_(erts_alloc);
}

static Term system_flag_2(struct process *p, const Term *args)
{
    switch (args[0]) {
    case ATOM_(schedulers_online):
        return set_online(p, args[1]);
    case ATOM_(scheduler_wall_time):
        if (args[1] != ATOM_(true) && args[1] != ATOM_(false))
            return builtin_badarg(p);
        return truth(statistics_measure_time(args[1] == ATOM_(true)));
    default:
        return is_foreign_flag(args[0]) ? builtin_badarg(p) : builtin_badopt(p);
    }
}

/* ---- what OTP's libraries ask of their machine ---- */

/* erts_internal:scheduler_wall_time(Measure): all but true turns it off. */
static Term scheduler_wall_time_1(struct process *p, const Term *args)
{
    (void)p;
    return truth(statistics_measure_time(args[0] == ATOM_(true)));
}

/* erts_internal:system_check(schedulers): comes back, as nothing blocks schedulers. */
static Term system_check_1(struct process *p, const Term *args)
{
    return args[0] == ATOM_(schedulers) ? ATOM_(ok) : builtin_badarg(p);
}

const struct builtin_row builtins_schedulers[] = {
    {"erlang", "system_flag", 2, system_flag_2},
    {"erts_internal", "scheduler_wall_time", 1, scheduler_wall_time_1},
    {"erts_internal", "system_check", 1, system_check_1},
    {"tick", "schedulers_settled", 1, schedulers_settled_1},
    {0},
};
