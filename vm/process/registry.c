/* SPDX-License-Identifier: Apache-2.0 */
/* registry.c: giving names and taking them away. */
#include "vm/process/registry.h"

#include "vm/process/spin.h"
#include "vm/process/table.h"
#include "vm/term/atom.h"

#include <sys/mman.h>

_Atomic(Term) *registry;

static struct spin writers;

void registry_init(void)
{
    size_t bytes = REGISTRY_ATOMS * sizeof registry[0];
    if (registry != NULL)
        (void)munmap((void *)(uintptr_t)registry, bytes);
    void *area = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (area == MAP_FAILED)
        fatal("no address space for the names of processes");
    registry = area;
}

bool registry_add(Term name, struct process *p)
{
    uint32_t index = atom_index(name);
    if (index >= REGISTRY_ATOMS)
        return false;
    spin_lock(&writers);
    Term nameless = NIL;
    bool added = atomic_load_explicit(&registry[index], memory_order_relaxed) == NON_VALUE &&
                 atomic_compare_exchange_strong(&p->name, &nameless, name);
    if (added)
        atomic_store_explicit(&registry[index], p->id, memory_order_release);
    spin_unlock(&writers);
    return added;
}

bool registry_remove(Term name)
{
    uint32_t index = atom_index(name);
    if (index >= REGISTRY_ATOMS)
        return false;
    spin_lock(&writers);
    Term pid = atomic_exchange_explicit(&registry[index], NON_VALUE, memory_order_acq_rel);
    /* Under the lock an entry's process has not given up its name, so it is still in the table. */
    struct process *p = pid == NON_VALUE ? NULL : table_lookup(pid);
    if (p != NULL)
        atomic_store_explicit(&p->name, NIL, memory_order_release);
    spin_unlock(&writers);
    return pid != NON_VALUE;
}

static COLD void forget_name(struct process *p)
{
    spin_lock(&writers);
    Term name = atomic_exchange_explicit(&p->name, NON_VALUE, memory_order_acq_rel);
    if (name != NIL)
        atomic_store_explicit(&registry[atom_index(name)], NON_VALUE, memory_order_release);
    spin_unlock(&writers);
}

void registry_forget(struct process *p)
{
    Term nameless = NIL;
    if (scheduler_alone && atomic_load_explicit(&p->name, memory_order_relaxed) == NIL) {
        atomic_store_explicit(&p->name, NON_VALUE, memory_order_relaxed);
        return;
    }
    if (UNLIKELY(!atomic_compare_exchange_strong(&p->name, &nameless, NON_VALUE)))
        forget_name(p);
}

void registry_each(void (*visit)(Term name, void *context), void *context)
{
    uint32_t atoms = atom_count();
    for (uint32_t i = 0; i < atoms && i < REGISTRY_ATOMS; i++)
        if (atomic_load_explicit(&registry[i], memory_order_relaxed) != NON_VALUE)
            visit(ATOM_TERM(i), context);
}
