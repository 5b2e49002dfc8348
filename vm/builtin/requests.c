/* SPDX-License-Identifier: Apache-2.0 */
/* requests.c: builtins that have another process do something: stand still, change a flag, take a
 * group leader, show its stack. */
#include "vm/builtin/leave.h"
#include "vm/builtin/text.h"

#include "vm/interp/interp.h"
#include "vm/process/info.h"
#include "vm/process/mailbox.h"
#include "vm/process/request.h"
#include "vm/process/settings.h"
#include "vm/process/suspend.h"
#include "vm/process/table.h"

#include <stdio.h>

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

/* ---- process_flag ---- */

/* The old value, or badtype: there is no such process; badarg: no such flag or value. */
static Term internal_process_flag_3(struct process *p, const Term *args)
{
    struct settings tried = *p->settings;
    if (!term_is_local_pid(args[0]) || table_lookup(args[0]) == NULL)
        return ATOM_(badtype);
    if (args[1] != ATOM_(save_calls) || settings_read(&tried, args[1], args[2]) != SETTING_DONE)
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
    Term old = internal_process_flag_3(p, args);
    if (old == ATOM_(badtype))
        return builtin_badarg_cause(p, ATOM_(badtype), ATOM_(erlang));
    return old == ATOM_(badarg) ? builtin_badarg(p) : old;
}

/* ---- group_leader ---- */

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

/* erts_internal:group_leader(Leader, Pid, Ref): the answer comes as the message {Ref, Answer}. */
static Term internal_group_leader_3(struct process *p, const Term *args)
{
    if (!term_is_local_pid(args[0]) || !term_is_local_pid(args[1]) || !term_is_local_ref(args[2]))
        return builtin_badarg(p);
    const Term message[] = {args[2], internal_group_leader_2(p, args)};
    (void)signal_send(p->id, signal_tuple(SIGNAL_MESSAGE, COUNT_OF(message), message));
    return ATOM_(ok);
}

static Term group_leader_2(struct process *p, const Term *args)
{
    return value_or_badarg(p, internal_group_leader_2(p, args));
}

/* ---- process_display ---- */

/* Writes the answer to a process_info on standard error. */
static Term display(struct process *p, Term answer)
{
    struct text_arg text;
    if (!text_arg_binary(&text, tuple_get(answer, 1)))
        return builtin_system_limit(p);
    (void)fwrite(text.bytes, 1, text.size, stderr);
    text_arg_release(&text);
    return ATOM_(true);
}

/* tick:display_answer(Pid): when it has come. */
static Term display_answer_1(struct process *p, const Term *args)
{
    mailbox_fetch(p);
    Term answer = request_take_answer(p);
    if (answer == NON_VALUE)
        return builtin_wait(p, ATOM_(display_answer), 1, (const Term[]){args[0]});
    if (answer != ATOM_(undefined))
        return display(p, answer);
    const Term call[] = {args[0], ATOM_(backtrace)};
    return builtin_error_as(p, ATOM_(badarg), ATOM_(erlang), ATOM_(process_display), 2, call);
}

static Term process_display_2(struct process *p, const Term *args)
{
    if (args[1] != ATOM_(backtrace))
        return builtin_badopt(p);
    if (args[0] == p->id)
        return display(p, info_items(&p->heap, p, ATOM_(backtrace)));
    if (!term_is_local_pid(args[0]) || !request_send(p, args[0], ATOM_(backtrace), NIL))
        return builtin_badarg(p);
    return builtin_wait(p, ATOM_(display_answer), 1, (const Term[]){args[0]});
}

/* ---- others ---- */

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
    {"erlang", "process_flag", 3, process_flag_3},
    {"erlang", "group_leader", 2, group_leader_2},
    {"erts_internal", "suspend_process", 2, internal_suspend_process_2},
    {"erts_internal", "process_flag", 3, internal_process_flag_3},
    {"erts_internal", "group_leader", 2, internal_group_leader_2},
    {"erts_internal", "group_leader", 3, internal_group_leader_3},
    {"erlang", "process_display", 2, process_display_2},
    {"tick", "display_answer", 1, display_answer_1},
    {"erts_internal", "is_system_process", 1, is_system_process_1},
    {0},
};
