/* SPDX-License-Identifier: Apache-2.0 */
/* Instructions by number and name. There are fewer than two hundred, and the perfect-hash
 * alternative would need a generator: a sorted index made once is fast enough. */

#include "asm/opcode.h"

#include <stdlib.h>
#include <string.h>

const struct asm_opcode_info asm_opcodes[BEAM_MAX_OPCODE + 1] = {
#define OP(number, op, letters, text)  [number] = {.name = #op, .operands = letters},
#define OP_OBSOLETE(number, op, arity) [number] = {.name = #op},
#include "loader/opcodes.def"
};

const char *const asm_opcode_elements[BEAM_MAX_OPCODE + 1] = {
#define OP(number, op, letters, text)
#define OP_LIST(op, letters) [ASM_OP_##op] = letters,
#include "loader/opcodes.def"
};

static uint8_t sorted[BEAM_MAX_OPCODE];

static int by_name(const void *a, const void *b)
{
    return strcmp(asm_opcodes[*(const uint8_t *)a].name, asm_opcodes[*(const uint8_t *)b].name);
}

static void sort_names(void)
{
    for (unsigned i = 0; i < BEAM_MAX_OPCODE; i++)
        sorted[i] = (uint8_t)(i + 1);
    qsort(sorted, BEAM_MAX_OPCODE, sizeof sorted[0], by_name);
}

/* Order of a sized NAME against a zero-terminated one. */
static int compare(const char *name, size_t size, const char *other)
{
    int order = strncmp(name, other, size);
    return order != 0 ? order : other[size] == '\0' ? 0 : -1;
}

unsigned asm_opcode_find(const char *name, size_t size)
{
    if (sorted[0] == 0)
        sort_names();
    size_t low = 0, high = BEAM_MAX_OPCODE;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare(name, size, asm_opcodes[sorted[middle]].name);
        if (order == 0)
            return sorted[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return 0;
}

enum { LONGEST_NAME = 40 };

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

const char *asm_opcode_nearest(const char *name, size_t size)
{
    const char *nearest = NULL;
    unsigned best = size < 4 ? 2 : size < 9 ? 3 : 4;
    for (unsigned i = 1; i <= BEAM_MAX_OPCODE; i++) {
        if (asm_opcodes[i].operands == NULL)
            continue;
        const char *other = asm_opcodes[i].name;
        unsigned distance = asm_edit_distance(name, size, other, strlen(other));
        if (distance < best) {
            best = distance;
            nearest = other;
        }
    }
    return nearest;
}
