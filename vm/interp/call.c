/* SPDX-License-Identifier: Apache-2.0 */
/* call.c: calls. A call stores where to go on in the word at the top of the stack, which the frame
 * of the caller keeps for that, and goes to the entry; there the turn may end, since exactly the
 * arguments are live. */
#include "vm/interp/call.h"
#include "vm/interp/frame.h"
#include "vm/interp/stacktrace.h"

#include "vm/builtin/support.h"
#include "vm/memory/gc.h"
#include "vm/process/lifecycle.h"
#include "vm/term/fun.h"

/* Falling into func_info means that no clause matched. */
#define DEFINE_func_info(N, A, B, D)                   \
    INSTR(N)                                           \
    {                                                  \
        SAVE();                                        \
        raise_function_clause(regs, pc, GET_n(N##_c)); \
        RESTORE();                                     \
        LEAVE_FOR(op_raise_pending);                   \
    }

/* ---- calls whose target is known ---- */

#define DEFINE_call(N, F)       \
    INSTR(N)                    \
    {                           \
        stack[0] = AFTER(N);    \
        ENTER(N, LABEL(N##_a)); \
    }

#define DEFINE_call_only(N, F)  \
    INSTR(N)                    \
    {                           \
        ENTER(N, LABEL(N##_a)); \
    }

#define DEFINE_call_last(N, F, SLOTS)   \
    INSTR(N)                            \
    {                                   \
        DROP_FRAME(GET_##SLOTS(N##_b)); \
        ENTER(N, LABEL(N##_a));         \
    }

#define EXPORT_CODE(e) atomic_load_explicit(&(e)->code, memory_order_acquire)

#define DEFINE_call_ext(N, E)                \
    INSTR(N)                                 \
    {                                        \
        stack[0] = AFTER(N);                 \
        ENTER(N, EXPORT_CODE(GET_e(N##_a))); \
    }

#define DEFINE_call_ext_only(N, E)           \
    INSTR(N)                                 \
    {                                        \
        ENTER(N, EXPORT_CODE(GET_e(N##_a))); \
    }

#define DEFINE_call_ext_last(N, E, SLOTS)    \
    INSTR(N)                                 \
    {                                        \
        DROP_FRAME(GET_##SLOTS(N##_b));      \
        ENTER(N, EXPORT_CODE(GET_e(N##_a))); \
    }

/* ---- calls of builtins ----
 * The three forms differ in what happens around the call: `DROP` takes the frame down before going
 * on elsewhere, `ON` is where a result goes. A collection follows when the builtin had to go beyond
 * the heap block: then only the result is live. */

ALWAYS_INLINE Term run_builtin(struct registers *regs, CodePtr pc, const struct export *export)
{
    struct process *p = regs->process;
    p->pc = pc;
    return export->builtin(p, regs->x);
}

/* Where a builtin wants to go on. State is saved. What its slices leave behind is collected here,
 * where exactly its arguments are live; or is left to a dirty scheduler (regs->job). */
static COLD CodePtr take_trap(struct registers *regs)
{
    struct process *p = regs->process;
    CodePtr target = regs->trap;
    regs->trap = NULL;
    if (regs->job == NULL && gc_wanted_for(&p->heap, regs->trap_room))
        (void)proc_collect_or_leave(p, regs->trap_room, regs->x, regs->trap_arity);
    return target;
}

/* As if the builtin had trapped to the identity: its result is the one live register there, too. */
static COLD void hand_on_result(struct registers *regs)
{
    (void)builtin_continue(regs->process, ATOM_(returned), 1, regs->x);
}

#define CALL_BUILTIN(N, EXPORT, DROP, ON)                \
    SLOW(N)                                              \
    {                                                    \
        if (regs->trap == NULL) {                        \
            note_builtin_error(regs, EXPORT, regs->x);   \
            RESTORE();                                   \
            LEAVE_FOR(op_raise_pending);                 \
        }                                                \
        DROP;                                            \
        SAVE();                                          \
        CodePtr target = take_trap(regs);                \
        RESTORE();                                       \
        if (regs->job != NULL) {                         \
            pc = target;                                 \
            LEAVE_FOR(op_collected);                     \
        }                                                \
        ENTER(N, target);                                \
    }                                                    \
    INSTR(N)                                             \
    {                                                    \
        SAVE();                                          \
        Term result = run_builtin(regs, pc, EXPORT);     \
        RESTORE();                                       \
        if (UNLIKELY(result == NON_VALUE))               \
            LEAVE_FOR(slow_##N);                         \
        regs->x[0] = result;                             \
        if (UNLIKELY(gc_wanted(&regs->process->heap))) { \
            hand_on_result(regs);                        \
            LEAVE_FOR(slow_##N);                         \
        }                                                \
        ON;                                              \
    }

#define DROP_AND_RETURN(N, SLOTS) \
    do {                          \
        DROP_FRAME(SLOTS);        \
        RETURN_FROM(N);           \
    } while (0)

#define DEFINE_call_builtin(N, E)      CALL_BUILTIN(N, GET_e(N##_a), stack[0] = AFTER(N), NEXT(N))
#define DEFINE_call_builtin_only(N, E) CALL_BUILTIN(N, GET_e(N##_a), (void)0, RETURN_FROM(N))
#define DEFINE_call_builtin_last(N, E, SLOTS)                     \
    CALL_BUILTIN(N, GET_e(N##_a), DROP_FRAME(GET_##SLOTS(N##_b)), \
                 DROP_AND_RETURN(N, GET_##SLOTS(N##_b)))

/* ---- calls whose target the program works out ---- */

#define CALL_PREPARED(N, PREPARE, DROP)  \
    INSTR(N)                             \
    {                                    \
        SAVE();                          \
        CodePtr target = PREPARE;        \
        RESTORE();                       \
        if (UNLIKELY(target == NULL))    \
            LEAVE_FOR(op_raise_pending); \
        DROP;                            \
        ENTER(N, target);                \
    }

#define APPLY_NAMED(N) \
    prepare_apply(regs, regs->x[GET_n(N##_a)], regs->x[GET_n(N##_a) + 1], GET_n(N##_a))

#define DEFINE_apply(N, A) CALL_PREPARED(N, APPLY_NAMED(N), stack[0] = AFTER(N))
#define DEFINE_apply_last(N, A, SLOTS) \
    CALL_PREPARED(N, APPLY_NAMED(N), DROP_FRAME(GET_##SLOTS(N##_b)))
#define DEFINE_apply_mfa(N)      CALL_PREPARED(N, prepare_apply_mfa(regs), stack[0] = AFTER(N))
#define DEFINE_apply_mfa_only(N) CALL_PREPARED(N, prepare_apply_mfa(regs), (void)0)
#define DEFINE_apply_mfa_last(N, SLOTS) \
    CALL_PREPARED(N, prepare_apply_mfa(regs), DROP_FRAME(GET_##SLOTS(N##_a)))
#define DEFINE_apply_fun(N)      CALL_PREPARED(N, prepare_apply_fun(regs), stack[0] = AFTER(N))
#define DEFINE_apply_fun_only(N) CALL_PREPARED(N, prepare_apply_fun(regs), (void)0)
#define DEFINE_apply_fun_last(N, SLOTS) \
    CALL_PREPARED(N, prepare_apply_fun(regs), DROP_FRAME(GET_##SLOTS(N##_a)))

/* ---- funs ---- */

/* The code of a loaded local fun of the right arity: no error to report, nothing to save; else
 * NULL. Looked at once, as a purge may take it away at any moment. */
ALWAYS_INLINE CodePtr plain_call(Term fun, unsigned count)
{
    if (!term_is_fun(fun) || fun_is_external(fun) || fun_entry(fun)->arity != count)
        return NULL;
    return atomic_load_explicit(&fun_entry(fun)->code, memory_order_acquire);
}

/* Free variables are arguments behind the others. */
ALWAYS_INLINE void append_free_variables(Term *place, Term fun)
{
    const Term *variable = fun_free(fun);
    size_t count = fun_free_count(fun);
    SHORT_LOOP
    for (size_t i = 0; i < count; i++)
        place[i] = variable[i];
}

/* PREPARE is what is done to the frame: the place to go on from is noted there, or it is taken
 * down. */
#define CALL_FUN(N, FUN, COUNT, PREPARE)                \
    SLOW(N)                                             \
    {                                                   \
        SAVE();                                         \
        CodePtr target = prepare_fun(regs, FUN, COUNT); \
        RESTORE();                                      \
        if (UNLIKELY(target == NULL))                   \
            LEAVE_FOR(op_raise_pending);                \
        PREPARE;                                        \
        ENTER(N, target);                               \
    }                                                   \
    INSTR(N)                                            \
    {                                                   \
        Term fun = FUN;                                 \
        unsigned count = COUNT;                         \
        CodePtr code = plain_call(fun, count);          \
        if (UNLIKELY(code == NULL))                     \
            LEAVE_FOR(slow_##N);                        \
        append_free_variables(regs->x + count, fun);    \
        PREPARE;                                        \
        ENTER(N, code);                                 \
    }

#define DEFINE_call_fun(N, A) CALL_FUN(N, regs->x[GET_n(N##_a)], GET_n(N##_a), stack[0] = AFTER(N))
#define DEFINE_call_fun_last(N, A, SLOTS) \
    CALL_FUN(N, regs->x[GET_n(N##_a)], GET_n(N##_a), DROP_FRAME(GET_##SLOTS(N##_b)))
#define DEFINE_call_fun2(N, TAG, A, S) \
    CALL_FUN(N, GET_##S(N##_c), GET_##A(N##_b), stack[0] = AFTER(N))
#define DEFINE_call_fun2_last(N, A, S, SLOTS) \
    CALL_FUN(N, GET_##S(N##_b), GET_##A(N##_a), DROP_FRAME(GET_##SLOTS(N##_c)))

#define DEFINE_make_fun3(N, K, A, V)                       \
    INSTR(N)                                               \
    {                                                      \
        uint32_t count = GET_n(N##_c);                     \
        const uint64_t *list = operand_list(pc, N##_size); \
        top[0] = HEADER(BOXED_FUN, 1 + count);             \
        top[1] = (Term)(uintptr_t)GET_k(N##_a);            \
        fetch_sources(regs, stack, list, count, top + 2);  \
        PUT_d(N##_b, boxed_make(top));                     \
        top += FUN_WORDS(count);                           \
        pc += count;                                       \
        NEXT(N);                                           \
    }

/* ---- what an entry without code of its own holds ---- */

ALWAYS_INLINE struct export *export_of_stub(CodePtr pc)
{
    return (struct export *)((uintptr_t)pc - offsetof(struct export, stub));
}

#define DEFINE_builtin_stub(N) CALL_BUILTIN(N, export_of_stub(pc), (void)0, RETURN_FROM(N))

/* The first call of a function in a module not loaded yet loads it. */
#define DEFINE_undefined_function(N)                              \
    INSTR(N)                                                      \
    {                                                             \
        SAVE();                                                   \
        CodePtr target = load_function(regs, export_of_stub(pc)); \
        RESTORE();                                                \
        if (UNLIKELY(target == NULL))                             \
            LEAVE_FOR(op_raise_pending);                          \
        ENTER(N, target);                                         \
    }

/* The outermost function has returned. */
#define DEFINE_process_end(N)                    \
    INSTR(N)                                     \
    {                                            \
        (void)pc;                                \
        SAVE();                                  \
        proc_exit(regs->process, ATOM_(normal)); \
        regs->end = TURN_EXITED;                 \
        END_TURN();                              \
    }

#include "vm/interp/expand.h"
#include "vm/interp/call.def"
