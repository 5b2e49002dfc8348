/* SPDX-License-Identifier: Apache-2.0 */
/* modules.c: what is loaded: functions, modules and what they say about themselves. */
#include "vm/builtin/support.h"
#include "vm/term/bits.h"

/* ---- functions ---- */

/* M, F and A as arguments; false: badarg. *EXPORT is NULL when nobody knows such a function. */
static bool known_function(const Term *args, const struct export **export)
{
    if (!term_is_atom(args[0]) || !term_is_atom(args[1]) || !term_is_small(args[2]))
        return false;
    int64_t arity = small_value(args[2]);
    *export =
        arity < 0 || arity > MAX_ARITY ? NULL : export_find(args[0], args[1], (uint32_t)arity);
    return true;
}

static Term function_exported_3(struct process *p, const Term *args)
{
    const struct export *export;
    if (!known_function(args, &export))
        return builtin_badarg(p);
    return truth(export != NULL && export_is_defined(export));
}

/* unicode:characters_to_list/1 and characters_to_binary/1 are written in C only here. */
static bool is_foreign_builtin(const Term *mfa, const struct export *export)
{
    bool is_own = mfa[0] == ATOM_(unicode) && mfa[1] != ATOM_(bin_is_7bit) && mfa[2] == SMALL(1);
    return export != NULL && export->builtin != NULL && !is_own;
}

/* apply is made of instructions here, but programs need not know. */
static Term is_builtin_3(struct process *p, const Term *args)
{
    const struct export *export;
    if (!known_function(args, &export))
        return builtin_badarg(p);
    bool is_apply = args[0] == ATOM_(erlang) && args[1] == ATOM_(apply) &&
                    (args[2] == SMALL(2) || args[2] == SMALL(3));
    return truth(is_apply || is_foreign_builtin(args, export));
}

/* ---- modules ---- */

/* The module, also while its on_load function runs, or NULL. */
static const struct module *module_known(Term name)
{
    const struct module *module = module_find(name);
    return module != NULL ? module : module_pending(name);
}

/* The module erlang has no code: it consists of builtins. */
static bool is_loaded(Term name)
{
    return name == ATOM_(erlang) || module_known(name) != NULL;
}

static Term module_loaded_1(struct process *p, const Term *args)
{
    return term_is_atom(args[0]) ? truth(is_loaded(args[0])) : builtin_badarg(p);
}

struct name_list {
    struct heap *heap;
    Term names;
};

static void add_name(struct module *module, void *context)
{
    struct name_list *list = context;
    list->names = heap_cons(list->heap, module->name, list->names);
}

static Term loaded_0(struct process *p, const Term *args)
{
    struct name_list list = {&p->heap, NIL};
    (void)args;
    module_each(add_name, &list);
    return heap_cons(&p->heap, ATOM_(erlang), list.names);
}

/* What needs no file. */
static Term pre_loaded_0(struct process *p, const Term *args)
{
    (void)args;
    return heap_cons(&p->heap, ATOM_(erlang), NIL);
}

/* tick:ensure_loaded(Module), for code:ensure_loaded: there is no code server; modules are loaded
 * where they are wanted. */
static Term ensure_loaded_1(struct process *p, const Term *args)
{
    Term name = args[0];
    switch (name == ATOM_(erlang) ? MODULE_LOADED : module_ensure_loaded(name)) {
    case MODULE_LOADED:
        return heap_tuple2(&p->heap, ATOM_(module), name);
    case MODULE_PENDING:
        return builtin_trap1(p, export_get(ATOM_(tick_on_load), ATOM_(ensure_loaded), 1), name);
    default:
        return heap_tuple2(&p->heap, ATOM_(error), ATOM_(nofile));
    }
}

/* ---- module_info ---- */

static Term name_and_arity(struct process *p, Term name, uint32_t arity)
{
    return heap_tuple2(&p->heap, name, small_make(arity));
}

static Term exports_of(struct process *p, const struct module *module)
{
    Term list = NIL;
    for (uint32_t i = module->export_count; i-- > 0;) {
        const struct mfa *mfa = &module->exports[i];
        list = heap_cons(&p->heap, name_and_arity(p, mfa->function, mfa->arity), list);
    }
    return list;
}

static Term functions_of(struct process *p, const struct module *module)
{
    Term list = NIL;
    for (uint32_t i = module->function_count; i-- > 0;) {
        const struct function *function = &module->functions[i];
        list = heap_cons(&p->heap, name_and_arity(p, function->name, function->arity), list);
    }
    return list;
}

/* The value of ITEM, or NON_VALUE when there is no such item. */
static Term module_item(struct process *p, const struct module *module, Term item)
{
    if (item == ATOM_(module))
        return module->name;
    if (item == ATOM_(exports))
        return exports_of(p, module);
    if (item == ATOM_(functions))
        return functions_of(p, module);
    if (item == ATOM_(attributes))
        return module->attributes;
    if (item == ATOM_(compile))
        return module->compile_info;
    if (item == ATOM_(md5))
        return bits_from_bytes(&p->heap, module->md5, sizeof module->md5);
    if (item == ATOM_(nifs) || item == ATOM_(native_addresses))
        return NIL;
    return item == ATOM_(native) ? ATOM_(false) : NON_VALUE;
}

static const struct module *module_argument(Term name)
{
    return term_is_atom(name) ? module_known(name) : NULL;
}

static Term get_module_info_2(struct process *p, const Term *args)
{
    const struct module *module = module_argument(args[0]);
    Term value = module == NULL ? NON_VALUE : module_item(p, module, args[1]);
    return value == NON_VALUE ? builtin_badarg(p) : value;
}

static Term get_module_info_1(struct process *p, const Term *args)
{
    static const Term items[] = {ATOM_(module), ATOM_(exports), ATOM_(attributes), ATOM_(compile),
                                 ATOM_(md5)};
    const struct module *module = module_argument(args[0]);
    Term pairs[COUNT_OF(items)];
    if (module == NULL)
        return builtin_badarg(p);
    for (size_t i = 0; i < COUNT_OF(items); i++) {
        Term value = module_item(p, module, items[i]);
        if (value == NON_VALUE)
            return builtin_system_limit(p);
        pairs[i] = heap_tuple2(&p->heap, items[i], value);
    }
    return heap_list(&p->heap, COUNT_OF(items), pairs, NIL);
}

const struct builtin_row builtins_modules[] = {
    {"erlang", "function_exported", 3, function_exported_3},
    {"erlang", "is_builtin", 3, is_builtin_3},
    {"erlang", "module_loaded", 1, module_loaded_1},
    {"erlang", "loaded", 0, loaded_0},
    {"erlang", "pre_loaded", 0, pre_loaded_0},
    {"erlang", "get_module_info", 1, get_module_info_1},
    {"erlang", "get_module_info", 2, get_module_info_2},
    {"tick", "ensure_loaded", 1, ensure_loaded_1},
    {0},
};
