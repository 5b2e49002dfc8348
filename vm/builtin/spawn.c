/* SPDX-License-Identifier: Apache-2.0 */
/* spawn.c: builtins that start processes. */
#include "vm/builtin/spawn_options.h"

#include "vm/interp/elsewhere.h"
#include "vm/term/fun.h"
#include "vm/term/ref.h"

/* ---- large arguments ---- */

/* Of erlang:spawn_opt/4, on a dirty scheduler. */
static Term pack_there(struct process *p, const Term *args)
{
    Term packed = proc_pack_arguments(p, args[2]);
    if (packed == NON_VALUE)
        return builtin_system_limit(p);
    return builtin_continue(p, ATOM_(spawn_packed), 5,
                            (Term[]){args[0], args[1], args[2], args[3], packed});
}

/* OPTIONS is the list of spawn_opt, or the one option that there is. */
static Term start_large(struct process *p, Term module, Term function, Term args, Term options)
{
    Term list = term_is_atom(options) ? heap_cons(&p->heap, options, NIL) : options;
    return builtin_dirty(p, DIRTY_CPU, pack_there, ATOM_(erlang), ATOM_(spawn_opt), 4,
                         (Term[]){module, function, args, list});
}

/* ---- all of them ---- */

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

/* OPTIONS once more as TERM: see start_large. */
static Term start_fun(struct process *p, const struct spawn_options *options, Term fun, Term term)
{
    if (!is_called(fun))
        return builtin_badarg(p);
    struct spawned child = proc_spawn_fun(p, options, fun);
    if (UNLIKELY(child.error == SPAWN_LARGE))
        return start_large(p, ATOM_(erlang), ATOM_(apply),
                           heap_list(&p->heap, 2, (Term[]){fun, NIL}, NIL), term);
    return started(p, &child);
}

static Term start_mfa(struct process *p, const struct spawn_options *options, const Term *mfa,
                      Term term)
{
    struct spawned child = proc_spawn(p, options, mfa[0], mfa[1], mfa[2]);
    if (UNLIKELY(child.error == SPAWN_LARGE))
        return start_large(p, mfa[0], mfa[1], mfa[2], term);
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
    return start_fun(p, &SPAWN_PLAIN, args[0], NIL);
}

static Term spawn_3(struct process *p, const Term *args)
{
    return start_mfa(p, &SPAWN_PLAIN, args, NIL);
}

static Term spawn_link_1(struct process *p, const Term *args)
{
    struct spawn_options options = linked();
    return start_fun(p, &options, args[0], ATOM_(link));
}

static Term spawn_link_3(struct process *p, const Term *args)
{
    struct spawn_options options = linked();
    return start_mfa(p, &options, args, ATOM_(link));
}

static Term spawn_monitor_1(struct process *p, const Term *args)
{
    struct spawn_options options = monitored();
    if (!term_is_fun(args[0]) || fun_arity(args[0]) != 0)
        return builtin_badarg(p);
    return start_fun(p, &options, args[0], ATOM_(monitor));
}

static Term spawn_monitor_3(struct process *p, const Term *args)
{
    struct spawn_options options = monitored();
    return start_mfa(p, &options, args, ATOM_(monitor));
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
    return finish(p, start_fun(p, &options.spawn, args[0], args[1]), &options.monitor);
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
    return finish(p, start_mfa(p, &options.spawn, args, args[3]), &options.monitor);
}

static Term spawn_opt_5(struct process *p, const Term *args)
{
    return is_this_node(args[0]) ? spawn_opt_4(p, args + 1) : builtin_badarg(p);
}

/* tick:spawn_packed(Module, Function, Arguments, Options, Packed): spawn_opt once more, with the
 * arguments from proc_pack_arguments. */
static Term spawn_packed_5(struct process *p, const Term *args)
{
    struct spawn_arguments options;
    if (!spawn_options_read(args[3], false, &options))
        return builtin_badopt(p);
    struct spawned child = proc_spawn_packed(p, &options.spawn, args[0], args[1], args[4]);
    if (UNLIKELY(child.error != SPAWN_OK))
        return builtin_error_as(p, ATOM_(system_limit), ATOM_(erlang), ATOM_(spawn_opt), 4, args);
    return finish(p, started(p, &child), &options.monitor);
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
    {"tick", "spawn_packed", 5, spawn_packed_5},
    {0},
};
