/* SPDX-License-Identifier: Apache-2.0 */
/* wheel.h: the timing wheel of one scheduler: eight levels of 64 slots (docs/internals/timers.md).
 */
#ifndef TICK_VM_WHEEL_H
#define TICK_VM_WHEEL_H

#include "vm/process/spin.h"
#include "vm/process/timer.h"

#define WHEEL_BITS   6
#define WHEEL_SLOTS  (1 << WHEEL_BITS)
#define WHEEL_LEVELS 8

/* The longest time-out: some 8,900 years. A longer one fires then. */
#define WHEEL_MAX_TICKS ((UINT64_C(1) << (WHEEL_BITS * WHEEL_LEVELS)) - 1)

struct wheel {
    struct spin lock;
    uint64_t now;                    /* everything up to this tick has fired */
    _Atomic(uint32_t) count;         /* timers in it */
    uint64_t occupied[WHEEL_LEVELS]; /* a bit for each slot */
    struct timer *slots[WHEEL_LEVELS][WHEEL_SLOTS];
};

/* NOW: a tick that has begun. */
void wheel_init(struct wheel *wheel, uint64_t now);

/* Puts in a timer, which is not set, to fire at tick EXPIRY, or, if that has passed, at the next
 * one. NOW is the tick that has begun. */
void wheel_set(struct wheel *wheel, struct timer *timer, uint64_t expiry, uint64_t now);

/* Takes out a timer that was last set in WHEEL and makes it idle. False: it was not set any more,
 * but fired or idle. */
bool wheel_cancel(struct wheel *wheel, struct timer *timer);

/* Takes out up to MOST timers that are due at tick NOW and makes them FIRED; they are in FIRED, the
 * earliest first. Returns how many; to be repeated until that is less than MOST. */
size_t wheel_expire(struct wheel *wheel, uint64_t now, struct timer **fired, size_t most);

/* A tick before which nothing is due; UINT64_MAX when the wheel is empty. */
uint64_t wheel_next(struct wheel *wheel);

#endif
