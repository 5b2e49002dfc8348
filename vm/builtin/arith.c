/* SPDX-License-Identifier: Apache-2.0 */
/* arith.c: the arithmetic operators and the conversions between integers and floats as functions.
 * The interpreter does small integers itself; everything else comes here on its way to
 * vm/term/arith.h. */
#include "vm/term/arith.h"
#include "vm/builtin/support.h"
#include "vm/term/compare.h"

/* Limbs of big integers that are worked on for one reduction when the work is proportional to them.
 */
#define LIMBS_PER_REDUCTION 16

static size_t limbs_of(Term t)
{
    return term_is_big(t) ? header_arity(boxed_header(t)) : 1;
}

/* Linear for sums; products and quotients cost about the product of the sizes until GMP's faster
 * algorithms take over. */
static void charge_linear(struct process *p, Term a, Term b)
{
    builtin_charge(p, (int64_t)((limbs_of(a) + limbs_of(b)) / LIMBS_PER_REDUCTION));
}

static void charge_product(struct process *p, Term a, Term b)
{
    size_t large = limbs_of(a), small = limbs_of(b);
    if (small > large) {
        large = small;
        small = limbs_of(a);
    }
    size_t per_limb = small < 256 ? small : 256;
    builtin_charge(p, (int64_t)(large * per_limb / LIMBS_PER_REDUCTION));
}

#define BINARY(name, charge)                                                    \
    static Term name##_2(struct process *p, const Term *args)                   \
    {                                                                           \
        Term reason = ATOM_(badarith);                                          \
        Term a = args[0], b = args[1];                                          \
        charge(p, a, b);                                                        \
        Term result = arith_##name(&p->heap, a, b, &reason);                    \
        return LIKELY(result != NON_VALUE) ? result : builtin_error(p, reason); \
    }

BINARY(add, charge_linear)
BINARY(sub, charge_linear)
BINARY(mul, charge_product)
BINARY(fdiv, charge_linear)
BINARY(div, charge_product)
BINARY(rem, charge_product)
BINARY(band, charge_linear)
BINARY(bor, charge_linear)
BINARY(bxor, charge_linear)
BINARY(bsl, charge_linear)
BINARY(bsr, charge_linear)

#define UNARY(name)                                                             \
    static Term name##_1(struct process *p, const Term *args)                   \
    {                                                                           \
        Term reason = ATOM_(badarith);                                          \
        Term result = arith_##name(&p->heap, args[0], &reason);                 \
        return LIKELY(result != NON_VALUE) ? result : builtin_error(p, reason); \
    }

UNARY(bnot)
UNARY(neg)

static Term plus_1(struct process *p, const Term *args)
{
    return term_is_number(args[0]) ? args[0] : builtin_badarith(p);
}

/* Functions rather than operators: whatever is wrong is a bad argument. */
#define CONVERSION(name)                                                 \
    static Term name##_1(struct process *p, const Term *args)            \
    {                                                                    \
        Term reason;                                                     \
        if (!term_is_number(args[0]))                                    \
            return builtin_badarg(p);                                    \
        Term result = arith_##name(&p->heap, args[0], &reason);          \
        return LIKELY(result != NON_VALUE) ? result : builtin_badarg(p); \
    }

CONVERSION(abs)
CONVERSION(float)
CONVERSION(trunc)
CONVERSION(round)
CONVERSION(floor)
CONVERSION(ceil)

/* Of equal ones the first. */
static Term min_2(struct process *p, const Term *args)
{
    (void)p;
    return term_compare(args[0], args[1]) <= 0 ? args[0] : args[1];
}

static Term max_2(struct process *p, const Term *args)
{
    (void)p;
    return term_compare(args[0], args[1]) >= 0 ? args[0] : args[1];
}

const struct builtin_row builtins_arith[] = {
    {"erlang", "+", 2, add_2},
    {"erlang", "-", 2, sub_2},
    {"erlang", "*", 2, mul_2},
    {"erlang", "/", 2, fdiv_2},
    {"erlang", "div", 2, div_2},
    {"erlang", "rem", 2, rem_2},
    {"erlang", "band", 2, band_2},
    {"erlang", "bor", 2, bor_2},
    {"erlang", "bxor", 2, bxor_2},
    {"erlang", "bsl", 2, bsl_2},
    {"erlang", "bsr", 2, bsr_2},
    {"erlang", "bnot", 1, bnot_1},
    {"erlang", "-", 1, neg_1},
    {"erlang", "+", 1, plus_1},
    {"erlang", "abs", 1, abs_1},
    {"erlang", "float", 1, float_1},
    {"erlang", "trunc", 1, trunc_1},
    {"erlang", "round", 1, round_1},
    {"erlang", "floor", 1, floor_1},
    {"erlang", "ceil", 1, ceil_1},
    {"erlang", "min", 2, min_2},
    {"erlang", "max", 2, max_2},
    {0},
};
