/* SPDX-License-Identifier: Apache-2.0 */
/* arena.c: blocks in a chain, all zero when they are made; an allocation that is large beside a
 * block gets one of its own. */
#include "loader/arena.h"

#include <stdlib.h>

/* The first block is enough for a small module. */
#define FIRST_BLOCK_BYTES ((size_t)16 * 1024)
#define BLOCK_BYTES       ((size_t)64 * 1024)

struct arena_block {
    struct arena_block *next;
    size_t used, size;
    uint64_t data[];
};

static struct arena_block *block_new(size_t bytes)
{
    struct arena_block *block = mem_zalloc(sizeof *block + bytes);
    block->size = bytes;
    return block;
}

/* The block to take BYTES from; a large one goes behind the first, which keeps its free rest. */
static struct arena_block *block_for(struct arena *arena, size_t bytes)
{
    struct arena_block *first = arena->blocks;
    if (first != NULL && first->size - first->used >= bytes)
        return first;
    bool large = bytes > BLOCK_BYTES / 4;
    size_t usual = first == NULL ? FIRST_BLOCK_BYTES : BLOCK_BYTES;
    struct arena_block *block = block_new(bytes > usual || large ? bytes : usual);
    struct arena_block **link = first != NULL && large ? &first->next : &arena->blocks;
    block->next = *link;
    *link = block;
    return block;
}

void *arena_alloc(struct arena *arena, size_t bytes)
{
    if (bytes > SIZE_MAX / 2)
        fatal("out of memory (%zu bytes wanted)", bytes);
    size_t rounded = (bytes + 7) & ~(size_t)7;
    struct arena_block *block = block_for(arena, rounded);
    void *place = (char *)block->data + block->used;
    block->used += rounded;
    return place;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes))
        fatal("out of memory (%zu times %zu bytes wanted)", count, size);
    return arena_alloc(arena, bytes);
}

void arena_release(struct arena *arena)
{
    for (struct arena_block *block = arena->blocks, *next; block != NULL; block = next) {
        next = block->next;
        free(block);
    }
    arena->blocks = NULL;
}
