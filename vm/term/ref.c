/* SPDX-License-Identifier: Apache-2.0 */
/* ref.c: numbers of references. The ten high bits are the range of the thread that drew the number,
 * the 54 low ones its own counter, which lasts for years at a hundred million numbers a second.
 * Threads that never asked for a range share range 0. */
#include "vm/term/ref.h"

#define RANGE_SHIFT 54

static _Thread_local uint64_t own_next; /* 0: this thread has no range */
static _Atomic(uint64_t) shared_next = 1;

void ref_use_range(unsigned range)
{
    own_next = ((uint64_t)range << RANGE_SHIFT) + 1;
}

uint64_t ref_next_number(void)
{
    if (LIKELY(own_next != 0))
        return own_next++;
    return atomic_fetch_add_explicit(&shared_next, 1, memory_order_relaxed);
}
