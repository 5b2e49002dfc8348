/* SPDX-License-Identifier: Apache-2.0 */
/* arith.c: arithmetic on small integers in place, everything else through the builtins of the same
 * name.
 *
 * A small integer is its value times 16 plus 15, so sums and differences need no unpacking, and an
 * overflow of the 64-bit operation is an overflow of the 60-bit value. */
#include "vm/interp/guard.h"
#include "vm/interp/instr.h"
#include "vm/interp/large_integer.h"

/* Do the operands of BUILTIN, neither of which need be an integer, take so long that a dirty
 * scheduler is to work on them? */
#define TAKES_LONG(BUILTIN, p, a, b)   \
    ((BUILTIN) == GUARD_TIMES          \
         ? product_takes_long(p, a, b) \
         : ((BUILTIN) == GUARD_DIV || (BUILTIN) == GUARD_REM) && quotient_takes_long(p, a, b))

/* One operation: FAST gives true and the result in r when both operands are small and so is the
 * result. */
#define ARITHMETIC(N, A, B, D, BUILTIN, FAST)                                                      \
    SLOW(N)                                                                                        \
    {                                                                                              \
        SAVE();                                                                                    \
        if (TAKES_LONG(BUILTIN, regs->process, GET_##A(N##_c), GET_##B(N##_d))) {                  \
            leave_operation(regs->process, guard_exports[BUILTIN]->builtin, GET_##A(N##_c),        \
                            GET_##B(N##_d), GET_n(N##_b), CODE_##D(N##_e));                        \
            pc += N##_size / 8;                                                                    \
            LEAVE_FOR(op_collected);                                                               \
        }                                                                                          \
        enum guard_outcome outcome = guard_call2(regs, pc, guard_exports[BUILTIN], GET_##A(N##_c), \
                                                 GET_##B(N##_d), GET_n(N##_b));                    \
        RESTORE();                                                                                 \
        if (outcome == GUARD_COLLECTED)                                                            \
            LEAVE_FOR(op_collected);                                                               \
        if (outcome == GUARD_FAILED) {                                                             \
            if (HAS_LABEL(N##_a))                                                                  \
                GOTO(N, LABEL(N##_a));                                                             \
            LEAVE_FOR(op_raise_pending);                                                           \
        }                                                                                          \
        PUT_##D(N##_e, regs->guard_result);                                                        \
        NEXT(N);                                                                                   \
    }                                                                                              \
    INSTR(N)                                                                                       \
    {                                                                                              \
        Term a = GET_##A(N##_c), b = GET_##B(N##_d);                                               \
        int64_t r;                                                                                 \
        if (UNLIKELY(!(FAST)))                                                                     \
            LEAVE_FOR(slow_##N);                                                                   \
        PUT_##D(N##_e, (Term)r);                                                                   \
        NEXT(N);                                                                                   \
    }

#define SMALLS(A, B) BOTH_SMALL(A, a, B, b)
#define NO_TAG(t)    ((int64_t)((t) - IMM_SMALL))

#define DEFINE_plus(N, P, L, A, B, D)  \
    ARITHMETIC(N, A, B, D, GUARD_PLUS, \
               SMALLS(A, B) && !__builtin_add_overflow((int64_t)a, NO_TAG(b), &r))
#define DEFINE_minus(N, P, L, A, B, D)  \
    ARITHMETIC(N, A, B, D, GUARD_MINUS, \
               SMALLS(A, B) && !__builtin_sub_overflow((int64_t)a, NO_TAG(b), &r))

/* value * (16 * value) + 15: the product has its low four bits free. */
static inline bool small_times(Term a, Term b, int64_t *r)
{
    if (__builtin_mul_overflow(small_value(a), NO_TAG(b), r))
        return false;
    *r |= IMM_SMALL;
    return true;
}

/* The quotient of the smallest value and -1 is no small integer. */
static inline bool small_div(Term a, Term b, int64_t *r)
{
    if (b == SMALL(0) || b == SMALL(-1))
        return false;
    *r = (int64_t)small_make(small_value(a) / small_value(b));
    return true;
}

static inline bool small_rem(Term a, Term b, int64_t *r)
{
    if (b == SMALL(0))
        return false;
    *r = (int64_t)small_make(b == SMALL(-1) ? 0 : small_value(a) % small_value(b));
    return true;
}

static inline bool small_shift_left(Term a, Term b, int64_t *r)
{
    int64_t value = small_value(a), count = small_value(b);
    if (count < 0 || count >= 59)
        return false;
    int64_t shifted = (int64_t)((uint64_t)value << count);
    *r = (int64_t)small_make(shifted);
    return shifted >> count == value && small_fits(shifted);
}

static inline bool small_shift_right(Term a, Term b, int64_t *r)
{
    int64_t count = small_value(b);
    if (count < 0)
        return false;
    *r = (int64_t)small_make(small_value(a) >> (count > 63 ? 63 : count));
    return true;
}

#define DEFINE_times(N, P, L, A, B, D) \
    ARITHMETIC(N, A, B, D, GUARD_TIMES, SMALLS(A, B) && small_times(a, b, &r))
#define DEFINE_int_div(N, P, L, A, B, D) \
    ARITHMETIC(N, A, B, D, GUARD_DIV, SMALLS(A, B) && small_div(a, b, &r))
#define DEFINE_int_rem(N, P, L, A, B, D) \
    ARITHMETIC(N, A, B, D, GUARD_REM, SMALLS(A, B) && small_rem(a, b, &r))
#define DEFINE_int_band(N, P, L, A, B, D) \
    ARITHMETIC(N, A, B, D, GUARD_BAND, SMALLS(A, B) && (r = (int64_t)(a & b), true))
#define DEFINE_int_bor(N, P, L, A, B, D) \
    ARITHMETIC(N, A, B, D, GUARD_BOR, SMALLS(A, B) && (r = (int64_t)(a | b), true))
#define DEFINE_int_bxor(N, P, L, A, B, D) \
    ARITHMETIC(N, A, B, D, GUARD_BXOR, SMALLS(A, B) && (r = (int64_t)((a ^ b) | IMM_SMALL), true))
#define DEFINE_int_bsl(N, P, L, A, B, D) \
    ARITHMETIC(N, A, B, D, GUARD_BSL, SMALLS(A, B) && small_shift_left(a, b, &r))
#define DEFINE_int_bsr(N, P, L, A, B, D) \
    ARITHMETIC(N, A, B, D, GUARD_BSR, SMALLS(A, B) && small_shift_right(a, b, &r))

/* ---- builtins in guard position ---- */

/* After guard_call: COLLECTED can only come where the live registers are known. */
#define GUARD_FINISH(N, D, AT, OUTCOME)          \
    do {                                         \
        enum guard_outcome outcome = (OUTCOME);  \
        RESTORE();                               \
        if (outcome == GUARD_COLLECTED)          \
            LEAVE_FOR(op_collected);             \
        if (UNLIKELY(outcome == GUARD_FAILED)) { \
            if (HAS_LABEL(N##_a))                \
                GOTO(N, LABEL(N##_a));           \
            LEAVE_FOR(op_raise_pending);         \
        }                                        \
        PUT_##D(AT, regs->guard_result);         \
        NEXT(N);                                 \
    } while (0)

#define DEFINE_bif0(N, E, D)                                         \
    INSTR(N)                                                         \
    {                                                                \
        SAVE();                                                      \
        Term result = GET_e(N##_a)->builtin(regs->process, regs->x); \
        RESTORE();                                                   \
        PUT_##D(N##_b, result);                                      \
        NEXT(N);                                                     \
    }

#define DEFINE_bif1(N, P, E, A, D)                                                        \
    INSTR(N)                                                                              \
    {                                                                                     \
        SAVE();                                                                           \
        GUARD_FINISH(N, D, N##_d,                                                         \
                     guard_call1(regs, pc, GET_e(N##_b), GET_##A(N##_c), GUARD_NO_LIVE)); \
    }

#define DEFINE_bif2(N, P, E, A, B, D)                                                            \
    INSTR(N)                                                                                     \
    {                                                                                            \
        SAVE();                                                                                  \
        GUARD_FINISH(                                                                            \
            N, D, N##_e,                                                                         \
            guard_call2(regs, pc, GET_e(N##_b), GET_##A(N##_c), GET_##B(N##_d), GUARD_NO_LIVE)); \
    }

#define DEFINE_gc_bif1(N, P, L, E, A, D)                                                 \
    INSTR(N)                                                                             \
    {                                                                                    \
        SAVE();                                                                          \
        GUARD_FINISH(N, D, N##_e,                                                        \
                     guard_call1(regs, pc, GET_e(N##_c), GET_##A(N##_d), GET_n(N##_b))); \
    }

#define DEFINE_gc_bif2(N, P, L, E, A, B, D)                                                     \
    INSTR(N)                                                                                    \
    {                                                                                           \
        SAVE();                                                                                 \
        GUARD_FINISH(                                                                           \
            N, D, N##_f,                                                                        \
            guard_call2(regs, pc, GET_e(N##_c), GET_##A(N##_d), GET_##B(N##_e), GET_n(N##_b))); \
    }

#define DEFINE_gc_bif3(N, P, L, E, A, B, C, D)                                           \
    INSTR(N)                                                                             \
    {                                                                                    \
        SAVE();                                                                          \
        GUARD_FINISH(N, D, N##_g,                                                        \
                     guard_call3(regs, pc, GET_e(N##_c), GET_##A(N##_d), GET_##B(N##_e), \
                                 GET_##C(N##_f), GET_n(N##_b)));                         \
    }

#define DEFINE_element(N, P, A, B, D)                                                    \
    SLOW(N)                                                                              \
    {                                                                                    \
        SAVE();                                                                          \
        GUARD_FINISH(N, D, N##_d,                                                        \
                     guard_call2(regs, pc, guard_exports[GUARD_ELEMENT], GET_##A(N##_b), \
                                 GET_##B(N##_c), GUARD_NO_LIVE));                        \
    }                                                                                    \
    INSTR(N)                                                                             \
    {                                                                                    \
        Term index = GET_##A(N##_b), tuple = GET_##B(N##_c);                             \
        if (UNLIKELY(!term_is_small(index) || !term_is_tuple(tuple) ||                   \
                     (uint64_t)small_value(index) - 1 >= tuple_arity(tuple)))            \
            LEAVE_FOR(slow_##N);                                                         \
        PUT_##D(N##_d, tuple_get(tuple, (uint64_t)small_value(index) - 1));              \
        NEXT(N);                                                                         \
    }

#define DEFINE_self(N, D)                  \
    INSTR(N)                               \
    {                                      \
        PUT_##D(N##_a, regs->process->id); \
        NEXT(N);                           \
    }

/* ---- length, which may take more than a turn ---- */

#define DEFINE_length_start(N, L, A)          \
    INSTR(N)                                  \
    {                                         \
        Term list = GET_##A(N##_b);           \
        regs->x[GET_n(N##_a)] = list;         \
        regs->x[GET_n(N##_a) + 1] = list;     \
        regs->x[GET_n(N##_a) + 2] = SMALL(0); \
        NEXT(N);                              \
    }

#define DEFINE_length_loop(N, P, L, D)                                       \
    INSTR(N)                                                                 \
    {                                                                        \
        unsigned live = GET_n(N##_b);                                        \
        Term list = regs->x[live + 1];                                       \
        int64_t count = 0, most = left * LIST_CELLS_PER_REDUCTION;           \
        while (term_is_cons(list) && count < most) {                         \
            list = list_tail(list);                                          \
            count++;                                                         \
        }                                                                    \
        left -= count / LIST_CELLS_PER_REDUCTION;                            \
        count += small_value(regs->x[live + 2]);                             \
        if (LIKELY(term_is_nil(list))) {                                     \
            PUT_##D(N##_c, small_make(count));                               \
            NEXT(N);                                                         \
        }                                                                    \
        if (!term_is_cons(list)) {                                           \
            if (HAS_LABEL(N##_a))                                            \
                GOTO(N, LABEL(N##_a));                                       \
            SAVE();                                                          \
            guard_badarg(regs, guard_exports[GUARD_LENGTH], &regs->x[live]); \
            RESTORE();                                                       \
            LEAVE_FOR(op_raise_pending);                                     \
        }                                                                    \
        regs->x[live + 1] = list;                                            \
        regs->x[live + 2] = small_make(count);                               \
        regs->yield_live = live + 3;                                         \
        LEAVE_FOR(op_yield_here);                                            \
    }

#include "vm/interp/expand.h"
#include "vm/interp/arith.def"
