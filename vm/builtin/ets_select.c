/* SPDX-License-Identifier: Apache-2.0 */
/* ets_select.c: builtins of the module ets that find objects by a match specification: select and
 * match in all their forms, select_count, select_delete, select_replace.
 *
 * Each says what it wishes of one and the same walk (ets_selection.h) and begins it, or goes on
 * with one from the continuation that a program has kept. */
#include "vm/builtin/ets_selection.h"

/* What a continuation has room for: more than there can be. */
#define MOST_WANTED (SMALL_MAX >> 4)

/* ---- beginning ---- */

static Term make_origin(struct process *p, Term name, unsigned count, const Term *args)
{
    return heap_cons(&p->heap, name, heap_list(&p->heap, count, args, NIL));
}

static Term nothing_selected(const struct ets_wish *wish)
{
    if (wish->kind != SELECT_LIST)
        return SMALL(0);
    return wish->wanted == 0 ? NIL : ATOM_(end_of_table);
}

/* NAME/COUNT is what was called with ARGS. */
static Term begin(struct process *p, Term specification, struct ets_wish wish, Term name,
                  unsigned count, const Term *args)
{
    struct ets_table *table = ets_get(p, args[0], ets_wish_changes(&wish) ? ETS_WRITE : ETS_READ);
    if (table == NULL)
        return NON_VALUE;
    if (wish.kind == SELECT_REPLACE && table->type == ETS_BAG)
        return ets_badarg(p, ATOM_(table_type));
    if (term_is_nil(specification))
        return nothing_selected(&wish);
    struct match_program *program = match_compile(&p->heap, specification, MATCH_TABLE, NULL);
    if (program == NULL)
        return builtin_badarg(p);
    if (wish.kind == SELECT_REPLACE && !match_keeps_keys(program, table->keypos)) {
        match_drop(program);
        return builtin_badarg(p);
    }
    struct ets_selection s = {.p = p,
                              .table = table,
                              .program = program,
                              .wish = wish,
                              .position = ets_is_tree(table) ? NIL : SMALL(0),
                              .list = NIL,
                              .handle = args[0],
                              .reference = NON_VALUE,
                              .origin = make_origin(p, name, count, args)};
    return ets_selection_go_on(&s);
}

/* [{Pattern, [], [Result]}] */
static Term specification_of(struct process *p, Term pattern, Term result)
{
    struct heap *heap = &p->heap;
    Term body = heap_cons(heap, result, NIL);
    return heap_cons(heap, heap_tuple3(heap, pattern, NIL, body), NIL);
}

static bool read_wanted(Term term, struct ets_wish *wish)
{
    int64_t wanted;
    bool good = small_within(term, 1, SMALL_MAX, &wanted);
    wish->wanted = !good ? 0 : (size_t)(wanted < MOST_WANTED ? wanted : MOST_WANTED);
    return good;
}

/* With a number of objects at a time; whether it is one is looked at after the table. */
static Term begin_chunks(struct process *p, Term specification, bool reverse, Term name,
                         const Term *args)
{
    struct ets_wish wish = {.kind = SELECT_LIST, .reverse = reverse};
    if (ets_get(p, args[0], ETS_READ) == NULL)
        return NON_VALUE;
    if (!read_wanted(args[2], &wish))
        return builtin_badarg(p);
    return begin(p, specification, wish, name, 3, args);
}

static Term select_2(struct process *p, const Term *args)
{
    return begin(p, args[1], (struct ets_wish){.kind = SELECT_LIST}, ATOM_(select), 2, args);
}

static Term select_3(struct process *p, const Term *args)
{
    return begin_chunks(p, args[1], false, ATOM_(select), args);
}

static Term select_reverse_2(struct process *p, const Term *args)
{
    return begin(p, args[1], (struct ets_wish){.kind = SELECT_LIST, .reverse = true},
                 ATOM_(select_reverse), 2, args);
}

static Term select_reverse_3(struct process *p, const Term *args)
{
    return begin_chunks(p, args[1], true, ATOM_(select_reverse), args);
}

static Term match_2(struct process *p, const Term *args)
{
    return begin(p, specification_of(p, args[1], ATOM_(all_variables)),
                 (struct ets_wish){.kind = SELECT_LIST}, ATOM_(match), 2, args);
}

static Term match_3(struct process *p, const Term *args)
{
    return begin_chunks(p, specification_of(p, args[1], ATOM_(all_variables)), false, ATOM_(match),
                        args);
}

static Term match_object_2(struct process *p, const Term *args)
{
    return begin(p, specification_of(p, args[1], ATOM_(whole_object)),
                 (struct ets_wish){.kind = SELECT_LIST}, ATOM_(match_object), 2, args);
}

static Term match_object_3(struct process *p, const Term *args)
{
    return begin_chunks(p, specification_of(p, args[1], ATOM_(whole_object)), false,
                        ATOM_(match_object), args);
}

static Term select_count_2(struct process *p, const Term *args)
{
    return begin(p, args[1], (struct ets_wish){.kind = SELECT_COUNT}, ATOM_(select_count), 2, args);
}

static Term select_replace_2(struct process *p, const Term *args)
{
    return begin(p, args[1], (struct ets_wish){.kind = SELECT_REPLACE}, ATOM_(select_replace), 2,
                 args);
}

static Term internal_select_delete_2(struct process *p, const Term *args)
{
    return begin(p, args[1], (struct ets_wish){.kind = SELECT_DELETE},
                 ATOM_(internal_select_delete), 2, args);
}

/* internal_delete_all(Table, undefined): the number of objects that were deleted. */
static Term internal_delete_all_2(struct process *p, const Term *args)
{
    struct ets_table *table = ets_get(p, args[0], ETS_WRITE);
    if (table == NULL)
        return NON_VALUE;
    if (ets_is_tree(table) || atomic_load(&table->fixed) == 0)
        return ets_clear_then(p, table, heap_int(&p->heap, ets_count(table)));
    return begin(p, specification_of(p, ATOM_(_), ATOM_(true)),
                 (struct ets_wish){.kind = SELECT_DELETE}, ATOM_(internal_delete_all), 2, args);
}

/* ---- going on with a continuation ---- */

/* What was left over, if it is a list of as many. */
static bool is_left_over(Term list, Term count)
{
    int64_t n;
    return small_within(count, 0, SMALL_MAX, &n) && list_length_up_to(list, (size_t)n) == n;
}

static bool read_hash_continuation(struct ets_selection *s, const Term *elements)
{
    int64_t cursor;
    s->position = elements[1];
    s->reference = elements[3];
    s->list = elements[4];
    s->found = (size_t)small_value(elements[5]);
    return small_within(elements[1], ETS_CURSOR_END, SMALL_MAX, &cursor) &&
           read_wanted(elements[2], &s->wish) && is_left_over(elements[4], elements[5]) &&
           !ets_is_tree(s->table);
}

static bool read_tree_continuation(struct ets_selection *s, const Term *elements)
{
    s->position = heap_cons(&s->p->heap, elements[1], NIL);
    s->reference = elements[4];
    s->wish.reverse = elements[6] == SMALL(1);
    return read_wanted(elements[3], &s->wish) && ets_is_tree(s->table);
}

static Term resume(struct process *p, const Term *args, Term name)
{
    Term continuation = args[0];
    if (continuation == ATOM_(end_of_table))
        return continuation;
    if (!term_is_tuple(continuation) || tuple_arity(continuation) == 0)
        return builtin_badarg(p);
    const Term *elements = tuple_elements(continuation);
    struct ets_selection s = {.p = p, .list = NIL, .handle = elements[0]};
    s.table = ets_get(p, s.handle, ETS_READ);
    if (s.table == NULL)
        return NON_VALUE;
    bool good = term_is_tuple_of(continuation, 6)
                    ? read_hash_continuation(&s, elements)
                    : term_is_tuple_of(continuation, 8) && read_tree_continuation(&s, elements);
    s.program = good ? match_of(s.reference) : NULL;
    if (s.program == NULL)
        return builtin_badarg(p);
    s.at_end = s.position == small_make(ETS_CURSOR_END);
    s.origin = make_origin(p, name, 1, args);
    return ets_selection_go_on(&s);
}

static Term select_1(struct process *p, const Term *args)
{
    return resume(p, args, ATOM_(select));
}

static Term select_reverse_1(struct process *p, const Term *args)
{
    return resume(p, args, ATOM_(select_reverse));
}

static Term match_1(struct process *p, const Term *args)
{
    return resume(p, args, ATOM_(match));
}

static Term match_object_1(struct process *p, const Term *args)
{
    return resume(p, args, ATOM_(match_object));
}

const struct builtin_row builtins_ets_select[] = {
    {"ets", "select", 1, select_1},
    {"ets", "select", 2, select_2},
    {"ets", "select", 3, select_3},
    {"ets", "select_reverse", 1, select_reverse_1},
    {"ets", "select_reverse", 2, select_reverse_2},
    {"ets", "select_reverse", 3, select_reverse_3},
    {"ets", "match", 1, match_1},
    {"ets", "match", 2, match_2},
    {"ets", "match", 3, match_3},
    {"ets", "match_object", 1, match_object_1},
    {"ets", "match_object", 2, match_object_2},
    {"ets", "match_object", 3, match_object_3},
    {"ets", "select_count", 2, select_count_2},
    {"ets", "select_replace", 2, select_replace_2},
    {"ets", "internal_select_delete", 2, internal_select_delete_2},
    {"ets", "internal_delete_all", 2, internal_delete_all_2},
    {0},
};
