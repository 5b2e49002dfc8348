/* SPDX-License-Identifier: Apache-2.0 */
/* deadlock.h: when every process waits and no timer is set, nothing can ever happen again. A seeded
 * run knows that at once, since nothing comes to it from outside. */
#ifndef TICK_VM_DEADLOCK_H
#define TICK_VM_DEADLOCK_H

/* The exit status of a run that ends in a deadlock. */
#define DEADLOCK_STATUS 3

/* Says on standard error who waits where. On the only scheduler, while it runs nobody. */
void deadlock_report(void);

#endif
