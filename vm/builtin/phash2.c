/* SPDX-License-Identifier: Apache-2.0 */
/* phash2.c: erlang:phash2. What is left of a walk when a turn ends is a term (vm/term/phash2.h). */
#include "vm/term/phash2.h"
#include "vm/builtin/support.h"
#include "vm/term/hash.h"

#define RANGE_DEFAULT            (INT64_C(1) << 27)
#define RANGE_MAX                (INT64_C(1) << 32)
#define HASH_STEPS_PER_REDUCTION 2

/* Goes on with WALK, and ends it. */
static Term hash(struct process *p, struct phash2_walk *walk, Term range)
{
    size_t budget = builtin_budget(p, HASH_STEPS_PER_REDUCTION), left = budget;
    Term result = NON_VALUE, saved = NON_VALUE;
    if (phash2_go_on(walk, &left))
        result = small_make((int64_t)walk->hash % small_value(range));
    else
        saved = phash2_save(&p->heap, walk);
    phash2_end(walk);
    builtin_charge(p, (int64_t)((budget - left) / HASH_STEPS_PER_REDUCTION));
    if (result != NON_VALUE)
        return result;
    return builtin_continue(p, ATOM_(phash2_slice), 2, (Term[]){saved, range});
}

/* tick:phash2_slice(Saved, Range) */
static Term phash2_slice(struct process *p, const Term *args)
{
    struct phash2_walk walk;
    phash2_restore(&walk, args[0]);
    return hash(p, &walk, args[1]);
}

static Term hash_within(struct process *p, Term term, Term range)
{
    struct phash2_walk walk;
    if (term_is_immediate(term))
        return small_make((int64_t)hash_phash2(term) % small_value(range));
    phash2_begin(&walk, term);
    return hash(p, &walk, range);
}

static Term phash2_1(struct process *p, const Term *args)
{
    return hash_within(p, args[0], small_make(RANGE_DEFAULT));
}

/* Numbers from 0 to below a range. */
static Term phash2_2(struct process *p, const Term *args)
{
    int64_t range;
    if (!small_within(args[1], 1, RANGE_MAX, &range))
        return builtin_badarg(p);
    return hash_within(p, args[0], args[1]);
}

const struct builtin_row builtins_phash2[] = {
    {"erlang", "phash2", 1, phash2_1},
    {"erlang", "phash2", 2, phash2_2},
    {"tick", "phash2_slice", 2, phash2_slice},
    {0},
};
