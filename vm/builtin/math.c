/* SPDX-License-Identifier: Apache-2.0 */
/* math.c: the module math: C's functions of floats. What is no number is a bad argument; a result
 * (or an integer argument) that no float can hold is badarith. The first argument that is wrong
 * decides. */
#include "vm/builtin/support.h"
#include "vm/term/arith.h"

#include <math.h>

/* The error for an argument that is no float and does not become one. */
static Term bad_number(struct process *p, Term term)
{
    return term_is_number(term) ? builtin_badarith(p) : builtin_badarg(p);
}

/* What FUNCTION makes of a number that fits a float. */
static Term apply_1(struct process *p, const Term *args, double (*function)(double))
{
    double x;
    if (!arith_to_double(args[0], &x))
        return bad_number(p, args[0]);
    double y = function(x);
    return isfinite(y) ? heap_float(&p->heap, y) : builtin_badarith(p);
}

static Term apply_2(struct process *p, const Term *args, double (*function)(double, double))
{
    double a, b;
    if (!arith_to_double(args[0], &a))
        return bad_number(p, args[0]);
    if (!arith_to_double(args[1], &b))
        return bad_number(p, args[1]);
    double y = function(a, b);
    return isfinite(y) ? heap_float(&p->heap, y) : builtin_badarith(p);
}

#define OF_ONE(name)                                          \
    static Term name##_1(struct process *p, const Term *args) \
    {                                                         \
        return apply_1(p, args, name);                        \
    }
#define OF_TWO(name)                                          \
    static Term name##_2(struct process *p, const Term *args) \
    {                                                         \
        return apply_2(p, args, name);                        \
    }

OF_ONE(sin)
OF_ONE(cos)
OF_ONE(tan)
OF_ONE(asin)
OF_ONE(acos)
OF_ONE(atan)
OF_ONE(sinh)
OF_ONE(cosh)
OF_ONE(tanh)
OF_ONE(asinh)
OF_ONE(acosh)
OF_ONE(atanh)
OF_ONE(erf)
OF_ONE(erfc)
OF_ONE(exp)
OF_ONE(log)
OF_ONE(log2)
OF_ONE(log10)
OF_ONE(sqrt)
OF_ONE(floor)
OF_ONE(ceil)
OF_TWO(atan2)
OF_TWO(pow)
OF_TWO(fmod)

static Term pi_0(struct process *p, const Term *args)
{
    (void)args;
    return heap_float(&p->heap, M_PI);
}

const struct builtin_row builtins_math[] = {
    /* angles */
    {"math", "sin", 1, sin_1},
    {"math", "cos", 1, cos_1},
    {"math", "tan", 1, tan_1},
    {"math", "asin", 1, asin_1},
    {"math", "acos", 1, acos_1},
    {"math", "atan", 1, atan_1},
    /* hyperbolic functions */
    {"math", "sinh", 1, sinh_1},
    {"math", "cosh", 1, cosh_1},
    {"math", "tanh", 1, tanh_1},
    {"math", "asinh", 1, asinh_1},
    {"math", "acosh", 1, acosh_1},
    {"math", "atanh", 1, atanh_1},
    /* error function */
    {"math", "erf", 1, erf_1},
    {"math", "erfc", 1, erfc_1},
    /* powers and logarithms */
    {"math", "exp", 1, exp_1},
    {"math", "log", 1, log_1},
    {"math", "log2", 1, log2_1},
    {"math", "log10", 1, log10_1},
    {"math", "sqrt", 1, sqrt_1},
    /* rounding */
    {"math", "floor", 1, floor_1},
    {"math", "ceil", 1, ceil_1},
    /* of two numbers, and of none */
    {"math", "atan2", 2, atan2_2},
    {"math", "pow", 2, pow_2},
    {"math", "fmod", 2, fmod_2},
    {"math", "pi", 0, pi_0},
    {0},
};
