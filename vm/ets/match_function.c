/* SPDX-License-Identifier: Apache-2.0 */
/* match_function.c: the functions of match specifications. Most are builtins of the module erlang;
 * length is here, since that of a long list would trap. Nothing is traced here, so the functions of
 * the trace dialect note what they would do, or do nothing. */
#include "vm/ets/match_function.h"

#include "vm/code/code.h"
#include "vm/term/atom.h"

#include <string.h>

typedef Term match_fn(struct match_runner *runner, const Term *args);

static Term list_length(struct match_runner *runner, const Term *args)
{
    int64_t length = 0;
    Term list = args[0];
    for (; term_is_cons(list); list = list_tail(list))
        length++;
    runner->p->regs->reductions -= length / 8;
    return term_is_nil(list) ? small_make(length) : NON_VALUE;
}

static Term is_record(struct match_runner *runner, const Term *args)
{
    (void)runner;
    if (!term_is_atom(args[1]) || !term_is_small(args[2]))
        return NON_VALUE;
    bool record = term_is_tuple(args[0]) && tuple_arity(args[0]) > 0 &&
                  small_make((int64_t)tuple_arity(args[0])) == args[2] &&
                  tuple_get(args[0], 0) == args[1];
    return record ? ATOM_(true) : ATOM_(false);
}

/* ---- of traces ---- */

static Term message(struct match_runner *runner, const Term *args)
{
    runner->message = args[0];
    return ATOM_(true);
}

static Term return_trace(struct match_runner *runner, const Term *args)
{
    (void)args;
    runner->flags |= MATCH_RETURN_TRACE;
    return ATOM_(true);
}

static Term exception_trace(struct match_runner *runner, const Term *args)
{
    (void)args;
    runner->flags |= MATCH_EXCEPTION_TRACE;
    return ATOM_(true);
}

static Term nothing(struct match_runner *runner, const Term *args)
{
    (void)runner;
    (void)args;
    return ATOM_(true);
}

static Term no(struct match_runner *runner, const Term *args)
{
    (void)runner;
    (void)args;
    return ATOM_(false);
}

static Term nobody(struct match_runner *runner, const Term *args)
{
    (void)runner;
    (void)args;
    return ATOM_(undefined);
}

static Term zero(struct match_runner *runner, const Term *args)
{
    (void)runner;
    (void)args;
    return SMALL(0);
}

static Term no_token(struct match_runner *runner, const Term *args)
{
    (void)runner;
    (void)args;
    return NIL;
}

/* FUNCTION: NULL, the builtin with the same name. SPECIAL: what OTP calls a special form. */
#define BUILTIN(name, arity)                        {name, arity, NULL, NULL, MATCH_ANYWHERE}
#define OWN(name, arity, function)                  {name, arity, function, NULL, MATCH_ANYWHERE}
#define TRACE(name, arity, function)                {name, arity, function, NULL, MATCH_IN_TRACES}
#define BODY(name, arity, function)                 {name, arity, function, NULL, MATCH_IN_BODIES}
#define FORM(name, arity, function)                 {name, arity, function, name, MATCH_IN_BODIES}
#define FORM_OF(name, text, arity, function, place) {name, arity, function, text, place}

static const struct {
    const char *name;
    size_t arity;
    match_fn *function;
    const char *special;
    enum match_place place;
} functions[] = {
    BUILTIN("is_atom", 1),
    BUILTIN("is_float", 1),
    BUILTIN("is_integer", 1),
    BUILTIN("is_list", 1),
    BUILTIN("is_number", 1),
    BUILTIN("is_pid", 1),
    BUILTIN("is_port", 1),
    BUILTIN("is_reference", 1),
    BUILTIN("is_tuple", 1),
    BUILTIN("is_map", 1),
    BUILTIN("is_binary", 1),
    BUILTIN("is_function", 1),
    OWN("is_record", 3, is_record),
    BUILTIN("abs", 1),
    BUILTIN("element", 2),
    BUILTIN("hd", 1),
    OWN("length", 1, list_length),
    BUILTIN("node", 1),
    BUILTIN("node", 0),
    BUILTIN("round", 1),
    BUILTIN("size", 1),
    BUILTIN("map_size", 1),
    BUILTIN("map_get", 2),
    BUILTIN("is_map_key", 2),
    BUILTIN("bit_size", 1),
    BUILTIN("byte_size", 1),
    BUILTIN("tl", 1),
    BUILTIN("trunc", 1),
    BUILTIN("float", 1),
    FORM_OF("self", "self", 0, NULL, MATCH_ANYWHERE),
    BUILTIN("binary_part", 2),
    BUILTIN("binary_part", 3),
    BUILTIN("+", 1),
    BUILTIN("-", 1),
    BUILTIN("+", 2),
    BUILTIN("-", 2),
    BUILTIN("*", 2),
    BUILTIN("/", 2),
    BUILTIN("div", 2),
    BUILTIN("rem", 2),
    BUILTIN("band", 2),
    BUILTIN("bor", 2),
    BUILTIN("bxor", 2),
    BUILTIN("bnot", 1),
    BUILTIN("bsl", 2),
    BUILTIN("bsr", 2),
    BUILTIN(">", 2),
    BUILTIN(">=", 2),
    BUILTIN("<", 2),
    BUILTIN("=<", 2),
    BUILTIN("=:=", 2),
    BUILTIN("==", 2),
    BUILTIN("=/=", 2),
    BUILTIN("/=", 2),
    BUILTIN("not", 1),
    BUILTIN("xor", 2),
    TRACE("get_tcw", 0, zero),
    FORM("message", 1, message),
    FORM("return_trace", 0, return_trace),
    FORM("exception_trace", 0, exception_trace),
    FORM("process_dump", 0, nothing),
    FORM("display", 1, nothing),
    FORM("caller", 0, nobody),
    FORM("caller_line", 0, nobody),
    FORM_OF("is_seq_trace", "is_seq_trace", 0, no, MATCH_IN_TRACES),
    FORM_OF("set_seq_token", "set_seq_trace", 2, nothing, MATCH_IN_BODIES),
    FORM("get_seq_token", 0, no_token),
    FORM("enable_trace", 1, nothing),
    FORM("enable_trace", 2, nothing),
    FORM("disable_trace", 1, nothing),
    FORM("disable_trace", 2, nothing),
    FORM("trace", 2, nothing),
    FORM("trace", 3, nothing),
    FORM("silent", 1, nothing),
    BODY("set_tcw", 1, nothing),
};

static Term names[COUNT_OF(functions)];
static builtin_fn *builtins[COUNT_OF(functions)];

void match_init(void)
{
    Term module = atom_from_utf8("erlang", strlen("erlang"));
    for (size_t i = 0; i < COUNT_OF(functions); i++) {
        names[i] = atom_from_utf8(functions[i].name, strlen(functions[i].name));
        if (functions[i].function != NULL)
            continue;
        const struct export *export = export_find(module, names[i], (uint32_t)functions[i].arity);
        if (export == NULL || export->builtin == NULL)
            fatal("there is no builtin erlang:%s/%zu", functions[i].name, functions[i].arity);
        builtins[i] = export->builtin;
    }
}

bool match_function_find(Term name, size_t arity, size_t *number)
{
    for (*number = 0; *number < COUNT_OF(functions); ++*number)
        if (names[*number] == name && functions[*number].arity == arity)
            return true;
    return false;
}

enum match_place match_function_place(size_t number)
{
    return functions[number].place;
}

const char *match_function_name(size_t number)
{
    return functions[number].name;
}

const char *match_function_special(Term name, size_t *number)
{
    for (*number = 0; *number < COUNT_OF(functions); ++*number)
        if (names[*number] == name)
            return functions[*number].special;
    return NULL;
}

size_t match_function_arity(size_t number)
{
    return functions[number].arity;
}

Term match_function_call(struct match_runner *runner, size_t number, const Term *args)
{
    if (builtins[number] != NULL)
        return builtins[number](runner->p, args);
    return functions[number].function(runner, args);
}
