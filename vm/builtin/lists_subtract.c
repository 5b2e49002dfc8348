/* SPDX-License-Identifier: Apache-2.0 */
/* lists_subtract.c: A -- B: A without the first element equal to each element of B.
 *
 * A few elements of B are held in an array and compared with each element of A. More are
 * counted in a map from element to how many are still to go, so that the work grows as A + B
 * times a logarithm. Either way A is walked in slices: what is kept is a list built backwards. */
#include "vm/builtin/support.h"
#include "vm/term/compare.h"
#include "vm/term/map.h"

#define FEW                    16
#define ELEMENTS_PER_REDUCTION 2

static Term bad_operands(struct process *p, Term a, Term b)
{
    return builtin_error_as(p, ATOM_(badarg), ATOM_(erlang), ATOM_(minus_minus), 2, (Term[]){a, b});
}

/* KEPT, built backwards, in front of REST, which needs no more looking at. */
static Term finish(struct process *p, Term kept, Term rest)
{
    return builtin_trap2(p, export_get(ATOM_(lists), ATOM_(reverse), 2), kept, rest);
}

/* ---- few to remove ---- */

/* Takes the first element equal to ELEMENT out of ITEMS. */
static bool take_item(Term *items, size_t *count, Term element)
{
    for (size_t i = 0; i < *count; i++) {
        if (!term_equal_exact(items[i], element))
            continue;
        items[i] = items[--*count];
        return true;
    }
    return false;
}

/* tick:subtract_few(Rest, B, Kept): B is proper and has at most FEW elements. */
static Term subtract_few(struct process *p, const Term *args)
{
    Term rest = args[0], kept = args[2], items[FEW];
    size_t count = 0;
    for (Term b = args[1]; term_is_cons(b); b = list_tail(b))
        items[count++] = list_head(b);
    size_t budget = builtin_budget(p, ELEMENTS_PER_REDUCTION), left = budget;
    for (; left > 0 && count > 0 && term_is_cons(rest); left--, rest = list_tail(rest))
        if (!take_item(items, &count, list_head(rest)))
            kept = heap_cons(&p->heap, list_head(rest), kept);
    builtin_charge(p, (int64_t)((budget - left) / ELEMENTS_PER_REDUCTION));
    if (count == 0 || term_is_nil(rest))
        return finish(p, kept, rest);
    Term remaining = heap_list(&p->heap, count, items, NIL);
    return builtin_continue(p, ATOM_(subtract_few), 3, (Term[]){rest, remaining, kept});
}

/* ---- many to remove ---- */

/* COUNTS without one ELEMENT; NON_VALUE when it has none. */
static Term count_down(struct heap *heap, Term counts, Term element)
{
    Term count = map_get(counts, element);
    if (count == NON_VALUE)
        return NON_VALUE;
    if (count == SMALL(1))
        return map_remove(heap, counts, element);
    return map_put(heap, counts, element, small_make(small_value(count) - 1));
}

/* tick:subtract_counted(Rest, Counts, Kept) */
static Term subtract_counted(struct process *p, const Term *args)
{
    Term rest = args[0], counts = args[1], kept = args[2];
    while (term_is_cons(rest) && map_size(counts) > 0 && !builtin_out_of_time(p)) {
        Term element = list_head(rest), fewer = count_down(&p->heap, counts, element);
        if (fewer == NON_VALUE)
            kept = heap_cons(&p->heap, element, kept);
        else
            counts = fewer;
        rest = list_tail(rest);
        builtin_charge(p, 2);
    }
    if (term_is_nil(rest) || map_size(counts) == 0)
        return finish(p, kept, rest);
    return builtin_continue(p, ATOM_(subtract_counted), 3, (Term[]){rest, counts, kept});
}

/* tick:subtract_count(RestB, Counts, A, B): counts the elements of B. */
static Term subtract_count(struct process *p, const Term *args)
{
    Term rest = args[0], counts = args[1];
    for (; term_is_cons(rest) && !builtin_out_of_time(p); rest = list_tail(rest)) {
        Term count = map_get(counts, list_head(rest));
        int64_t more = count == NON_VALUE ? 1 : small_value(count) + 1;
        counts = map_put(&p->heap, counts, list_head(rest), small_make(more));
        builtin_charge(p, 2);
    }
    if (term_is_cons(rest))
        return builtin_continue(p, ATOM_(subtract_count), 4,
                                (Term[]){rest, counts, args[2], args[3]});
    if (!term_is_nil(rest))
        return bad_operands(p, args[2], args[3]);
    return builtin_continue(p, ATOM_(subtract_counted), 3, (Term[]){args[2], counts, NIL});
}

/* ---- both ---- */

/* tick:subtract_check(Rest, A, B): A must be proper; Rest is what has not been looked at. */
static Term subtract_check(struct process *p, const Term *args)
{
    Term a = args[1], b = args[2];
    size_t budget = builtin_budget(p, CELLS_PER_REDUCTION), left = budget;
    Term rest = list_skip(args[0], &left);
    builtin_charge(p, (int64_t)((budget - left) / CELLS_PER_REDUCTION));
    if (term_is_cons(rest))
        return builtin_continue(p, ATOM_(subtract_check), 3, (Term[]){rest, a, b});
    if (!term_is_nil(rest) || !term_is_list(b))
        return bad_operands(p, a, b);
    if (term_is_nil(b))
        return a;
    if (list_length_up_to(b, FEW) >= 0)
        return subtract_few(p, (Term[]){a, b, NIL});
    return subtract_count(p, (Term[]){b, map_empty(&p->heap), a, b});
}

static Term subtract_2(struct process *p, const Term *args)
{
    return subtract_check(p, (Term[]){args[0], args[0], args[1]});
}

const struct builtin_row builtins_lists_subtract[] = {
    {"erlang", "--", 2, subtract_2},
    {"tick", "subtract_check", 3, subtract_check},
    {"tick", "subtract_few", 3, subtract_few},
    {"tick", "subtract_count", 4, subtract_count},
    {"tick", "subtract_counted", 3, subtract_counted},
    {0},
};
