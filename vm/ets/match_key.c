/* SPDX-License-Identifier: Apache-2.0 */
/* match_key.c: what a match specification says about the keys of the objects that it can match. */
#include "vm/ets/match_compiler.h"

#include "vm/term/atom.h"
#include "vm/term/compare.h"

Term match_key_pattern(const struct match_program *program, size_t index, size_t keypos)
{
    Term head = program->clauses[index].head;
    if (!term_is_tuple(head) || tuple_arity(head) < keypos)
        return NON_VALUE;
    return tuple_get(head, keypos - 1);
}

bool match_has_keys(const struct match_program *program, size_t keypos)
{
    for (size_t i = 0; i < program->clause_count; i++) {
        Term pattern = match_key_pattern(program, i, keypos);
        if (pattern == NON_VALUE || !match_is_ground(pattern))
            return false;
    }
    return true;
}

/* ---- ranges of keys ---- */

static bool is_open(Term pattern)
{
    uint32_t number;
    return pattern == ATOM_(_) || match_is_variable(pattern, &number) || term_is_map(pattern);
}

/* Compares where both have parts of the same kind, and enters the first that is not ground: what
 * follows that one says nothing about the order. *KEY and *PATTERN move on; true: *ORDER decides.
 */
static bool compare_tuples(Term *key, Term *pattern, int *order)
{
    Term k = *key, p = *pattern;
    if (!term_is_tuple_of(k, tuple_arity(p))) {
        *order = term_compare(k, p); /* decided by kind or size */
        return true;
    }
    for (size_t i = 0, n = tuple_arity(p); i < n; i++) {
        *key = tuple_get(k, i);
        *pattern = tuple_get(p, i);
        if (!match_is_ground(*pattern))
            return false;
        *order = term_compare(*key, *pattern);
        if (*order != 0)
            return true;
    }
    *order = 0;
    return true;
}

static bool compare_cells(Term *key, Term *pattern, int *order)
{
    if (!term_is_cons(*key)) {
        *order = term_compare(*key, *pattern);
        return true;
    }
    Term head = list_head(*pattern);
    if (!match_is_ground(head)) {
        *key = list_head(*key);
        *pattern = head;
        return false;
    }
    *order = term_compare(list_head(*key), head);
    *key = list_tail(*key);
    *pattern = list_tail(*pattern);
    return *order != 0;
}

int match_compare_key(Term key, Term pattern)
{
    int order = 0;
    for (;;) {
        if (is_open(pattern))
            return 0;
        if (term_is_tuple(pattern)) {
            if (compare_tuples(&key, &pattern, &order))
                return order;
        } else if (term_is_cons(pattern)) {
            if (compare_cells(&key, &pattern, &order))
                return order;
        } else {
            return term_compare(key, pattern);
        }
    }
}

/* ---- keeping keys ---- */

/* Is EXPRESSION {const, _}, or a term that stands for itself? Then its value is in *VALUE. */
static bool constant_value(Term expression, Term *value)
{
    *value = expression;
    if (term_is_tuple_of(expression, 2) && tuple_get(expression, 0) == ATOM_(const)) {
        *value = tuple_get(expression, 1);
        return true;
    }
    return !term_is_tuple(expression) && !term_is_cons(expression) && !term_is_map(expression);
}

/* Pairs of a part of a pattern and the expression that must give the same; false: they differ. */
static bool push_parts(struct word_stack *stack, Term pattern, Term expression)
{
    if (term_is_cons(pattern) && term_is_cons(expression)) {
        uint64_t *words = word_stack_add(stack, 4);
        words[0] = list_tail(pattern);
        words[1] = list_tail(expression);
        words[2] = list_head(pattern);
        words[3] = list_head(expression);
        return true;
    }
    if (!term_is_tuple(pattern) || !term_is_tuple_of(expression, 1))
        return false;
    Term tuple = tuple_get(expression, 0);
    size_t arity = tuple_arity(pattern);
    if (!term_is_tuple_of(tuple, arity))
        return false;
    for (size_t i = 0; i < arity; i++) {
        word_stack_push(stack, tuple_get(pattern, i));
        word_stack_push(stack, tuple_get(tuple, i));
    }
    return true;
}

/* Does EXPRESSION always give what PATTERN has matched? */
static bool gives_same(Term pattern, Term expression)
{
    struct word_stack stack;
    bool same = true;
    word_stack_init(&stack);
    word_stack_push(&stack, pattern);
    word_stack_push(&stack, expression);
    while (same && stack.size > 0) {
        uint32_t number;
        Term e = word_stack_pop(&stack), p = word_stack_pop(&stack), value;
        if (match_is_variable(p, &number))
            same = e == p;
        else if (p == ATOM_(_) || term_is_map(p))
            same = false;
        else if (constant_value(e, &value))
            same = match_is_ground(p) && term_equal_exact(p, value);
        else
            same = push_parts(&stack, p, e);
    }
    word_stack_release(&stack);
    return same;
}

static bool is_key_of_object(Term expression, size_t keypos)
{
    return term_is_tuple_of(expression, 3) && tuple_get(expression, 0) == ATOM_(element) &&
           tuple_get(expression, 1) == small_make((int64_t)keypos) &&
           tuple_get(expression, 2) == ATOM_(whole_object);
}

static bool keeps_key(const struct match_program *program, size_t index, size_t keypos)
{
    Term body = program->clauses[index].body, value;
    Term pattern = match_key_pattern(program, index, keypos);
    if (!term_is_cons(body) || !term_is_nil(list_tail(body)))
        return false;
    Term expression = list_head(body);
    if (expression == ATOM_(whole_object))
        return true;
    if (constant_value(expression, &value))
        return pattern != NON_VALUE && term_is_tuple(value) && tuple_arity(value) >= keypos &&
               match_is_ground(pattern) && term_equal_exact(tuple_get(value, keypos - 1), pattern);
    if (!term_is_tuple_of(expression, 1) || !term_is_tuple(tuple_get(expression, 0)))
        return false;
    Term tuple = tuple_get(expression, 0);
    if (tuple_arity(tuple) < keypos)
        return false;
    Term key = tuple_get(tuple, keypos - 1);
    return is_key_of_object(key, keypos) || (pattern != NON_VALUE && gives_same(pattern, key));
}

bool match_keeps_keys(const struct match_program *program, size_t keypos)
{
    for (size_t i = 0; i < program->clause_count; i++)
        if (!keeps_key(program, i, keypos))
            return false;
    return true;
}
