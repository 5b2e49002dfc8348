/* SPDX-License-Identifier: Apache-2.0 */
/* requests.c: builtins that have another process do something: stand still, collect its garbage,
 * change a flag, take a group leader. */
#include "vm/builtin/leave.h"

#include "vm/interp/interp.h"
#include "vm/process/mailbox.h"
#include "vm/process/request.h"
#include "vm/process/settings.h"
#include "vm/process/suspend.h"
#include "vm/process/table.h"

static bool is_other(const struct process *p, Term pid)
{
    return term_is_local_pid(pid) && pid != p->id;
}

/* ---- suspend_process ---- */

struct suspend_options {
    bool unless_suspending;
    bool asynchronous;
    Term tag; /* NON_VALUE: no message tells when it stands still */
};

static bool read_suspend_options(Term list, struct suspend_options *options)
{
    *options = (struct suspend_options){.tag = NON_VALUE};
    for (; term_is_cons(list); list = list_tail(list)) {
        Term option = list_head(list);
        if (option == ATOM_(unless_suspending)) {
            options->unless_suspending = true;
        } else if (option == ATOM_(asynchronous)) {
            options->asynchronous = true;
        } else if (term_is_tuple_of(option, 2) && tuple_get(option, 0) == ATOM_(asynchronous)) {
            options->asynchronous = true;
            options->tag = tuple_get(option, 1);
        } else {
            return false;
        }
    }
    return term_is_nil(list);
}

static void suspend_later(struct process *p, Term other, uint32_t times, Term tag)
{
    Term wrap = tag == NON_VALUE ? ATOM_(no) : heap_cons(&p->heap, tag, NIL);
    if (!suspend_add(p, other, times, ATOM_(suspended), wrap) && tag != NON_VALUE) {
        const Term message[] = {tag, ATOM_(badarg)};
        (void)signal_send(p->id, signal_tuple(SIGNAL_MESSAGE, COUNT_OF(message), message));
    }
}

/* true, false, or badarg or badopt as a value. */
static Term suspend(struct process *p, Term other, Term list)
{
    struct suspend_options options;
    if (!is_other(p, other))
        return ATOM_(badarg);
    if (!read_suspend_options(list, &options))
        return ATOM_(badopt);
    bool more = !options.unless_suspending || suspend_count(p, other) == 0;
    if (options.asynchronous)
        suspend_later(p, other, more, options.tag);
    if (options.asynchronous || !more)
        return truth(more);
    if (!suspend_add(p, other, 1, ATOM_(true), NIL))
        return ATOM_(badarg);
    return builtin_wait(p, ATOM_(await_suspended), 1, (const Term[]){other});
}

/* tick:await_suspended(Pid): true when it stands still. */
static Term await_suspended_1(struct process *p, const Term *args)
{
    mailbox_fetch(p);
    Term answer = request_take_answer(p);
    if (answer == NON_VALUE)
        return builtin_wait(p, ATOM_(await_suspended), 1, (const Term[]){args[0]});
    if (answer == ATOM_(true))
        return answer;
    return builtin_error_as(p, ATOM_(badarg), ATOM_(erlang), ATOM_(suspend_process), 1, args);
}

static Term value_or_badarg(struct process *p, Term value)
{
    if (value == ATOM_(badopt))
        return builtin_badopt(p);
    return value == ATOM_(badarg) ? builtin_badarg(p) : value;
}

static Term suspend_process_1(struct process *p, const Term *args)
{
    return value_or_badarg(p, suspend(p, args[0], NIL));
}

static Term suspend_process_2(struct process *p, const Term *args)
{
    return value_or_badarg(p, suspend(p, args[0], args[1]));
}

static Term internal_suspend_process_2(struct process *p, const Term *args)
{
    return suspend(p, args[0], args[1]);
}

static Term resume_process_1(struct process *p, const Term *args)
{
    return is_other(p, args[0]) && suspend_take_back(p, args[0]) ? ATOM_(true) : builtin_badarg(p);
}

/* ---- garbage_collect ---- */

static void collect(struct process *p, Term how)
{
    if (how == ATOM_(major))
        p->flags |= PROC_COLLECT_MAJOR;
    proc_collect(p, 0, NULL, 0);
}

static Term garbage_collect_0(struct process *p, const Term *args)
{
    (void)args;
    collect(p, ATOM_(major));
    return ATOM_(true);
}

/* The message {garbage_collect, Id, Result} to itself. */
static void tell_collected(struct process *p, Term id, Term result)
{
    const Term message[] = {ATOM_(garbage_collect), id, result};
    (void)signal_send(p->id, signal_tuple(SIGNAL_MESSAGE, COUNT_OF(message), message));
}

static Term collect_question(struct process *p, Term how)
{
    return heap_tuple2(&p->heap, ATOM_(garbage_collect), how);
}

/* Has PID collect, which says so in a message with ID. */
static void collect_later(struct process *p, Term pid, Term how, Term id)
{
    Term wrap = heap_cons(&p->heap, ATOM_(garbage_collect), heap_cons(&p->heap, id, NIL));
    if (pid == p->id) {
        tell_collected(p, id, ATOM_(true)); /* ID lies where a collection would move it */
        collect(p, how);
    } else if (!request_send(p, pid, collect_question(p, how), wrap)) {
        tell_collected(p, id, ATOM_(false));
    }
}

static Term collect_now(struct process *p, Term pid, Term how)
{
    if (pid != p->id)
        return builtin_ask(p, pid, collect_question(p, how), ATOM_(false));
    collect(p, how);
    return ATOM_(true);
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
    collect_later(p, pid, how, id);
    return ATOM_(async);
}

static Term internal_garbage_collect_1(struct process *p, const Term *args)
{
    if (!is_collection(args[0]))
        return builtin_badarg(p);
    collect(p, args[0]);
    return ATOM_(true);
}

/* erts_internal:request_system_task(Pid, Priority, {garbage_collect, Id, major | minor}) */
static Term request_system_task_3(struct process *p, const Term *args)
{
    uint8_t priority;
    Term task = args[2];
    if (!term_is_local_pid(args[0]) || !builtin_priority(args[1], &priority) ||
        !term_is_tuple_of(task, 3) || tuple_get(task, 0) != ATOM_(garbage_collect) ||
        !is_collection(tuple_get(task, 2)))
        return builtin_badarg(p);
    collect_later(p, args[0], tuple_get(task, 2), tuple_get(task, 1));
    return ATOM_(ok);
}

/* ---- process_flag ---- */

/* The old value, badarg, or badtype: there is no such process. */
static Term internal_process_flag_3(struct process *p, const Term *args)
{
    struct settings tried = *p->settings;
    if (!term_is_local_pid(args[0]) || args[1] != ATOM_(save_calls) ||
        settings_read(&tried, args[1], args[2]) != SETTING_DONE)
        return ATOM_(badarg);
    if (args[0] == p->id) {
        Term old = small_make(p->settings->save_calls);
        *settings_own(p) = tried;
        return old;
    }
    const Term question[] = {ATOM_(process_flag), args[1], args[2]};
    return builtin_ask(p, args[0], heap_tuple(&p->heap, COUNT_OF(question), question),
                       ATOM_(badtype));
}

static Term process_flag_3(struct process *p, const Term *args)
{
    if (!term_is_local_pid(args[0]) || table_lookup(args[0]) == NULL)
        return builtin_badarg_cause(p, ATOM_(badtype), ATOM_(erlang));
    Term old = internal_process_flag_3(p, args);
    return old == ATOM_(badarg) || old == ATOM_(badtype) ? builtin_badarg(p) : old;
}

/* ---- others ---- */

static Term internal_group_leader_2(struct process *p, const Term *args)
{
    if (!term_is_local_pid(args[0]) || !term_is_local_pid(args[1]))
        return ATOM_(badarg);
    if (args[1] == p->id) {
        p->group_leader = args[0];
        return ATOM_(true);
    }
    bool sent = signal_send(args[1], signal_new(SIGNAL_GROUP_LEADER, args[0], 0, 0, 0));
    return sent ? ATOM_(true) : ATOM_(badarg);
}

static Term group_leader_2(struct process *p, const Term *args)
{
    return value_or_badarg(p, internal_group_leader_2(p, args));
}

/* A process of the machine itself; here that is none that a program can find. */
static Term is_system_process_1(struct process *p, const Term *args)
{
    return term_is_local_pid(args[0]) ? ATOM_(false) : builtin_badarg(p);
}

const struct builtin_row builtins_requests[] = {
    {"erlang", "suspend_process", 1, suspend_process_1},
    {"erlang", "suspend_process", 2, suspend_process_2},
    {"erlang", "resume_process", 1, resume_process_1},
    {"tick", "await_suspended", 1, await_suspended_1},
    {"erlang", "garbage_collect", 0, garbage_collect_0},
    {"erlang", "garbage_collect", 1, garbage_collect_1},
    {"erlang", "garbage_collect", 2, garbage_collect_2},
    {"erlang", "process_flag", 3, process_flag_3},
    {"erlang", "group_leader", 2, group_leader_2},
    {"erts_internal", "suspend_process", 2, internal_suspend_process_2},
    {"erts_internal", "garbage_collect", 1, internal_garbage_collect_1},
    {"erts_internal", "request_system_task", 3, request_system_task_3},
    {"erts_internal", "process_flag", 3, internal_process_flag_3},
    {"erts_internal", "group_leader", 2, internal_group_leader_2},
    {"erts_internal", "is_system_process", 1, is_system_process_1},
    {0},
};
