/* SPDX-License-Identifier: Apache-2.0 */
/* match_expression.c: compiles the expressions of guards and bodies. Elements and arguments are
 * compiled from the last to the first, as OTP does, which shows in the order of messages. */
#include "vm/ets/match_compiler.h"

#include "vm/ets/match_function.h"
#include "vm/term/atom.h"
#include "vm/term/map.h"

#include <stdio.h>

/* A task is two words: what, with the operand and whether the value escapes, and a term. */
enum expression_task {
    TASK_EXPRESSION,
    TASK_ESCAPING, /* an expression whose value escapes */
    TASK_EMIT,     /* the instruction in the second word, which takes so many words off the stack
                      as the operand says, and leaves one */
    TASK_COPY,     /* the value of a call escapes */
    TASK_JUMP,     /* the instruction in the second word, to the label in the operand */
    TASK_LABEL,    /* the label in the operand is here */
};

#define TASK_SHIFT 8

static void push_task(struct word_stack *stack, enum expression_task task, size_t operand,
                      uint64_t word)
{
    uint64_t *words = word_stack_add(stack, 2);
    words[0] = (uint64_t)operand << TASK_SHIFT | task;
    words[1] = word;
}

static uint64_t instruction(enum match_op op, size_t operand)
{
    return (uint64_t)operand << MATCH_OPERAND_SHIFT | op;
}

/* So many words more, or fewer, are on the stack. */
static void grow(struct match_compiler *c, size_t more, size_t fewer)
{
    c->depth += more;
    if (c->depth > c->most_depth)
        c->most_depth = c->depth;
    c->depth -= fewer;
}

static enum expression_task task_for(bool escapes)
{
    return escapes ? TASK_ESCAPING : TASK_EXPRESSION;
}

/* ---- what is a value by itself ---- */

static void compile_constant(struct match_compiler *c, Term term, bool escapes)
{
    bool copied = escapes && !term_is_immediate(term);
    match_emit(c, copied ? MATCH_COPY_CONST : MATCH_CONST, 0);
    match_emit_word(c, term);
    grow(c, 1, 0);
}

static void compile_variable(struct match_compiler *c, Term name, uint32_t number, bool escapes)
{
    size_t index;
    if (!match_variable_index(c, number, &index)) {
        char text[64];
        (void)snprintf(text, sizeof text, "Variable $%u is unbound.", number);
        match_error(c, text, name);
    }
    match_emit(c, MATCH_VARIABLE, index);
    grow(c, 1, 0);
    if (escapes)
        match_emit(c, MATCH_COPY, 0);
}

static void compile_atom(struct match_compiler *c, Term atom, bool escapes)
{
    uint32_t number;
    if (match_is_variable(atom, &number)) {
        compile_variable(c, atom, number, escapes);
    } else if (atom == ATOM_(whole_object)) {
        match_emit(c, escapes ? MATCH_COPY_OBJECT : MATCH_OBJECT, 0);
        grow(c, 1, 0);
    } else if (atom == ATOM_(all_variables)) {
        match_emit(c, escapes ? MATCH_COPY_ALL : MATCH_ALL, c->variables.count);
        grow(c, 1, 0);
    } else {
        compile_constant(c, atom, escapes);
    }
}

/* ---- constructors ---- */

static void compile_list(struct word_stack *stack, Term cell, bool escapes)
{
    push_task(stack, TASK_EMIT, 2, instruction(MATCH_MAKE_CONS, 0));
    push_task(stack, task_for(escapes), 0, list_tail(cell));
    push_task(stack, task_for(escapes), 0, list_head(cell));
}

static void compile_tuple(struct word_stack *stack, Term tuple, bool escapes)
{
    size_t arity = tuple_arity(tuple);
    push_task(stack, TASK_EMIT, arity, instruction(MATCH_MAKE_TUPLE, arity));
    for (size_t i = 0; i < arity; i++)
        push_task(stack, task_for(escapes), 0, tuple_get(tuple, i));
}

static void compile_map(struct word_stack *stack, Term map, bool escapes)
{
    struct map_iterator iterator;
    Term key, value;
    size_t pairs = map_size(map);
    push_task(stack, TASK_EMIT, 2 * pairs, instruction(MATCH_MAKE_MAP, pairs));
    map_iterate(&iterator, map);
    while (map_next(&iterator, &key, &value)) {
        push_task(stack, task_for(escapes), 0, key);
        push_task(stack, task_for(escapes), 0, value);
    }
}

/* ---- calls ---- */

static void compile_strict(struct match_compiler *c, struct word_stack *stack, Term form,
                           enum match_op op)
{
    size_t count = tuple_arity(form) - 1;
    if (count == 0)
        match_error(c,
                    op == MATCH_AND ? "Special form 'and' called without arguments in %t."
                                    : "Special form 'or' called without arguments in %t.",
                    form);
    push_task(stack, TASK_EMIT, count, instruction(op, count));
    for (size_t i = 1; i <= count; i++)
        push_task(stack, TASK_EXPRESSION, 0, tuple_get(form, i));
}

/* The value of the last one is the value of the form; any other is a truth value that decides, or
 * goes. */
static void compile_lazy(struct match_compiler *c, struct word_stack *stack, Term form,
                         enum match_op op, bool escapes)
{
    size_t count = tuple_arity(form) - 1, label = c->labels++;
    if (count == 0) {
        match_error(c,
                    op == MATCH_AND_ALSO ? "Special form 'andalso' called without arguments in %t."
                                         : "Special form 'orelse' called without arguments in %t.",
                    form);
        compile_constant(c, ATOM_(true), false);
        return;
    }
    push_task(stack, TASK_LABEL, label, NIL);
    push_task(stack, task_for(escapes), 0, tuple_get(form, count));
    for (size_t i = count - 1; i >= 1; i--) {
        push_task(stack, TASK_JUMP, label, instruction(op, 0));
        push_task(stack, TASK_EXPRESSION, 0, tuple_get(form, i));
    }
}

static void compile_const(struct match_compiler *c, Term form, bool escapes)
{
    bool good = tuple_arity(form) == 2;
    if (!good)
        match_error(c, "Special form 'const' called with more than one argument in %t.", form);
    compile_constant(c, good ? tuple_get(form, 1) : NIL, escapes);
}

static void refuse(struct match_compiler *c, Term name, size_t arity, const char *why)
{
    char format[64];
    (void)snprintf(format, sizeof format, "Function %%t/%zu %s", arity, why);
    match_error(c, format, name);
}

static bool is_in_place(const struct match_compiler *c, size_t number)
{
    enum match_place place = match_function_place(number);
    return place == MATCH_ANYWHERE ||
           (c->dialect == MATCH_TRACE && (place == MATCH_IN_TRACES || !c->in_guard));
}

static const char *wrong_place(const struct match_compiler *c, size_t number)
{
    if (is_in_place(c, number))
        return NULL;
    return c->dialect == MATCH_TRACE ? "called in guard context." : "used in wrong dialect.";
}

/* A special form is looked for by its name alone: FOUND, if there is one that takes so many
 * arguments. */
static bool check_special(struct match_compiler *c, const char *special, size_t number, bool found,
                          Term form)
{
    char format[96];
    const char *why = wrong_place(c, number);
    if (why == NULL && found)
        return true;
    if (why == NULL) {
        special = match_function_name(number);
        why = match_function_arity(number) == 0 ? "called with arguments in %t."
                                                : "called with wrong number of arguments in %t.";
    }
    (void)snprintf(format, sizeof format, "Special form '%s' %s", special, why);
    match_error(c, format, form);
    return false;
}

/* The number of the function that FORM calls; false after an error. */
static bool find_callee(struct match_compiler *c, Term form, size_t *number)
{
    Term name = tuple_get(form, 0);
    size_t arity = tuple_arity(form) - 1, some;
    bool found = match_function_find(name, arity, number);
    const char *special = match_function_special(name, &some);
    if (special != NULL)
        return check_special(c, special, some, found, form);
    if (!found)
        refuse(c, name, arity, "does_not_exist.");
    else if (!is_in_place(c, *number))
        refuse(c, name, arity, "cannot be called in this context.");
    else
        return true;
    return false;
}

static void compile_call(struct match_compiler *c, struct word_stack *stack, Term form,
                         bool escapes)
{
    size_t arity = tuple_arity(form) - 1, number;
    if (!find_callee(c, form, &number)) {
        compile_constant(c, NIL, false);
        return;
    }
    if (escapes)
        push_task(stack, TASK_COPY, 0, NIL);
    push_task(stack, TASK_EMIT, arity, instruction(MATCH_CALL, number));
    for (size_t i = 1; i <= arity; i++)
        push_task(stack, TASK_EXPRESSION, 0, tuple_get(form, i));
}

static void compile_form(struct match_compiler *c, struct word_stack *stack, Term form,
                         bool escapes)
{
    size_t arity = tuple_arity(form);
    Term name = arity == 0 ? NIL : tuple_get(form, 0);
    uint32_t number;
    if (arity == 1 && term_is_tuple(name)) {
        compile_tuple(stack, name, escapes);
    } else if (!term_is_atom(name) || match_is_variable(name, &number)) {
        match_error(c, "%t is neither a function call, nor a tuple (tuples are written {{ ... }}).",
                    form);
        compile_constant(c, NIL, false);
    } else if (name == ATOM_(const)) {
        compile_const(c, form, escapes);
    } else if (name == ATOM_(and) || name == ATOM_(or)) {
        compile_strict(c, stack, form, name == ATOM_(and) ? MATCH_AND : MATCH_OR);
    } else if (name == ATOM_(andalso) || name == ATOM_(orelse)) {
        compile_lazy(c, stack, form, name == ATOM_(andalso) ? MATCH_AND_ALSO : MATCH_OR_ELSE,
                     escapes);
    } else {
        compile_call(c, stack, form, escapes);
    }
}

/* ---- all of it ---- */

static void compile_part(struct match_compiler *c, struct word_stack *stack, Term term,
                         bool escapes)
{
    if (term_is_atom(term))
        compile_atom(c, term, escapes);
    else if (term_is_cons(term))
        compile_list(stack, term, escapes);
    else if (term_is_tuple(term))
        compile_form(c, stack, term, escapes);
    else if (term_is_map(term))
        compile_map(stack, term, escapes);
    else
        compile_constant(c, term, escapes);
}

/* A jump holds the number of its label at first. */
static void emit_jump(struct match_compiler *c, uint64_t jump, size_t label)
{
    match_emit_word(c, jump);
    match_emit_word(c, label);
    c->depth--;
}

static void place_label(struct match_compiler *c, size_t label)
{
    if (label >= c->places_capacity) {
        c->places_capacity = 2 * label + 8;
        c->places = mem_realloc(c->places, c->places_capacity * sizeof c->places[0]);
    }
    c->places[label] = c->size;
}

/* Words behind an instruction of an expression. */
static size_t extra_words(enum match_op op)
{
    return op == MATCH_CONST || op == MATCH_COPY_CONST || op == MATCH_AND_ALSO ||
           op == MATCH_OR_ELSE;
}

static void resolve_jumps(struct match_compiler *c, size_t start)
{
    for (size_t i = start; i < c->size; i += 1 + extra_words(match_op(c->code[i]))) {
        enum match_op op = match_op(c->code[i]);
        if (op == MATCH_AND_ALSO || op == MATCH_OR_ELSE)
            c->code[i + 1] = c->places[c->code[i + 1]];
    }
}

void match_compile_expression(struct match_compiler *c, Term expression, bool escapes)
{
    struct word_stack stack;
    size_t start = c->size;
    c->labels = 0;
    word_stack_init(&stack);
    push_task(&stack, task_for(escapes), 0, expression);
    while (stack.size > 0) {
        uint64_t word = word_stack_pop(&stack), task = word_stack_pop(&stack);
        size_t operand = (size_t)(task >> TASK_SHIFT);
        switch ((enum expression_task)(task & ((1 << TASK_SHIFT) - 1))) {
        case TASK_EXPRESSION:
            compile_part(c, &stack, word, false);
            break;
        case TASK_ESCAPING:
            compile_part(c, &stack, word, true);
            break;
        case TASK_EMIT:
            match_emit_word(c, word);
            grow(c, 1, operand);
            break;
        case TASK_COPY:
            match_emit(c, MATCH_COPY_VALUE, 0);
            break;
        case TASK_JUMP:
            emit_jump(c, word, operand);
            break;
        case TASK_LABEL:
            place_label(c, operand);
            break;
        }
    }
    word_stack_release(&stack);
    if (c->labels > 0)
        resolve_jumps(c, start);
}
