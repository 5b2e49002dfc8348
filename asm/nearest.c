/* SPDX-License-Identifier: Apache-2.0 */
/* Words are compared by edit distance; letters of the wrong case are no slip at all. */

#include "asm/nearest.h"

#include <strings.h>

enum { LONGEST_NAME = 40, MOST_TRIED = 10000 };

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Dynamic programming over three rows; words too long to be a name count as completely different.
 */
unsigned asm_edit_distance(const char *a, size_t a_size, const char *b, size_t b_size)
{
    if (a_size > LONGEST_NAME || b_size > LONGEST_NAME)
        return LONGEST_NAME;
    unsigned rows[3][LONGEST_NAME + 1];
    for (unsigned j = 0; j <= b_size; j++)
        rows[0][j] = j;
    for (unsigned i = 1; i <= a_size; i++) {
        unsigned *row = rows[i % 3], *above = rows[(i + 2) % 3], *top = rows[(i + 1) % 3];
        row[0] = i;
        for (unsigned j = 1; j <= b_size; j++) {
            row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], top[j - 2] + 1);
        }
    }
    return rows[a_size % 3][b_size];
}

struct asm_nearest asm_nearest_to(const char *word, size_t size)
{
    return (struct asm_nearest){.word = word, .size = size, .distance = UINT32_MAX};
}

void asm_nearest_try(struct asm_nearest *nearest, const char *candidate, size_t size,
                     unsigned slips, size_t which)
{
    size_t longer = size > nearest->size ? size - nearest->size : nearest->size - size;
    size_t bound = nearest->size / 3; /* one change for three letters */
    if (longer > bound || slips >= nearest->distance || nearest->tried == MOST_TRIED)
        return;
    nearest->tried++;
    unsigned distance = 0;
    if (longer > 0 || strncasecmp(nearest->word, candidate, size) != 0)
        distance = asm_edit_distance(nearest->word, nearest->size, candidate, size);
    if (distance > bound || distance + slips >= nearest->distance)
        return;
    nearest->distance = distance + slips;
    nearest->best = candidate;
    nearest->best_size = size;
    nearest->which = which;
}
