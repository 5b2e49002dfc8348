/* SPDX-License-Identifier: Apache-2.0 */
/* spin.c: waiting for a lock. Who holds it may have been switched out by the system, so after a
 * while the rest of the time slice is given away. */
#include "vm/process/spin.h"

#include <sched.h>

#define PATIENCE 200

COLD void spin_wait(struct spin *lock)
{
    for (unsigned i = 0; atomic_load_explicit(&lock->taken, memory_order_relaxed); i++) {
        if (i < PATIENCE)
            spin_pause();
        else
            (void)sched_yield();
    }
}
