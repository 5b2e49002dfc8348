/* SPDX-License-Identifier: Apache-2.0 */
/* errors.c: raising exceptions from a program: error, exit, throw, raise.
 * Except for nif_error they do not appear in the trace themselves: it begins with their caller. */
#include "vm/builtin/support.h"

#include "vm/term/map.h"

static Term raise_for_caller(struct process *p, Term class, Term value)
{
    (void)builtin_raise(p, class, value);
    p->regs->exception_top = NIL;
    return NON_VALUE;
}

static Term error_1(struct process *p, const Term *args)
{
    return raise_for_caller(p, ATOM_(error), args[0]);
}

/* Arguments that are no list, such as none, leave the caller's entry as it is. */
static Term error_2(struct process *p, const Term *args)
{
    Term arguments = args[1];
    (void)raise_for_caller(p, ATOM_(error), args[0]);
    if (term_is_list(arguments))
        p->regs->exception_args = arguments;
    return NON_VALUE;
}

/* The value of error_info in a list of options, or NON_VALUE; other options are ignored. */
static Term error_info_option(Term options)
{
    for (; term_is_cons(options); options = list_tail(options)) {
        Term option = list_head(options);
        if (term_is_tuple_of(option, 2) && tuple_get(option, 0) == ATOM_(error_info) &&
            term_is_map(tuple_get(option, 1)))
            return option;
    }
    return NON_VALUE;
}

static Term error_3(struct process *p, const Term *args)
{
    Term info = error_info_option(args[2]);
    (void)error_2(p, args);
    if (info != NON_VALUE)
        p->regs->exception_info = heap_cons(&p->heap, info, NIL);
    return NON_VALUE;
}

static Term exit_1(struct process *p, const Term *args)
{
    return raise_for_caller(p, ATOM_(exit_class), args[0]);
}

static Term throw_1(struct process *p, const Term *args)
{
    return raise_for_caller(p, ATOM_(throw), args[0]);
}

/* An entry of a trace with its location made explicit; NON_VALUE when it is none. */
static Term checked_entry(struct heap *heap, Term entry)
{
    if (!term_is_tuple(entry))
        return NON_VALUE;
    size_t arity = tuple_arity(entry);
    const Term *elements = tuple_elements(entry);
    bool has_fun = arity > 0 && term_is_fun(elements[0]);
    size_t named = has_fun ? 2 : 3;
    if (arity != named && arity != named + 1)
        return NON_VALUE;
    if (!has_fun && (!term_is_atom(elements[0]) || !term_is_atom(elements[1])))
        return NON_VALUE;
    if (arity == named + 1)
        return term_is_list(elements[named]) ? entry : NON_VALUE;
    Term full[4] = {elements[0], elements[1], elements[named - 1], NIL};
    full[named] = NIL;
    return heap_tuple(heap, named + 1, full);
}

/* A trace from a program, or NON_VALUE when it is none. */
static Term checked_trace(struct heap *heap, Term trace)
{
    Term entries[32];
    size_t count = 0;
    for (; term_is_cons(trace); trace = list_tail(trace)) {
        Term entry = checked_entry(heap, list_head(trace));
        if (entry == NON_VALUE)
            return NON_VALUE;
        if (count < COUNT_OF(entries))
            entries[count++] = entry;
    }
    return term_is_nil(trace) ? heap_list(heap, count, entries, NIL) : NON_VALUE;
}

/* The one builtin that returns badarg instead of raising it. */
static Term raise_3(struct process *p, const Term *args)
{
    Term class = args[0], value = args[1];
    Term trace = checked_trace(&p->heap, args[2]);
    bool is_class = class == ATOM_(error) || class == ATOM_(exit_class) || class == ATOM_(throw);
    if (!is_class || trace == NON_VALUE)
        return ATOM_(badarg);
    (void)builtin_raise(p, class, value);
    p->regs->exception_trace = trace;
    return NON_VALUE;
}

static Term nif_error(struct process *p, const Term *args)
{
    return builtin_error(p, args[0]);
}

const struct builtin_row builtins_errors[] = {
    {"erlang", "error", 1, error_1},
    {"erlang", "error", 2, error_2},
    {"erlang", "error", 3, error_3},
    {"erlang", "exit", 1, exit_1},
    {"erlang", "throw", 1, throw_1},
    {"erlang", "raise", 3, raise_3},
    {"erlang", "nif_error", 1, nif_error},
    {"erlang", "nif_error", 2, nif_error},
    {0},
};
