/* SPDX-License-Identifier: Apache-2.0 */
/* compare.c: the comparison, type test and boolean operators as functions. */
#include "vm/term/compare.h"
#include "vm/builtin/support.h"
#include "vm/term/bits.h"
#include "vm/term/fun.h"

#define COMPARISON(name, condition)                           \
    static Term name##_2(struct process *p, const Term *args) \
    {                                                         \
        (void)p;                                              \
        Term a = args[0], b = args[1];                        \
        return truth(condition);                              \
    }

COMPARISON(eq, term_equal(a, b))
COMPARISON(ne, !term_equal(a, b))
COMPARISON(eq_exact, term_equal_exact(a, b))
COMPARISON(ne_exact, !term_equal_exact(a, b))
COMPARISON(lt, term_compare(a, b) < 0)
COMPARISON(gt, term_compare(a, b) > 0)
COMPARISON(le, term_compare(a, b) <= 0)
COMPARISON(ge, term_compare(a, b) >= 0)

/* ---- booleans ---- */

static bool term_is_boolean(Term t)
{
    return t == ATOM_(true) || t == ATOM_(false);
}

#define BOOLEAN(name, operator)                                                  \
    static Term name##_2(struct process *p, const Term *args)                    \
    {                                                                            \
        if (!term_is_boolean(args[0]) || !term_is_boolean(args[1]))              \
            return builtin_badarg(p);                                            \
        return truth((args[0] == ATOM_(true)) operator(args[1] == ATOM_(true))); \
    }

BOOLEAN(and, &)
BOOLEAN(or, |)
BOOLEAN(xor, ^)

static Term not_1(struct process *p, const Term *args)
{
    return term_is_boolean(args[0]) ? truth(args[0] == ATOM_(false)) : builtin_badarg(p);
}

/* ---- type tests ---- */

#define TYPE_TEST(name, test)                                 \
    static Term name##_1(struct process *p, const Term *args) \
    {                                                         \
        (void)p;                                              \
        return truth(test(args[0]));                          \
    }

TYPE_TEST(is_atom, term_is_atom)
TYPE_TEST(is_binary, term_is_binary)
TYPE_TEST(is_bitstring, term_is_bitstring)
TYPE_TEST(is_boolean, term_is_boolean)
TYPE_TEST(is_float, term_is_float)
TYPE_TEST(is_function, term_is_fun)
TYPE_TEST(is_integer, term_is_integer)
TYPE_TEST(is_list, term_is_list)
TYPE_TEST(is_map, term_is_map)
TYPE_TEST(is_number, term_is_number)
TYPE_TEST(is_pid, term_is_pid)
TYPE_TEST(is_port, term_is_port)
TYPE_TEST(is_reference, term_is_ref)
TYPE_TEST(is_tuple, term_is_tuple)

static Term is_function_2(struct process *p, const Term *args)
{
    Term fun = args[0], arity = args[1];
    if (!term_is_integer(arity) || (term_is_small(arity) && small_value(arity) < 0) ||
        term_is_kind(arity, BOXED_NEG_BIG))
        return builtin_badarg(p);
    return truth(term_is_fun(fun) && arity == small_make(fun_arity(fun)));
}

static bool is_tagged(Term t, Term tag)
{
    return term_is_tuple(t) && tuple_arity(t) > 0 && tuple_get(t, 0) == tag;
}

static Term is_record_2(struct process *p, const Term *args)
{
    if (!term_is_atom(args[1]))
        return builtin_badarg(p);
    return truth(is_tagged(args[0], args[1]));
}

static Term is_record_3(struct process *p, const Term *args)
{
    if (!term_is_atom(args[1]) || !term_is_small(args[2]))
        return builtin_badarg(p);
    return truth(is_tagged(args[0], args[1]) &&
                 small_make((int64_t)tuple_arity(args[0])) == args[2]);
}

const struct builtin_row builtins_compare[] = {
    {"erlang", "==", 2, eq_2},
    {"erlang", "/=", 2, ne_2},
    {"erlang", "=:=", 2, eq_exact_2},
    {"erlang", "=/=", 2, ne_exact_2},
    {"erlang", "<", 2, lt_2},
    {"erlang", ">", 2, gt_2},
    {"erlang", "=<", 2, le_2},
    {"erlang", ">=", 2, ge_2},
    {"erlang", "and", 2, and_2},
    {"erlang", "or", 2, or_2},
    {"erlang", "xor", 2, xor_2},
    {"erlang", "not", 1, not_1},
    {"erlang", "is_atom", 1, is_atom_1},
    {"erlang", "is_binary", 1, is_binary_1},
    {"erlang", "is_bitstring", 1, is_bitstring_1},
    {"erlang", "is_boolean", 1, is_boolean_1},
    {"erlang", "is_float", 1, is_float_1},
    {"erlang", "is_function", 1, is_function_1},
    {"erlang", "is_function", 2, is_function_2},
    {"erlang", "is_integer", 1, is_integer_1},
    {"erlang", "is_list", 1, is_list_1},
    {"erlang", "is_map", 1, is_map_1},
    {"erlang", "is_number", 1, is_number_1},
    {"erlang", "is_pid", 1, is_pid_1},
    {"erlang", "is_port", 1, is_port_1},
    {"erlang", "is_record", 2, is_record_2},
    {"erlang", "is_record", 3, is_record_3},
    {"erlang", "is_reference", 1, is_reference_1},
    {"erlang", "is_tuple", 1, is_tuple_1},
    {0},
};
