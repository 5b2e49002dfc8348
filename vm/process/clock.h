/* SPDX-License-Identifier: Apache-2.0 */
/* clock.h: the machine's time: nanoseconds that only go forward. Timers count it in ticks of a
 * sixteenth of a millisecond, so that a time-out of one millisecond is hardly longer than that.
 *
 * A seeded run has virtual time instead: it moves on with the reductions that are executed, and to
 * the next timer when every process waits, so that it is the same in every run. */
#ifndef TICK_VM_CLOCK_H
#define TICK_VM_CLOCK_H

#include "vm/base/base.h"

#define NANOSECONDS_PER_TICK        INT64_C(62500)
#define NANOSECONDS_PER_MILLISECOND INT64_C(1000000)
#define NANOSECONDS_PER_SECOND      INT64_C(1000000000)

/* Once, before anything asks. Virtual time also has a place: from now on local time is UTC. */
void clock_init(bool make_virtual);

/* Monotonic time in nanoseconds, 0 or more. */
int64_t clock_now(void);

/* What to add to it for the time since 1970. Does not change while the machine runs. */
int64_t clock_offset(void);

/* The time since 1970 that the system believes in now. */
int64_t clock_system(void);

/* When the machine was started, in monotonic time. */
int64_t clock_start(void);

/* Moves virtual time on; nothing otherwise. */
void clock_advance(int64_t nanoseconds);

bool clock_is_virtual(void);

/* MILLISECONDS after TIME; some 290 years from the start at most. */
ALWAYS_INLINE int64_t clock_after(int64_t time, int64_t milliseconds)
{
    int64_t after;
    if (__builtin_mul_overflow(milliseconds, NANOSECONDS_PER_MILLISECOND, &after) ||
        __builtin_add_overflow(after, time, &after) || after > INT64_MAX - NANOSECONDS_PER_TICK)
        return milliseconds < 0 ? 0 : INT64_MAX - NANOSECONDS_PER_TICK;
    return after;
}

/* The tick that has begun. */
ALWAYS_INLINE uint64_t clock_tick(void)
{
    return (uint64_t)(clock_now() / NANOSECONDS_PER_TICK);
}

/* The first tick that begins at TIME or later. */
ALWAYS_INLINE uint64_t clock_tick_after(int64_t time)
{
    return (uint64_t)((time + NANOSECONDS_PER_TICK - 1) / NANOSECONDS_PER_TICK);
}

#endif
