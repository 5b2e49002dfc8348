/* SPDX-License-Identifier: Apache-2.0 */
/* apply.c: finding out what a call leads to when the code does not say: funs, apply, entries. */
#include "vm/interp/call.h"

#include "vm/builtin/builtin.h"
#include "vm/interp/interp.h"
#include "vm/interp/stacktrace.h"
#include "vm/memory/gc.h"
#include "vm/process/lifecycle.h"
#include "vm/term/fun.h"

#include <string.h>

enum { FUNC_INFO_WORDS = func_info_size / 8 };

static bool is_stub(CodePtr entry)
{
    uint64_t handler_word = entry[0];
    return handler_word == (uint64_t)(uintptr_t)op_builtin_stub ||
           handler_word == (uint64_t)(uintptr_t)op_undefined_function;
}

static const struct export *stub_export(CodePtr entry)
{
    return (const struct export *)((const char *)entry - offsetof(struct export, stub));
}

unsigned entry_arity(CodePtr entry)
{
    if (is_stub(entry))
        return stub_export(entry)->mfa.arity;
    return field32(entry - FUNC_INFO_WORDS, func_info_c);
}

bool entry_mfa(CodePtr entry, struct mfa *mfa)
{
    if (is_stub(entry)) {
        *mfa = stub_export(entry)->mfa;
        return true;
    }
    struct code_place place;
    if (!code_locate(entry, &place))
        return false;
    *mfa = (struct mfa){place.module->name, place.function->name, place.function->arity};
    return true;
}

/* The arguments that stand in x, as a list: for {badarity, {Fun, Args}}. */
static Term arguments_list(struct registers *regs, unsigned count)
{
    return heap_list(&regs->process->heap, count, regs->x, NIL);
}

static COLD CodePtr bad_arity(struct registers *regs, Term fun, unsigned count)
{
    struct process *p = regs->process;
    Term pair = heap_tuple2(&p->heap, fun, arguments_list(regs, count));
    (void)builtin_error2(p, ATOM_(badarity), pair);
    return NULL;
}

/* ---- modules that are not loaded ---- */

/* Calls MODULE:FUNCTION(ARGS...) instead. */
static COLD CodePtr call_instead(struct registers *regs, Term module, Term function, unsigned count,
                                 const Term *args)
{
    memcpy(regs->x, args, count * sizeof *args);
    if (gc_wanted(&regs->process->heap))
        proc_collect(regs->process, 0, regs->x, count);
    const struct export *call = export_get(module, function, count);
    return atomic_load_explicit(&call->code, memory_order_acquire);
}

/* What waits for the on_load function of a module and then goes on as was wanted. */
static CodePtr wait_for_on_load(struct registers *regs, unsigned count, const Term *args)
{
    return call_instead(regs, ATOM_(tick_on_load), ATOM_(call), count, args);
}

/* The on_load function itself must not wait for its own end. */
static bool runs_on_load_of(const struct registers *regs, Term name)
{
    struct module *module = module_pending(name);
    return module != NULL && atomic_load(&module->on_load_runner) == regs->process->id;
}

CodePtr load_function(struct registers *regs, const struct export *export)
{
    const struct mfa *mfa = &export->mfa;
    enum module_state state = module_ensure_loaded(mfa->module);
    if (state == MODULE_PENDING && !runs_on_load_of(regs, mfa->module)) {
        Term args = arguments_list(regs, mfa->arity);
        return wait_for_on_load(regs, 3, (Term[]){mfa->module, mfa->function, args});
    }
    CodePtr code = atomic_load_explicit(&export->code, memory_order_acquire);
    if (code != export->stub)
        return code;
    raise_undefined(regs, export);
    return NULL;
}

/* A fun that came from elsewhere before its module was loaded: loads it. Or its module is being
 * purged: waits until that is decided. False when *CODE is where
 * to go instead: NULL after badfun has been raised. COUNT arguments stand in x. */
static COLD bool load_fun_code(struct registers *regs, Term fun, unsigned count, CodePtr *code)
{
    struct fun_entry *entry = fun_entry(fun);
    if (module_ensure_loaded(entry->module) == MODULE_PENDING &&
        !runs_on_load_of(regs, entry->module)) {
        *code = wait_for_on_load(regs, 2, (Term[]){fun, arguments_list(regs, count)});
        return false;
    }
    if (module_is_purging(entry->module)) {
        Term args[] = {fun, arguments_list(regs, count)};
        *code = call_instead(regs, ATOM_(tick), ATOM_(call_after_purge), 2, args);
        return false;
    }
    *code = atomic_load_explicit(&entry->code, memory_order_acquire);
    if (*code == NULL)
        (void)builtin_error2(regs->process, ATOM_(badfun), fun);
    return *code != NULL;
}

CodePtr prepare_fun(struct registers *regs, Term fun, unsigned count)
{
    if (UNLIKELY(!term_is_fun(fun))) {
        (void)builtin_error2(regs->process, ATOM_(badfun), fun);
        return NULL;
    }
    if (UNLIKELY(fun_arity(fun) != count))
        return bad_arity(regs, fun, count);
    if (fun_is_external(fun))
        return atomic_load_explicit(&fun_export(fun)->code, memory_order_acquire);
    size_t free_count = fun_free_count(fun);
    const Term *free_variables = fun_free(fun);
    CodePtr code = atomic_load_explicit(&fun_entry(fun)->code, memory_order_acquire);
    if (UNLIKELY(code == NULL) && !load_fun_code(regs, fun, count, &code))
        return code;
    for (size_t i = 0; i < free_count; i++)
        regs->x[count + i] = free_variables[i];
    return code;
}

/* Spreads LIST over x[0..]; returns how many, or -1 when it is no proper list of at most MAX_ARITY.
 */
static int spread_list(struct registers *regs, Term list)
{
    int count = 0;
    for (; term_is_cons(list); list = list_tail(list)) {
        if (count == MAX_ARITY)
            return -1;
        regs->x[count++] = list_head(list);
    }
    return term_is_nil(list) ? count : -1;
}

/* Is it a builtin that raises what it is told? */
static bool is_raise(Term module, Term function, unsigned count)
{
    if (module != ATOM_(erlang))
        return false;
    if (function == ATOM_(error))
        return count >= 1 && count <= 3;
    return count == 1 && (function == ATOM_(exit_class) || function == ATOM_(throw));
}

/* Raises at once, from where the apply is: so that its function is in the trace even if it applies
 * last, as on OTP. */
static COLD CodePtr raise_here(struct registers *regs, Term function, unsigned count)
{
    const struct export *export = export_get(ATOM_(erlang), function, count);
    (void)export->builtin(regs->process, regs->x);
    note_builtin_error(regs, export, regs->x);
    return NULL;
}

CodePtr prepare_apply(struct registers *regs, Term module, Term function, unsigned count)
{
    if (UNLIKELY(!term_is_atom(module) || !term_is_atom(function))) {
        (void)builtin_badarg(regs->process);
        return NULL;
    }
    if (UNLIKELY(is_raise(module, function, count)))
        return raise_here(regs, function, count);
    return atomic_load_explicit(&export_get(module, function, count)->code, memory_order_acquire);
}

CodePtr prepare_apply_mfa(struct registers *regs)
{
    Term module = regs->x[0], function = regs->x[1], list = regs->x[2];
    int count = spread_list(regs, list);
    if (count >= 0 && term_is_atom(module) && term_is_atom(function))
        return prepare_apply(regs, module, function, (unsigned)count);
    regs->x[0] = module;
    regs->x[1] = function;
    regs->x[2] = list;
    (void)builtin_badarg(regs->process);
    return NULL;
}

CodePtr prepare_apply_fun(struct registers *regs)
{
    Term fun = regs->x[0], list = regs->x[1];
    int count = spread_list(regs, list);
    if (count >= 0)
        return prepare_fun(regs, fun, (unsigned)count);
    regs->x[0] = fun;
    regs->x[1] = list;
    (void)builtin_badarg(regs->process);
    return NULL;
}
