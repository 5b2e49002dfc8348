/* SPDX-License-Identifier: Apache-2.0 */
/* lock.h: the reader/writer lock of a part of a table: Concurrency Kit's ck_rwlock, entered by
 * trying. Who holds one is never a process that has been switched out, but its thread may have
 * been, by the system: so whoever waits gives its time away after a while. A writer that has waited
 * long announces itself, which keeps new readers out.
 *
 * With a single scheduler nobody else could hold a lock, and it costs nothing. */
#ifndef TICK_VM_ETS_LOCK_H
#define TICK_VM_ETS_LOCK_H

#include "vm/process/scheduler.h"

#include <ck_rwlock.h>

struct ets_lock {
    ck_rwlock_t lock;
};

/* Waits until the lock has been taken. */
void ets_lock_wait_read(struct ets_lock *lock);
void ets_lock_wait_write(struct ets_lock *lock);

/* The kit's assembly is invisible to the thread sanitizer, which is told what it orders. */
#ifdef TICK_TSAN
void __tsan_acquire(void *address);
void __tsan_release(void *address);
#define ETS_LOCK_ACQUIRED(lock) __tsan_acquire(lock)
#define ETS_LOCK_RELEASED(lock) __tsan_release(lock)
#else
#define ETS_LOCK_ACQUIRED(lock) ((void)0)
#define ETS_LOCK_RELEASED(lock) ((void)0)
#endif

ALWAYS_INLINE void ets_lock_read(struct ets_lock *lock)
{
    if (scheduler_alone)
        return;
    if (UNLIKELY(!ck_rwlock_read_trylock(&lock->lock)))
        ets_lock_wait_read(lock);
    ETS_LOCK_ACQUIRED(lock);
}

ALWAYS_INLINE void ets_unlock_read(struct ets_lock *lock)
{
    if (scheduler_alone)
        return;
    ETS_LOCK_RELEASED(lock);
    ck_rwlock_read_unlock(&lock->lock);
}

ALWAYS_INLINE void ets_lock_write(struct ets_lock *lock)
{
    if (scheduler_alone)
        return;
    if (UNLIKELY(!ck_rwlock_write_trylock(&lock->lock)))
        ets_lock_wait_write(lock);
    ETS_LOCK_ACQUIRED(lock);
}

ALWAYS_INLINE void ets_unlock_write(struct ets_lock *lock)
{
    if (scheduler_alone)
        return;
    ETS_LOCK_RELEASED(lock);
    ck_rwlock_write_unlock(&lock->lock);
}

#endif
