/* SPDX-License-Identifier: Apache-2.0 */
/* fire.h: inside vm/process: what happens when a timer that a wheel has taken out fires. */
#ifndef TICK_VM_FIRE_H
#define TICK_VM_FIRE_H

#include "vm/process/timer.h"

/* On the scheduler whose wheel it was in, in the epoch section in which it was taken out. */
void timer_fire(struct timer *timer);

#endif
