/* SPDX-License-Identifier: Apache-2.0 */
/* opcode.c: the table of opcode.h. */
#include "loader/opcode.h"

#include <stddef.h>

const struct opcode_info opcode_info[OPCODES] = {
#define OP(number, name, operands, text) [number] = {#name, operands},
#define OP_OBSOLETE(number, name, arity) [number] = {#name, NULL},
#include "loader/opcodes.def"
#define INTERNAL(name) [OP_##name] = {#name, NULL},
#include "loader/internal_ops.def"
#undef INTERNAL
};

const char *const opcode_elements[OP_LAST_GENERIC + 1] = {
#define OP(number, name, operands, text)
#define OP_LIST(name, elements) [OP_##name] = elements,
#include "loader/opcodes.def"
};
