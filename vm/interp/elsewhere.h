/* SPDX-License-Identifier: Apache-2.0 */
/* elsewhere.h: how a builtin that takes long and cannot be divided is done by a dirty scheduler. */
#ifndef TICK_VM_INTERP_ELSEWHERE_H
#define TICK_VM_INTERP_ELSEWHERE_H

#include "vm/builtin/support.h"
#include "vm/process/dirty.h"

/* Ends the turn. FUNCTION, which is like a builtin, is called with ARGS by a dirty scheduler of
 * KIND, and P goes on with what it returns or raises, as if MODULE:NAME had done so; or where it
 * traps to. It may use P's heap and what P owns, and nothing that processes share: see dirty.h.
 * Returns NON_VALUE. Called on a dirty scheduler, it is a call of FUNCTION.
 *
 *     static Term read_2(struct process *p, const Term *args)
 *     {
 *         if (...)
 *             return builtin_badarg(p);
 *         return builtin_dirty(p, DIRTY_IO, read_there, ATOM_(file), ATOM_(read), 2, args);
 *     }
 */
Term builtin_dirty(struct process *p, enum dirty_kind kind, builtin_fn *function, Term module,
                   Term name, unsigned count, const Term *args);

/* Is WORK, in reductions, much to be done in one go, and would somebody have to wait for it? For
 * builtins that cannot divide it: they call themselves on a dirty scheduler, where this is false.
 *
 *     if (builtin_takes_long(p, tuple_arity(args[0]) / ELEMENTS_PER_REDUCTION))
 *         return builtin_dirty(p, DIRTY_CPU, tuple_to_list_1, ATOM_(erlang), ATOM_(tuple_to_list),
 *                              1, args);
 */
bool builtin_takes_long(const struct process *p, size_t work) MUST_CHECK;

/* Is P with a dirty scheduler? Then nobody waits for its turn to end. */
ALWAYS_INLINE bool builtin_is_dirty(const struct process *p)
{
    return p->regs->scheduler == NULL;
}

#endif
