/* SPDX-License-Identifier: Apache-2.0 */
/* monitors.c: builtins of monitors and of aliases. */
#include "vm/builtin/leave.h"
#include "vm/builtin/monitors.h"

#include "vm/process/link.h"
#include "vm/process/mailbox.h"
#include "vm/process/registry.h"
#include "vm/term/ref.h"

/* ---- monitor ---- */

/* What is to be watched: *PID, or NON_VALUE if nobody has *NAME. */
static bool monitor_target(Term what, Term *pid, Term *name)
{
    *name = NON_VALUE;
    if (term_is_local_pid(what)) {
        *pid = what;
        return true;
    }
    if (term_is_tuple_of(what, 2) && tuple_get(what, 1) == ATOM_(nonode))
        what = tuple_get(what, 0);
    if (!term_is_atom(what))
        return false;
    *name = what;
    *pid = registry_find(what);
    return true;
}

static bool read_alias_mode(Term name, enum alias_mode *mode)
{
    switch (name) {
    case ATOM_(explicit_unalias):
        *mode = ALIAS_EXPLICIT;
        return true;
    case ATOM_(demonitor):
        *mode = ALIAS_DEMONITOR;
        return true;
    case ATOM_(reply_demonitor):
        *mode = ALIAS_REPLY_DEMONITOR;
        return true;
    default:
        return false;
    }
}

bool monitor_read_options(Term list, struct monitor_options *options)
{
    *options = (struct monitor_options){.alias = ALIAS_NONE, .tag = NON_VALUE};
    for (; term_is_cons(list); list = list_tail(list)) {
        Term option = list_head(list);
        if (option == ATOM_(priority)) {
            options->priority = true;
            continue;
        }
        if (!term_is_tuple_of(option, 2))
            return false;
        if (tuple_get(option, 0) == ATOM_(tag))
            options->tag = tuple_get(option, 1);
        else if (tuple_get(option, 0) != ATOM_(alias) ||
                 !read_alias_mode(tuple_get(option, 1), &options->alias))
            return false;
    }
    return term_is_nil(list);
}

void monitor_apply_options(struct process *p, uint64_t number,
                           const struct monitor_options *options)
{
    alias_add(p, number, options->alias, false);
    if (options->priority)
        monitor_set_priority(p, number);
    if (options->tag != NON_VALUE)
        monitor_set_tag(p, number, options->tag);
}

static Term new_reference(struct process *p, uint64_t number)
{
    return ref_put(heap_alloc(&p->heap, REF_WORDS), number, p->id);
}

static Term monitor(struct process *p, const Term *args, const struct monitor_options *options)
{
    Term pid, name;
    uint64_t number = ref_next_number();
    if (args[0] == ATOM_(time_offset) && args[1] == ATOM_(clock_service))
        return new_reference(p, number); /* it never changes */
    if (args[0] != ATOM_(process) && args[0] != ATOM_(port) && args[0] != ATOM_(time_offset))
        return builtin_badarg_cause(p, ATOM_(badtype), ATOM_(erlang));
    if (args[0] != ATOM_(process) || !monitor_target(args[1], &pid, &name))
        return builtin_badarg(p);
    if (pid == p->id) { /* nobody outlives himself */
        alias_add(p, number, options->alias, false);
        return new_reference(p, number);
    }
    monitor_add(p, number, pid, name);
    monitor_apply_options(p, number, options);
    return new_reference(p, number);
}

static Term monitor_2(struct process *p, const Term *args)
{
    return monitor(p, args, &(struct monitor_options){.alias = ALIAS_NONE, .tag = NON_VALUE});
}

static Term monitor_3(struct process *p, const Term *args)
{
    struct monitor_options options;
    return monitor_read_options(args[2], &options) ? monitor(p, args, &options) : builtin_badopt(p);
}

/* ---- demonitor ---- */

/* Takes the message {_, Reference, _, _, _} with this reference out of the mailbox. */
static void flush_down(struct process *p, uint64_t number)
{
    for (struct fragment **link = &p->messages; *link != NULL; link = &(*link)->next) {
        Term message = (*link)->term;
        if (term_is_tuple_of(message, 5) && term_is_local_ref(tuple_get(message, 1)) &&
            ref_number(tuple_get(message, 1)) == number) {
            fragment_free(mailbox_unlink(p, link));
            return;
        }
    }
}

static Term demonitor(struct process *p, Term reference, bool flush, bool info)
{
    if (!term_is_local_ref(reference))
        return term_is_ref(reference) ? ATOM_(true) : builtin_badarg(p);
    uint64_t number = ref_number(reference);
    bool was_there = monitor_remove(p, number);
    if (flush && !was_there) {
        mailbox_fetch(p);
        flush_down(p, number);
    }
    if (UNLIKELY(p->flags & PROC_EXITING))
        return builtin_leave_with(p, ATOM_(true));
    return truth(!info || was_there);
}

static Term demonitor_1(struct process *p, const Term *args)
{
    return demonitor(p, args[0], false, false);
}

static Term demonitor_2(struct process *p, const Term *args)
{
    bool flush = false, info = false;
    Term options = args[1];
    for (; term_is_cons(options); options = list_tail(options)) {
        if (list_head(options) == ATOM_(flush))
            flush = true;
        else if (list_head(options) == ATOM_(info))
            info = true;
        else
            return builtin_badarg(p);
    }
    return term_is_nil(options) ? demonitor(p, args[0], flush, info) : builtin_badarg(p);
}

/* ---- aliases ---- */

static Term alias_with(struct process *p, enum alias_mode mode, bool priority)
{
    uint64_t number = ref_next_number();
    alias_add(p, number, mode, priority);
    return new_reference(p, number);
}

static Term alias_0(struct process *p, const Term *args)
{
    (void)args;
    return alias_with(p, ALIAS_EXPLICIT, false);
}

static Term alias_1(struct process *p, const Term *args)
{
    enum alias_mode mode = ALIAS_EXPLICIT;
    bool priority = false;
    Term options = args[0];
    for (; term_is_cons(options); options = list_tail(options)) {
        if (list_head(options) == ATOM_(reply))
            mode = ALIAS_REPLY;
        else if (list_head(options) == ATOM_(explicit_unalias))
            mode = ALIAS_EXPLICIT;
        else if (list_head(options) == ATOM_(priority))
            priority = true;
        else
            return builtin_badarg(p);
    }
    return term_is_nil(options) ? alias_with(p, mode, priority) : builtin_badarg(p);
}

static Term unalias_1(struct process *p, const Term *args)
{
    if (!term_is_ref(args[0]))
        return builtin_badarg(p);
    return truth(term_is_local_ref(args[0]) && alias_remove(p, ref_number(args[0])));
}

const struct builtin_row builtins_monitors[] = {
    {"erlang", "monitor", 2, monitor_2},     {"erlang", "monitor", 3, monitor_3},
    {"erlang", "demonitor", 1, demonitor_1}, {"erlang", "demonitor", 2, demonitor_2},
    {"erlang", "alias", 0, alias_0},         {"erlang", "alias", 1, alias_1},
    {"erlang", "unalias", 1, unalias_1},     {0},
};
