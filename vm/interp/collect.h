/* SPDX-License-Identifier: Apache-2.0 */
/* collect.h: a collection in parts, for those that do them on different threads. */
#ifndef TICK_VM_INTERP_COLLECT_H
#define TICK_VM_INTERP_COLLECT_H

#include "vm/interp/interp.h"
#include "vm/memory/gc.h"

/* gc_work of the collection. */
size_t collect_work(const struct process *p, size_t need);

/* The collection itself: touches nothing but what P owns. LIVE: the x registers in use. *RECLAIMED:
 * words. False: the memory cannot be had, and all is as it was. */
bool collect(struct process *p, size_t need, struct root_array live, size_t *reclaimed) MUST_CHECK;

/* What there is to it besides, on a scheduler. */
void collect_finish(struct process *p, size_t need, bool done, size_t reclaimed);

#endif
