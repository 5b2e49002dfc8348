/* SPDX-License-Identifier: Apache-2.0 */
/* utilisation.h: how long schedulers have had nothing to do. The clock is read when a scheduler
 * finds its queue empty and when it has found work again, never in between.
 *
 * One word tells it all, so that others read it without a lock:
 *
 *     idle >= 0     busy; nanoseconds spent idle until now
 *     idle < 0      idle; LONG_IDLE less than that sum minus the time at which the idling began
 */
#ifndef TICK_VM_UTILISATION_H
#define TICK_VM_UTILISATION_H

#include "vm/process/clock.h"
#include "vm/process/schedulers.h"

#define LONG_IDLE (INT64_C(1) << 62)

/* S has nothing to do from now on. */
static inline void utilisation_idle(struct scheduler *s)
{
    int64_t idle = atomic_load_explicit(&s->idle, memory_order_relaxed);
    atomic_store_explicit(&s->idle, idle - clock_now() - LONG_IDLE, memory_order_relaxed);
}

/* S has something to do again. */
static inline void utilisation_busy(struct scheduler *s)
{
    int64_t idle = atomic_load_explicit(&s->idle, memory_order_relaxed);
    atomic_store_explicit(&s->idle, idle + clock_now() + LONG_IDLE, memory_order_relaxed);
}

static inline bool utilisation_is_idle(const struct scheduler *s)
{
    return atomic_load_explicit(&s->idle, memory_order_relaxed) < 0;
}

/* Nanoseconds that S has been idle until NOW. */
static inline int64_t utilisation_idle_time(const struct scheduler *s, int64_t now)
{
    int64_t idle = atomic_load_explicit(&s->idle, memory_order_relaxed);
    return idle < 0 ? idle + now + LONG_IDLE : idle;
}

#endif
