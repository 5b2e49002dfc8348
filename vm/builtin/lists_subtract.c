/* SPDX-License-Identifier: Apache-2.0 */
/* lists_subtract.c: A -- B: A without the first element equal to each element of B.
 *
 * A few elements of B are held in an array and compared with each element of A. More are counted
 * in a hash table, so that the work grows as A + B. The table has to survive slices in which the
 * collector moves terms, so it holds no terms: B becomes a tuple, and the table, a binary that
 * nobody else knows, holds places in it. A is walked in slices: what is kept is a list built
 * backwards. */
#include "vm/builtin/support.h"
#include "vm/term/bits.h"
#include "vm/term/compare.h"
#include "vm/term/hash.h"

#include <string.h>

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

/* A slot of the table. COUNT is how many equal elements are still to go; it may be 0. */
struct slot {
    uint32_t place; /* 1 + place in the tuple of the first of them; 0: free */
    uint32_t count;
};

static struct slot *table_slots(Term table, size_t *mask)
{
    struct bits bits = bits_of(table);
    *mask = bits.size / 8 / sizeof(struct slot) - 1;
    return (struct slot *)(uintptr_t)bits.base;
}

/* The slot of elements equal to ELEMENT, or the free one where it belongs. */
static struct slot *find_slot(struct slot *slots, size_t mask, Term tuple, Term element)
{
    size_t at = (size_t)hash_internal(element) & mask;
    while (slots[at].place != 0 &&
           !term_equal_exact(tuple_get(tuple, slots[at].place - 1), element))
        at = (at + 1) & mask;
    return &slots[at];
}

/* tick:subtract_remove(Rest, Tuple, Table, Left, Kept): Left elements are still to go. */
static Term subtract_remove(struct process *p, const Term *args)
{
    Term rest = args[0], tuple = args[1], kept = args[4];
    int64_t to_go = small_value(args[3]);
    size_t mask, budget = builtin_budget(p, ELEMENTS_PER_REDUCTION), left = budget;
    struct slot *slots = table_slots(args[2], &mask);
    for (; left > 0 && to_go > 0 && term_is_cons(rest); left--, rest = list_tail(rest)) {
        Term element = list_head(rest);
        struct slot *slot = find_slot(slots, mask, tuple, element);
        if (slot->count == 0) {
            kept = heap_cons(&p->heap, element, kept);
        } else {
            slot->count--;
            to_go--;
        }
    }
    builtin_charge(p, (int64_t)((budget - left) / ELEMENTS_PER_REDUCTION));
    if (to_go == 0 || term_is_nil(rest))
        return finish(p, kept, rest);
    return builtin_continue(p, ATOM_(subtract_remove), 5,
                            (Term[]){rest, tuple, args[2], small_make(to_go), kept});
}

/* tick:subtract_count(Place, Tuple, Table, A): enters the elements of the tuple from Place on. */
static Term subtract_count(struct process *p, const Term *args)
{
    Term tuple = args[1], table = args[2], a = args[3];
    size_t place = (size_t)small_value(args[0]), begin = place, count = tuple_arity(tuple);
    size_t mask, budget = builtin_budget(p, ELEMENTS_PER_REDUCTION);
    struct slot *slots = table_slots(table, &mask);
    for (; place < count && place - begin < budget; place++) {
        struct slot *slot = find_slot(slots, mask, tuple, tuple_get(tuple, place));
        if (slot->place == 0)
            slot->place = (uint32_t)place + 1;
        slot->count++;
    }
    builtin_charge(p, (int64_t)((place - begin) / ELEMENTS_PER_REDUCTION));
    if (place < count)
        return builtin_continue(p, ATOM_(subtract_count), 4,
                                (Term[]){small_make((int64_t)place), tuple, table, a});
    return subtract_remove(p, (Term[]){a, tuple, table, small_make((int64_t)count), NIL});
}

/* A table of twice as many slots as elements, all free; NON_VALUE: memory exhausted. */
static Term new_table(struct process *p, size_t count)
{
    size_t slots = 2 * FEW;
    unsigned char *bytes;
    while (slots < 2 * count)
        slots *= 2;
    Term table = bits_new_binary(&p->heap, slots * sizeof(struct slot), &bytes);
    if (table != NON_VALUE)
        memset(bytes, 0, slots * sizeof(struct slot));
    return table;
}

static Term subtract_many(struct process *p, Term a, Term b, size_t count)
{
    if (count > TUPLE_MAX_ARITY)
        return builtin_system_limit(p);
    Term table = new_table(p, count);
    if (table == NON_VALUE)
        return builtin_system_limit(p);
    Term *cell = heap_alloc(&p->heap, 1 + count);
    cell[0] = HEADER(BOXED_TUPLE, count);
    for (size_t i = 1; i <= count; i++, b = list_tail(b))
        cell[i] = list_head(b);
    builtin_charge(p, (int64_t)(count / CELLS_PER_REDUCTION));
    return subtract_count(p, (Term[]){SMALL(0), boxed_make(cell), table, a});
}

/* ---- both ---- */

/* tick:subtract_check_b(Rest, Count, A, B): B must be proper; Count elements of it come before
 * Rest. */
static Term subtract_check_b(struct process *p, const Term *args)
{
    Term a = args[2], b = args[3];
    size_t budget = builtin_budget(p, CELLS_PER_REDUCTION), left = budget;
    Term rest = list_skip(args[0], &left);
    size_t count = (size_t)small_value(args[1]) + (budget - left);
    builtin_charge(p, (int64_t)((budget - left) / CELLS_PER_REDUCTION));
    if (term_is_cons(rest))
        return builtin_continue(p, ATOM_(subtract_check_b), 4,
                                (Term[]){rest, small_make((int64_t)count), a, b});
    if (!term_is_nil(rest))
        return bad_operands(p, a, b);
    if (count == 0)
        return a;
    return count <= FEW ? subtract_few(p, (Term[]){a, b, NIL}) : subtract_many(p, a, b, count);
}

/* tick:subtract_check(Rest, A, B): A must be proper; Rest is what has not been looked at. */
static Term subtract_check(struct process *p, const Term *args)
{
    Term a = args[1], b = args[2];
    size_t budget = builtin_budget(p, CELLS_PER_REDUCTION), left = budget;
    Term rest = list_skip(args[0], &left);
    builtin_charge(p, (int64_t)((budget - left) / CELLS_PER_REDUCTION));
    if (term_is_cons(rest))
        return builtin_continue(p, ATOM_(subtract_check), 3, (Term[]){rest, a, b});
    if (!term_is_nil(rest))
        return bad_operands(p, a, b);
    return subtract_check_b(p, (Term[]){b, SMALL(0), a, b});
}

static Term subtract_2(struct process *p, const Term *args)
{
    return subtract_check(p, (Term[]){args[0], args[0], args[1]});
}

const struct builtin_row builtins_lists_subtract[] = {
    {"erlang", "--", 2, subtract_2},
    {"erlang", "subtract", 2, subtract_2},
    {"tick", "subtract_check", 3, subtract_check},
    {"tick", "subtract_few", 3, subtract_few},
    {"tick", "subtract_check_b", 4, subtract_check_b},
    {"tick", "subtract_count", 4, subtract_count},
    {"tick", "subtract_remove", 5, subtract_remove},
    {0},
};
