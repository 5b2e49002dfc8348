/* SPDX-License-Identifier: Apache-2.0 */
/* spin.h: a lock for sections of a few dozen instructions. With a single scheduler nobody else
 * could hold it, and it costs nothing. */
#ifndef TICK_VM_SPIN_H
#define TICK_VM_SPIN_H

#include "vm/process/scheduler.h"

struct spin {
    atomic_bool taken;
};

/* Waits for a lock that another thread holds. */
void spin_wait(struct spin *lock);

/* Tells the core that this is a loop that waits for another thread. */
ALWAYS_INLINE void spin_pause(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

ALWAYS_INLINE void spin_lock(struct spin *lock)
{
    if (scheduler_alone)
        return;
    while (UNLIKELY(atomic_exchange_explicit(&lock->taken, true, memory_order_acquire)))
        spin_wait(lock);
}

/* False: another thread holds it. */
ALWAYS_INLINE bool spin_try_lock(struct spin *lock)
{
    return scheduler_alone || (!atomic_load_explicit(&lock->taken, memory_order_relaxed) &&
                               !atomic_exchange_explicit(&lock->taken, true, memory_order_acquire));
}

ALWAYS_INLINE void spin_unlock(struct spin *lock)
{
    if (!scheduler_alone)
        atomic_store_explicit(&lock->taken, false, memory_order_release);
}

#endif
