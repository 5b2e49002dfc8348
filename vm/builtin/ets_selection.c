/* SPDX-License-Identifier: Apache-2.0 */
/* ets_selection.c: what becomes of the objects that a walk through a table has found: the result, a
 * continuation for the program to keep, or the call of the next slice, whose arguments are all that
 * the walk has to remember. */
#include "vm/builtin/ets_selection.h"

/* ---- results ---- */

/* The elements of LIST, the last one first, in front of TAIL; at most MOST. *REST: what follows. */
static Term turn(struct process *p, Term list, size_t most, Term tail, Term *rest)
{
    size_t count = 0;
    for (; count < most && term_is_cons(list); list = list_tail(list), count++)
        tail = heap_cons(&p->heap, list_head(list), tail);
    builtin_charge(p, (int64_t)(count / CELLS_PER_REDUCTION));
    *rest = list;
    return tail;
}

/* From now on the program belongs to a term. */
static Term reference_of(struct ets_selection *s)
{
    if (s->reference == NON_VALUE)
        s->reference = match_reference(&s->p->heap, s->program);
    return s->reference;
}

/* {Table, LastKey, [], Wanted, Program, [], Reverse, 0} */
static Term tree_continuation(struct ets_selection *s)
{
    const Term elements[] = {s->handle,
                             list_head(s->position),
                             NIL,
                             small_make((int64_t)s->wish.wanted),
                             reference_of(s),
                             NIL,
                             SMALL(s->wish.reverse),
                             SMALL(0)};
    return heap_tuple(&s->p->heap, COUNT_OF(elements), elements);
}

/* {Table, Cursor, Wanted, Program, Left, Count}: objects left over from the last bucket. */
static Term hash_continuation(struct ets_selection *s, Term left, size_t count)
{
    const Term elements[] = {s->handle,       s->position, small_make((int64_t)s->wish.wanted),
                             reference_of(s), left,        small_make((int64_t)count)};
    return heap_tuple(&s->p->heap, COUNT_OF(elements), elements);
}

/* The objects found are as many as were wanted, or all there are. */
static Term chunk(struct ets_selection *s)
{
    struct process *p = s->p;
    Term list = s->list, left = NIL, none;
    if (s->at_end && s->found == 0)
        return ATOM_(end_of_table);
    if (ets_is_tree(s->table))
        list = turn(p, list, SIZE_MAX, NIL, &none);
    size_t over = s->found > s->wish.wanted ? s->found - s->wish.wanted : 0;
    if (over > 0)
        left = turn(p, list, over, NIL, &list);
    if (s->at_end && over == 0)
        return heap_tuple2(&p->heap, list, ATOM_(end_of_table));
    Term continuation =
        ets_is_tree(s->table) ? tree_continuation(s) : hash_continuation(s, left, over);
    return heap_tuple2(&p->heap, list, continuation);
}

/* ---- slices ---- */

/* A wish as an argument of a later slice. */
static Term wish_term(const struct ets_wish *wish)
{
    return small_make((int64_t)(wish->wanted << 3 | (uint64_t)wish->reverse << 2 | wish->kind));
}

static struct ets_wish wish_of(Term term)
{
    uint64_t word = (uint64_t)small_value(term);
    return (struct ets_wish){.kind = (enum select_kind)(word & 3),
                             .reverse = (word >> 2 & 1) != 0,
                             .wanted = (size_t)(word >> 3)};
}

static Term outcome(struct ets_selection *s)
{
    if (s->out_of_memory)
        return builtin_system_limit(s->p);
    if (!s->at_end && (s->wish.wanted == 0 || s->found < s->wish.wanted)) {
        const Term state[] = {s->handle,
                              reference_of(s),
                              s->position,
                              s->list,
                              small_make((int64_t)s->found),
                              wish_term(&s->wish),
                              s->origin};
        return builtin_continue(s->p, ATOM_(ets_select), COUNT_OF(state), state);
    }
    if (s->wish.kind != SELECT_LIST)
        return small_make((int64_t)s->found);
    return s->wish.wanted == 0 ? s->list : chunk(s);
}

Term ets_selection_go_on(struct ets_selection *s)
{
    if (s->wish.wanted == 0 || s->found < s->wish.wanted)
        ets_selection_walk(s);
    Term result = outcome(s);
    if (s->reference == NON_VALUE)
        match_drop(s->program);
    return result;
}

/* tick:ets_select(Table, Program, Position, List, Found, Wish, Origin) */
static Term select_slice(struct process *p, const Term *args)
{
    struct ets_selection s = {.p = p,
                              .program = match_of(args[1]),
                              .wish = wish_of(args[5]),
                              .position = args[2],
                              .list = args[3],
                              .found = (size_t)small_value(args[4]),
                              .handle = args[0],
                              .reference = args[1],
                              .origin = args[6]};
    s.table =
        ets_get_again(p, s.handle, ets_wish_changes(&s.wish) ? ETS_WRITE : ETS_READ, s.origin);
    return s.table == NULL ? NON_VALUE : ets_selection_go_on(&s);
}

const struct builtin_row builtins_ets_selection[] = {
    {"tick", "ets_select", 7, select_slice},
    {0},
};
