/* SPDX-License-Identifier: Apache-2.0 */
/* table.h: from pid to process without a lock.
 *
 *     pid data (60 bits):   serial (32) | index (28)
 *
 * The table is one array of words in reserved address space, of which the system provides only what
 * has been touched. A word holds the process, or, while free, its next serial and a link:
 *
 *     0                                    never used
 *     address of a struct process          in use
 *     serial (32) | link (28) | 1          free
 *
 * Free slots are used again in the order in which they became free, and only when thousands of them
 * wait, each time with the next serial: an identifier comes back after 2^32 times as many spawns.
 * Each scheduler takes and returns slots by the handful, so the lock of the free list is taken
 * rarely. */
#ifndef TICK_VM_TABLE_H
#define TICK_VM_TABLE_H

#include "vm/process/process.h"

#define PROCESS_DEFAULT_LIMIT (UINT32_C(1) << 24)
#define PROCESS_MAX_LIMIT     UINT32_C(134217727)

#define PID_INDEX_BITS 28
#define PID_INDEX_MASK ((UINT64_C(1) << PID_INDEX_BITS) - 1)

#define SLOT_CACHE 32

/* Slots that one scheduler keeps at hand. */
struct slot_cache {
    uint32_t ready_count, freed_count;
    uint32_t ready_next;
    uint32_t ready[SLOT_CACHE];
    uint32_t freed[SLOT_CACHE];
};

extern _Atomic(uint64_t) *process_table;
extern uint32_t process_table_limit;

/* Once, before any process; LIMIT: the most processes there may be, at most PROCESS_MAX_LIMIT. */
void table_init(uint32_t limit);

/* An identifier that no process has; NON_VALUE when the table is full. */
Term table_reserve(struct slot_cache *cache) MUST_CHECK;

/* Makes P, complete with its id, known. */
void table_publish(struct process *p);

/* Makes the slot of PID, published or only reserved, free. */
void table_free(struct slot_cache *cache, Term pid);

/* All indices ever used are below this one. */
uint32_t table_end(void);

/* The process in a slot, or NULL. The same rules as for table_lookup. */
ALWAYS_INLINE struct process *table_at(uint32_t index)
{
    uint64_t word = atomic_load_explicit(&process_table[index], memory_order_acquire);
    return word & 1 ? NULL : (struct process *)(uintptr_t)word;
}

/* The process with a local pid, or NULL. It may be touched until the end of this epoch section. */
ALWAYS_INLINE struct process *table_lookup(Term pid)
{
    uint64_t index = pid_data(pid) & PID_INDEX_MASK;
    if (UNLIKELY(index >= process_table_limit))
        return NULL;
    struct process *p = table_at((uint32_t)index);
    return LIKELY(p != NULL) && LIKELY(p->id == pid) ? p : NULL;
}

#endif
