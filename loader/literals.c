/* SPDX-License-Identifier: Apache-2.0 */
/* literals.c: see literals.h. */
#include "loader/literals.h"
#include "vm/memory/copy.h"
#include "vm/memory/literal.h"
#include "vm/term/external_decode.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_WORDS 512
#define MAX_LIMBS   ((size_t)1 << 16) /* of an integer in the code */

void pool_init(struct literal_pool *pool)
{
    *pool = (struct literal_pool){0};
    heap_init(&pool->heap, FIRST_WORDS);
}

void pool_release(struct literal_pool *pool)
{
    heap_release(&pool->heap);
    free(pool->terms);
    *pool = (struct literal_pool){0};
}

uint32_t pool_add(struct literal_pool *pool, Term term)
{
    if (pool->count == pool->capacity) {
        pool->capacity = pool->capacity == 0 ? 64 : pool->capacity * 2;
        pool->terms = mem_realloc(pool->terms, pool->capacity * sizeof *pool->terms);
    }
    pool->terms[pool->count] = term;
    return pool->count++;
}

Term pool_decode(struct literal_pool *pool, struct beam_file *file, struct bytes external,
                 const char *what)
{
    size_t used = 0;
    Term term = external_decode(&pool->heap, external.data, external.size, 0, &used);
    if (term == NON_VALUE)
        load_fail(&file->error,
                  "%s: expected a term in the external format, found a fault at byte %zu of %zu",
                  what, used, external.size);
    return term;
}

/* Limb I of the absolute value of DIGITS; CARRY is what negating adds. */
static uint64_t limb_at(struct bytes digits, size_t i, bool negative, bool *carry)
{
    uint64_t limb = 0;
    for (size_t k = 0; k < 8; k++) {
        size_t from_end = i * 8 + k;
        uint8_t byte = negative ? 0xFF : 0;
        if (from_end < digits.size)
            byte = digits.data[digits.size - 1 - from_end];
        limb |= (uint64_t)byte << (8 * k);
    }
    if (!negative)
        return limb;
    limb = ~limb + *carry;
    *carry = *carry && limb == 0;
    return limb;
}

Term pool_integer(struct literal_pool *pool, struct bytes digits)
{
    bool negative = digits.data[0] & 0x80, carry = true;
    size_t limbs = digits.size / 8 + 1; /* negating the smallest number takes one more bit */
    if (limbs > MAX_LIMBS)
        return NON_VALUE;
    Term *cell = heap_alloc(&pool->heap, 1 + limbs);
    size_t used = 0;
    for (size_t i = 0; i < limbs; i++) {
        cell[1 + i] = limb_at(digits, i, negative, &carry);
        if (cell[1 + i] != 0)
            used = i + 1;
    }
    heap_trim(&pool->heap, cell, 1 + limbs, cell + 1 + used);
    cell[0] = HEADER(negative ? BOXED_NEG_BIG : BOXED_POS_BIG, used);
    return boxed_make(cell);
}

/* The copies refer to one another nowhere: each term is copied as a whole. */
bool pool_settle(struct literal_pool *pool, Term **block, size_t *words)
{
    *words = 0;
    *block = NULL;
    for (uint32_t i = 0; i < pool->count; i++)
        *words += copy_size_all(pool->terms[i]);
    if (*words == 0)
        return true;
    *block = literal_alloc(*words);
    if (*block == NULL)
        return false;
    Term *top = *block, *off_heap = NULL;
    for (uint32_t i = 0; i < pool->count; i++)
        pool->terms[i] = copy_term_all(pool->terms[i], &top, &off_heap);
    return true;
}
