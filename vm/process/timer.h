/* SPDX-License-Identifier: Apache-2.0 */
/* timer.h: time-outs, kept by each scheduler in a hierarchical timing wheel: set and cancelled in
 * constant time (Varghese and Lauck, 1987). Time is counted in ticks of one millisecond of the
 * machine's clock (clock.h); a timer never fires early. A wheel has a lock of its own because a
 * process may have moved to another scheduler between setting a timer and cancelling it.
 *
 * Who owns a timer sets and cancels it; the wheel moves it from SET to FIRED, under the wheel's
 * lock. */
#ifndef TICK_VM_TIMER_H
#define TICK_VM_TIMER_H

#include "vm/base/base.h"

#include <stdatomic.h>

struct process;

enum timer_kind { TIMER_RECEIVE, TIMER_MESSAGE };
enum timer_state { TIMER_IDLE, TIMER_SET, TIMER_FIRED };

/* Embedded in what waits. */
struct timer {
    struct timer *next; /* in a slot of the wheel while it is set */
    struct timer *previous;
    uint64_t expiry;         /* tick */
    uint32_t wheel;          /* scheduler whose wheel it is or was in */
    uint16_t kind;           /* enum timer_kind: what it is embedded in */
    _Atomic(uint16_t) state; /* enum timer_state */
};

/* Sets an idle timer in the calling scheduler's wheel: it fires when the clock (clock.h) shows WHEN
 * or soon after. */
void timer_start(struct timer *timer, int64_t when);

/* Makes a timer that was started idle. False: it had fired, or will in this moment. */
bool timer_stop(struct timer *timer);

/* ---- the time-out of a receive; only the owner of the process calls these ---- */

/* Starts P's timer, which must be idle. */
void proc_timer_set(struct process *p, uint64_t milliseconds);

void proc_timer_cancel_slowly(struct process *p);

#endif
