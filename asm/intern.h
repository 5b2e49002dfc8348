/* SPDX-License-Identifier: Apache-2.0 */
/* intern.h: a set of byte strings, each numbered in the order of arrival. It is the assembler's
 * only hash table: names, literals and rows of tables (as the bytes of a small structure) all go
 * through one. */
#ifndef TICK_ASM_INTERN_H
#define TICK_ASM_INTERN_H

#include "asm/vector.h"

struct asm_entry {
    const uint8_t *bytes;
    size_t size;
    uint64_t hash;
};

/* All zero is an empty set. */
struct asm_intern {
    ASM_VECTOR(struct asm_entry) entries;
    uint32_t *slots; /* open addressing; number + 1, 0 = free */
    size_t slot_count;
    struct asm_arena arena;
};

/* The number of this byte string, which is added (copied) if it is new. */
uint32_t asm_intern(struct asm_intern *set, const void *bytes, size_t size);

void asm_intern_free(struct asm_intern *set);

/* A 64-bit hash of bytes, the same on every machine (FNV-1a). */
uint64_t asm_hash(const void *bytes, size_t size);

#endif
