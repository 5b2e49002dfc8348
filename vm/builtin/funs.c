/* SPDX-License-Identifier: Apache-2.0 */
/* funs.c: making and describing funs. */
#include "vm/builtin/support.h"
#include "vm/term/bits.h"
#include "vm/term/fun.h"

static Term make_fun_3(struct process *p, const Term *args)
{
    int64_t arity;
    if (!term_is_atom(args[0]) || !term_is_atom(args[1]) ||
        !small_within(args[2], 0, MAX_ARITY, &arity))
        return builtin_badarg(p);
    struct export *export = export_get(args[0], args[1], (uint32_t)arity);
    return fun_put_external(heap_alloc(&p->heap, FUN_WORDS(0)), export);
}

/* ---- description ---- */

static Term fun_module(Term fun)
{
    return fun_is_external(fun) ? fun_export(fun)->mfa.module : fun_entry(fun)->module;
}

static Term fun_name(Term fun)
{
    return fun_is_external(fun) ? fun_export(fun)->mfa.function : fun_entry(fun)->function;
}

/* The MD5 of the module's code. */
static Term new_uniq(struct process *p, Term fun)
{
    static const unsigned char none[16];
    const struct module *module = module_find(fun_entry(fun)->module);
    Term binary = bits_from_bytes(&p->heap, module == NULL ? none : module->md5, sizeof none);
    return binary == NON_VALUE ? ATOM_(undefined) : binary;
}

/* What only local funs have; of others it is undefined. */
static Term local_item(struct process *p, Term fun, Term item)
{
    if (fun_is_external(fun))
        return ATOM_(undefined);
    if (item == ATOM_(pid))
        return p->id;
    if (item == ATOM_(new_index))
        return small_make(fun_entry(fun)->index);
    if (item == ATOM_(index))
        return small_make(fun_entry(fun)->old_index);
    if (item == ATOM_(uniq))
        return small_make(fun_entry(fun)->uniq);
    return new_uniq(p, fun);
}

/* The value of ITEM, or NON_VALUE when there is no such item. */
static Term info_item(struct process *p, Term fun, Term item)
{
    if (item == ATOM_(module))
        return fun_module(fun);
    if (item == ATOM_(name))
        return fun_name(fun);
    if (item == ATOM_(arity))
        return small_make(fun_arity(fun));
    if (item == ATOM_(env))
        return heap_list(&p->heap, fun_is_external(fun) ? 0 : fun_free_count(fun), fun_free(fun),
                         NIL);
    if (item == ATOM_(type))
        return fun_is_external(fun) ? ATOM_(external) : ATOM_(local);
    if (item == ATOM_(pid) || item == ATOM_(new_index) || item == ATOM_(new_uniq) ||
        item == ATOM_(index) || item == ATOM_(uniq))
        return local_item(p, fun, item);
    return NON_VALUE;
}

static Term info_pair(struct process *p, Term fun, Term item)
{
    Term value = info_item(p, fun, item);
    return value == NON_VALUE ? builtin_badarg(p) : heap_tuple2(&p->heap, item, value);
}

static Term fun_info_2(struct process *p, const Term *args)
{
    return term_is_fun(args[0]) ? info_pair(p, args[0], args[1]) : builtin_badarg(p);
}

static Term fun_info_1(struct process *p, const Term *args)
{
    static const Term of_local[] = {ATOM_(pid),   ATOM_(module), ATOM_(new_index), ATOM_(new_uniq),
                                    ATOM_(index), ATOM_(uniq),   ATOM_(name),      ATOM_(arity),
                                    ATOM_(env),   ATOM_(type)};
    static const Term of_external[] = {ATOM_(module), ATOM_(name), ATOM_(arity), ATOM_(env),
                                       ATOM_(type)};
    Term fun = args[0], pairs[COUNT_OF(of_local)];
    if (!term_is_fun(fun))
        return builtin_badarg(p);
    const Term *items = fun_is_external(fun) ? of_external : of_local;
    size_t count = fun_is_external(fun) ? COUNT_OF(of_external) : COUNT_OF(of_local);
    for (size_t i = 0; i < count; i++)
        pairs[i] = info_pair(p, fun, items[i]);
    return heap_list(&p->heap, count, pairs, NIL);
}

static Term fun_info_mfa_1(struct process *p, const Term *args)
{
    if (!term_is_fun(args[0]))
        return builtin_badarg(p);
    return heap_tuple3(&p->heap, fun_module(args[0]), fun_name(args[0]),
                       small_make(fun_arity(args[0])));
}

const struct builtin_row builtins_funs[] = {
    {"erlang", "make_fun", 3, make_fun_3},
    {"erlang", "fun_info", 1, fun_info_1},
    {"erlang", "fun_info", 2, fun_info_2},
    {"erlang", "fun_info_mfa", 1, fun_info_mfa_1},
    {0},
};
