/* SPDX-License-Identifier: Apache-2.0 */
/* lists_search.c: looking for an element of a list, or for the first tuple with a key. The next
 * slice gets the rest of the list besides the arguments, which an error shows. Elements may take
 * long to compare: the comparison charges for that, so the time left is looked at after each. */
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

/* Walks on in *LIST up to the first element that matches, or past *LEFT others, which it takes off
 * *LEFT; with SLOW comparisons only as long as there is time. */
ALWAYS_INLINE bool walk(const struct process *p, Term *list, size_t *left, match_fn *matches,
                        const struct wanted *wanted, bool slow)
{
    bool found = false;
    Term rest = *list;
    size_t n = *left;
    while (n > 0 && term_is_cons(rest) && !(found = matches(list_head(rest), wanted))) {
        rest = list_tail(rest);
        n--;
        if (slow && builtin_out_of_time(p))
            break;
    }
    *list = rest;
    *left = n;
    return found;
}

/* Walks on in *LIST up to the first element that matches; false: to where the list or the time
 * ends. Nothing takes long to compare with a term of one word. */
ALWAYS_INLINE bool search(struct process *p, Term *list, match_fn *matches, struct wanted wanted)
{
    size_t budget = builtin_budget(p, COMPARES_PER_REDUCTION), left = budget;
    bool found = term_is_immediate(wanted.term) ? walk(p, list, &left, matches, &wanted, false)
                                                : walk(p, list, &left, matches, &wanted, true);
    builtin_charge(p, (int64_t)((budget - left) / COMPARES_PER_REDUCTION));
    return found;
}

/* lists:member/2 of ARGS, from LIST on. */
static Term member_from(struct process *p, const Term *args, Term list)
{
    struct wanted wanted = {.term = args[0]};
    if (search(p, &list, is_element, wanted))
        return ATOM_(true);
    if (term_is_cons(list))
        return builtin_continue(p, ATOM_(member_slice), 3, (Term[]){args[0], args[1], list});
    if (!term_is_nil(list))
        return builtin_error_as(p, ATOM_(badarg), ATOM_(lists), ATOM_(member), 2, args);
    return ATOM_(false);
}

static Term member_2(struct process *p, const Term *args)
{
    return member_from(p, args, args[1]);
}

/* tick:member_slice(Element, List, Rest) */
static Term member_slice(struct process *p, const Term *args)
{
    return member_from(p, args, args[2]);
}

/* What the function NAME says of a tuple that was found. */
static Term answer(struct process *p, Term name, Term tuple)
{
    if (name == ATOM_(keyfind))
        return tuple;
    return name == ATOM_(keymember) ? ATOM_(true) : heap_tuple2(&p->heap, ATOM_(value), tuple);
}

/* lists:NAME/3 of ARGS, which are a key, its place and a list, from LIST on. */
static Term find_key(struct process *p, Term name, const Term *args, Term list)
{
    if (!term_is_small(args[1]) || small_value(args[1]) < 1)
        return builtin_badarg(p);
    struct wanted wanted = {.term = args[0], .place = (size_t)small_value(args[1]) - 1};
    if (search(p, &list, has_key, wanted))
        return answer(p, name, list_head(list));
    if (term_is_cons(list))
        return builtin_continue(p, ATOM_(key_slice), 5,
                                (Term[]){args[0], args[1], args[2], list, name});
    if (!term_is_nil(list))
        return builtin_error_as(p, ATOM_(badarg), ATOM_(lists), name, 3, args);
    return ATOM_(false);
}

/* tick:key_slice(Key, Place, List, Rest, Name) */
static Term key_slice(struct process *p, const Term *args)
{
    return find_key(p, args[4], args, args[3]);
}

static Term keyfind_3(struct process *p, const Term *args)
{
    return find_key(p, ATOM_(keyfind), args, args[2]);
}

static Term keymember_3(struct process *p, const Term *args)
{
    return find_key(p, ATOM_(keymember), args, args[2]);
}

static Term keysearch_3(struct process *p, const Term *args)
{
    return find_key(p, ATOM_(keysearch), args, args[2]);
}

const struct builtin_row builtins_lists_search[] = {
    {"lists", "member", 2, member_2},
    {"lists", "keyfind", 3, keyfind_3},
    {"lists", "keymember", 3, keymember_3},
    {"lists", "keysearch", 3, keysearch_3},
    {"tick", "member_slice", 3, member_slice},
    {"tick", "key_slice", 5, key_slice},
    {0},
};
