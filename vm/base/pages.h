/* SPDX-License-Identifier: Apache-2.0 */
/* pages.h: large pieces of memory, and what to tell the allocator and the leak checker. */
#ifndef TICK_VM_PAGES_H
#define TICK_VM_PAGES_H

#include "vm/base/base.h"

/* Memory for what is used from one end to the other soon after it was made, to be freed with
 * free(); NULL when it is exhausted. A large piece asks the system for large pages (2 MB): a page
 * fault can cost more than filling the page it is for. */
void *pages_memory(size_t bytes) MUST_CHECK;

/* Gets the pages between FROM and TO from the system now, which takes as long as filling them, so
 * that whoever writes there first does not wait for them. What they hold stays. */
void pages_prepare(void *from, const void *to);

/* From now on the allocator asks the system for large pages (2 MB) when it needs memory: with
 * gigabytes of small blocks most of the time goes into page faults and address translation
 * otherwise. A small program is better off without. Does nothing when the allocator is not
 * mimalloc. Any thread. */
void pages_prefer_large(void);

/* Tells the leak checker of a build with the address sanitizer that the mapped BYTES at AREA refer
 * to allocated memory; it looks at what can be read of them. Other builds: nothing. */
void pages_hold_pointers(const void *area, size_t bytes);

#endif
