/* SPDX-License-Identifier: Apache-2.0 */
/* spawn.c: builtins that start processes. */
#include "vm/builtin/spawn_options.h"

#include "vm/term/fun.h"
#include "vm/term/ref.h"

static Term started(struct process *p, const struct spawned *child)
{
    if (LIKELY(child->error == SPAWN_OK))
        return child->monitor == NON_VALUE ? child->pid
                                           : heap_tuple2(&p->heap, child->pid, child->monitor);
    return child->error == SPAWN_BADARG ? builtin_badarg(p) : builtin_system_limit(p);
}

/* A fun, or a pair of atoms, which was one long ago: spawn takes it, and the new process fails to
 * call it. */
static bool is_called(Term fun)
{
    return term_is_fun(fun) || (term_is_tuple_of(fun, 2) && term_is_atom(tuple_get(fun, 0)) &&
                                term_is_atom(tuple_get(fun, 1)));
}

static Term start_fun(struct process *p, const struct spawn_options *options, Term fun)
{
    if (!is_called(fun))
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
    if (!term_is_fun(args[0]) || fun_arity(args[0]) != 0)
        return builtin_badarg(p);
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

/* ---- with options ---- */

/* RESULT is what a spawn has returned: {Pid, Reference} when there is a monitor. */
static Term finish(struct process *p, Term result, const struct monitor_options *monitor)
{
    if (result != NON_VALUE && term_is_tuple(result))
        monitor_apply_options(p, ref_number(tuple_get(result, 1)), monitor);
    return result;
}

static Term spawn_opt_2(struct process *p, const Term *args)
{
    struct spawn_arguments options;
    if (!is_called(args[0]))
        return builtin_badarg(p);
    if (!spawn_options_read(args[1], false, &options))
        return builtin_badopt(p);
    return finish(p, start_fun(p, &options.spawn, args[0]), &options.monitor);
}

static Term spawn_opt_3(struct process *p, const Term *args)
{
    return is_this_node(args[0]) ? spawn_opt_2(p, args + 1) : builtin_badarg(p);
}

static Term spawn_opt_4(struct process *p, const Term *args)
{
    struct spawn_arguments options;
    if (!spawn_options_read(args[3], false, &options))
        return builtin_badopt(p);
    return finish(p, start_mfa(p, &options.spawn, args), &options.monitor);
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
