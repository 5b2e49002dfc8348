/* SPDX-License-Identifier: Apache-2.0 */
/* decode_parts.h: what the files that decode instructions share. A fault is told by the reader's
 * error, and nothing is read after one. */
#ifndef TICK_LOADER_DECODE_PARTS_H
#define TICK_LOADER_DECODE_PARTS_H

#include "loader/decode.h"
#include "loader/reader.h"

struct decoder {
    struct reader r;
    struct beam_file *file;
    struct beam_code *code;
    uint32_t capacity; /* of code->instrs */
};

/* Reads operand INDEX of an instruction OP and holds it against its letter (decode_operand.c). */
struct operand decode_operand(struct decoder *d, enum opcode op, unsigned index);

/* Checks what no operand shows alone, and fills label_at and functions (decode_check.c). */
bool decode_check(struct decoder *d) MUST_CHECK;

#endif
