/* SPDX-License-Identifier: Apache-2.0 */
/* timer.h: time-outs, kept by each scheduler in a hierarchical timing wheel: set and cancelled in
 * constant time (Varghese and Lauck, 1987). Time is counted in ticks of one millisecond of the
 * monotonic clock; a timer never fires early. A wheel has a lock of its own because a process may
 * have moved to another scheduler between setting a timer and cancelling it. */
#ifndef TICK_VM_TIMER_H
#define TICK_VM_TIMER_H

#include "vm/base/base.h"

/* Embedded in what waits. Unlinked when NEXT is NULL. */
struct timer {
    struct timer *next;
    struct timer *previous;
    uint64_t expiry; /* tick */
    uint32_t wheel;  /* scheduler whose wheel it is in */
    uint32_t kind;   /* enum timer_kind: what to do when it fires */
};

enum timer_kind { TIMER_RECEIVE, TIMER_MESSAGE };

#endif
