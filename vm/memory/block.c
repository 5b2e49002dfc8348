/* SPDX-License-Identifier: Apache-2.0 */
/* block.c: memory for blocks. A large block is used from one end to the other soon after it was
 * made, so it asks the system for large pages: a page fault can cost more than copying the page it
 * is for. */
#include "vm/memory/block.h"

#include <sys/mman.h>

#define SMALL_PAGE ((uintptr_t)4096)
#define LARGE_PAGE ((uintptr_t)2 * 1024 * 1024)

/* Advice only: nothing depends on its success. */
static COLD void advise_large_pages(void *block, size_t bytes)
{
    uintptr_t start = ((uintptr_t)block + LARGE_PAGE - 1) & ~(LARGE_PAGE - 1);
    uintptr_t end = ((uintptr_t)block + bytes) & ~(LARGE_PAGE - 1);
    if (start < end)
        (void)madvise((void *)start, end - start, MADV_HUGEPAGE);
}

/* In pieces, because whoever else needs memory mapped waits for each. An old kernel (before 5.14)
 * does without. */
void block_prepare(void *from, const void *to)
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

void *block_memory(size_t bytes)
{
    void *block = malloc(bytes);
    if (UNLIKELY(bytes >= 2 * LARGE_PAGE) && block != NULL)
        advise_large_pages(block, bytes);
    return block;
}
