/* SPDX-License-Identifier: Apache-2.0 */
/* nearest.h: the word that was perhaps meant. */
#ifndef TICK_ASM_NEAREST_H
#define TICK_ASM_NEAREST_H

#include "vm/base/base.h"

/* A search for the candidate that is most like a word. */
struct asm_nearest {
    const char *word;
    size_t size;
    unsigned distance; /* of the best candidate so far */
    unsigned tried;
    const char *best; /* NULL: none is near */
    size_t best_size;
    size_t which; /* its number */
};

/* A search for the word of SIZE bytes. A candidate is like it if at most every third letter has
 * changed. */
struct asm_nearest asm_nearest_to(const char *word, size_t size);

/* Looks at a candidate (which must stay where it is) that has SLIPS besides those in the word;
 * WHICH is the caller's number for it. The first of equally good ones stays; after some thousands
 * no more are looked at. */
void asm_nearest_try(struct asm_nearest *nearest, const char *candidate, size_t size,
                     unsigned slips, size_t which);

/* The least number of single-letter changes (add, drop, replace, swap neighbours) between two
 * words. */
unsigned asm_edit_distance(const char *a, size_t a_size, const char *b, size_t b_size);

#endif
