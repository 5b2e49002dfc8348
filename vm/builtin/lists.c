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

/* Goes on as a call of itself with what is left. */
static Term reverse_2(struct process *p, const Term *args)
{
    size_t budget = builtin_budget(p, CELLS_PER_REDUCTION), left = budget;
    Term rest = args[0], result = args[1];
    for (; left > 0 && term_is_cons(rest); left--, rest = list_tail(rest))
        result = heap_cons(&p->heap, list_head(rest), result);
    charge_cells(p, budget - left);
    if (LIKELY(term_is_nil(rest)))
        return result;
    if (!term_is_cons(rest))
        return builtin_badarg(p);
    return builtin_trap2(p, export_get(ATOM_(lists), ATOM_(reverse), 2), rest, result);
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
    Term *cells = heap_alloc(heap, 2 * count);
    for (size_t i = 0; i < count; i++, list = list_tail(list)) {
        cells[2 * i] = list_head(list);
        cells[2 * i + 1] = i + 1 < count ? cons_make(cells + 2 * i + 2) : tail;
    }
    return cons_make(cells);
}

/* tick:append_copy(Runs, Tail) */
static Term append_copy(struct process *p, const Term *args)
{
    Term runs = args[0], result = args[1];
    do {
        size_t left = APPEND_RUN;
        (void)list_skip(list_head(runs), &left);
        result = copy_cells(&p->heap, list_head(runs), APPEND_RUN - left, result);
        charge_cells(p, 2 * (APPEND_RUN - left));
        runs = list_tail(runs);
    } while (term_is_cons(runs) && !builtin_out_of_time(p));
    if (term_is_nil(runs))
        return result;
    return builtin_continue(p, ATOM_(append_copy), 2, (Term[]){runs, result});
}

/* tick:append_runs(Rest, Runs, Left, Right): Runs are the beginnings of the runs before Rest. */
static Term append_runs(struct process *p, const Term *args)
{
    Term rest = args[0], runs = args[1];
    do {
        size_t left = APPEND_RUN;
        runs = heap_cons(&p->heap, rest, runs);
        rest = list_skip(rest, &left);
        charge_cells(p, APPEND_RUN);
    } while (term_is_cons(rest) && !builtin_out_of_time(p));
    if (term_is_cons(rest))
        return builtin_continue(p, ATOM_(append_runs), 4, (Term[]){rest, runs, args[2], args[3]});
    if (term_is_nil(rest))
        return builtin_continue(p, ATOM_(append_copy), 2, (Term[]){runs, args[3]});
    return builtin_error_as(p, ATOM_(badarg), ATOM_(erlang), ATOM_(plus_plus), 2, args + 2);
}

static Term append_2(struct process *p, const Term *args)
{
    Term left = args[0], right = args[1];
    size_t most = APPEND_RUN;
    Term rest = list_skip(left, &most);
    size_t count = APPEND_RUN - most;
    if (term_is_cons(rest))
        return append_runs(p, (Term[]){left, NIL, left, right});
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
    {"erlang", "++", 2, append_2},
    {"erlang", "append", 2, append_2},
    {"tick", "append_runs", 4, append_runs},
    {"tick", "append_copy", 2, append_copy},
    {0},
};
