/* SPDX-License-Identifier: Apache-2.0 */
/* Numbered byte strings: open addressing with linear probing, at most half full. */

#include "asm/intern.h"

#include <stdlib.h>
#include <string.h>

uint64_t asm_hash(const void *bytes, size_t size)
{
    const uint8_t *at = bytes;
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ at[i]) * 0x100000001b3u;
    return hash;
}

/* The slot that holds the string, or the free one where it belongs. */
static uint32_t *find(const struct asm_intern *set, const void *bytes, size_t size, uint64_t hash)
{
    size_t mask = set->slot_count - 1;
    for (size_t i = (hash ^ hash >> 32) & mask;; i = (i + 1) & mask) {
        uint32_t *slot = &set->slots[i];
        if (*slot == 0)
            return slot;
        const struct asm_entry *entry = &set->entries.items[*slot - 1];
        if (entry->hash == hash && entry->size == size &&
            (size == 0 || memcmp(entry->bytes, bytes, size) == 0))
            return slot;
    }
}

static void rehash(struct asm_intern *set)
{
    free(set->slots);
    set->slot_count = set->slot_count == 0 ? 64 : set->slot_count * 2;
    set->slots = mem_zalloc(set->slot_count * sizeof *set->slots);
    for (size_t i = 0; i < set->entries.count; i++) {
        const struct asm_entry *entry = &set->entries.items[i];
        *find(set, entry->bytes, entry->size, entry->hash) = (uint32_t)i + 1;
    }
}

uint32_t asm_intern(struct asm_intern *set, const void *bytes, size_t size)
{
    if (set->entries.count >= set->slot_count / 2)
        rehash(set);
    uint64_t hash = asm_hash(bytes, size);
    uint32_t *slot = find(set, bytes, size, hash);
    if (*slot == 0) {
        uint8_t *copy = asm_arena_alloc(&set->arena, size);
        if (size > 0)
            memcpy(copy, bytes, size);
        *ASM_PUSH(&set->entries) = (struct asm_entry){copy, size, hash};
        *slot = (uint32_t)set->entries.count;
    }
    return *slot - 1;
}

void asm_intern_free(struct asm_intern *set)
{
    free(set->entries.items);
    free(set->slots);
    asm_arena_free(&set->arena);
    *set = (struct asm_intern){0};
}
