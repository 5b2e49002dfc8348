/* SPDX-License-Identifier: Apache-2.0 */
/* encode.h: a finished module to the bytes of its code, and with them the tables that the code
 * refers to. Rows get their numbers when the code first uses them, as in files written by erlc. */
#ifndef TICK_ASM_ENCODE_H
#define TICK_ASM_ENCODE_H

#include "asm/module.h"

/* Numbers for those rows of a set that are used, in the order of first use. All zero: none yet. */
struct asm_order {
    ASM_VECTOR(uint32_t)
    number;                    /* of a row + 1; 0 if it is not used; may be shorter than the set */
    ASM_VECTOR(uint32_t) rows; /* by number */
};

struct asm_code {
    const struct asm_module *module;
    struct asm_bytes bytes;             /* the code itself */
    struct asm_bytes strings;           /* the string table */
    ASM_VECTOR(uint32_t) string_places; /* of a string + 1 */
    struct asm_order atoms, imports, literals, lambdas, lines, files;
    unsigned highest_opcode;
    uint32_t line_instructions;
};

/* The number (from 0) of ROW, a new one at its first use. */
uint32_t asm_number(struct asm_order *order, uint32_t row);

/* Encodes all functions of MODULE. The module must be free of errors. */
void asm_encode(struct asm_code *code, struct asm_module *module);

/* The number of a source file in the line table: 0 is the one named like the module, with .erl. */
uint32_t asm_file_number(struct asm_code *code, uint32_t file);

void asm_code_free(struct asm_code *code);

/* Appends a compact term: TAG (beam_tag) with an unsigned or a signed value. */
void asm_put_compact(struct asm_bytes *to, unsigned tag, uint64_t value);
void asm_put_compact_signed(struct asm_bytes *to, unsigned tag, int64_t value);

#endif
