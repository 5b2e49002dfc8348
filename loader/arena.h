/* SPDX-License-Identifier: Apache-2.0 */
/* arena.h: memory that lives as long as one load: many small blocks, freed together. */
#ifndef TICK_LOADER_ARENA_H
#define TICK_LOADER_ARENA_H

#include "vm/base/base.h"

/* Empty when all zero. */
struct arena {
    struct arena_block *blocks;
};

/* BYTES bytes, zeroed, aligned for any word. Never NULL. */
void *arena_alloc(struct arena *arena, size_t bytes) __attribute__((malloc, returns_nonnull));

/* COUNT * SIZE bytes; both come from a file, so the product is checked. */
void *arena_array(struct arena *arena, size_t count, size_t size)
    __attribute__((malloc, returns_nonnull));

/* Frees everything. */
void arena_release(struct arena *arena);

#endif
