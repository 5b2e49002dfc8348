/* SPDX-License-Identifier: Apache-2.0 */
/* block.c: memory for blocks. A large block is used from one end to the other soon after it was
 * made, so it asks the system for large pages: a page fault can cost more than copying the page it
 * is for. */
#include "vm/memory/block.h"

#include <sys/mman.h>

#define LARGE_PAGE ((uintptr_t)2 * 1024 * 1024)

/* Advice only: nothing depends on its success. */
static COLD void advise_large_pages(void *block, size_t bytes)
{
    uintptr_t start = ((uintptr_t)block + LARGE_PAGE - 1) & ~(LARGE_PAGE - 1);
    uintptr_t end = ((uintptr_t)block + bytes) & ~(LARGE_PAGE - 1);
    if (start < end)
        (void)madvise((void *)start, end - start, MADV_HUGEPAGE);
}

void *block_memory(size_t bytes)
{
    void *block = malloc(bytes);
    if (UNLIKELY(bytes >= 2 * LARGE_PAGE) && block != NULL)
        advise_large_pages(block, bytes);
    return block;
}
