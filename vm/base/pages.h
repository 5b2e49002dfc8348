/* SPDX-License-Identifier: Apache-2.0 */
/* pages.h: what to tell the allocator and the leak checker about memory. */
#ifndef TICK_VM_PAGES_H
#define TICK_VM_PAGES_H

#include "vm/base/base.h"

/* From now on the allocator asks the system for large pages (2 MB) when it needs memory: with
 * gigabytes of small blocks most of the time goes into page faults and address translation
 * otherwise. A small program is better off without. Does nothing when the allocator is not
 * mimalloc. Any thread. */
void pages_prefer_large(void);

/* Tells the leak checker of a build with the address sanitizer that the mapped BYTES at AREA refer
 * to allocated memory; it looks at what can be read of them. Other builds: nothing. */
void pages_hold_pointers(const void *area, size_t bytes);

#endif
