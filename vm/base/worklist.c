/* SPDX-License-Identifier: Apache-2.0 */
/* Finding the next member climbs the tree until a word has one further on, and goes down to it. */

#include "vm/base/worklist.h"

#include <stdlib.h>

enum { WORD_BITS = 64 };

#define NOT_THERE UINT64_MAX

void worklist_init(struct worklist *list, uint32_t count)
{
    uint64_t bits = count > 0 ? count : 1, total = 0;
    *list = (struct worklist){0};
    do {
        bits = (bits + WORD_BITS - 1) / WORD_BITS;
        list->words[list->depth++] = bits;
        total += bits;
    } while (bits > 1);
    list->levels[0] = mem_zalloc(total * sizeof *list->levels[0]);
    for (unsigned level = 1; level < list->depth; level++)
        list->levels[level] = list->levels[level - 1] + list->words[level - 1];
}

void worklist_release(struct worklist *list)
{
    free(list->levels[0]);
    *list = (struct worklist){0};
}

void worklist_add(struct worklist *list, uint32_t block)
{
    uint64_t at = block;
    for (unsigned level = 0; level < list->depth; level++) {
        list->levels[level][at / WORD_BITS] |= (uint64_t)1 << at % WORD_BITS;
        at /= WORD_BITS;
    }
}

static void take_out(struct worklist *list, uint64_t block)
{
    uint64_t at = block;
    for (unsigned level = 0; level < list->depth; level++) {
        uint64_t *word = &list->levels[level][at / WORD_BITS];
        *word &= ~((uint64_t)1 << at % WORD_BITS);
        if (*word != 0)
            return;
        at /= WORD_BITS;
    }
}

/* The first member from AT on. */
static uint64_t find(const struct worklist *list, uint64_t at)
{
    unsigned level = 0;
    uint64_t later = 0;
    for (; level < list->depth && later == 0; level++) {
        uint64_t word = at / WORD_BITS;
        if (word < list->words[level])
            later = list->levels[level][word] & UINT64_MAX << at % WORD_BITS;
        at = later != 0 ? word * WORD_BITS + (uint64_t)__builtin_ctzll(later) : word + 1;
    }
    if (later == 0)
        return NOT_THERE;
    while (--level > 0)
        at = at * WORD_BITS + (uint64_t)__builtin_ctzll(list->levels[level - 1][at]);
    return at;
}

bool worklist_take(struct worklist *list, uint32_t *block)
{
    uint64_t found = find(list, list->next);
    if (found == NOT_THERE)
        found = find(list, 0);
    if (found == NOT_THERE)
        return false;
    take_out(list, found);
    list->next = found + 1;
    *block = (uint32_t)found;
    return true;
}
