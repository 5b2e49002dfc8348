/* SPDX-License-Identifier: Apache-2.0 */
/* lists_search.c: looking for an element of a list, or for the first tuple with a key. Each goes on
 * in the next slice as a call of itself with the rest of the list. Elements may take long to
 * compare: the comparison charges for that, so the time left is looked at after each. */
#include "vm/builtin/support.h"
#include "vm/term/compare.h"

/* Cells compared for one reduction. */
#define COMPARES_PER_REDUCTION 2

/* What is looked for: an element, or a tuple with this element at PLACE. */
struct wanted {
    Term term;
    size_t place;
};

typedef bool match_fn(Term element, const struct wanted *wanted);

static bool is_element(Term element, const struct wanted *wanted)
{
    return term_equal_exact(element, wanted->term);
}

static bool has_key(Term element, const struct wanted *wanted)
{
    return term_is_tuple(element) && wanted->place < tuple_arity(element) &&
           term_equal(tuple_get(element, wanted->place), wanted->term);
}

/* Walks on in *LIST up to the first element that matches; false: to where the list or the time
 * ends. */
ALWAYS_INLINE bool search(struct process *p, Term *list, match_fn *matches,
                          const struct wanted *wanted)
{
    size_t budget = builtin_budget(p, COMPARES_PER_REDUCTION), done = 0;
    bool found = false;
    Term rest = *list;
    while (term_is_cons(rest) && !(found = matches(list_head(rest), wanted))) {
        rest = list_tail(rest);
        if (++done == budget || builtin_out_of_time(p))
            break;
    }
    builtin_charge(p, (int64_t)(done / COMPARES_PER_REDUCTION));
    *list = rest;
    return found;
}

static Term member_2(struct process *p, const Term *args)
{
    Term list = args[1];
    struct wanted wanted = {.term = args[0]};
    if (search(p, &list, is_element, &wanted))
        return ATOM_(true);
    if (term_is_cons(list))
        return builtin_trap2(p, export_get(ATOM_(lists), ATOM_(member), 2), args[0], list);
    return term_is_nil(list) ? ATOM_(false) : builtin_badarg(p);
}

/* The tuple with the key, or false; NON_VALUE after an error or a trap to NAME. */
static Term find_key(struct process *p, const Term *args, Term name)
{
    Term list = args[2];
    if (!term_is_small(args[1]) || small_value(args[1]) < 1)
        return builtin_badarg(p);
    struct wanted wanted = {.term = args[0], .place = (size_t)small_value(args[1]) - 1};
    if (search(p, &list, has_key, &wanted))
        return list_head(list);
    if (term_is_cons(list))
        return builtin_trap3(p, export_get(ATOM_(lists), name, 3), args[0], args[1], list);
    return term_is_nil(list) ? ATOM_(false) : builtin_badarg(p);
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
