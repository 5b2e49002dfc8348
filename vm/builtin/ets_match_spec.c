/* SPDX-License-Identifier: Apache-2.0 */
/* ets_match_spec.c: match specifications by themselves: compiling, running on lists, testing. */
#include "vm/builtin/ets.h"

#include "vm/ets/match.h"

/* What matching one term of a list costs. */
#define REDUCTIONS_PER_TERM 2

static Term match_spec_compile_1(struct process *p, const Term *args)
{
    struct match_program *program = match_compile(&p->heap, args[0], MATCH_TABLE, NULL);
    return program == NULL ? builtin_badarg(p) : match_reference(&p->heap, program);
}

static Term is_compiled_ms_1(struct process *p, const Term *args)
{
    (void)p;
    return truth(match_of(args[0]) != NULL);
}

/* ---- running ---- */

/* tick:ets_run(Rest, Program, Results, Origin) */
static Term run_slice(struct process *p, const Term *args)
{
    Term rest = args[0], results = args[2], origin = args[3];
    struct match_runner runner;
    size_t budget = builtin_budget(p, 1) / REDUCTIONS_PER_TERM + 1, left = budget;
    match_runner_init(&runner, match_of(args[1]), p);
    for (; left > 0 && term_is_cons(rest); left--, rest = list_tail(rest)) {
        Term result = match_run_term(&runner, list_head(rest));
        if (result != NON_VALUE)
            results = heap_cons(&p->heap, result, results);
    }
    match_runner_release(&runner);
    builtin_charge(p, (int64_t)(budget - left) * REDUCTIONS_PER_TERM);
    if (term_is_nil(rest))
        return results;
    if (!term_is_cons(rest))
        return ets_badarg_as(p, NON_VALUE, origin);
    return builtin_continue(p, ATOM_(ets_run), 4, (Term[]){rest, args[1], results, origin});
}

/* match_spec_run_r(List, Program, Results): the results backwards, in front of others. */
static Term match_spec_run_r_3(struct process *p, const Term *args)
{
    if (match_of(args[1]) == NULL)
        return builtin_badarg(p);
    Term origin = heap_cons(&p->heap, ATOM_(match_spec_run_r), heap_list(&p->heap, 3, args, NIL));
    return run_slice(p, (Term[]){args[0], args[1], args[2], origin});
}

/* ---- testing ---- */

static Term flag_list(struct heap *heap, unsigned flags)
{
    Term list = NIL;
    if (flags & MATCH_EXCEPTION_TRACE)
        list = heap_cons(heap, ATOM_(exception_trace), list);
    if (flags & MATCH_RETURN_TRACE)
        list = heap_cons(heap, ATOM_(return_trace), list);
    return list;
}

/* What a trace would report: the message if there is one; that the call is to be reported if not.
 */
static Term traced(const struct match_runner *runner, Term result)
{
    if (result == NON_VALUE)
        return ATOM_(false);
    return runner->message != NON_VALUE ? runner->message : ATOM_(true);
}

/* erlang:match_spec_test(Term, Specification, table | trace) */
static Term match_spec_test_3(struct process *p, const Term *args)
{
    bool trace = args[2] == ATOM_(trace);
    Term errors, list;
    if (!trace && args[2] != ATOM_(table))
        return builtin_badarg(p);
    for (list = args[0]; trace && term_is_cons(list); list = list_tail(list))
        ;
    if (trace && !term_is_nil(list))
        return builtin_badarg(p);
    struct match_program *program =
        match_compile(&p->heap, args[1], trace ? MATCH_TRACE : MATCH_TABLE, &errors);
    if (program == NULL)
        return heap_tuple2(&p->heap, ATOM_(error), errors);
    struct match_runner runner;
    match_runner_init(&runner, program, p);
    Term result = match_run_term(&runner, args[0]);
    result = trace ? traced(&runner, result) : result == NON_VALUE ? ATOM_(false) : result;
    Term flags = flag_list(&p->heap, runner.flags);
    match_runner_release(&runner);
    match_drop(program);
    return heap_tuple4(&p->heap, ATOM_(ok), result, flags, NIL);
}

const struct builtin_row builtins_ets_match_spec[] = {
    {"ets", "match_spec_compile", 1, match_spec_compile_1},
    {"ets", "is_compiled_ms", 1, is_compiled_ms_1},
    {"ets", "match_spec_run_r", 3, match_spec_run_r_3},
    {"erlang", "match_spec_test", 3, match_spec_test_3},
    {"tick", "ets_run", 4, run_slice},
    {0},
};
