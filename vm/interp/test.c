/* SPDX-License-Identifier: Apache-2.0 */
/* test.c: tests, selections and jumps. A test that holds falls through; otherwise it goes to its
 * label. */
#include "vm/interp/instr.h"
#include "vm/term/atom.h"
#include "vm/term/bits.h"
#include "vm/term/compare.h"
#include "vm/term/comparison.h"
#include "vm/term/fun.h"

#define TEST(N, CONDITION)     \
    INSTR(N)                   \
    {                          \
        if (CONDITION)         \
            NEXT(N);           \
        GOTO(N, LABEL(N##_a)); \
    }

#define DEFINE_jump(N, F)      \
    INSTR(N)                   \
    {                          \
        GOTO(N, LABEL(N##_a)); \
    }

/* In front of a loop without a call, whose turn ends nowhere else. Nobody knows which registers are
 * live: the process is switched out midway, with all of them. */
#define DEFINE_loop_head(N)             \
    INSTR(N)                            \
    {                                   \
        if (UNLIKELY(left < 0))         \
            LEAVE_FOR(op_yield_midway); \
        NEXT(N);                        \
    }

/* ---- type tests ---- */

static inline bool is_boolean_atom(Term t)
{
    return t == ATOM_(true) || t == ATOM_(false);
}

/* Does FUN take ARITY arguments? False for anything that is no fun or no small arity. */
static bool is_fun_of(Term fun, Term arity)
{
    return term_is_fun(fun) && term_is_small(arity) && small_value(arity) == fun_arity(fun);
}

#define DEFINE_is_nonempty_list(N, F, A) TEST(N, term_is_cons(GET_##A(N##_b)))
#define DEFINE_is_nil(N, F, A)           TEST(N, term_is_nil(GET_##A(N##_b)))
#define DEFINE_is_list(N, F, A)          TEST(N, term_is_list(GET_##A(N##_b)))
#define DEFINE_is_atom(N, F, A)          TEST(N, term_is_atom(GET_##A(N##_b)))
#define DEFINE_is_integer(N, F, A)       TEST(N, term_is_integer(GET_##A(N##_b)))
#define DEFINE_is_tuple(N, F, A)         TEST(N, term_is_tuple(GET_##A(N##_b)))
#define DEFINE_is_float(N, F, A)         TEST(N, term_is_float(GET_##A(N##_b)))
#define DEFINE_is_number(N, F, A)        TEST(N, term_is_number(GET_##A(N##_b)))
#define DEFINE_is_reference(N, F, A)     TEST(N, term_is_ref(GET_##A(N##_b)))
#define DEFINE_is_port(N, F, A)          TEST(N, term_is_port(GET_##A(N##_b)))
#define DEFINE_is_pid(N, F, A)           TEST(N, term_is_pid(GET_##A(N##_b)))
#define DEFINE_is_binary(N, F, A)        TEST(N, term_is_binary(GET_##A(N##_b)))
#define DEFINE_is_bitstr(N, F, A)        TEST(N, term_is_bitstring(GET_##A(N##_b)))
#define DEFINE_is_boolean(N, F, A)       TEST(N, is_boolean_atom(GET_##A(N##_b)))
#define DEFINE_is_function(N, F, A)      TEST(N, term_is_fun(GET_##A(N##_b)))
#define DEFINE_is_map(N, F, A)           TEST(N, term_is_map(GET_##A(N##_b)))
#define DEFINE_is_function2(N, F, A, B)  TEST(N, is_fun_of(GET_##A(N##_b), GET_##B(N##_c)))

/* The operand is known to be a tuple. */
#define DEFINE_test_arity(N, F, A, B) \
    TEST(N, boxed_header(GET_##A(N##_b)) == HEADER(BOXED_TUPLE, GET_##B(N##_c)))

/* What the loader puts in front of instructions that take their operand for such a tuple without
 * its having proved that. */
static inline bool is_tuple_of_at_least(Term t, size_t size)
{
    return term_is_tuple(t) && tuple_arity(t) >= size;
}

#define DEFINE_is_tuple_at_least(N, F, A, B) \
    TEST(N, is_tuple_of_at_least(GET_##A(N##_b), GET_##B(N##_c)))

static inline bool is_tagged(Term t, size_t arity, Term tag)
{
    return term_is_tuple_of(t, arity) && tuple_get(t, 0) == tag;
}

#define DEFINE_is_tagged_tuple(N, F, A, B, D) \
    TEST(N, is_tagged(GET_##A(N##_b), GET_##B(N##_c), GET_##D(N##_d)))

/* ---- comparisons: an immediate is equal to nothing but its own word ---- */

#define EQUAL_i(a, b) ((a) == (b))
#define EQUAL_x(a, b) equal_exact(regs, &left, a, b)
#define EQUAL_s(a, b) equal_exact(regs, &left, a, b)
#define EQUAL(a, b)   equal(regs, &left, a, b)
#define ORDER(a, b)   order(regs, &left, a, b)

/* Terms that are walked are charged for (work.h). */
ALWAYS_INLINE int compare_terms(struct registers *regs, int64_t *left, enum relation relation,
                                Term a, Term b)
{
    regs->reductions = *left;
    int result = compare_within(relation, a, b, &regs->comparison);
    *left = regs->reductions;
    return result;
}

ALWAYS_INLINE int equal_exact(struct registers *regs, int64_t *left, Term a, Term b)
{
    if (a == b)
        return true;
    if (term_tag(a) != term_tag(b) || term_is_immediate(a))
        return false;
    return compare_terms(regs, left, RELATION_EQUAL_EXACT, a, b);
}

ALWAYS_INLINE int equal(struct registers *regs, int64_t *left, Term a, Term b)
{
    if (a == b)
        return true;
    if (term_is_immediate(a) && term_is_immediate(b))
        return false;
    return compare_terms(regs, left, RELATION_EQUAL, a, b);
}

ALWAYS_INLINE int order(struct registers *regs, int64_t *left, Term a, Term b)
{
    if (a == b)
        return 0;
    if (term_is_small(a) && term_is_small(b))
        return (int64_t)a < (int64_t)b ? -1 : 1;
    return compare_terms(regs, left, RELATION_ORDER, a, b);
}

/* What is not known yet is not equal, so equal terms are told apart by one test. */
#define EQUALITY_TEST(N, RELATED, WHEN_EQUAL, OTHERWISE) \
    INSTR(N)                                             \
    {                                                    \
        int result = RELATED;                            \
        if (result == true)                              \
            WHEN_EQUAL;                                  \
        if (UNLIKELY(result == COMPARE_UNFINISHED))      \
            LEAVE_FOR(op_comparison);                    \
        OTHERWISE;                                       \
    }

#define IF_EQUAL(N, RELATED)   EQUALITY_TEST(N, RELATED, NEXT(N), GOTO(N, LABEL(N##_a)))
#define IF_UNEQUAL(N, RELATED) EQUALITY_TEST(N, RELATED, GOTO(N, LABEL(N##_a)), NEXT(N))

#define DEFINE_is_eq_exact(N, F, A, B) IF_EQUAL(N, EQUAL_##B(GET_##A(N##_b), GET_##B(N##_c)))
#define DEFINE_is_ne_exact(N, F, A, B) IF_UNEQUAL(N, EQUAL_##B(GET_##A(N##_b), GET_##B(N##_c)))
#define DEFINE_is_eq(N, F, A, B)       IF_EQUAL(N, EQUAL(GET_##A(N##_b), GET_##B(N##_c)))
#define DEFINE_is_ne(N, F, A, B)       IF_UNEQUAL(N, EQUAL(GET_##A(N##_b), GET_##B(N##_c)))

/* The tags of two small integers are the same, so their words compare as their values do. */
#define ORDER_TEST(N, A, B, OPERATOR)                       \
    SLOW(N)                                                 \
    {                                                       \
        int result = ORDER(GET_##A(N##_b), GET_##B(N##_c)); \
        if (UNLIKELY(result == COMPARE_UNFINISHED))         \
            LEAVE_FOR(op_comparison);                       \
        if (result OPERATOR 0)                              \
            NEXT(N);                                        \
        GOTO(N, LABEL(N##_a));                              \
    }                                                       \
    INSTR(N)                                                \
    {                                                       \
        Term a = GET_##A(N##_b), b = GET_##B(N##_c);        \
        if (UNLIKELY(!BOTH_SMALL(A, a, B, b)))              \
            LEAVE_FOR(slow_##N);                            \
        if ((int64_t)a OPERATOR(int64_t) b)                 \
            NEXT(N);                                        \
        GOTO(N, LABEL(N##_a));                              \
    }

#define DEFINE_is_lt(N, F, A, B) ORDER_TEST(N, A, B, <)
#define DEFINE_is_ge(N, F, A, B) ORDER_TEST(N, A, B, >=)

/* ---- comparisons as values ---- */

#define PUT_TRUTH(N, D, TRUTH)                                \
    do {                                                      \
        PUT_##D(N##_c, (TRUTH) ? ATOM_(true) : ATOM_(false)); \
        NEXT(N);                                              \
    } while (0)

#define EQUALITY(N, D, RELATED, WANTED) \
    EQUALITY_TEST(N, RELATED, PUT_TRUTH(N, D, WANTED), PUT_TRUTH(N, D, !(WANTED)))

#define DEFINE_eq_exact(N, A, B, D) EQUALITY(N, D, EQUAL_##B(GET_##A(N##_a), GET_##B(N##_b)), true)
#define DEFINE_ne_exact(N, A, B, D) EQUALITY(N, D, EQUAL_##B(GET_##A(N##_a), GET_##B(N##_b)), false)

#define DEFINE_eq(N, A, B, D) EQUALITY(N, D, EQUAL(GET_##A(N##_a), GET_##B(N##_b)), true)
#define DEFINE_ne(N, A, B, D) EQUALITY(N, D, EQUAL(GET_##A(N##_a), GET_##B(N##_b)), false)

#define ORDERING(N, A, B, D, OPERATOR)                                  \
    INSTR(N)                                                            \
    {                                                                   \
        int result = ORDER(GET_##A(N##_a), GET_##B(N##_b));             \
        if (UNLIKELY(result == COMPARE_UNFINISHED))                     \
            LEAVE_FOR(op_comparison);                                   \
        PUT_##D(N##_c, result OPERATOR 0 ? ATOM_(true) : ATOM_(false)); \
        NEXT(N);                                                        \
    }

#define DEFINE_lt(N, A, B, D) ORDERING(N, A, B, D, <)
#define DEFINE_ge(N, A, B, D) ORDERING(N, A, B, D, >=)

/* ---- selections: the operand list holds pairs of value and label ---- */

/* PAIRS is sorted by value. The label of the pair with this value, or OTHERWISE. */
ALWAYS_INLINE int64_t select_sorted(const uint64_t *pairs, uint32_t words, uint64_t value,
                                    int64_t otherwise)
{
    uint32_t low = 0, count = words / 2;
    while (count > 1) {
        uint32_t half = count / 2;
        low = pairs[2 * (low + half)] <= value ? low + half : low;
        count -= half;
    }
    return count != 0 && pairs[2 * low] == value ? (int64_t)pairs[2 * low + 1] : otherwise;
}

/* Values that are no immediates: compared one by one. */
static int64_t select_equal(const uint64_t *pairs, uint32_t words, Term value, int64_t otherwise)
{
    for (uint32_t i = 0; i < words; i += 2)
        if (term_equal_exact(pairs[i], value))
            return (int64_t)pairs[i + 1];
    return otherwise;
}

#define SELECT(N, SEARCH, VALUE)                                                                  \
    INSTR(N)                                                                                      \
    {                                                                                             \
        int64_t offset =                                                                          \
            SEARCH(operand_list(pc, N##_size), GET_n(N##_c), VALUE, (int32_t)field32(pc, N##_b)); \
        GOTO(N, (CodePtr)((const char *)pc + offset));                                            \
    }

/* The arity of a tuple as selections know it; no arity for anything else. */
static inline uint64_t selected_arity(Term t)
{
    return term_is_tuple(t) ? tuple_arity(t) : UINT64_MAX;
}

#define DEFINE_select_val(N, A, F, V)        SELECT(N, select_sorted, GET_##A(N##_a))
#define DEFINE_select_val_linear(N, A, F, V) SELECT(N, select_equal, GET_##A(N##_a))
#define DEFINE_select_tuple_arity(N, A, F, V) \
    SELECT(N, select_sorted, selected_arity(GET_##A(N##_a)))

#include "vm/interp/expand.h"
#include "vm/interp/test.def"
