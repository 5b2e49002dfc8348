/* SPDX-License-Identifier: Apache-2.0 */
/* transform_parts.h: what the files that transform instructions share. */
#ifndef TICK_LOADER_TRANSFORM_PARTS_H
#define TICK_LOADER_TRANSFORM_PARTS_H

#include "loader/transform.h"

struct transformer {
    struct beam_code *code;
    struct transformed *result;
    struct export **exports; /* of each row of the import table, made when first needed */
};

/* Adds instruction OP with COUNT operands, all zero, in the place of FROM. */
struct instr *transform_add(struct transformer *t, enum opcode op, const struct instr *from,
                            unsigned count);

/* Adds OP with those operands of FROM whose places PICK lists as digits. */
struct instr *transform_picked(struct transformer *t, enum opcode op, const struct instr *from,
                               const char *pick);

/* Writes down a fault of instruction IN. Returns false. */
bool transform_fail(const struct transformer *t, const struct instr *in, const char *format, ...)
    PRINTF(3, 4);

/* transform_bits.c: bs_start_match4, bs_create_bin. */
void transform_start_match(struct transformer *t, const struct instr *in);
bool transform_create_bin(struct transformer *t, const struct instr *in) MUST_CHECK;

#endif
