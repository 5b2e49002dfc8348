/* SPDX-License-Identifier: Apache-2.0 */
/* registry.h: names of processes. Names are atoms, so the registry is an array of pids indexed by
 * the number of the atom, in reserved address space: finding a name is one load.
 *
 * Invariant, kept under a lock: the entry of Name holds P exactly when P's `name` is Name. A
 * process that ends without a name closes its `name` without the lock. */
#ifndef TICK_VM_REGISTRY_H
#define TICK_VM_REGISTRY_H

#include "vm/process/process.h"

/* Atoms with larger numbers cannot be names. */
#define REGISTRY_ATOMS (UINT32_C(1) << 23)

extern _Atomic(Term) *registry;

/* Once, before any process. */
void registry_init(void);

/* The pid registered as NAME (an atom), or NON_VALUE. Any thread. */
ALWAYS_INLINE Term registry_find(Term name)
{
    uint32_t index = atom_index(name);
    if (UNLIKELY(index >= REGISTRY_ATOMS))
        return NON_VALUE;
    return atomic_load_explicit(&registry[index], memory_order_acquire);
}

/* Registers P (looked up in this epoch section). False: the name is taken, P has a name already or
 * has ended. */
bool registry_add(Term name, struct process *p) MUST_CHECK;

/* Takes the name away from whoever has it. False: nobody has. */
bool registry_remove(Term name) MUST_CHECK;

/* P ends: it loses its name and can have none any more. */
void registry_forget(struct process *p);

/* Calls VISIT with each name. Not a snapshot when others register meanwhile. */
void registry_each(void (*visit)(Term name, void *context), void *context);

#endif
