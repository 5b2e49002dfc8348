/* SPDX-License-Identifier: Apache-2.0 */
/* lists_search.c: looking for an element of a list, or for the first tuple with a key. Each goes on
 * in the next slice as a call of itself with the rest of the list. Elements may take long to
 * compare: the comparison charges for that, so the time left is looked at after each. */
#include "vm/builtin/support.h"
#include "vm/term/compare.h"

/* Cells compared for one reduction. */
#define COMPARES_PER_REDUCTION 2

static Term member_2(struct process *p, const Term *args)
{
    Term wanted = args[0], list = args[1];
    size_t budget = builtin_budget(p, COMPARES_PER_REDUCTION), done = 0;
    bool found = false;
    while (term_is_cons(list) && !(found = term_equal_exact(list_head(list), wanted))) {
        list = list_tail(list);
        if (++done == budget || builtin_out_of_time(p))
            break;
    }
    builtin_charge(p, (int64_t)(done / COMPARES_PER_REDUCTION));
    if (term_is_nil(list))
        return ATOM_(false);
    if (!term_is_cons(list))
        return builtin_badarg(p);
    if (found)
        return ATOM_(true);
    return builtin_trap2(p, export_get(ATOM_(lists), ATOM_(member), 2), wanted, list);
}

static bool has_key(Term element, Term key, size_t place)
{
    return term_is_tuple(element) && place < tuple_arity(element) &&
           term_equal(tuple_get(element, place), key);
}

/* The tuple with the key, or false; NON_VALUE after an error or a trap to NAME. */
static Term find_key(struct process *p, const Term *args, Term name)
{
    Term key = args[0], list = args[2];
    size_t budget = builtin_budget(p, COMPARES_PER_REDUCTION), done = 0;
    bool found = false;
    if (!term_is_small(args[1]) || small_value(args[1]) < 1)
        return builtin_badarg(p);
    size_t place = (size_t)small_value(args[1]) - 1;
    while (term_is_cons(list) && !(found = has_key(list_head(list), key, place))) {
        list = list_tail(list);
        if (++done == budget || builtin_out_of_time(p))
            break;
    }
    builtin_charge(p, (int64_t)(done / COMPARES_PER_REDUCTION));
    if (term_is_nil(list))
        return ATOM_(false);
    if (!term_is_cons(list))
        return builtin_badarg(p);
    if (found)
        return list_head(list);
    return builtin_trap3(p, export_get(ATOM_(lists), name, 3), key, args[1], list);
}

static Term keyfind_3(struct process *p, const Term *args)
{
    return find_key(p, args, ATOM_(keyfind));
}

static Term keymember_3(struct process *p, const Term *args)
{
    Term found = find_key(p, args, ATOM_(keymember));
    return found == NON_VALUE || found == ATOM_(false) ? found : ATOM_(true);
}

static Term keysearch_3(struct process *p, const Term *args)
{
    Term found = find_key(p, args, ATOM_(keysearch));
    if (found == NON_VALUE || found == ATOM_(false))
        return found;
    return heap_tuple2(&p->heap, ATOM_(value), found);
}

const struct builtin_row builtins_lists_search[] = {
    {"lists", "member", 2, member_2},
    {"lists", "keyfind", 3, keyfind_3},
    {"lists", "keymember", 3, keymember_3},
    {"lists", "keysearch", 3, keysearch_3},
    {0},
};
