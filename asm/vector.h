/* SPDX-License-Identifier: Apache-2.0 */
/* vector.h: growable arrays, byte buffers and the arena that the assembler keeps its data in.
 * All grow geometrically, so that adding n things takes time linear in n. */
#ifndef TICK_ASM_VECTOR_H
#define TICK_ASM_VECTOR_H

#include "vm/base/base.h"

/* An array of T that grows. All zero is an empty one. */
#define ASM_VECTOR(T)           \
    struct {                    \
        T *items;               \
        size_t count, capacity; \
    }

/* A pointer to a new last item of VECTOR, not yet filled in. */
#define ASM_PUSH(vector)                                                                   \
    ((vector)->items = asm_grow((vector)->items, &(vector)->capacity, (vector)->count + 1, \
                                sizeof *(vector)->items),                                  \
     &(vector)->items[(vector)->count++])

/* ITEMS with room for NEEDED items of SIZE bytes. */
void *asm_grow(void *items, size_t *capacity, size_t needed, size_t size);

/* Bytes that are written one after the other. */
struct asm_bytes {
    uint8_t *data;
    size_t size, capacity;
};

void asm_put(struct asm_bytes *to, const void *bytes, size_t size);
/* The same, behind a comma if it is not the first. */
void asm_put_listed(struct asm_bytes *to, const void *bytes, size_t size);
void asm_put8(struct asm_bytes *to, unsigned value);
void asm_put16(struct asm_bytes *to, unsigned value);
void asm_put32(struct asm_bytes *to, uint32_t value);
void asm_put64(struct asm_bytes *to, uint64_t value);
void asm_bytes_free(struct asm_bytes *bytes);

/* Memory that is given back all at once. */
struct asm_arena {
    struct asm_block *block; /* the newest; each points to the one before */
};

/* SIZE bytes, aligned for any type, not initialised. */
void *asm_arena_alloc(struct asm_arena *arena, size_t size);

/* Forgets what is in it, keeping some memory for what comes next. */
void asm_arena_empty(struct asm_arena *arena);

void asm_arena_free(struct asm_arena *arena);

#endif
