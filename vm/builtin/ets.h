/* SPDX-License-Identifier: Apache-2.0 */
/* ets.h: what the files of builtins of the module ets share: finding a table and checking that the
 * caller may use it, and errors that say why. */
#ifndef TICK_VM_BUILTIN_ETS_H
#define TICK_VM_BUILTIN_ETS_H

#include "vm/builtin/support.h"
#include "vm/ets/store.h"

/* For an object put in, copied, or freed: each is somewhere else in memory. */
#define ETS_REDUCTIONS_PER_PUT  16
#define ETS_REDUCTIONS_PER_FREE 4
#define ETS_REDUCTIONS_PER_COPY 4

/* How many objects may be freed in this slice. */
ALWAYS_INLINE size_t ets_free_budget(const struct process *p)
{
    return builtin_budget(p, 1) / ETS_REDUCTIONS_PER_FREE + 1;
}

enum ets_access { ETS_READ, ETS_WRITE, ETS_OWN };

/* The table HANDLE stands for if P has this access to it; else NULL, and badarg has been raised. */
struct ets_table *ets_get_slowly(struct process *p, Term handle, enum ets_access access);

ALWAYS_INLINE bool ets_may(const struct process *p, const struct ets_table *table,
                           enum ets_access access)
{
    Term protection = atomic_load_explicit(&table->protection, memory_order_relaxed);
    if (access != ETS_OWN && protection == ATOM_(public))
        return true;
    return atomic_load_explicit(&table->owner, memory_order_relaxed) == p->id ||
           (access == ETS_READ && protection == ATOM_(protected));
}

ALWAYS_INLINE struct ets_table *ets_get(struct process *p, Term handle, enum ets_access access)
{
    struct ets_table *table = ets_find(handle);
    if (LIKELY(table != NULL && ets_may(p, table, access)))
        return table;
    return ets_get_slowly(p, handle, access);
}

/* badarg for a reason that the error_info of the trace names: id, access, badkey, ... */
Term ets_badarg(struct process *p, Term cause);

/* badarg of the call ets:Function(Args...) = ORIGIN, a list, for a later slice. CAUSE may be
 * NON_VALUE. */
Term ets_badarg_as(struct process *p, Term cause, Term origin);

/* The table of a later slice; NULL, and badarg of ORIGIN has been raised, when it is gone. */
struct ets_table *ets_get_again(struct process *p, Term handle, enum ets_access access,
                                Term origin);

/* Frees STORAGE (ets_take_storage) and then returns RESULT. */
Term ets_free_then(struct process *p, Term storage, Term result);

/* Deletes all objects at once and returns RESULT when they are freed. */
Term ets_clear_then(struct process *p, struct ets_table *table, Term result);

#endif
