/* SPDX-License-Identifier: Apache-2.0 */
/* sleep.h: how a scheduler without work sleeps. The sleeper says that it will, looks once more at
 * everything it may be woken for, and sleeps; who wakes it first makes the reason visible, then
 * calls. All is sequentially consistent, so one of the two sees the other. */
#ifndef TICK_VM_SLEEP_H
#define TICK_VM_SLEEP_H

#include "vm/base/base.h"

#include <stdatomic.h>

enum sleep_state {
    SLEEP_AWAKE,
    SLEEP_ASLEEP, /* or about to be */
    SLEEP_CALLED, /* woken to look for work that waits elsewhere */
};

struct sleeper {
    _Atomic(uint32_t) state;
};

/* From now on calls are seen. To be followed by sleep_now or sleep_not. */
void sleep_begin(struct sleeper *sleeper);

/* Sleeps until somebody calls or NANOSECONDS have passed (negative: without limit). Returns how it
 * was woken: SLEEP_ASLEEP when by the time. The state is then AWAKE. */
enum sleep_state sleep_now(struct sleeper *sleeper, int64_t nanoseconds);

/* The sleeper found something to do. Returns SLEEP_CALLED or SLEEP_AWAKE when somebody has called
 * meanwhile. */
enum sleep_state sleep_not(struct sleeper *sleeper);

/* Wakes the sleeper if it sleeps; STATE is what it is told. True: it slept. */
bool sleep_wake(struct sleeper *sleeper, enum sleep_state state);

#endif
