/* SPDX-License-Identifier: Apache-2.0 */
/* pages.c: the library does not depend on mimalloc; the programs bring it, or not. */
#include "vm/base/pages.h"

#include <mimalloc.h>
#include <stdlib.h>
#include <sys/mman.h>
#ifdef TICK_ASAN
#include <sanitizer/lsan_interface.h>
#endif

#pragma weak mi_option_enable

#define SMALL_PAGE ((uintptr_t)4096)
#define LARGE_PAGE ((uintptr_t)2 * 1024 * 1024)

/* The advice may not be taken: nothing depends on it. */
static COLD void *memory_in_large_pages(size_t bytes)
{
    void *memory;
    if (posix_memalign(&memory, LARGE_PAGE, bytes) != 0)
        return NULL;
    (void)madvise(memory, bytes & ~(LARGE_PAGE - 1), MADV_HUGEPAGE);
    return memory;
}

void *pages_memory(size_t bytes)
{
    return LIKELY(bytes < LARGE_PAGE) ? malloc(bytes) : memory_in_large_pages(bytes);
}

/* In pieces, because whoever else needs memory mapped waits for each. An old kernel (before 5.14)
 * does without. */
void pages_prepare(void *from, const void *to)
{
#ifdef MADV_POPULATE_WRITE
    uintptr_t page = ((uintptr_t)from + SMALL_PAGE - 1) & ~(SMALL_PAGE - 1);
    uintptr_t end = (uintptr_t)to & ~(SMALL_PAGE - 1);
    while (page < end) {
        uintptr_t next = (page + LARGE_PAGE) & ~(LARGE_PAGE - 1);
        if (next > end)
            next = end;
        if (madvise((void *)page, next - page, MADV_POPULATE_WRITE) != 0)
            return;
        page = next;
    }
#else
    (void)from;
    (void)to;
#endif
}

void pages_prefer_large(void)
{
    if (mi_option_enable != NULL)
        mi_option_enable(mi_option_large_os_pages);
}

void pages_hold_pointers(const void *area, size_t bytes)
{
#ifdef TICK_ASAN
    __lsan_register_root_region(area, bytes);
#else
    (void)area;
    (void)bytes;
#endif
}
