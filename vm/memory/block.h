/* SPDX-License-Identifier: Apache-2.0 */
/* block.h: inside vm/memory: the blocks of words that generations live in.
 * The older generation's own bookkeeping lies in front of its words, so that a process without one,
 * which is most processes, pays nothing for it in struct heap. */
#ifndef TICK_VM_BLOCK_H
#define TICK_VM_BLOCK_H

#include "vm/base/pages.h"
#include "vm/memory/heap.h"

#include <stdlib.h>
#include <string.h>

/* No block is larger: keeps sums of sizes far from overflow. */
#define BLOCK_MAX_WORDS ((size_t)1 << 40)

struct old_generation {
    Term *off_heap;        /* chain of the objects in here */
    size_t off_heap_bytes; /* what they own */
    size_t bytes_limit;    /* when they own more, the next collection is a major one */
    uint32_t minors;       /* collections that it has survived as it is */
    Term words[];          /* heap->old_start */
};

ALWAYS_INLINE struct old_generation *old_generation(const struct heap *heap)
{
    return (struct old_generation *)((char *)heap->old_start -
                                     offsetof(struct old_generation, words));
}

ALWAYS_INLINE size_t heap_old_words(const struct heap *heap)
{
    return (size_t)(heap->old_top - heap->old_start);
}

ALWAYS_INLINE MUST_CHECK Term *block_alloc(size_t words)
{
    return words > BLOCK_MAX_WORDS ? NULL : pages_memory(words * sizeof(Term));
}

/* Makes memory that is about to be freed unlike any term, where that helps to find stale pointers.
 */
ALWAYS_INLINE void block_poison(void *block, size_t bytes)
{
#if defined(TICK_STRESS_GC) || defined(TICK_DEBUG)
    memset(block, 0xA5, bytes);
#else
    (void)block;
    (void)bytes;
#endif
}

ALWAYS_INLINE void block_free(Term *start, const Term *end)
{
    block_poison(start, (size_t)(end - start) * sizeof(Term));
    free(start);
}

ALWAYS_INLINE void old_generation_free(const struct heap *heap)
{
    if (heap->old_start == NULL)
        return;
    block_poison(heap->old_start, heap_old_words(heap) * sizeof(Term));
    free(old_generation(heap));
}

/* Frees fragments whose objects own nothing any more. */
void fragments_free(struct fragment *first);

#endif
