/* SPDX-License-Identifier: Apache-2.0 */
/* table.c: giving out and taking back the slots of the process table. */
#include "vm/process/table.h"

#include "vm/base/pages.h"
#include "vm/process/spin.h"

#include <sys/mman.h>

/* Free slots that wait before the first of them is used again. */
#define REUSE_DISTANCE 4096

#define NO_SLOT UINT32_MAX

/* When so many processes have been there at once, many more may follow. */
#define MANY_PROCESSES 8192

_Atomic(uint64_t) *process_table;
uint32_t process_table_limit;

/* The free list, first in first out, linked through the words of the slots. */
static struct {
    struct spin lock;
    uint32_t first, last;
    uint32_t count;
    _Atomic(uint32_t) fresh; /* slots from here on were never used */
} free_slots;

static uint64_t free_word(uint32_t serial, uint32_t link)
{
    return (uint64_t)serial << (PID_INDEX_BITS + 1) | (uint64_t)link << 1 | 1;
}

static uint32_t word_serial(uint64_t word)
{
    return (uint32_t)(word >> (PID_INDEX_BITS + 1));
}

static uint32_t word_link(uint64_t word)
{
    return (uint32_t)(word >> 1 & PID_INDEX_MASK);
}

static uint64_t slot_word(uint32_t index)
{
    return atomic_load_explicit(&process_table[index], memory_order_relaxed);
}

void table_init(uint32_t limit)
{
    if (process_table != NULL)
        (void)munmap((void *)(uintptr_t)process_table,
                     process_table_limit * sizeof process_table[0]);
    void *area = mmap(NULL, limit * sizeof process_table[0], PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (area == MAP_FAILED)
        fatal("no address space for a table of %u processes", limit);
    /* When the machine stops, processes that still live are left to the system: they are no leak.
     */
    pages_hold_pointers(area, limit * sizeof process_table[0]);
    process_table = area;
    process_table_limit = limit;
    free_slots.count = 0;
    atomic_store(&free_slots.fresh, 0);
}

uint32_t table_end(void)
{
    return atomic_load_explicit(&free_slots.fresh, memory_order_acquire);
}

/* ---- under the lock ---- */

static uint32_t take_used(void)
{
    uint32_t index = free_slots.first;
    free_slots.first = word_link(slot_word(index));
    free_slots.count--;
    return index;
}

static uint32_t take_slot(void)
{
    uint32_t fresh = atomic_load_explicit(&free_slots.fresh, memory_order_relaxed);
    bool any_fresh = fresh < process_table_limit;
    if (free_slots.count > (any_fresh ? REUSE_DISTANCE : 0))
        return take_used();
    if (!any_fresh)
        return NO_SLOT;
    atomic_store_explicit(&free_slots.fresh, fresh + 1, memory_order_release);
    if (UNLIKELY(fresh == MANY_PROCESSES))
        pages_prefer_large();
    return fresh;
}

static void put_slot(uint32_t index)
{
    if (free_slots.count++ == 0) {
        free_slots.first = index;
    } else {
        uint64_t word = slot_word(free_slots.last);
        atomic_store_explicit(&process_table[free_slots.last], free_word(word_serial(word), index),
                              memory_order_relaxed);
    }
    free_slots.last = index;
}

/* ---- the caches ---- */

static void return_freed(struct slot_cache *cache)
{
    for (uint32_t i = 0; i < cache->freed_count; i++)
        put_slot(cache->freed[i]);
    cache->freed_count = 0;
}

static COLD bool refill(struct slot_cache *cache)
{
    spin_lock(&free_slots.lock);
    return_freed(cache);
    cache->ready_next = 0;
    cache->ready_count = 0;
    while (cache->ready_count < SLOT_CACHE) {
        uint32_t index = take_slot();
        if (index == NO_SLOT)
            break;
        cache->ready[cache->ready_count++] = index;
    }
    spin_unlock(&free_slots.lock);
    return cache->ready_count != 0;
}

Term table_reserve(struct slot_cache *cache)
{
    if (UNLIKELY(cache->ready_next == cache->ready_count) && !refill(cache))
        return NON_VALUE;
    uint32_t index = cache->ready[cache->ready_next++];
    return pid_make((uint64_t)word_serial(slot_word(index)) << PID_INDEX_BITS | index);
}

void table_publish(struct process *p)
{
    uint64_t index = pid_data(p->id) & PID_INDEX_MASK;
    atomic_store_explicit(&process_table[index], (uint64_t)(uintptr_t)p, memory_order_release);
}

static COLD void flush_freed(struct slot_cache *cache)
{
    spin_lock(&free_slots.lock);
    return_freed(cache);
    spin_unlock(&free_slots.lock);
}

void table_free(struct slot_cache *cache, Term pid)
{
    uint32_t index = (uint32_t)(pid_data(pid) & PID_INDEX_MASK);
    uint32_t serial = (uint32_t)(pid_data(pid) >> PID_INDEX_BITS);
    atomic_store_explicit(&process_table[index], free_word(serial + 1, 0), memory_order_release);
    if (UNLIKELY(cache->freed_count == SLOT_CACHE))
        flush_freed(cache);
    cache->freed[cache->freed_count++] = index;
}
