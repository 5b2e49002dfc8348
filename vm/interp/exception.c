/* SPDX-License-Identifier: Apache-2.0 */
/* exception.c: the instructions of exceptions, and the search for a handler.
 *
 * `try` and `catch` put a catch term, the address of the handler's code, into a y register; their
 * end overwrites it. Raising walks the stack from the top to the nearest catch term. Nothing is
 * paid for while nothing is raised. At the handler x0 is no value (catch_end can tell), x1 the
 * class, x2 the reason and x3 the raw trace. */
#include "vm/interp/stacktrace.h"
#include "vm/interp/interp.h"

#include "vm/builtin/builtin.h"

#define DEFINE_try(N, D, F)                       \
    INSTR(N)                                      \
    {                                             \
        PUT_##D(N##_a, catch_make(LABEL(N##_b))); \
        NEXT(N);                                  \
    }
#define DEFINE_catch(N, D, F) DEFINE_try(N, D, F)

#define DEFINE_try_end(N, D) \
    INSTR(N)                 \
    {                        \
        PUT_##D(N##_a, NIL); \
        NEXT(N);             \
    }

#define DEFINE_try_case(N, D)    \
    INSTR(N)                     \
    {                            \
        PUT_##D(N##_a, NIL);     \
        regs->x[0] = regs->x[1]; \
        regs->x[1] = regs->x[2]; \
        regs->x[2] = regs->x[3]; \
        NEXT(N);                 \
    }

/* What `catch` gives for an exception: the value thrown, or {'EXIT', Reason}. */
static Term caught_value(struct registers *regs)
{
    struct process *p = regs->process;
    Term class = regs->x[1], value = regs->x[2];
    if (class == ATOM_(throw))
        return value;
    if (class == ATOM_(error))
        value = heap_tuple2(&p->heap, value, stacktrace_list(p, regs->x[3]));
    return heap_tuple2(&p->heap, ATOM_(exit_signal), value);
}

#define DEFINE_catch_end(N, D)                 \
    SLOW(N)                                    \
    {                                          \
        SAVE();                                \
        regs->x[0] = caught_value(regs);       \
        RESTORE();                             \
        NEXT(N);                               \
    }                                          \
    INSTR(N)                                   \
    {                                          \
        PUT_##D(N##_a, NIL);                   \
        if (UNLIKELY(regs->x[0] == NON_VALUE)) \
            LEAVE_FOR(slow_##N);               \
        NEXT(N);                               \
    }

#define DEFINE_build_stacktrace(N)                               \
    INSTR(N)                                                     \
    {                                                            \
        SAVE();                                                  \
        regs->x[0] = stacktrace_list(regs->process, regs->x[0]); \
        RESTORE();                                               \
        NEXT(N);                                                 \
    }

/* ---- raising ---- */

/* Raises again what a try has caught; the class travels in the raw trace. */
static void reraise(struct registers *regs, Term trace, Term value)
{
    (void)builtin_raise(regs->process, raw_trace_class(trace), value);
    regs->exception_trace = trace;
}

static bool is_class(Term term)
{
    return term == ATOM_(error) || term == ATOM_(exit_class) || term == ATOM_(throw);
}

#define RAISE(N, STATEMENT)          \
    INSTR(N)                         \
    {                                \
        SAVE();                      \
        STATEMENT;                   \
        RESTORE();                   \
        LEAVE_FOR(op_raise_pending); \
    }

#define DEFINE_raise(N, A, B) RAISE(N, reraise(regs, GET_##A(N##_a), GET_##B(N##_b)))

#define ERROR2(tag, value) (void)builtin_error2(regs->process, tag, value)

#define DEFINE_badmatch(N, A)     RAISE(N, ERROR2(ATOM_(badmatch), GET_##A(N##_a)))
#define DEFINE_case_end(N, A)     RAISE(N, ERROR2(ATOM_(case_clause), GET_##A(N##_a)))
#define DEFINE_try_case_end(N, A) RAISE(N, ERROR2(ATOM_(try_clause), GET_##A(N##_a)))
#define DEFINE_badrecord(N, A)    RAISE(N, ERROR2(ATOM_(badrecord), GET_##A(N##_a)))
#define DEFINE_if_end(N)          RAISE(N, (void)builtin_error(regs->process, ATOM_(if_clause)))

/* x0 class, x1 reason, x2 trace, raw or as a program has built it; any other class gives badarg as
 * a value. */
#define DEFINE_raw_raise(N)                                         \
    INSTR(N)                                                        \
    {                                                               \
        if (!is_class(regs->x[0])) {                                \
            regs->x[0] = ATOM_(badarg);                             \
            NEXT(N);                                                \
        }                                                           \
        SAVE();                                                     \
        (void)builtin_raise(regs->process, regs->x[0], regs->x[1]); \
        regs->exception_trace = regs->x[2];                         \
        RESTORE();                                                  \
        LEAVE_FOR(op_raise_pending);                                \
    }

#include "vm/interp/expand.h"
#include "vm/interp/exception.def"
