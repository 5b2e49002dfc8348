/* SPDX-License-Identifier: Apache-2.0 */
/* builtin.c: how builtins raise exceptions and hand execution on. */
#include "vm/builtin/support.h"

#include "vm/term/map.h"

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

Term builtin_error_as(struct process *p, Term reason, Term module, Term function, unsigned count,
                      const Term *args)
{
    Term list = heap_list(&p->heap, count, args, NIL);
    (void)builtin_error(p, reason);
    p->regs->exception_top =
        heap_tuple4(&p->heap, module, function, list, builtin_error_info(p, module));
    return NON_VALUE;
}

/* The module that words the errors of builtins of MODULE. */
static Term wording_module(Term module)
{
    if (module == ATOM_(lists) || module == ATOM_(maps) || module == ATOM_(math) ||
        module == ATOM_(binary) || module == ATOM_(unicode) || module == ATOM_(ets) ||
        module == ATOM_(re))
        return ATOM_(erl_stdlib_errors);
    return module == ATOM_(os) ? ATOM_(erl_kernel_errors) : ATOM_(erl_erts_errors);
}

Term builtin_error_info(struct process *p, Term module)
{
    Term keys[] = {ATOM_(module)}, values[] = {wording_module(module)};
    Term map = map_from_pairs(&p->heap, 1, keys, values);
    return heap_cons(&p->heap, heap_tuple2(&p->heap, ATOM_(error_info), map), NIL);
}

/* ---- going on elsewhere ---- */

Term builtin_trap(struct process *p, const struct export *export, unsigned count, const Term *args)
{
    struct registers *regs = p->regs;
    memmove(regs->x, args, count * sizeof args[0]);
    regs->trap = atomic_load_explicit(&export->code, memory_order_acquire);
    regs->trap_arity = count;
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
