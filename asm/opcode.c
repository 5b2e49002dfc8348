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

void asm_opcode_nearest(struct asm_nearest *nearest)
{
    for (unsigned i = 1; i <= BEAM_MAX_OPCODE; i++)
        if (asm_opcodes[i].operands != NULL)
            asm_nearest_try(nearest, asm_opcodes[i].name, strlen(asm_opcodes[i].name), 0, i);
}
