/* SPDX-License-Identifier: Apache-2.0 */
/* float.c: arithmetic on floats in registers. A result that is not finite is badarith: no term is
 * an infinity or a NaN. */
#include "vm/interp/instr.h"
#include "vm/builtin/builtin.h"
#include "vm/interp/guard.h"
#include "vm/term/arith.h"

#include <math.h>

#define PLACE_F(o) (*(double *)((char *)regs->f + field32(pc, o)))

/* The stack trace begins in the code itself, as it does for instructions. */
static void raise_badarith(struct registers *regs)
{
    (void)builtin_badarith(regs->process);
    regs->exception_top = NIL;
}

#define FLOAT_FAILED()               \
    do {                             \
        SAVE();                      \
        raise_badarith(regs);        \
        RESTORE();                   \
        LEAVE_FOR(op_raise_pending); \
    } while (0)

#define MOVE_s_F(N)                             \
    PLACE_F(N##_b) = float_value(GET_s(N##_a)); \
    NEXT(N)

/* A test_heap before has reserved the two words. */
#define MOVE_F_d(N)                               \
    PUT_d(N##_b, float_put(top, PLACE_F(N##_a))); \
    top += FLOAT_WORDS;                           \
    NEXT(N)

#define DEFINE_fmove(N, A, B) \
    INSTR(N)                  \
    {                         \
        MOVE_##A##_##B(N);    \
    }

#define DEFINE_fconv(N, A, B)                                            \
    INSTR(N)                                                             \
    {                                                                    \
        if (UNLIKELY(!arith_to_double(GET_##A(N##_a), &PLACE_F(N##_b)))) \
            FLOAT_FAILED();                                              \
        NEXT(N);                                                         \
    }

#define FLOAT_OPERATION(N, OPERATOR)                            \
    INSTR(N)                                                    \
    {                                                           \
        double result = PLACE_F(N##_b) OPERATOR PLACE_F(N##_c); \
        if (UNLIKELY(!isfinite(result)))                        \
            FLOAT_FAILED();                                     \
        PLACE_F(N##_d) = result;                                \
        NEXT(N);                                                \
    }

#define DEFINE_fadd(N, P, A, B, D) FLOAT_OPERATION(N, +)
#define DEFINE_fsub(N, P, A, B, D) FLOAT_OPERATION(N, -)
#define DEFINE_fmul(N, P, A, B, D) FLOAT_OPERATION(N, *)

#define DEFINE_fdiv(N, P, A, B, D)                       \
    INSTR(N)                                             \
    {                                                    \
        if (UNLIKELY(PLACE_F(N##_c) == 0.0))             \
            FLOAT_FAILED();                              \
        double result = PLACE_F(N##_b) / PLACE_F(N##_c); \
        if (UNLIKELY(!isfinite(result)))                 \
            FLOAT_FAILED();                              \
        PLACE_F(N##_d) = result;                         \
        NEXT(N);                                         \
    }

#define DEFINE_fnegate(N, P, A, D)        \
    INSTR(N)                              \
    {                                     \
        PLACE_F(N##_c) = -PLACE_F(N##_b); \
        NEXT(N);                          \
    }

#include "vm/interp/expand.h"
#include "vm/interp/float.def"
