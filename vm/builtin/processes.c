/* SPDX-License-Identifier: Apache-2.0 */
/* processes.c: builtins by which processes act on each other and on themselves: sending, links,
 * exits, names, waiting. */
#include "vm/builtin/leave.h"

#include "vm/interp/elsewhere.h"
#include "vm/interp/interp.h"
#include "vm/interp/large_message.h"
#include "vm/process/handle.h"
#include "vm/process/info.h"
#include "vm/process/link.h"
#include "vm/process/mailbox.h"
#include "vm/process/process_api.h"
#include "vm/process/registry.h"
#include "vm/process/request.h"
#include "vm/process/table.h"
#include "vm/term/ref.h"

/* ---- ending a turn before its time ---- */

/* What is left of the turn is not charged. */
static Term end_turn(struct process *p, uint32_t flags, Term name, unsigned count, const Term *args)
{
    struct registers *regs = p->regs;
    regs->quantum -= regs->reductions;
    regs->reductions = 0;
    p->flags |= flags;
    return builtin_continue(p, name, count, args);
}

Term builtin_leave(struct process *p, Term name, unsigned count, const Term *args)
{
    return end_turn(p, PROC_LEFT, name, count, args);
}

Term builtin_wait(struct process *p, Term name, unsigned count, const Term *args)
{
    return end_turn(p, PROC_LEFT | PROC_PARK, name, count, args);
}

Term builtin_leave_with(struct process *p, Term result)
{
    return builtin_leave(p, ATOM_(returned), 1, &result);
}

static Term returned_1(struct process *p, const Term *args)
{
    (void)p;
    return args[0];
}

static Term yield_0(struct process *p, const Term *args)
{
    (void)args;
    return builtin_leave_with(p, ATOM_(true));
}

/* erlang:hibernate/3 cannot drop its caller's stack itself: its call instruction still uses it. */
static Term hibernate_3(struct process *p, const Term *args)
{
    if (!term_is_atom(args[0]) || !term_is_atom(args[1]) ||
        list_length_up_to(args[2], MAX_ARITY) < 0)
        return builtin_badarg(p);
    return builtin_continue(p, ATOM_(hibernate_collected), 3, args);
}

/* tick:hibernate/3: waits for a message. */
static Term hibernate_again_3(struct process *p, const Term *args)
{
    const Term mfa[] = {args[0], args[1], args[2]};
    mailbox_fetch(p);
    if (p->messages != NULL && !(p->flags & PROC_EXITING))
        return builtin_trap(p, export_get(ATOM_(erlang), ATOM_(apply), 3), 3, mfa);
    return builtin_wait(p, ATOM_(hibernate), 3, mfa);
}

/* tick:hibernate_collected/3: forgets the stack but for the word that ends the process and collects
 * what is garbage then, unless there is something to do already. */
static Term hibernate_collected_3(struct process *p, const Term *args)
{
    p->heap.stop = p->heap.end - 1;
    mailbox_fetch(p);
    (void)builtin_continue(p, ATOM_(hibernate), 3, args);
    if (p->messages != NULL || (p->flags & PROC_EXITING))
        return NON_VALUE;
    p->flags |= PROC_COLLECT_MAJOR;
    (void)proc_collect_or_leave(p, 0, p->regs->x, 3);
    return NON_VALUE;
}

/* tick:await_answer/0: the answer to the question that was asked (request.h). */
static Term await_answer_0(struct process *p, const Term *args)
{
    (void)args;
    mailbox_fetch(p);
    Term answer = request_take_answer(p);
    return answer != NON_VALUE ? answer : builtin_wait(p, ATOM_(await_answer), 0, p->regs->x);
}

Term builtin_ask(struct process *p, Term other, Term question, Term when_dead)
{
    if (!request_send(p, other, question, NIL))
        return when_dead;
    return builtin_wait(p, ATOM_(await_answer), 0, p->regs->x);
}

/* ---- itself ---- */

static Term self_0(struct process *p, const Term *args)
{
    (void)args;
    return p->id;
}

static Term make_ref_0(struct process *p, const Term *args)
{
    (void)args;
    return ref_put(heap_alloc(&p->heap, REF_WORDS), ref_next_number(), p->id);
}

/* ---- sending ---- */

/* Sends and returns RESULT. */
static Term send_and(struct process *p, Term to, Term message, Term result)
{
    switch (proc_send(p, to, message)) {
    case SEND_DONE:
        return result;
    case SEND_LARGE:
        return leave_message_and(p, to, message, result);
    case SEND_BADARG:
        break;
    }
    return builtin_badarg(p);
}

static Term send_2(struct process *p, const Term *args)
{
    return send_and(p, args[0], args[1], args[1]);
}

static Term send_with_options(struct process *p, const Term *args, Term result)
{
    bool priority = false;
    Term options = args[2];
    for (; term_is_cons(options); options = list_tail(options))
        if (list_head(options) == ATOM_(priority))
            priority = true;
        else if (list_head(options) != ATOM_(noconnect) && list_head(options) != ATOM_(nosuspend))
            return builtin_badopt(p);
    if (!term_is_nil(options))
        return builtin_badopt(p);
    if (!priority || !term_is_local_ref(args[0]))
        return send_and(p, args[0], args[1], result);
    proc_send_priority(args[0], args[1]);
    return result;
}

static Term send_3(struct process *p, const Term *args)
{
    return send_with_options(p, args, ATOM_(ok));
}

/* Nothing suspends a sender here. */
static Term send_nosuspend_3(struct process *p, const Term *args)
{
    return send_with_options(p, args, ATOM_(true));
}

static Term send_nosuspend_2(struct process *p, const Term *args)
{
    return send_nosuspend_3(p, (const Term[]){args[0], args[1], NIL});
}

/* The options of link/2 and exit/3. */
static bool read_priority(Term options, bool *priority)
{
    *priority = false;
    for (; term_is_cons(options); options = list_tail(options)) {
        if (list_head(options) != ATOM_(priority))
            return false;
        *priority = true;
    }
    return term_is_nil(options);
}

/* ---- links and exits ---- */

/* Sends P itself the exit signal of a process that is not there. */
static void miss(struct process *p, Term other)
{
    link_send_exit(other, p->id, ATOM_(noproc), 0);
}

static Term link_1(struct process *p, const Term *args)
{
    bool is_port = term_is_local_port(args[0]); /* one that has gone: there are none */
    if (!term_is_local_pid(args[0]) && !is_port)
        return term_is_pid(args[0]) ? ATOM_(true) : builtin_badarg(p);
    if (!is_port && (args[0] == p->id || link_to(p, args[0])))
        return ATOM_(true);
    if (!(p->flags & PROC_TRAP_EXIT))
        return builtin_error(p, ATOM_(noproc));
    miss(p, args[0]);
    return ATOM_(true);
}

static Term link_2(struct process *p, const Term *args)
{
    bool priority;
    if (!read_priority(args[1], &priority))
        return builtin_badarg(p);
    Term result = link_1(p, args);
    if (result == ATOM_(true))
        link_set_priority(p, args[0], priority);
    return result;
}

static Term unlink_1(struct process *p, const Term *args)
{
    if (!term_is_pid(args[0]) && !term_is_port(args[0]))
        return builtin_badarg(p);
    if (term_is_local_pid(args[0]) && args[0] != p->id)
        link_remove(p, args[0]);
    return ATOM_(true);
}

/* To itself it takes effect before exit/2 returns. */
static Term exit_self(struct process *p, Term reason)
{
    mailbox_fetch(p);
    if (!(p->flags & PROC_EXITING))
        signal_handle_exit(
            p, signal_tuple(SIGNAL_EXIT, 3, (const Term[]){ATOM_(exit_signal), p->id, reason}));
    return p->flags & PROC_EXITING ? builtin_leave_with(p, ATOM_(true)) : ATOM_(true);
}

static Term exit_2(struct process *p, const Term *args)
{
    if (!term_is_local_pid(args[0]))
        return term_is_pid(args[0]) || term_is_port(args[0]) ? ATOM_(true) : builtin_badarg(p);
    if (args[0] == p->id)
        return exit_self(p, args[1]);
    if (UNLIKELY(!term_is_immediate(args[1])) && message_is_large(p, args[1]))
        return leave_exit_and(p, args[0], args[1], ATOM_(true));
    link_send_exit(p->id, args[0], args[1], 0);
    return ATOM_(true);
}

/* To an alias: obeyed while that is one, by a process that traps exits as a priority message if it
 * is an alias for these. */
static Term exit_alias(struct process *p, Term alias, Term reason, bool priority)
{
    if (!term_is_kind(alias, BOXED_REF))
        return ATOM_(true);
    struct fragment *signal = signal_exit_to_alias(p->id, reason, ref_number(alias));
    signal->flags = priority ? EXIT_WITH_PRIORITY : 0;
    Term to = boxed_ptr(alias)[2];
    (void)signal_send(to, signal);
    if (to == p->id)
        mailbox_fetch(p);
    return p->flags & PROC_EXITING ? builtin_leave_with(p, ATOM_(true)) : ATOM_(true);
}

static Term exit_3(struct process *p, const Term *args)
{
    bool priority;
    if (!read_priority(args[2], &priority))
        return builtin_badarg(p);
    return term_is_ref(args[0]) ? exit_alias(p, args[0], args[1], priority) : exit_2(p, args);
}

/* ---- names ---- */

static Term register_2(struct process *p, const Term *args)
{
    if (!term_is_atom(args[0]) || args[0] == ATOM_(undefined) || !term_is_local_pid(args[1]))
        return builtin_badarg_cause(p, ATOM_(none), ATOM_(erlang));
    struct process *other = table_lookup(args[1]);
    if (other == NULL)
        return builtin_badarg_cause(p, ATOM_(notalive), ATOM_(erlang));
    if (registry_add(args[0], other))
        return ATOM_(true);
    bool has_name = atomic_load_explicit(&other->name, memory_order_acquire) != NIL;
    return builtin_badarg_cause(p, has_name ? ATOM_(registered_name) : ATOM_(none), ATOM_(erlang));
}

static Term unregister_1(struct process *p, const Term *args)
{
    return term_is_atom(args[0]) && registry_remove(args[0]) ? ATOM_(true) : builtin_badarg(p);
}

static Term whereis_1(struct process *p, const Term *args)
{
    if (!term_is_atom(args[0]))
        return builtin_badarg(p);
    Term pid = registry_find(args[0]);
    return pid == NON_VALUE ? ATOM_(undefined) : pid;
}

struct name_list {
    struct heap *heap;
    int64_t count;
    Term list;
};

static void add_name(Term name, void *context)
{
    struct name_list *names = context;
    names->list = heap_cons(names->heap, name, names->list);
    names->count++;
}

static Term registered_0(struct process *p, const Term *args)
{
    (void)args;
    struct name_list names = {&p->heap, 0, NIL};
    registry_each(add_name, &names);
    builtin_charge(p, names.count);
    return names.list;
}

/* ---- what others are like ---- */

static Term is_process_alive_1(struct process *p, const Term *args)
{
    if (!term_is_local_pid(args[0]))
        return builtin_badarg(p);
    if (args[0] == p->id)
        return ATOM_(true);
    const struct process *other = table_lookup(args[0]);
    if (other == NULL)
        return ATOM_(false);
    /* Who waits has handled everything that was sent to it. */
    if (atomic_load_explicit(&other->mail, memory_order_acquire) == MAIL_PARKED)
        return ATOM_(true);
    return builtin_ask(p, args[0], ATOM_(alive), ATOM_(false));
}

/* Of P itself, whose mail has been fetched. */
static Term own_info(struct process *p, const Term *args)
{
    Term spec = args[0];
    size_t work = info_terms(p, spec);
    if (builtin_takes_long(p, work))
        return builtin_dirty(p, DIRTY_CPU, own_info, ATOM_(erlang), ATOM_(process_info), 1, args);
    builtin_charge(p, (int64_t)work);
    return info_items(&p->heap, p, spec);
}

static Term info(struct process *p, Term pid, Term spec)
{
    if (!term_is_local_pid(pid))
        return builtin_badarg(p);
    if (pid != p->id)
        return builtin_ask(p, pid, spec, ATOM_(undefined));
    mailbox_fetch(p);
    if (UNLIKELY(p->flags & PROC_EXITING))
        return builtin_leave_with(p, ATOM_(true));
    return own_info(p, &spec);
}

static Term process_info_1(struct process *p, const Term *args)
{
    return info(p, args[0], ATOM_(all));
}

static Term process_info_2(struct process *p, const Term *args)
{
    return info_is_valid(args[1]) ? info(p, args[0], args[1]) : builtin_badarg(p);
}

static Term processes_0(struct process *p, const Term *args)
{
    (void)args;
    Term list = NIL;
    for (uint32_t i = table_end(); i-- > 0;) {
        const struct process *other = table_at(i);
        if (other != NULL)
            list = heap_cons(&p->heap, other->id, list);
    }
    builtin_charge(p, table_end());
    return list;
}

static Term group_leader_0(struct process *p, const Term *args)
{
    (void)args;
    return p->group_leader;
}

/* net_kernel:dflag_unicode_io(Pid): does the node of Pid take text in Unicode? There is only this
 * one. OTP's io asks before each request. */
static Term dflag_unicode_io_1(struct process *p, const Term *args)
{
    return term_is_local_pid(args[0]) ? ATOM_(true) : builtin_badarg(p);
}

const struct builtin_row builtins_processes[] = {
    {"erlang", "self", 0, self_0},
    {"erlang", "make_ref", 0, make_ref_0},
    {"erlang", "yield", 0, yield_0},
    {"erlang", "hibernate", 3, hibernate_3},
    {"tick", "hibernate", 3, hibernate_again_3},
    {"tick", "hibernate_collected", 3, hibernate_collected_3},
    {"tick", "returned", 1, returned_1},
    {"tick", "await_answer", 0, await_answer_0},
    {"erlang", "send", 2, send_2},
    {"erlang", "!", 2, send_2},
    {"erlang", "send", 3, send_3},
    {"erlang", "send_nosuspend", 2, send_nosuspend_2},
    {"erlang", "send_nosuspend", 3, send_nosuspend_3},
    {"erlang", "link", 1, link_1},
    {"erlang", "link", 2, link_2},
    {"erlang", "unlink", 1, unlink_1},
    {"erlang", "exit", 2, exit_2},
    {"erlang", "exit", 3, exit_3},
    {"erlang", "register", 2, register_2},
    {"erlang", "unregister", 1, unregister_1},
    {"erlang", "whereis", 1, whereis_1},
    {"erlang", "registered", 0, registered_0},
    {"erlang", "is_process_alive", 1, is_process_alive_1},
    {"erts_internal", "is_process_alive", 1, is_process_alive_1},
    {"erlang", "process_info", 1, process_info_1},
    {"erlang", "process_info", 2, process_info_2},
    {"erlang", "processes", 0, processes_0},
    {"erlang", "group_leader", 0, group_leader_0},
    {"net_kernel", "dflag_unicode_io", 1, dflag_unicode_io_1},
    {0},
};
