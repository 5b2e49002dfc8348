/* SPDX-License-Identifier: Apache-2.0 */
/* lock.c: waiting for the lock of a table. */
#include "vm/ets/lock.h"

#include "vm/process/spin.h"

#include <sched.h>

/* Attempts before the rest of the time slice is given away, and before a writer insists. */
#define PATIENCE        200
#define WRITER_PATIENCE 1000

static void pause_for(unsigned attempts)
{
    if (attempts < PATIENCE)
        spin_pause();
    else
        (void)sched_yield();
}

COLD void ets_lock_wait_read(struct ets_lock *lock)
{
    for (unsigned i = 0; !ck_rwlock_read_trylock(&lock->lock); i++)
        pause_for(i);
}

COLD void ets_lock_wait_write(struct ets_lock *lock)
{
    for (unsigned i = 0; i < WRITER_PATIENCE; i++) {
        if (ck_rwlock_write_trylock(&lock->lock))
            return;
        pause_for(i);
    }
    ck_rwlock_write_lock(&lock->lock);
}
