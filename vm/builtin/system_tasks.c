/* SPDX-License-Identifier: Apache-2.0 */
/* system_tasks.c: what a process does for others between two turns: it collects its garbage, or
 * tells whether it runs old code. The answer is waited for, or comes as a message
 * {Task, Id, Answer}. */
#include "vm/builtin/leave.h"

#include "vm/interp/interp.h"
#include "vm/process/purge.h"
#include "vm/process/request.h"

/* The message {Task, Id, Answer} to itself. */
static void tell(struct process *p, Term task, Term id, Term answer)
{
    const Term message[] = {task, id, answer};
    (void)signal_send(p->id, signal_tuple(SIGNAL_MESSAGE, COUNT_OF(message), message));
}

/* Asks PID, which is not P, and has it send such a message. */
static void ask_later(struct process *p, Term pid, Term question, Term id)
{
    Term task = tuple_get(question, 0);
    Term wrap = heap_cons(&p->heap, task, heap_cons(&p->heap, id, NIL));
    if (!request_send(p, pid, question, wrap))
        tell(p, task, id, ATOM_(false));
}

/* ---- garbage_collect ---- */

/* Collects P's garbage and returns RESULT, an immediate. */
static Term collect_and(struct process *p, Term how, Term result)
{
    if (how == ATOM_(major))
        p->flags |= PROC_COLLECT_MAJOR;
    (void)builtin_continue(p, ATOM_(returned), 1, &result);
    (void)proc_collect_or_leave(p, 0, p->regs->x, 1);
    return NON_VALUE;
}

static Term garbage_collect_0(struct process *p, const Term *args)
{
    (void)args;
    return collect_and(p, ATOM_(major), ATOM_(true));
}

static Term collect_question(struct process *p, Term how)
{
    return heap_tuple2(&p->heap, ATOM_(garbage_collect), how);
}

/* Has PID collect, which says so in a message with ID, and returns RESULT, an immediate. */
static Term collect_later(struct process *p, Term pid, Term how, Term id, Term result)
{
    if (pid == p->id) {
        tell(p, ATOM_(garbage_collect), id, ATOM_(true)); /* before a collection moves ID */
        return collect_and(p, how, result);
    }
    ask_later(p, pid, collect_question(p, how), id);
    return result;
}

static Term collect_now(struct process *p, Term pid, Term how)
{
    if (pid != p->id)
        return builtin_ask(p, pid, collect_question(p, how), ATOM_(false));
    return collect_and(p, how, ATOM_(true));
}

static bool is_collection(Term how)
{
    return how == ATOM_(major) || how == ATOM_(minor);
}

static Term garbage_collect_1(struct process *p, const Term *args)
{
    return term_is_local_pid(args[0]) ? collect_now(p, args[0], ATOM_(major)) : builtin_badarg(p);
}

/* Options: {type, major | minor}, {async, Id} */
static bool read_collect_options(Term list, Term *how, Term *id)
{
    *how = ATOM_(major);
    *id = NON_VALUE;
    for (; term_is_cons(list); list = list_tail(list)) {
        Term option = list_head(list);
        if (!term_is_tuple_of(option, 2))
            return false;
        if (tuple_get(option, 0) == ATOM_(async))
            *id = tuple_get(option, 1);
        else if (tuple_get(option, 0) == ATOM_(type) && is_collection(tuple_get(option, 1)))
            *how = tuple_get(option, 1);
        else
            return false;
    }
    return term_is_nil(list);
}

static Term garbage_collect_2(struct process *p, const Term *args)
{
    Term how, id, pid = args[0];
    if (!read_collect_options(args[1], &how, &id))
        return builtin_badarg_cause(p, ATOM_(bad_option), ATOM_(erlang));
    if (!term_is_local_pid(pid))
        return builtin_badarg(p);
    if (id == NON_VALUE)
        return collect_now(p, pid, how);
    return collect_later(p, pid, how, id, ATOM_(async));
}

static Term internal_garbage_collect_1(struct process *p, const Term *args)
{
    if (!is_collection(args[0]))
        return builtin_badarg(p);
    return collect_and(p, args[0], ATOM_(true));
}

/* ---- check_process_code ---- */

static Term code_question(struct process *p, Term module)
{
    return heap_tuple2(&p->heap, ATOM_(check_process_code), module);
}

static Term check_now(struct process *p, Term pid, Term module)
{
    if (pid == p->id)
        return truth(purge_runs_old_code(p, module));
    return builtin_ask(p, pid, code_question(p, module), ATOM_(false));
}

static void check_later(struct process *p, Term pid, Term module, Term id)
{
    if (pid == p->id)
        tell(p, ATOM_(check_process_code), id, truth(purge_runs_old_code(p, module)));
    else
        ask_later(p, pid, code_question(p, module), id);
}

static Term check_process_code_2(struct process *p, const Term *args)
{
    if (!term_is_local_pid(args[0]) || !term_is_atom(args[1]))
        return builtin_badarg(p);
    return check_now(p, args[0], args[1]);
}

/* Options: {async, Id}, {allow_gc, Boolean}, which changes nothing: stacks are looked at, and
 * these need no collection. */
static bool read_check_options(Term list, Term *id)
{
    *id = NON_VALUE;
    for (; term_is_cons(list); list = list_tail(list)) {
        Term option = list_head(list);
        if (!term_is_tuple_of(option, 2))
            return false;
        Term value = tuple_get(option, 1);
        if (tuple_get(option, 0) == ATOM_(async))
            *id = value;
        else if (tuple_get(option, 0) != ATOM_(allow_gc) ||
                 (value != ATOM_(true) && value != ATOM_(false)))
            return false;
    }
    return term_is_nil(list);
}

static Term check_process_code_3(struct process *p, const Term *args)
{
    Term id;
    if (!read_check_options(args[2], &id))
        return builtin_badarg_cause(p, ATOM_(bad_option), ATOM_(erlang));
    if (id == NON_VALUE)
        return check_process_code_2(p, args);
    if (!term_is_local_pid(args[0]) || !term_is_atom(args[1]))
        return builtin_badarg(p);
    check_later(p, args[0], args[1], id);
    return ATOM_(async);
}

static Term internal_check_process_code_1(struct process *p, const Term *args)
{
    return term_is_atom(args[0]) ? check_now(p, p->id, args[0]) : builtin_badarg(p);
}

/* ---- both ---- */

/* erts_internal:request_system_task(Pid, Priority, {garbage_collect, Id, major | minor} |
 * {check_process_code, Id, Module}) */
static Term request_system_task_3(struct process *p, const Term *args)
{
    uint8_t priority;
    Term task = args[2];
    if (!term_is_local_pid(args[0]) || !builtin_priority(args[1], &priority) ||
        !term_is_tuple_of(task, 3))
        return builtin_badarg(p);
    Term kind = tuple_get(task, 0), id = tuple_get(task, 1), what = tuple_get(task, 2);
    if (kind == ATOM_(garbage_collect) && is_collection(what))
        return collect_later(p, args[0], what, id, ATOM_(ok));
    if (kind == ATOM_(check_process_code) && term_is_atom(what))
        check_later(p, args[0], what, id);
    else
        return builtin_badarg(p);
    return ATOM_(ok);
}

const struct builtin_row builtins_system_tasks[] = {
    {"erlang", "garbage_collect", 0, garbage_collect_0},
    {"erlang", "garbage_collect", 1, garbage_collect_1},
    {"erlang", "garbage_collect", 2, garbage_collect_2},
    {"erts_internal", "garbage_collect", 1, internal_garbage_collect_1},
    {"erlang", "check_process_code", 2, check_process_code_2},
    {"erlang", "check_process_code", 3, check_process_code_3},
    {"erts_internal", "check_process_code", 1, internal_check_process_code_1},
    {"erts_internal", "request_system_task", 3, request_system_task_3},
    {0},
};
