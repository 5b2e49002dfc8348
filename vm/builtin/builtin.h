/* SPDX-License-Identifier: Apache-2.0 */
/* builtin.h: how a function is written in C.
 *
 *     static Term tuple_size_1(struct process *p, const Term *args)
 *     {
 *         if (!term_is_tuple(args[0]))
 *             return builtin_badarg(p);
 *         return small_make((int64_t)tuple_arity(args[0]));
 *     }
 *     const struct builtin_row builtins_tuples[] = {
 *         {"erlang", "tuple_size", 1, tuple_size_1},
 *         {0},
 *     };
 *
 * A builtin returns a term, or NON_VALUE after builtin_raise (an exception) or builtin_trap (go on
 * elsewhere). It allocates with heap_alloc(&p->heap, …), which never collects: terms in local
 * variables stay valid until it returns. ARGS points at the x registers: builtin_trap overwrites
 * them, so read first.
 *
 * A builtin whose work grows with its input works in slices: it charges what it does with
 * builtin_charge, and when builtin_out_of_time says so it traps to a continuation (usually itself
 * or a sibling row) whose arguments hold the state as terms. Other processes run, the collector may
 * run, and then the continuation is called. Killed in between, there is nothing to clean up: the
 * state is on the heap.
 *
 * Arguments for guards: the rows that are also guard builtins (bif0..2, gc_bif1..3) are ordinary
 * rows; they must not trap unless listed in guard.c. */
#ifndef TICK_VM_BUILTIN_H
#define TICK_VM_BUILTIN_H

#include "vm/memory/heap.h"
#include "vm/process/registers.h"
#include "vm/term/atom.h"
#include "vm/term/work.h"

struct builtin_row {
    const char *module;
    const char *name;
    uint32_t arity;
    builtin_fn *function;
};

/* Enters every row of every table (builtin_tables.c) into the exports, and prepares what they rely
 * on. */
void builtin_init(void);

/* ---- exceptions: each returns NON_VALUE, so that `return builtin_badarg(p);` reads well ---- */

/* CLASS is ATOM_(error), ATOM_(exit_class) or ATOM_(throw). */
Term builtin_raise(struct process *p, Term class, Term value);
Term builtin_error(struct process *p, Term reason);
Term builtin_badarg(struct process *p);
Term builtin_badarith(struct process *p);
Term builtin_system_limit(struct process *p);

/* error {Tag, Value}: badmap, badkey, ... */
Term builtin_error2(struct process *p, Term tag, Term value);

/* The last element of the first trace entry for an error of a builtin of MODULE:
 * [{error_info, #{module => M}}], where M is the module of OTP that words such errors. A literal.
 */
Term builtin_error_info(Term module);

/* The same with what is wrong: [{error_info, #{cause => CAUSE, module => M}}]; and badarg for that
 * cause. */
Term builtin_cause_info(struct process *p, Term cause, Term module);
Term builtin_badarg_cause(struct process *p, Term cause, Term module);

/* The same for a wrong option of a function of the module erlang or its like. */
Term builtin_badopt(struct process *p);

/* ---- time ---- */

/* One reduction stands for about one executed instruction: some 20 to 50 machine instructions of C.
 */
ALWAYS_INLINE void builtin_charge(struct process *p, int64_t reductions)
{
    if (WORK_IS_COUNTED)
        p->regs->reductions -= reductions;
}

ALWAYS_INLINE bool builtin_out_of_time(const struct process *p)
{
    return WORK_IS_COUNTED && p->regs->reductions <= 0;
}

/* Steps that nobody ever comes to the end of. */
#define BUILTIN_ENDLESS ((size_t)1 << 40)

/* How many steps of PER_REDUCTION to a reduction the turn still allows: at least 1. */
ALWAYS_INLINE size_t builtin_budget(const struct process *p, size_t per_reduction)
{
    if (!WORK_IS_COUNTED)
        return BUILTIN_ENDLESS;
    int64_t left = p->regs->reductions;
    return left <= 0 ? 1 : (size_t)left * per_reduction;
}

/* Go on with EXPORT (a builtin or a loaded function of COUNT arguments) in the next turn at the
 * latest, or at once when the turn still has time. Returns NON_VALUE. */
Term builtin_trap(struct process *p, const struct export *export, unsigned count, const Term *args);
/* To be called behind builtin_trap or builtin_continue: what goes on is about to build WORDS words
 * that stay, so a heap that has not so many free gets them first. Built in fragments they would be
 * moved, by a collection after every slice. Only a wish: nothing relies on it. Returns NON_VALUE.
 */
Term builtin_make_room(struct process *p, size_t words);

Term builtin_trap1(struct process *p, const struct export *export, Term a);
Term builtin_trap2(struct process *p, const struct export *export, Term a, Term b);
Term builtin_trap3(struct process *p, const struct export *export, Term a, Term b, Term c);

#endif
