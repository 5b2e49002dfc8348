/* SPDX-License-Identifier: Apache-2.0 */
/* builtin.c: how builtins raise exceptions and hand execution on. */
#include "vm/builtin/support.h"

#include "vm/memory/literal.h"
#include "vm/term/map.h"

#include <pthread.h>
#include <string.h>

Term builtin_raise(struct process *p, Term class, Term value)
{
    struct registers *regs = p->regs;
    regs->exception_class = class;
    regs->exception_value = value;
    regs->exception_trace = NON_VALUE;
    regs->exception_info = NON_VALUE;
    regs->exception_args = NON_VALUE;
    regs->exception_top = NON_VALUE;
    return NON_VALUE;
}

Term builtin_error(struct process *p, Term reason)
{
    return builtin_raise(p, ATOM_(error), reason);
}

Term builtin_badarg(struct process *p)
{
    return builtin_error(p, ATOM_(badarg));
}

Term builtin_badarith(struct process *p)
{
    return builtin_error(p, ATOM_(badarith));
}

Term builtin_system_limit(struct process *p)
{
    return builtin_error(p, ATOM_(system_limit));
}

Term builtin_error2(struct process *p, Term tag, Term value)
{
    return builtin_error(p, heap_tuple2(&p->heap, tag, value));
}

/* ---- error_info: which module of OTP words the errors of a builtin ---- */

/* NIL: none, as for what is a library's own. */
static Term wording_module(Term module)
{
    if (module == ATOM_(prim_file) || module == ATOM_(net_kernel) || module == ATOM_(erts_debug) ||
        module == ATOM_(zlib))
        return NIL;
    if (module == ATOM_(lists) || module == ATOM_(maps) || module == ATOM_(math) ||
        module == ATOM_(binary) || module == ATOM_(unicode) || module == ATOM_(ets) ||
        module == ATOM_(re))
        return ATOM_(erl_stdlib_errors);
    if (module == ATOM_(ffi))
        return ATOM_(tick_ffi_errors);
    return module == ATOM_(os) ? ATOM_(erl_kernel_errors) : ATOM_(erl_erts_errors);
}

/* [{error_info, #{module => WORDING}}] as a literal; NIL when there is no room for literals. */
static Term make_error_info(Term wording)
{
    struct heap heap;
    Term keys[] = {ATOM_(module)};
    heap_init(&heap, 32);
    Term map = map_from_pairs(&heap, 1, keys, &wording);
    Term list = heap_cons(&heap, heap_tuple2(&heap, ATOM_(error_info), map), NIL);
    Term literal = literal_copy(list);
    heap_release(&heap);
    return literal == NON_VALUE ? NIL : literal;
}

static const Term wordings[] = {ATOM_(erl_erts_errors), ATOM_(erl_stdlib_errors),
                                ATOM_(erl_kernel_errors), ATOM_(tick_ffi_errors)};
static Term error_infos[COUNT_OF(wordings)];

static void make_error_infos(void)
{
    for (size_t i = 0; i < COUNT_OF(wordings); i++)
        error_infos[i] = make_error_info(wordings[i]);
}

Term builtin_error_info(Term module)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, make_error_infos);
    Term wording = wording_module(module);
    for (size_t i = 0; i < COUNT_OF(wordings); i++)
        if (wordings[i] == wording)
            return error_infos[i];
    return NIL;
}

Term builtin_cause_info(struct process *p, Term cause, Term module)
{
    Term keys[] = {ATOM_(cause), ATOM_(module)};
    Term values[] = {cause, wording_module(module)};
    Term map = map_from_pairs(&p->heap, COUNT_OF(keys), keys, values);
    return heap_cons(&p->heap, heap_tuple2(&p->heap, ATOM_(error_info), map), NIL);
}

Term builtin_badarg_cause(struct process *p, Term cause, Term module)
{
    (void)builtin_badarg(p);
    p->regs->exception_info = builtin_cause_info(p, cause, module);
    return NON_VALUE;
}

Term builtin_badopt(struct process *p)
{
    return builtin_badarg_cause(p, ATOM_(badopt), ATOM_(erlang));
}

Term builtin_error_as(struct process *p, Term reason, Term module, Term function, unsigned count,
                      const Term *args)
{
    Term list = heap_list(&p->heap, count, args, NIL);
    (void)builtin_error(p, reason);
    p->regs->exception_top =
        heap_tuple4(&p->heap, module, function, list, builtin_error_info(module));
    return NON_VALUE;
}

/* ---- going on elsewhere ---- */

Term builtin_trap(struct process *p, const struct export *export, unsigned count, const Term *args)
{
    struct registers *regs = p->regs;
    memmove(regs->x, args, count * sizeof args[0]);
    regs->trap = atomic_load_explicit(&export->code, memory_order_acquire);
    regs->trap_arity = count;
    regs->trap_room = 0;
    return NON_VALUE;
}

Term builtin_make_room(struct process *p, size_t words)
{
    p->regs->trap_room = words;
    return NON_VALUE;
}

Term builtin_trap1(struct process *p, const struct export *export, Term a)
{
    return builtin_trap(p, export, 1, &a);
}

Term builtin_trap2(struct process *p, const struct export *export, Term a, Term b)
{
    return builtin_trap(p, export, 2, (const Term[]){a, b});
}

Term builtin_trap3(struct process *p, const struct export *export, Term a, Term b, Term c)
{
    return builtin_trap(p, export, 3, (const Term[]){a, b, c});
}

Term builtin_continue(struct process *p, Term name, unsigned count, const Term *args)
{
    return builtin_trap(p, export_get(ATOM_(tick), name, count), count, args);
}
