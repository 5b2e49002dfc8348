/* SPDX-License-Identifier: Apache-2.0 */
/* spawn.c: builtins that start processes. */
#include "vm/builtin/leave.h"
#include "vm/builtin/monitors.h"

#include "vm/process/lifecycle.h"
#include "vm/process/scheduler.h"
#include "vm/term/ref.h"

/* The largest min_heap_size: a gigabyte. */
#define MIN_HEAP_MOST (INT64_C(1) << 27)

static Term started(struct process *p, const struct spawned *child)
{
    if (LIKELY(child->error == SPAWN_OK))
        return child->monitor == NON_VALUE ? child->pid
                                           : heap_tuple2(&p->heap, child->pid, child->monitor);
    return child->error == SPAWN_BADARG ? builtin_badarg(p) : builtin_system_limit(p);
}

static Term start_fun(struct process *p, const struct spawn_options *options, Term fun)
{
    if (!term_is_fun(fun))
        return builtin_badarg(p);
    struct spawned child = proc_spawn_fun(p, options, fun);
    return started(p, &child);
}

static Term start_mfa(struct process *p, const struct spawn_options *options, const Term *mfa)
{
    struct spawned child = proc_spawn(p, options, mfa[0], mfa[1], mfa[2]);
    return started(p, &child);
}

static struct spawn_options linked(void)
{
    struct spawn_options options = SPAWN_PLAIN;
    options.link = true;
    return options;
}

static struct spawn_options monitored(void)
{
    struct spawn_options options = SPAWN_PLAIN;
    options.monitor = true;
    return options;
}

static Term spawn_1(struct process *p, const Term *args)
{
    return start_fun(p, &SPAWN_PLAIN, args[0]);
}

static Term spawn_3(struct process *p, const Term *args)
{
    return start_mfa(p, &SPAWN_PLAIN, args);
}

static Term spawn_link_1(struct process *p, const Term *args)
{
    struct spawn_options options = linked();
    return start_fun(p, &options, args[0]);
}

static Term spawn_link_3(struct process *p, const Term *args)
{
    struct spawn_options options = linked();
    return start_mfa(p, &options, args);
}

static Term spawn_monitor_1(struct process *p, const Term *args)
{
    struct spawn_options options = monitored();
    return start_fun(p, &options, args[0]);
}

static Term spawn_monitor_3(struct process *p, const Term *args)
{
    struct spawn_options options = monitored();
    return start_mfa(p, &options, args);
}

/* ---- with a node: there is only this one ---- */

static bool is_this_node(Term node)
{
    return node == ATOM_(nonode);
}

static Term spawn_2(struct process *p, const Term *args)
{
    return is_this_node(args[0]) ? spawn_1(p, args + 1) : builtin_badarg(p);
}

static Term spawn_4(struct process *p, const Term *args)
{
    return is_this_node(args[0]) ? spawn_3(p, args + 1) : builtin_badarg(p);
}

static Term spawn_link_2(struct process *p, const Term *args)
{
    return is_this_node(args[0]) ? spawn_link_1(p, args + 1) : builtin_badarg(p);
}

static Term spawn_link_4(struct process *p, const Term *args)
{
    return is_this_node(args[0]) ? spawn_link_3(p, args + 1) : builtin_badarg(p);
}

static Term spawn_monitor_2(struct process *p, const Term *args)
{
    return is_this_node(args[0]) ? spawn_monitor_1(p, args + 1) : builtin_badarg(p);
}

static Term spawn_monitor_4(struct process *p, const Term *args)
{
    return is_this_node(args[0]) ? spawn_monitor_3(p, args + 1) : builtin_badarg(p);
}

/* ---- options ---- */

bool builtin_priority(Term name, uint8_t *priority)
{
    switch (name) {
    case ATOM_(low):
        *priority = PRIORITY_LOW;
        return true;
    case ATOM_(normal):
        *priority = PRIORITY_NORMAL;
        return true;
    case ATOM_(high):
        *priority = PRIORITY_HIGH;
        return true;
    case ATOM_(max):
        *priority = PRIORITY_MAX;
        return true;
    default:
        return false;
    }
}

static bool is_natural(Term value)
{
    return term_is_small(value) && small_value(value) >= 0;
}

/* {Key, Value}. What has no meaning here is checked and otherwise left alone. */
static bool set_option(struct spawn_options *options, struct monitor_options *monitor, Term key,
                       Term value)
{
    int64_t number;
    switch (key) {
    case ATOM_(priority):
        return builtin_priority(value, &options->priority);
    case ATOM_(min_heap_size):
        if (!small_within(value, 0, MIN_HEAP_MOST, &number))
            return false;
        options->min_heap_words = (uint32_t)number;
        return true;
    case ATOM_(scheduler):
        if (!small_within(value, 0, scheduler_count(), &number))
            return false;
        options->bound = (uint16_t)number;
        return true;
    case ATOM_(monitor):
        options->monitor = true;
        return monitor_read_options(value, monitor);
    case ATOM_(fullsweep_after):
    case ATOM_(min_bin_vheap_size):
        return is_natural(value);
    case ATOM_(max_heap_size):
        return is_natural(value) || term_is_map(value);
    case ATOM_(message_queue_data):
        return value == ATOM_(on_heap) || value == ATOM_(off_heap);
    case ATOM_(async_dist):
        return value == ATOM_(true) || value == ATOM_(false);
    default:
        return false;
    }
}

static bool read_options(Term list, struct spawn_options *options, struct monitor_options *monitor)
{
    *options = SPAWN_PLAIN;
    *monitor = (struct monitor_options){ALIAS_NONE, NON_VALUE};
    for (; term_is_cons(list); list = list_tail(list)) {
        Term option = list_head(list);
        if (option == ATOM_(link))
            options->link = true;
        else if (option == ATOM_(monitor))
            options->monitor = true;
        else if (!term_is_tuple_of(option, 2) ||
                 !set_option(options, monitor, tuple_get(option, 0), tuple_get(option, 1)))
            return false;
    }
    return term_is_nil(list);
}

/* RESULT is what a spawn has returned: {Pid, Reference} when there is a monitor. */
static Term finish(struct process *p, Term result, const struct monitor_options *monitor)
{
    if (result != NON_VALUE && term_is_tuple(result))
        monitor_apply_options(p, ref_number(tuple_get(result, 1)), monitor);
    return result;
}

static Term spawn_opt_2(struct process *p, const Term *args)
{
    struct spawn_options options;
    struct monitor_options monitor;
    if (!read_options(args[1], &options, &monitor))
        return builtin_badarg(p);
    return finish(p, start_fun(p, &options, args[0]), &monitor);
}

static Term spawn_opt_3(struct process *p, const Term *args)
{
    return is_this_node(args[0]) ? spawn_opt_2(p, args + 1) : builtin_badarg(p);
}

static Term spawn_opt_4(struct process *p, const Term *args)
{
    struct spawn_options options;
    struct monitor_options monitor;
    if (!read_options(args[3], &options, &monitor))
        return builtin_badarg(p);
    return finish(p, start_mfa(p, &options, args), &monitor);
}

static Term spawn_opt_5(struct process *p, const Term *args)
{
    return is_this_node(args[0]) ? spawn_opt_4(p, args + 1) : builtin_badarg(p);
}

const struct builtin_row builtins_spawn[] = {
    {"erlang", "spawn", 1, spawn_1},
    {"erlang", "spawn", 2, spawn_2},
    {"erlang", "spawn", 3, spawn_3},
    {"erlang", "spawn", 4, spawn_4},
    {"erlang", "spawn_link", 1, spawn_link_1},
    {"erlang", "spawn_link", 2, spawn_link_2},
    {"erlang", "spawn_link", 3, spawn_link_3},
    {"erlang", "spawn_link", 4, spawn_link_4},
    {"erlang", "spawn_monitor", 1, spawn_monitor_1},
    {"erlang", "spawn_monitor", 2, spawn_monitor_2},
    {"erlang", "spawn_monitor", 3, spawn_monitor_3},
    {"erlang", "spawn_monitor", 4, spawn_monitor_4},
    {"erlang", "spawn_opt", 2, spawn_opt_2},
    {"erlang", "spawn_opt", 3, spawn_opt_3},
    {"erlang", "spawn_opt", 4, spawn_opt_4},
    {"erlang", "spawn_opt", 5, spawn_opt_5},
    {0},
};
