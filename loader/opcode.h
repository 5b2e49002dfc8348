/* SPDX-License-Identifier: Apache-2.0 */
/* opcode.h: the numbers of instructions inside the loader: the generic ones of opcodes.def under
 * the numbers they have in files, then those that the loader makes of them (internal_ops.def). */
#ifndef TICK_LOADER_OPCODE_H
#define TICK_LOADER_OPCODE_H

enum opcode {
    OP_none,
#define OP(number, name, operands, text) OP_##name = (number),
#include "loader/opcodes.def"
    OP_LAST_GENERIC = 255,
#define INTERNAL(name) OP_##name,
#include "loader/internal_ops.def"
#undef INTERNAL
    OPCODES
};

/* What the loader knows of an instruction. */
struct opcode_info {
    const char *name;     /* NULL: there is no such instruction */
    const char *operands; /* letters as in opcodes.def; NULL for obsolete and internal ones */
};

extern const struct opcode_info opcode_info[OPCODES];

/* What the list of an instruction holds: letters for one round (OP_LIST of opcodes.def); NULL if it
 * has none. */
extern const char *const opcode_elements[OP_LAST_GENERIC + 1];

#endif
