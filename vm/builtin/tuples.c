/* SPDX-License-Identifier: Apache-2.0 */
/* tuples.c: tuples. A tuple is made in one piece, so these do not work in slices; they charge for
 * what they copy, and leave large ones to dirty schedulers. */
#include "vm/builtin/support.h"
#include "vm/interp/elsewhere.h"

#include <string.h>

#define ELEMENTS_PER_REDUCTION 8
#define LONG_LIST              8192

static void charge_elements(struct process *p, size_t count)
{
    builtin_charge(p, (int64_t)(count / ELEMENTS_PER_REDUCTION));
}

static bool takes_long(const struct process *p, size_t count)
{
    return builtin_takes_long(p, count / ELEMENTS_PER_REDUCTION);
}

static Term there(struct process *p, builtin_fn *function, Term name, unsigned count,
                  const Term *args)
{
    return builtin_dirty(p, DIRTY_CPU, function, ATOM_(erlang), name, count, args);
}

/* Is INDEX one of 1..LIMIT? Then *PLACE counts from 0. */
static bool place_of(Term index, size_t limit, size_t *place)
{
    *place = (size_t)small_value(index) - 1;
    return term_is_small(index) && *place < limit;
}

/* A tuple of ARITY elements that the caller fills in at *ELEMENTS. */
static Term new_tuple(struct process *p, size_t arity, Term **elements)
{
    Term *cell = heap_alloc(&p->heap, 1 + arity);
    charge_elements(p, arity);
    cell[0] = HEADER(BOXED_TUPLE, arity);
    *elements = cell + 1;
    return boxed_make(cell);
}

static void copy_elements(Term *to, const Term *from, size_t count)
{
    if (count != 0)
        memcpy(to, from, count * sizeof to[0]);
}

static Term element_2(struct process *p, const Term *args)
{
    size_t place;
    if (!term_is_tuple(args[1]) || !place_of(args[0], tuple_arity(args[1]), &place))
        return builtin_badarg(p);
    return tuple_get(args[1], place);
}

static Term setelement_3(struct process *p, const Term *args)
{
    size_t place;
    if (!term_is_tuple(args[1]) || !place_of(args[0], tuple_arity(args[1]), &place))
        return builtin_badarg(p);
    if (takes_long(p, tuple_arity(args[1])))
        return there(p, setelement_3, ATOM_(setelement), 3, args);
    Term tuple = heap_tuple(&p->heap, tuple_arity(args[1]), tuple_elements(args[1]));
    charge_elements(p, tuple_arity(tuple));
    tuple_elements(tuple)[place] = args[2];
    return tuple;
}

static Term tuple_size_1(struct process *p, const Term *args)
{
    if (!term_is_tuple(args[0]))
        return builtin_badarg(p);
    return small_make((int64_t)tuple_arity(args[0]));
}

static Term filled_tuple(struct process *p, size_t arity, Term value)
{
    Term *elements;
    Term tuple = new_tuple(p, arity, &elements);
    for (size_t i = 0; i < arity; i++)
        elements[i] = value;
    return tuple;
}

static Term make_tuple_2(struct process *p, const Term *args)
{
    int64_t arity;
    if (!small_within(args[0], 0, (int64_t)TUPLE_MAX_ARITY, &arity))
        return builtin_badarg(p);
    if (takes_long(p, (size_t)arity))
        return there(p, make_tuple_2, ATOM_(make_tuple), 2, args);
    return filled_tuple(p, (size_t)arity, args[1]);
}

/* Has LIST more elements than are gone through at once? That is all that is looked at. */
static bool is_long_list(const struct process *p, Term list)
{
    size_t left = LONG_LIST;
    return term_is_cons(list_skip(list, &left)) && takes_long(p, TUPLE_MAX_ARITY);
}

/* Puts {Place, Value} pairs into a new tuple; false when LIST is anything but a list of them. */
static bool place_pairs(Term tuple, Term list)
{
    for (; term_is_cons(list); list = list_tail(list)) {
        Term pair = list_head(list);
        size_t place;
        if (!term_is_tuple_of(pair, 2) || !place_of(tuple_get(pair, 0), tuple_arity(tuple), &place))
            return false;
        tuple_elements(tuple)[place] = tuple_get(pair, 1);
    }
    return term_is_nil(list);
}

static Term make_tuple_3(struct process *p, const Term *args)
{
    int64_t arity;
    if (!small_within(args[0], 0, (int64_t)TUPLE_MAX_ARITY, &arity))
        return builtin_badarg(p);
    if (takes_long(p, (size_t)arity) || is_long_list(p, args[2]))
        return there(p, make_tuple_3, ATOM_(make_tuple), 3, args);
    Term tuple = filled_tuple(p, (size_t)arity, args[1]);
    if (!place_pairs(tuple, args[2]))
        return builtin_badarg(p);
    return tuple;
}

static Term insert_at(struct process *p, size_t place, Term old, Term value)
{
    size_t arity = tuple_arity(old);
    Term *elements;
    if (arity == TUPLE_MAX_ARITY)
        return builtin_badarg(p);
    Term tuple = new_tuple(p, arity + 1, &elements);
    copy_elements(elements, tuple_elements(old), place);
    elements[place] = value;
    copy_elements(elements + place + 1, tuple_elements(old) + place, arity - place);
    return tuple;
}

static Term append_element_2(struct process *p, const Term *args)
{
    if (!term_is_tuple(args[0]))
        return builtin_badarg(p);
    if (takes_long(p, tuple_arity(args[0])))
        return there(p, append_element_2, ATOM_(append_element), 2, args);
    return insert_at(p, tuple_arity(args[0]), args[0], args[1]);
}

static Term insert_element_3(struct process *p, const Term *args)
{
    size_t place;
    if (!term_is_tuple(args[1]) || !place_of(args[0], tuple_arity(args[1]) + 1, &place))
        return builtin_badarg(p);
    if (takes_long(p, tuple_arity(args[1])))
        return there(p, insert_element_3, ATOM_(insert_element), 3, args);
    return insert_at(p, place, args[1], args[2]);
}

static Term delete_element_2(struct process *p, const Term *args)
{
    size_t place;
    Term *elements;
    if (!term_is_tuple(args[1]) || !place_of(args[0], tuple_arity(args[1]), &place))
        return builtin_badarg(p);
    if (takes_long(p, tuple_arity(args[1])))
        return there(p, delete_element_2, ATOM_(delete_element), 2, args);
    const Term *old = tuple_elements(args[1]);
    size_t arity = tuple_arity(args[1]) - 1;
    Term tuple = new_tuple(p, arity, &elements);
    copy_elements(elements, old, place);
    copy_elements(elements + place, old + place + 1, arity - place);
    return tuple;
}

static Term tuple_to_list_1(struct process *p, const Term *args)
{
    if (!term_is_tuple(args[0]))
        return builtin_badarg(p);
    if (takes_long(p, 2 * tuple_arity(args[0])))
        return there(p, tuple_to_list_1, ATOM_(tuple_to_list), 1, args);
    charge_elements(p, 2 * tuple_arity(args[0]));
    return heap_list(&p->heap, tuple_arity(args[0]), tuple_elements(args[0]), NIL);
}

static Term list_to_tuple_1(struct process *p, const Term *args)
{
    Term *elements;
    if (is_long_list(p, args[0]))
        return there(p, list_to_tuple_1, ATOM_(list_to_tuple), 1, args);
    int64_t arity = list_length_up_to(args[0], TUPLE_MAX_ARITY);
    if (arity < 0)
        return builtin_badarg(p);
    Term tuple = new_tuple(p, (size_t)arity, &elements);
    charge_elements(p, 2 * (size_t)arity);
    for (Term list = args[0]; term_is_cons(list); list = list_tail(list))
        *elements++ = list_head(list);
    return tuple;
}

const struct builtin_row builtins_tuples[] = {
    {"erlang", "element", 2, element_2},
    {"erlang", "setelement", 3, setelement_3},
    {"erlang", "tuple_size", 1, tuple_size_1},
    {"erlang", "make_tuple", 2, make_tuple_2},
    {"erlang", "make_tuple", 3, make_tuple_3},
    {"erlang", "append_element", 2, append_element_2},
    {"erlang", "insert_element", 3, insert_element_3},
    {"erlang", "delete_element", 2, delete_element_2},
    {"erlang", "tuple_to_list", 1, tuple_to_list_1},
    {"erlang", "list_to_tuple", 1, list_to_tuple_1},
    {0},
};
