/* SPDX-License-Identifier: Apache-2.0 */
/* lists.c: length, reversing and appending. Lists of any length are worked on in slices: what is
 * done and what is left are terms, arguments of the next slice. */
#include "vm/builtin/support.h"

static void charge_cells(struct process *p, size_t cells)
{
    builtin_charge(p, (int64_t)(cells / CELLS_PER_REDUCTION));
}

static Term hd_1(struct process *p, const Term *args)
{
    return term_is_cons(args[0]) ? list_head(args[0]) : builtin_badarg(p);
}

static Term tl_1(struct process *p, const Term *args)
{
    return term_is_cons(args[0]) ? list_tail(args[0]) : builtin_badarg(p);
}

/* ---- length ---- */

/* tick:length_slice(Rest, Count, List): Count cells of List come before Rest. */
static Term length_slice(struct process *p, const Term *args)
{
    size_t budget = builtin_budget(p, CELLS_PER_REDUCTION), left = budget;
    Term rest = list_skip(args[0], &left);
    Term count = small_make(small_value(args[1]) + (int64_t)(budget - left));
    charge_cells(p, budget - left);
    if (term_is_nil(rest))
        return count;
    if (term_is_cons(rest))
        return builtin_continue(p, ATOM_(length_slice), 3, (Term[]){rest, count, args[2]});
    return builtin_error_as(p, ATOM_(badarg), ATOM_(erlang), ATOM_(length), 1, args + 2);
}

static Term length_1(struct process *p, const Term *args)
{
    return length_slice(p, (Term[]){args[0], SMALL(0), args[0]});
}

/* ---- reverse ---- */

/* Moves at most BUDGET cells from *REST to the front of *RESULT. */
ALWAYS_INLINE void reverse_some(struct process *p, size_t budget, Term *rest, Term *result)
{
    size_t left = budget;
    Term from = *rest, to = *result;
    for (; left > 0 && term_is_cons(from); left--, from = list_tail(from))
        to = heap_cons(&p->heap, list_head(from), to);
    charge_cells(p, budget - left);
    *rest = from;
    *result = to;
}

/* tick:reverse_slice(Rest, Result): Rest is a proper list. */
static Term reverse_slice(struct process *p, const Term *args)
{
    Term rest = args[0], result = args[1];
    reverse_some(p, builtin_budget(p, CELLS_PER_REDUCTION), &rest, &result);
    if (term_is_nil(rest))
        return result;
    return builtin_continue(p, ATOM_(reverse_slice), 2, (Term[]){rest, result});
}

/* tick:reverse_count(Left, Count, Rest, Result, List, Tail): how much room does Rest need? Count
 * cells of it come before Left. List and Tail are what the program has called lists:reverse/2 with,
 * for the error. */
static Term reverse_count(struct process *p, const Term *args)
{
    size_t budget = builtin_budget(p, CELLS_PER_REDUCTION), left = budget;
    Term rest = list_skip(args[0], &left);
    size_t count = (size_t)small_value(args[1]) + budget - left;
    charge_cells(p, budget - left);
    if (term_is_cons(rest))
        return builtin_continue(
            p, ATOM_(reverse_count), 6,
            (Term[]){rest, small_make((int64_t)count), args[2], args[3], args[4], args[5]});
    if (!term_is_nil(rest))
        return builtin_error_as(p, ATOM_(badarg), ATOM_(lists), ATOM_(reverse), 2, args + 4);
    (void)builtin_continue(p, ATOM_(reverse_slice), 2, args + 2);
    return builtin_make_room(p, 2 * count);
}

static Term reverse_2(struct process *p, const Term *args)
{
    size_t budget = builtin_budget(p, CELLS_PER_REDUCTION);
    Term rest = args[0], result = args[1];
    reverse_some(p, budget < FEW_CELLS ? budget : FEW_CELLS, &rest, &result);
    if (LIKELY(term_is_nil(rest)))
        return result;
    if (!term_is_cons(rest))
        return builtin_badarg(p);
    return reverse_count(p, (Term[]){rest, SMALL(0), rest, result, args[0], args[1]});
}

/* ---- append ----
 * A long left side is copied from its end, because cells once written are not changed: the first
 * slices walk it and note where every run of cells begins, the later ones copy run after run, last
 * one first. */

#define APPEND_RUN ((size_t)1024)

/* The first COUNT cells of LIST, followed by TAIL. */
static Term copy_cells(struct heap *heap, Term list, size_t count, Term tail)
{
    if (count == 0)
        return tail;
    Term *cells = heap_alloc(heap, 2 * count), *last = cells + 2 * (count - 1);
    for (Term *cell = cells; cell < last; cell += 2, list = list_tail(list)) {
        cell[0] = list_head(list);
        cell[1] = cons_make(cell + 2);
    }
    last[0] = list_head(list);
    last[1] = tail;
    return cons_make(cells);
}

/* tick:append_copy(Runs, Count, Tail): the first of the Runs has Count cells, the others are full.
 */
static Term append_copy(struct process *p, const Term *args)
{
    Term runs = args[0], result = args[2];
    size_t count = (size_t)small_value(args[1]);
    do {
        result = copy_cells(&p->heap, list_head(runs), count, result);
        charge_cells(p, count);
        runs = list_tail(runs);
        count = APPEND_RUN;
    } while (term_is_cons(runs) && !builtin_out_of_time(p));
    if (term_is_nil(runs))
        return result;
    return builtin_continue(p, ATOM_(append_copy), 3, (Term[]){runs, SMALL(APPEND_RUN), result});
}

/* tick:append_runs(Rest, Runs, Count, Left, Right): Runs, Count of them, are the beginnings of the
 * runs before Rest. */
static Term append_runs(struct process *p, const Term *args)
{
    Term rest = args[0], runs = args[1];
    size_t count = (size_t)small_value(args[2]), left;
    do {
        left = APPEND_RUN;
        runs = heap_cons(&p->heap, rest, runs);
        count++;
        rest = list_skip(rest, &left);
        charge_cells(p, APPEND_RUN);
    } while (term_is_cons(rest) && !builtin_out_of_time(p));
    if (term_is_cons(rest))
        return builtin_continue(p, ATOM_(append_runs), 5,
                                (Term[]){rest, runs, small_make((int64_t)count), args[3], args[4]});
    if (!term_is_nil(rest))
        return builtin_error_as(p, ATOM_(badarg), ATOM_(erlang), ATOM_(plus_plus), 2, args + 3);
    Term last = small_make((int64_t)(APPEND_RUN - left));
    (void)builtin_continue(p, ATOM_(append_copy), 3, (Term[]){runs, last, args[4]});
    return builtin_make_room(p, 2 * (APPEND_RUN * count - left));
}

static Term append_2(struct process *p, const Term *args)
{
    Term left = args[0], right = args[1];
    size_t most = APPEND_RUN;
    Term rest = list_skip(left, &most);
    size_t count = APPEND_RUN - most;
    if (term_is_cons(rest))
        return append_runs(p, (Term[]){left, NIL, SMALL(0), left, right});
    if (!term_is_nil(rest))
        return builtin_badarg(p);
    charge_cells(p, count);
    return copy_cells(&p->heap, left, count, right);
}

const struct builtin_row builtins_lists[] = {
    {"erlang", "hd", 1, hd_1},
    {"erlang", "tl", 1, tl_1},
    {"erlang", "length", 1, length_1},
    {"tick", "length_slice", 3, length_slice},
    {"lists", "reverse", 2, reverse_2},
    {"tick", "reverse_count", 6, reverse_count},
    {"tick", "reverse_slice", 2, reverse_slice},
    {"erlang", "++", 2, append_2},
    {"erlang", "append", 2, append_2},
    {"tick", "append_runs", 5, append_runs},
    {"tick", "append_copy", 3, append_copy},
    {0},
};
