/* SPDX-License-Identifier: Apache-2.0 */
/* match_run.c: executes match programs. */
#include "vm/ets/match_function.h"

#include "vm/ets/match_code.h"
#include "vm/memory/copy.h"
#include "vm/term/atom.h"
#include "vm/term/compare.h"
#include "vm/term/map.h"

#include <stdlib.h>

void match_runner_init(struct match_runner *runner, const struct match_program *program,
                       struct process *p)
{
    size_t frame_words = program->frames * (sizeof(struct match_frame) / sizeof(Term));
    size_t words = program->variables + program->depth + frame_words;
    Term *memory =
        words <= MATCH_LOCAL_WORDS ? runner->local : mem_alloc(words * sizeof runner->local[0]);
    runner->program = program;
    runner->p = p;
    runner->object = NULL;
    runner->frames = (struct match_frame *)memory;
    runner->variables = memory + frame_words;
    runner->stack = runner->variables + program->variables;
    runner->message = NON_VALUE;
    runner->flags = 0;
}

void match_runner_release(struct match_runner *runner)
{
    if ((Term *)runner->frames != runner->local)
        free(runner->frames);
}

/* ---- patterns ---- */

/* Executes the pattern at *CODE for the word at AT. True: it matches, and *CODE is behind it. */
static bool run_pattern(struct match_runner *runner, const uint64_t **code, const Term *at)
{
    const uint64_t *pc = *code;
    struct match_frame *frame = runner->frames; /* the next free one */
    for (;; pc++) {
        size_t n = match_operand(*pc);
        switch (match_op(*pc)) {
        case MATCH_ANY:
            at++;
            break;
        case MATCH_BIND:
            runner->variables[n] = *at++;
            break;
        case MATCH_SAME:
            if (!term_equal_exact(runner->variables[n], *at++))
                return false;
            break;
        case MATCH_IMMEDIATE:
            if (*at++ != *++pc)
                return false;
            break;
        case MATCH_EQUAL:
            if (!term_equal_exact(*at++, *++pc))
                return false;
            break;
        case MATCH_TUPLE:
            (frame++)->at = at + 1;
            /* fall through */
        case MATCH_TUPLE_LAST:
            if (!term_is_tuple_of(*at, n))
                return false;
            at = tuple_elements(*at);
            break;
        case MATCH_CONS:
            (frame++)->at = at + 1;
            /* fall through */
        case MATCH_CONS_LAST:
            if (!term_is_cons(*at))
                return false;
            at = cons_ptr(*at);
            break;
        case MATCH_MAP:
            if (!term_is_map(*at))
                return false;
            *frame++ = (struct match_frame){.at = at + 1, .map = *at};
            break;
        case MATCH_MAP_KEY:
            frame[-1].value = map_get(frame[-1].map, *++pc);
            if (frame[-1].value == NON_VALUE)
                return false;
            at = &frame[-1].value;
            break;
        case MATCH_UP:
            at = (--frame)->at;
            break;
        default: /* the first instruction of a guard, or of the body */
            *code = pc;
            return true;
        }
    }
}

/* ---- expressions ---- */

static Term make_tuple(struct heap *heap, size_t arity, const Term *top)
{
    Term *cell = heap_alloc(heap, 1 + arity);
    cell[0] = HEADER(BOXED_TUPLE, arity);
    for (size_t i = 1; i <= arity; i++)
        cell[i] = top[-(ptrdiff_t)i];
    return boxed_make(cell);
}

/* As with all maps, the last of equal keys counts: pairs are taken from below. */
static Term make_map(struct heap *heap, size_t pairs, const Term *bottom)
{
    Term map = map_empty(heap);
    for (size_t i = 0; i < pairs; i++)
        map = map_put(heap, map, bottom[2 * i + 1], bottom[2 * i]);
    return map;
}

static Term copy_object(struct match_runner *runner, Term term)
{
    return runner->object == NULL ? term : ets_object_copy(&runner->p->heap, runner->object);
}

static Term copy(struct match_runner *runner, Term term)
{
    return runner->object == NULL ? term : copy_to_heap(&runner->p->heap, term);
}

static Term copy_all(struct match_runner *runner, size_t count)
{
    Term list = NIL;
    while (count-- > 0)
        list = heap_cons(&runner->p->heap, copy(runner, runner->variables[count]), list);
    return list;
}

static Term call(struct match_runner *runner, size_t number, const Term *top)
{
    Term args[3];
    for (size_t i = 0, n = match_function_arity(number); i < n; i++)
        args[i] = top[-1 - (ptrdiff_t)i];
    return match_function_call(runner, number, args);
}

/* `and` of COUNT values, or, with ONE, `or`: NON_VALUE when one is no truth value. */
static Term combine(const Term *top, size_t count, Term one)
{
    Term result = one == ATOM_(true) ? ATOM_(false) : ATOM_(true);
    for (size_t i = 1; i <= count; i++) {
        Term value = top[-(ptrdiff_t)i];
        if (value != ATOM_(true) && value != ATOM_(false))
            return NON_VALUE;
        if (value == one)
            result = one;
    }
    return result;
}

/* The value that an instruction puts on the stack. *PC moves to its last word. */
ALWAYS_INLINE Term load(struct match_runner *runner, const uint64_t **pc, Term term)
{
    size_t n = match_operand(**pc);
    switch (match_op(**pc)) {
    case MATCH_CONST:
        return *++*pc;
    case MATCH_VARIABLE:
        return runner->variables[n];
    case MATCH_OBJECT:
        return term;
    case MATCH_ALL:
        return heap_list(&runner->p->heap, n, runner->variables, NIL);
    case MATCH_COPY_OBJECT:
        return copy_object(runner, term);
    case MATCH_COPY_ALL:
        return copy_all(runner, n);
    default: /* MATCH_COPY_CONST */
        return copy_to_heap(&runner->p->heap, *++*pc);
    }
}

/* Makes one value of those on top of the stack. Returns the new top. */
ALWAYS_INLINE Term *build(struct match_runner *runner, uint64_t code, Term *top)
{
    struct heap *heap = &runner->p->heap;
    size_t n = match_operand(code), taken = 1;
    Term value;
    switch (match_op(code)) {
    case MATCH_COPY:
        value = copy(runner, top[-1]);
        break;
    case MATCH_COPY_VALUE:
        value = copy_to_heap(heap, top[-1]);
        break;
    case MATCH_MAKE_TUPLE:
        taken = n;
        value = make_tuple(heap, n, top);
        break;
    case MATCH_MAKE_CONS:
        taken = 2;
        value = heap_cons(heap, top[-2], top[-1]);
        break;
    default: /* MATCH_MAKE_MAP */
        taken = 2 * n;
        value = make_map(heap, n, top - taken);
        break;
    }
    top -= taken;
    *top++ = value;
    return top;
}

/* Takes arguments from *TOP and returns the value of a function; NON_VALUE: it fails. */
ALWAYS_INLINE Term compute(struct match_runner *runner, uint64_t code, Term **top)
{
    size_t n = match_operand(code);
    Term value;
    if (match_op(code) == MATCH_CALL) {
        value = call(runner, n, *top);
        *top -= match_function_arity(n);
    } else {
        value = combine(*top, n, match_op(code) == MATCH_AND ? ATOM_(false) : ATOM_(true));
        *top -= n;
    }
    return value;
}

/* `andalso` and `orelse` after one more argument: true, when the value is known, which is in
 * *VALUE, NON_VALUE when the argument is no truth value. *PC moves to the last word before what is
 * next. */
ALWAYS_INLINE bool decide(const struct match_runner *runner, const uint64_t **pc, Term **top,
                          Term *value)
{
    Term neutral = match_op(**pc) == MATCH_AND_ALSO ? ATOM_(true) : ATOM_(false);
    Term argument = *--*top;
    ++*pc;
    if (argument == neutral)
        return false;
    *pc = runner->program->code + **pc - 1;
    *value = argument == ATOM_(true) || argument == ATOM_(false) ? argument : NON_VALUE;
    return true;
}

/* Executes guards and body from PC on. The value of the body; NON_VALUE: a guard is not true. */
static Term run_expressions(struct match_runner *runner, const uint64_t *pc, Term term)
{
    Term *top = runner->stack; /* the first free word */
    bool in_body = false;
    for (;; pc++) {
        Term value;
        switch (match_op(*pc)) {
        case MATCH_CONST:
        case MATCH_VARIABLE:
        case MATCH_OBJECT:
        case MATCH_ALL:
        case MATCH_COPY_OBJECT:
        case MATCH_COPY_ALL:
        case MATCH_COPY_CONST:
            *top++ = load(runner, &pc, term);
            break;
        case MATCH_COPY:
        case MATCH_COPY_VALUE:
        case MATCH_MAKE_TUPLE:
        case MATCH_MAKE_CONS:
        case MATCH_MAKE_MAP:
            top = build(runner, *pc, top);
            break;
        case MATCH_AND_ALSO:
        case MATCH_OR_ELSE:
            if (!decide(runner, &pc, &top, &value))
                break;
            goto computed;
        case MATCH_CALL:
        case MATCH_AND:
        case MATCH_OR:
            value = compute(runner, *pc, &top);
        computed:
            if (value == NON_VALUE && !in_body)
                return NON_VALUE;
            *top++ = value == NON_VALUE ? ATOM_(exit_signal) : value;
            break;
        case MATCH_GUARD:
            if (*--top != ATOM_(true))
                return NON_VALUE;
            break;
        case MATCH_BODY:
            in_body = true;
            break;
        case MATCH_DROP:
            top--;
            break;
        default:
            return top[-1];
        }
    }
}

/* ---- clauses ---- */

static Term run(struct match_runner *runner, Term term)
{
    const struct match_program *program = runner->program;
    for (size_t i = 0; i < program->clause_count; i++) {
        const uint64_t *code = program->code + program->clauses[i].start;
        if (!run_pattern(runner, &code, &term))
            continue;
        Term result = run_expressions(runner, code, term);
        if (result != NON_VALUE)
            return result;
    }
    return NON_VALUE;
}

Term match_run_term(struct match_runner *runner, Term term)
{
    runner->object = NULL;
    return run(runner, term);
}

Term match_run(struct match_runner *runner, const struct ets_object *object)
{
    runner->object = object;
    return run(runner, ets_object_term(object));
}
