/* SPDX-License-Identifier: Apache-2.0 */
/* pages.h: large pages for a program with a lot of small blocks. */
#ifndef TICK_VM_PAGES_H
#define TICK_VM_PAGES_H

#include "vm/base/base.h"

/* From now on the allocator asks the system for large pages (2 MB) when it needs memory: with
 * gigabytes of small blocks most of the time goes into page faults and address translation
 * otherwise. A small program is better off without. Does nothing when the allocator is not
 * mimalloc. Any thread. */
void pages_prefer_large(void);

#endif
