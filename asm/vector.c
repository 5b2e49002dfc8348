/* SPDX-License-Identifier: Apache-2.0 */
/* Growable arrays, byte buffers and the arena. */

#include "asm/vector.h"

#include <stdlib.h>
#include <string.h>

void *asm_grow(void *items, size_t *capacity, size_t needed, size_t size)
{
    if (needed <= *capacity)
        return items;
    size_t wanted = *capacity < 8 ? 8 : *capacity * 2;
    if (wanted < needed)
        wanted = needed;
    if (wanted > SIZE_MAX / 2 / size)
        fatal("out of memory");
    *capacity = wanted;
    return mem_realloc(items, wanted * size);
}

void asm_put(struct asm_bytes *to, const void *bytes, size_t size)
{
    if (size == 0)
        return;
    to->data = asm_grow(to->data, &to->capacity, to->size + size, 1);
    memcpy(to->data + to->size, bytes, size);
    to->size += size;
}

void asm_put_listed(struct asm_bytes *to, const void *bytes, size_t size)
{
    if (to->size > 0)
        asm_put(to, ", ", 2);
    asm_put(to, bytes, size);
}

void asm_put8(struct asm_bytes *to, unsigned value)
{
    asm_put(to, &(uint8_t){(uint8_t)value}, 1);
}

void asm_put16(struct asm_bytes *to, unsigned value)
{
    asm_put(to, (uint8_t[]){(uint8_t)(value >> 8), (uint8_t)value}, 2);
}

void asm_put32(struct asm_bytes *to, uint32_t value)
{
    asm_put16(to, value >> 16);
    asm_put16(to, value & 0xffff);
}

void asm_put64(struct asm_bytes *to, uint64_t value)
{
    asm_put32(to, (uint32_t)(value >> 32));
    asm_put32(to, (uint32_t)value);
}

void asm_bytes_free(struct asm_bytes *bytes)
{
    free(bytes->data);
    *bytes = (struct asm_bytes){0};
}

struct asm_block {
    struct asm_block *before;
    size_t used, size;
    _Alignas(max_align_t) unsigned char memory[];
};

enum { BLOCK_SIZE = 64 * 1024 };

void *asm_arena_alloc(struct asm_arena *arena, size_t size)
{
    size = (size + _Alignof(max_align_t) - 1) & ~(_Alignof(max_align_t) - 1);
    struct asm_block *block = arena->block;
    if (block == NULL || block->size - block->used < size) {
        size_t room = size > BLOCK_SIZE ? size : BLOCK_SIZE;
        block = mem_alloc(sizeof *block + room);
        *block = (struct asm_block){.before = arena->block, .size = room};
        arena->block = block;
    }
    void *memory = block->memory + block->used;
    block->used += size;
    return memory;
}

void asm_arena_empty(struct asm_arena *arena)
{
    struct asm_block *block = arena->block;
    if (block != NULL && block->before == NULL && block->size == BLOCK_SIZE)
        block->used = 0;
    else
        asm_arena_free(arena);
}

void asm_arena_free(struct asm_arena *arena)
{
    while (arena->block != NULL) {
        struct asm_block *before = arena->block->before;
        free(arena->block);
        arena->block = before;
    }
}
