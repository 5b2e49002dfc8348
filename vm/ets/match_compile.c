/* SPDX-License-Identifier: Apache-2.0 */
/* match_compile.c: compiles match specifications: clauses and their patterns. */
#include "vm/ets/match_compiler.h"

#include "vm/base/text_buffer.h"
#include "vm/memory/copy.h"
#include "vm/memory/magic.h"
#include "vm/term/atom.h"
#include "vm/term/map.h"
#include "vm/term/print.h"

#include <stdlib.h>
#include <string.h>

/* ---- output ---- */

void match_emit_word(struct match_compiler *c, uint64_t word)
{
    if (c->size == c->capacity) {
        c->capacity = c->capacity == 0 ? 64 : 2 * c->capacity;
        c->code = mem_realloc(c->code, c->capacity * sizeof c->code[0]);
    }
    c->code[c->size++] = word;
}

void match_emit(struct match_compiler *c, enum match_op op, size_t operand)
{
    match_emit_word(c, (uint64_t)operand << MATCH_OPERAND_SHIFT | op);
}

/* What Erlang/OTP has room for; it gives the bytes of a name in UTF-8 as characters. */
#define MESSAGE_LIMIT 99

void match_error(struct match_compiler *c, const char *format, Term term)
{
    c->failed = true;
    if (!c->wants_errors)
        return;
    struct text_buffer text = {0};
    const char *place = strstr(format, "%t");
    size_t before = place == NULL ? strlen(format) : (size_t)(place - format);
    text_put(&text, format, before);
    if (place != NULL) {
        print_term(&text, term, &PRINT_DISPLAY);
        text_put(&text, place + 2, strlen(place + 2));
    }
    size_t size = text.size < MESSAGE_LIMIT ? text.size : MESSAGE_LIMIT;
    Term message = NIL;
    for (size_t i = size; i-- > 0;)
        message = heap_cons(c->heap, small_make((unsigned char)text.bytes[i]), message);
    text_buffer_release(&text);
    c->errors = heap_cons(c->heap, heap_tuple2(c->heap, ATOM_(error), message), c->errors);
}

/* ---- variables ---- */

/* '$N' without leading zeros. */
bool match_is_variable(Term term, uint32_t *number)
{
    if (!term_is_atom(term))
        return false;
    const struct atom_text *text = atom_text(term);
    const char *digits = text->utf8 + 1;
    if (text->utf8[0] != '$' || text->bytes < 2 || text->bytes > 10 ||
        (digits[0] == '0' && text->bytes > 2))
        return false;
    *number = 0;
    for (; *digits != '\0'; digits++) {
        if (*digits < '0' || *digits > '9')
            return false;
        *number = *number * 10 + (uint32_t)(*digits - '0');
    }
    return true;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

bool match_variable_index(const struct match_compiler *c, uint32_t number, size_t *index)
{
    const uint32_t *found = NULL;
    if (c->variables.count > 0)
        found =
            bsearch(&number, c->variables.numbers, c->variables.count, sizeof number, by_number);
    *index = found == NULL ? 0 : (size_t)(found - c->variables.numbers);
    return found != NULL;
}

/* Pushes the terms inside TERM. */
static void push_inside(struct word_stack *stack, Term term)
{
    if (term_is_cons(term)) {
        word_stack_push(stack, list_tail(term));
        word_stack_push(stack, list_head(term));
    } else if (term_is_tuple(term)) {
        for (size_t i = tuple_arity(term); i-- > 0;)
            word_stack_push(stack, tuple_get(term, i));
    } else if (term_is_map(term)) {
        struct map_iterator iterator;
        Term key, value;
        map_iterate(&iterator, term);
        while (map_next(&iterator, &key, &value)) {
            word_stack_push(stack, value);
            word_stack_push(stack, key);
        }
    }
}

static void add_number(struct match_variables *v, uint32_t number, size_t *capacity)
{
    if (v->count == *capacity) {
        *capacity = *capacity == 0 ? 8 : 2 * *capacity;
        v->numbers = mem_realloc(v->numbers, *capacity * sizeof v->numbers[0]);
    }
    v->numbers[v->count++] = number;
}

static void find_variables(struct match_compiler *c, Term head)
{
    struct match_variables *v = &c->variables;
    struct word_stack stack;
    size_t capacity = 0, distinct = 0;
    uint32_t number;
    v->count = 0;
    word_stack_init(&stack);
    word_stack_push(&stack, head);
    while (stack.size > 0) {
        Term term = word_stack_pop(&stack);
        if (match_is_variable(term, &number))
            add_number(v, number, &capacity);
        else
            push_inside(&stack, term);
    }
    word_stack_release(&stack);
    if (v->count == 0)
        return;
    qsort(v->numbers, v->count, sizeof v->numbers[0], by_number);
    for (size_t i = 0; i < v->count; i++)
        if (i == 0 || v->numbers[i] != v->numbers[i - 1])
            v->numbers[distinct++] = v->numbers[i];
    v->count = distinct;
    v->bound = mem_zalloc(distinct * sizeof v->bound[0]);
}

static void forget_variables(struct match_compiler *c)
{
    free(c->variables.numbers);
    free(c->variables.bound);
    c->variables = (struct match_variables){0};
}

bool match_is_ground(Term term)
{
    struct word_stack stack;
    uint32_t number;
    bool ground = true;
    word_stack_init(&stack);
    word_stack_push(&stack, term);
    while (ground && stack.size > 0) {
        Term next = word_stack_pop(&stack);
        ground = !match_is_variable(next, &number) && next != ATOM_(_) && !term_is_map(next);
        push_inside(&stack, next);
    }
    word_stack_release(&stack);
    return ground;
}

/* ---- patterns ---- */

/* What is still to be compiled: each a word that says what, and a term. */
enum pattern_task { TASK_PATTERN, TASK_LAST_PATTERN, TASK_MAP_KEY, TASK_UP };

static void push_task(struct word_stack *stack, enum pattern_task task, Term term)
{
    uint64_t *words = word_stack_add(stack, 2);
    words[0] = task;
    words[1] = term;
}

static void enter_frame(struct match_compiler *c)
{
    if (++c->frames > c->most_frames)
        c->most_frames = c->frames;
}

/* Opens something of COUNT words: a frame is needed unless it is the last thing in what it is in.
 */
static void emit_opening(struct match_compiler *c, struct word_stack *stack, enum match_op op,
                         enum match_op last_op, size_t count, bool last)
{
    match_emit(c, last ? last_op : op, count);
    if (last)
        return;
    enter_frame(c);
    push_task(stack, TASK_UP, NIL);
}

static void compile_atom(struct match_compiler *c, Term atom)
{
    uint32_t number;
    size_t index;
    if (atom == ATOM_(_)) {
        match_emit(c, MATCH_ANY, 0);
    } else if (match_is_variable(atom, &number)) {
        (void)match_variable_index(c, number, &index);
        match_emit(c, c->variables.bound[index] ? MATCH_SAME : MATCH_BIND, index);
        c->variables.bound[index] = true;
    } else {
        match_emit(c, MATCH_IMMEDIATE, 0);
        match_emit_word(c, atom);
    }
}

static void compile_map(struct match_compiler *c, struct word_stack *stack, Term map)
{
    struct map_iterator iterator;
    Term key, value;
    match_emit(c, MATCH_MAP, 0);
    enter_frame(c);
    push_task(stack, TASK_UP, NIL);
    map_iterate(&iterator, map);
    while (map_next(&iterator, &key, &value)) {
        push_task(stack, TASK_LAST_PATTERN, value);
        push_task(stack, TASK_MAP_KEY, key);
    }
}

static void compile_tuple(struct match_compiler *c, struct word_stack *stack, Term tuple, bool last)
{
    size_t arity = tuple_arity(tuple);
    emit_opening(c, stack, MATCH_TUPLE, MATCH_TUPLE_LAST, arity, last);
    for (size_t i = arity; i-- > 0;)
        push_task(stack, i + 1 == arity ? TASK_LAST_PATTERN : TASK_PATTERN, tuple_get(tuple, i));
}

static void compile_part(struct match_compiler *c, struct word_stack *stack, Term term, bool last)
{
    if (term_is_atom(term)) {
        compile_atom(c, term);
    } else if (term_is_immediate(term)) {
        match_emit(c, MATCH_IMMEDIATE, 0);
        match_emit_word(c, term);
    } else if (term_is_cons(term)) {
        emit_opening(c, stack, MATCH_CONS, MATCH_CONS_LAST, 2, last);
        push_task(stack, TASK_LAST_PATTERN, list_tail(term));
        push_task(stack, TASK_PATTERN, list_head(term));
    } else if (term_is_tuple(term)) {
        compile_tuple(c, stack, term, last);
    } else if (term_is_map(term)) {
        compile_map(c, stack, term);
    } else {
        match_emit(c, MATCH_EQUAL, 0);
        match_emit_word(c, term);
    }
}

static void compile_map_key(struct match_compiler *c, Term key)
{
    uint32_t number;
    if (key == ATOM_(_))
        match_error(c, "Underscore found in map key.", NIL);
    else if (match_is_variable(key, &number))
        match_error(c, "Variable found in map key.", NIL);
    match_emit(c, MATCH_MAP_KEY, 0);
    match_emit_word(c, key);
}

static void compile_head(struct match_compiler *c, Term head)
{
    struct word_stack stack;
    word_stack_init(&stack);
    push_task(&stack, TASK_LAST_PATTERN, head);
    c->frames = 0;
    while (stack.size > 0 && !c->failed) {
        Term term = word_stack_pop(&stack);
        switch ((enum pattern_task)word_stack_pop(&stack)) {
        case TASK_PATTERN:
            compile_part(c, &stack, term, false);
            break;
        case TASK_LAST_PATTERN:
            compile_part(c, &stack, term, true);
            break;
        case TASK_MAP_KEY:
            compile_map_key(c, term);
            break;
        case TASK_UP:
            match_emit(c, MATCH_UP, 0);
            c->frames--;
            break;
        }
    }
    word_stack_release(&stack);
}

/* ---- clauses ---- */

#define IMPROPER "Match expression is not a proper list."

static void compile_guards(struct match_compiler *c, Term guards)
{
    if (!term_is_list(guards)) {
        match_error(c, "Match expression is not a list.", NIL);
        return;
    }
    c->in_guard = true;
    for (; term_is_cons(guards); guards = list_tail(guards)) {
        match_compile_expression(c, list_head(guards), false);
        match_emit(c, MATCH_GUARD, 0);
        c->depth--;
    }
    if (!term_is_nil(guards))
        match_error(c, IMPROPER, NIL);
}

static void compile_body(struct match_compiler *c, Term body)
{
    c->in_guard = false;
    match_emit(c, MATCH_BODY, 0);
    if (!term_is_cons(body)) {
        if (c->dialect == MATCH_TABLE || !term_is_nil(body))
            match_error(c, "Body clause does not return anything.", NIL);
        match_emit(c, MATCH_CONST, 0); /* nobody asks what a trace's body gives */
        match_emit_word(c, ATOM_(true));
        c->depth++;
    }
    bool is_list = term_is_cons(body);
    for (bool first = true; term_is_cons(body); body = list_tail(body), first = false) {
        if (!first) {
            match_emit(c, MATCH_DROP, 0);
            c->depth--;
        }
        match_compile_expression(c, list_head(body), term_is_nil(list_tail(body)));
    }
    if (is_list && !term_is_nil(body))
        match_error(c, IMPROPER, NIL);
    match_emit(c, MATCH_RETURN, 0);
    if (c->depth > c->most_depth)
        c->most_depth = c->depth;
    c->depth = 0;
}

static void compile_clause(struct match_compiler *c, Term clause, struct match_clause *out)
{
    Term head = tuple_get(clause, 0);
    *out = (struct match_clause){.start = c->size, .head = head, .body = tuple_get(clause, 2)};
    find_variables(c, head);
    out->variables = (uint32_t)c->variables.count;
    compile_head(c, head);
    if (!c->failed) {
        compile_guards(c, tuple_get(clause, 1));
        compile_body(c, out->body);
    }
    forget_variables(c);
}

/* Clauses are compiled up to the first one with errors. */
static void compile_clauses(struct match_compiler *c, struct match_program *program)
{
    Term rest = program->specification->term;
    for (size_t i = 0; i < program->clause_count && !c->failed; i++, rest = list_tail(rest)) {
        compile_clause(c, list_head(rest), &program->clauses[i]);
        if (program->clauses[i].variables > program->variables)
            program->variables = program->clauses[i].variables;
    }
    program->code = c->code;
    program->frames = (uint32_t)c->most_frames;
    program->depth = (uint32_t)c->most_depth;
}

/* ---- programs ---- */

static void release_program(struct magic *magic)
{
    struct match_program *program = (struct match_program *)magic;
    fragment_free(program->specification);
    free(program->code);
    free(program->clauses);
    free(program);
}

/* Literals are copied too: the program may outlive the module they came from. */
static struct fragment *copy_specification(Term specification)
{
    struct fragment *fragment = fragment_new(copy_size_all(specification));
    if (fragment == NULL)
        return NULL;
    Term *top = fragment->data;
    fragment->term = copy_term_all(specification, &top, &fragment->off_heap);
    return fragment;
}

static struct match_program *new_program(Term specification, size_t clauses,
                                         enum match_dialect dialect)
{
    struct fragment *copy = copy_specification(specification);
    if (copy == NULL)
        return NULL;
    struct match_program *program = mem_alloc(sizeof *program);
    *program =
        (struct match_program){.dialect = dialect,
                               .specification = copy,
                               .clauses = mem_zalloc((clauses + 1) * sizeof *program->clauses),
                               .clause_count = clauses};
    magic_init(&program->magic, release_program, copy->words * sizeof(Term));
    return program;
}

static Term in_order(struct heap *heap, Term list)
{
    Term result = NIL;
    for (; term_is_cons(list); list = list_tail(list))
        result = heap_cons(heap, list_head(list), result);
    return result;
}

/* Whether they are clauses is looked at before any of them. */
static size_t count_clauses(struct match_compiler *c, Term specification)
{
    size_t clauses = 0;
    Term rest = specification;
    for (; term_is_cons(rest); rest = list_tail(rest))
        clauses++;
    if (clauses == 0)
        match_error(c, "Match programs are not in a list.", NIL);
    else if (!term_is_nil(rest))
        match_error(c, "Match programs are not in a proper list.", NIL);
    for (rest = specification; term_is_cons(rest) && !c->failed; rest = list_tail(rest))
        if (!term_is_tuple_of(list_head(rest), 3))
            match_error(c, "Match program part is not a tuple of arity 3.", NIL);
    return clauses;
}

struct match_program *match_compile(struct heap *heap, Term specification,
                                    enum match_dialect dialect, Term *errors)
{
    struct match_compiler c = {
        .heap = heap, .errors = NIL, .wants_errors = errors != NULL, .dialect = dialect};
    struct match_program *program = NULL;
    size_t clauses = count_clauses(&c, specification);
    if (!c.failed)
        program = new_program(specification, clauses, dialect);
    if (program != NULL)
        compile_clauses(&c, program);
    free(c.places);
    if (errors != NULL)
        *errors = in_order(heap, c.errors);
    if (program != NULL && c.failed) {
        match_drop(program);
        program = NULL;
    }
    return program;
}

void match_drop(struct match_program *program)
{
    magic_drop(&program->magic);
}

Term match_reference(struct heap *heap, struct match_program *program)
{
    return magic_reference(heap, &program->magic);
}

struct match_program *match_of(Term term)
{
    return (struct match_program *)magic_of(term, release_program);
}
