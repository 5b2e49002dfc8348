/* SPDX-License-Identifier: Apache-2.0 */
/* sleep.c: sleeping on a word of memory, by Linux's futex. */
#include "vm/process/sleep.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define NANOSECONDS 1000000000

static long futex(_Atomic(uint32_t) *word, int operation, uint32_t value,
                  const struct timespec *timeout)
{
    return syscall(SYS_futex, (void *)(uintptr_t)word, operation, value, timeout, NULL, 0);
}

void sleep_begin(struct sleeper *sleeper)
{
    atomic_store(&sleeper->state, SLEEP_ASLEEP);
    atomic_thread_fence(memory_order_seq_cst);
}

enum sleep_state sleep_not(struct sleeper *sleeper)
{
    return (enum sleep_state)atomic_exchange(&sleeper->state, SLEEP_AWAKE);
}

/* Every return of the system call, whatever its reason, is followed by a look at the word. */
enum sleep_state sleep_now(struct sleeper *sleeper, int64_t nanoseconds)
{
    struct timespec limit = {.tv_sec = nanoseconds / NANOSECONDS,
                             .tv_nsec = nanoseconds % NANOSECONDS};
    do {
        (void)futex(&sleeper->state, FUTEX_WAIT_PRIVATE, SLEEP_ASLEEP,
                    nanoseconds < 0 ? NULL : &limit);
    } while (nanoseconds < 0 && atomic_load(&sleeper->state) == SLEEP_ASLEEP);
    return sleep_not(sleeper);
}

bool sleep_wake(struct sleeper *sleeper, enum sleep_state state)
{
    uint32_t asleep = SLEEP_ASLEEP;
    if (!atomic_compare_exchange_strong(&sleeper->state, &asleep, (uint32_t)state))
        return false;
    (void)futex(&sleeper->state, FUTEX_WAKE_PRIVATE, 1, NULL);
    return true;
}
