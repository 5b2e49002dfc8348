/* SPDX-License-Identifier: Apache-2.0 */
/* operand.h: the state of the disassembler between its parts, and operands. */
#ifndef TICK_DIS_OPERAND_H
#define TICK_DIS_OPERAND_H

#include "tools/dis/dis.h"

#include "loader/compact.h"

struct function {
    Term name;
    uint32_t arity;
    uint32_t func_info, entry; /* labels */
};

struct dis {
    FILE *to;
    struct beam_file *file;
    struct reader r;
    struct function *functions;
    uint32_t count, room;
    uint32_t
        *owners; /* of each label: the function that it stands in, + 1; 0 if it is not defined */
    uint32_t current; /* function being printed, + 1; 0 before the first */
};

/* An operand: the compact term, and what follows an extended one. */
struct value {
    size_t at;
    enum compact_tag tag;
    int64_t number;
    struct bytes digits;
    enum compact_extended extended; /* of tag Z; then number is its count, register or row */
    int64_t type;                   /* of a register, or -1 */
};

struct value dis_read_value(struct reader *r);

void dis_function(struct dis *d, const struct function *function);

/* Prints the next operand of instruction OP, the letters of which begin with LETTERS. Returns how
 * many letters that was. */
size_t dis_operand(struct dis *d, uint8_t op, const char *letters);

#endif
