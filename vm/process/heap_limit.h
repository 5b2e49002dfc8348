/* SPDX-License-Identifier: Apache-2.0 */
/* heap_limit.h: what a process may hold at most.
 *
 * max_heap_size, a setting, is looked at when a process has collected its garbage. Besides, no
 * process may hold so much that collecting it could exhaust the machine's memory: that is looked at
 * before, and the process ends, reported, with the reason killed. So does one that wants more than
 * the system gives. */
#ifndef TICK_VM_HEAP_LIMIT_H
#define TICK_VM_HEAP_LIMIT_H

#include "vm/process/settings.h"

/* Before any process. MAX_WORDS: the max_heap_size of processes that set none of their own; 0: no
 * limit but the machine's memory. */
void heap_limit_init(size_t max_words);

/* Does P hold so little that it may collect and then have NEED words more? */
bool heap_limit_allows(const struct process *p, size_t need);

/* Reports that P wants NEED words more than there are, and ends it as soon as can be. */
void heap_limit_exhausted(struct process *p, size_t need);

void heap_limit_check_slowly(struct process *p);

/* P has collected. If it holds more than its limit it is reported, made PROC_EXITING with the
 * reason killed, and its turn has no reductions left, as its settings say. */
ALWAYS_INLINE void heap_limit_check(struct process *p)
{
    if (UNLIKELY(p->settings->heap_limit.words != 0))
        heap_limit_check_slowly(p);
}

/* P has to end with the reason killed, at the end of its turn, which is near. */
void heap_limit_kill(struct process *p);

#endif
