/* SPDX-License-Identifier: Apache-2.0 */
/* opcode.h: the generic instructions by number and by name, from loader/opcodes.def. */
#ifndef TICK_ASM_OPCODE_H
#define TICK_ASM_OPCODE_H

#include "asm/nearest.h"
#include "loader/format.h"

#include <stddef.h>
#include <stdint.h>

enum asm_opcode {
#define OP(number, name, operands, text) ASM_OP_##name = (number),
#include "loader/opcodes.def"
};

struct asm_opcode_info {
    const char *name;
    const char *operands; /* letters as in opcodes.def; NULL if obsolete */
};

/* By number; name is NULL for numbers that are not known. */
extern const struct asm_opcode_info asm_opcodes[BEAM_MAX_OPCODE + 1];

/* What the list of an instruction holds: letters for one round (OP_LIST); NULL if it has no list.
 */
extern const char *const asm_opcode_elements[BEAM_MAX_OPCODE + 1];

/* The number of an instruction, obsolete ones included; 0 if there is none of this name. */
unsigned asm_opcode_find(const char *name, size_t size);

/* Tries the names of all instructions that are not obsolete. */
void asm_opcode_nearest(struct asm_nearest *nearest);

#endif
