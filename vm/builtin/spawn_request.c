/* SPDX-License-Identifier: Apache-2.0 */
/* spawn_request.c: spawning with an answer by message. The only node is this one, so the process is
 * there when the call returns, and the answer in the mailbox before anything that it causes. */
#include "vm/builtin/spawn_options.h"

#include "vm/process/signal.h"
#include "vm/term/fun.h"
#include "vm/term/ref.h"

static void reply(struct process *p, const struct spawn_arguments *options, Term reference,
                  Term status, Term value)
{
    const Term message[] = {options->reply_tag, reference, status, value};
    if (status == ATOM_(ok) ? options->reply_success : options->reply_error)
        (void)signal_send(p->id, signal_tuple(SIGNAL_MESSAGE, COUNT_OF(message), message));
}

/* What is to be spawned, and where. */
struct wanted {
    Term node;
    Term fun; /* NON_VALUE: the others */
    Term mfa[3];
    Term options;
};

static bool is_wanted(const struct wanted *w)
{
    if (!term_is_atom(w->node))
        return false;
    if (w->fun != NON_VALUE)
        return term_is_fun(w->fun) && fun_arity(w->fun) == 0;
    return term_is_atom(w->mfa[0]) && term_is_atom(w->mfa[1]) &&
           list_length_up_to(w->mfa[2], SIZE_MAX) >= 0;
}

static struct spawned start(struct process *p, const struct wanted *w,
                            const struct spawn_options *options)
{
    if (w->fun != NON_VALUE)
        return proc_spawn_fun(p, options, w->fun);
    return proc_spawn(p, options, w->mfa[0], w->mfa[1], w->mfa[2]);
}

/* The child begins to run when the answer has been sent. */
static void spawn(struct process *p, const struct wanted *w, struct spawn_arguments *options,
                  Term reference)
{
    options->spawn.hold = true;
    options->spawn.number = ref_number(reference);
    struct spawned child = start(p, w, &options->spawn);
    if (UNLIKELY(child.error != SPAWN_OK)) {
        reply(p, options, reference, ATOM_(error), ATOM_(system_limit));
        return;
    }
    if (options->spawn.monitor)
        monitor_apply_options(p, options->spawn.number, &options->monitor);
    reply(p, options, reference, ATOM_(ok), child.pid);
    proc_start(child.held);
}

static Term request(struct process *p, const struct wanted *w)
{
    struct spawn_arguments options;
    if (!is_wanted(w))
        return builtin_badarg(p);
    if (list_length_up_to(w->options, SIZE_MAX) < 0)
        return builtin_badopt(p);
    Term reference = ref_put(heap_alloc(&p->heap, REF_WORDS), ref_next_number(), p->id);
    bool good = spawn_options_read(w->options, true, &options);
    if (w->node != ATOM_(nonode)) /* no error: the answer says so */
        reply(p, &options, reference, ATOM_(error), ATOM_(noconnection));
    else if (!good)
        reply(p, &options, reference, ATOM_(error), ATOM_(badopt));
    else
        spawn(p, w, &options, reference);
    return reference;
}

static Term request_fun(struct process *p, Term node, Term fun, Term options)
{
    return request(p, &(struct wanted){.node = node, .fun = fun, .options = options});
}

static Term request_mfa(struct process *p, Term node, const Term *mfa, Term options)
{
    return request(p, &(struct wanted){.node = node,
                                       .fun = NON_VALUE,
                                       .mfa = {mfa[0], mfa[1], mfa[2]},
                                       .options = options});
}

static Term spawn_request_1(struct process *p, const Term *args)
{
    return request_fun(p, ATOM_(nonode), args[0], NIL);
}

/* (Fun, Options) or (Node, Fun) */
static Term spawn_request_2(struct process *p, const Term *args)
{
    if (term_is_fun(args[0]))
        return request_fun(p, ATOM_(nonode), args[0], args[1]);
    return request_fun(p, args[0], args[1], NIL);
}

/* (Node, Fun, Options) or (Module, Function, Arguments) */
static Term spawn_request_3(struct process *p, const Term *args)
{
    if (term_is_fun(args[1]))
        return request_fun(p, args[0], args[1], args[2]);
    return request_mfa(p, ATOM_(nonode), args, NIL);
}

/* (Node, Module, Function, Arguments) or (Module, Function, Arguments, Options) */
static Term spawn_request_4(struct process *p, const Term *args)
{
    if (term_is_atom(args[2]))
        return request_mfa(p, args[0], args + 1, NIL);
    return request_mfa(p, ATOM_(nonode), args, args[3]);
}

static Term spawn_request_5(struct process *p, const Term *args)
{
    return request_mfa(p, args[0], args + 1, args[4]);
}

/* erts_internal:spawn_request/4: (Module, Function, Arguments, Options), errors as values. */
static Term internal_spawn_request_4(struct process *p, const Term *args)
{
    const struct wanted w = {ATOM_(nonode), NON_VALUE, {args[0], args[1], args[2]}, args[3]};
    if (!is_wanted(&w))
        return ATOM_(badarg);
    return list_length_up_to(w.options, SIZE_MAX) < 0 ? ATOM_(badopt) : request(p, &w);
}

/* Every request has been answered when it returns. */
static Term spawn_request_abandon_1(struct process *p, const Term *args)
{
    return term_is_ref(args[0]) ? ATOM_(false) : builtin_badarg(p);
}

const struct builtin_row builtins_spawn_request[] = {
    {"erlang", "spawn_request", 1, spawn_request_1},
    {"erlang", "spawn_request", 2, spawn_request_2},
    {"erlang", "spawn_request", 3, spawn_request_3},
    {"erlang", "spawn_request", 4, spawn_request_4},
    {"erlang", "spawn_request", 5, spawn_request_5},
    {"erts_internal", "spawn_request", 4, internal_spawn_request_4},
    {"erlang", "spawn_request_abandon", 1, spawn_request_abandon_1},
    {0},
};
