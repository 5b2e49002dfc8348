/* SPDX-License-Identifier: Apache-2.0 */
/* external_size.c: the size of terms in the external term format, counted in slices. */
#include "vm/builtin/support.h"
#include "vm/term/big.h"
#include "vm/term/external_size.h"

/* Elements and cells that are counted for one reduction. */
#define STEPS_PER_REDUCTION 8

/* LEFT: what external_size_more says; SIZE: what has been counted so far. */
static Term go_on(struct process *p, size_t spent, Term left, size_t size, unsigned options)
{
    builtin_charge(p, (int64_t)(spent / STEPS_PER_REDUCTION));
    Term total = heap_uint(&p->heap, size);
    if (term_is_nil(left))
        return total;
    return builtin_continue(p, ATOM_(external_size_slice), 3,
                            (Term[]){left, total, small_make((int64_t)options)});
}

/* tick:external_size_slice(Left, Size, Options) */
static Term external_size_slice_3(struct process *p, const Term *args)
{
    unsigned options = (unsigned)small_value(args[2]);
    size_t budget = builtin_budget(p, STEPS_PER_REDUCTION), steps = budget;
    uint64_t size;
    if (!int_to_uint64(args[1], &size))
        return builtin_badarg(p);
    Term left = external_size_more(&p->heap, args[0], options, &steps, &size);
    return go_on(p, budget - steps, left, size, options);
}

static Term size_of(struct process *p, Term term, unsigned options)
{
    size_t budget = builtin_budget(p, STEPS_PER_REDUCTION), steps = budget;
    size_t size = 1; /* the version */
    Term left = external_size_some(&p->heap, term, options, &steps, &size);
    return go_on(p, budget - steps, left, size, options);
}

static Term external_size_1(struct process *p, const Term *args)
{
    return size_of(p, args[0], 0);
}

/* Of the options only minor_version is allowed; in OTP 25, only as 0 or 1, and a 0 counts wherever
 * it stands. */
static Term external_size_2(struct process *p, const Term *args)
{
    unsigned options = 0;
    Term list = args[1];
    for (; term_is_cons(list); list = list_tail(list)) {
        Term option = list_head(list);
        if (!term_is_tuple_of(option, 2) || tuple_get(option, 0) != ATOM_(minor_version))
            return builtin_badarg(p);
        if (tuple_get(option, 1) == SMALL(0))
            options = EXTERNAL_OLD_FLOATS;
        else if (tuple_get(option, 1) != SMALL(1))
            return builtin_badarg(p);
    }
    return term_is_nil(list) ? size_of(p, args[0], options) : builtin_badarg(p);
}

const struct builtin_row builtins_external_size[] = {
    {"erlang", "external_size", 1, external_size_1},
    {"erlang", "external_size", 2, external_size_2},
    {"tick", "external_size_slice", 3, external_size_slice_3},
    {0},
};
