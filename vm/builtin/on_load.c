/* SPDX-License-Identifier: Apache-2.0 */
/* on_load.c: running the on_load function of a module before its exports take effect.
 *
 * A module that has one is pending when it has been loaded (vm/code/module.c). Whoever calls it is
 * sent to tick_on_load, a module of Tick's stdlib, which starts a process that claims the module,
 * calls the function and says how that went. Who comes second waits for the first one's end. */
#include "vm/builtin/support.h"
#include "vm/process/purge.h"
#include "vm/process/table.h"

static struct module *pending_argument(Term name)
{
    return term_is_atom(name) ? module_pending(name) : NULL;
}

/* tick:claim_on_load(Module): true when it is the caller who must call the function; the pid of who
 * does it already; none when Module is not pending. A claim is lost with its process. */
static Term claim_on_load_1(struct process *p, const Term *args)
{
    struct module *module = pending_argument(args[0]);
    if (module == NULL)
        return ATOM_(none);
    Term runner = atomic_load(&module->on_load_runner);
    while (runner == NIL || table_lookup(runner) == NULL)
        if (atomic_compare_exchange_weak(&module->on_load_runner, &runner, p->id))
            return ATOM_(true);
    return runner;
}

/* tick:on_load_runner(Module): the pid of who has claimed Module, [] when nobody has; none when
 * Module is not pending. */
static Term on_load_runner_1(struct process *p, const Term *args)
{
    (void)p;
    struct module *module = pending_argument(args[0]);
    return module == NULL ? ATOM_(none) : atomic_load(&module->on_load_runner);
}

/* erlang:call_on_load_function(Module): what the function returns. */
static Term call_on_load_function_1(struct process *p, const Term *args)
{
    const struct module *module = pending_argument(args[0]);
    if (module == NULL)
        return builtin_badarg(p);
    p->regs->trap = module->on_load;
    p->regs->trap_arity = 0;
    p->regs->trap_room = 0;
    return NON_VALUE;
}

/* erlang:finish_after_on_load(Module, Ok): only who has claimed Module may say so. */
static Term finish_after_on_load_2(struct process *p, const Term *args)
{
    struct module *module = pending_argument(args[0]);
    bool ok = args[1] == ATOM_(true);
    if (module == NULL || atomic_load(&module->on_load_runner) != p->id ||
        (!ok && args[1] != ATOM_(false)))
        return builtin_badarg(p);
    if (!module_on_load_done(module, ok))
        purge_given_up(module);
    return ATOM_(true);
}

/* tick:undefined(Module, Function, Args): the exception of a call of what is not there. */
static Term undefined_3(struct process *p, const Term *args)
{
    (void)builtin_error(p, ATOM_(undef));
    p->regs->exception_top =
        heap_tuple(&p->heap, 4, (const Term[]){args[0], args[1], args[2], NIL});
    return NON_VALUE;
}

const struct builtin_row builtins_on_load[] = {
    {"erlang", "call_on_load_function", 1, call_on_load_function_1},
    {"erlang", "finish_after_on_load", 2, finish_after_on_load_2},
    {"tick", "claim_on_load", 1, claim_on_load_1},
    {"tick", "on_load_runner", 1, on_load_runner_1},
    {"tick", "undefined", 3, undefined_3},
    {0},
};
