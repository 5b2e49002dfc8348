/* SPDX-License-Identifier: Apache-2.0 */
/* transform_parts.h: what the files that transform instructions share. */
#ifndef TICK_LOADER_TRANSFORM_PARTS_H
#define TICK_LOADER_TRANSFORM_PARTS_H

#include "loader/transform.h"

/* A badmatch that the checks of one operand lead to; it comes at the end of the function. */
struct check {
    struct check *next;
    uint64_t label;
    struct operand source;
    uint32_t offset;
};

struct transformer {
    struct beam_code *code;
    struct transformed *result;
    struct check *checks;    /* of the function at hand, newest first */
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

/* ---- operands ---- */

ALWAYS_INLINE struct operand number_operand(uint64_t number)
{
    return (struct operand){.kind = OPERAND_NUMBER, .number = number};
}

/* A number of up to 59 bits as a term. */
ALWAYS_INLINE struct operand size_operand(uint64_t number)
{
    return (struct operand){.kind = OPERAND_TERM, .term = small_make((int64_t)number)};
}

ALWAYS_INLINE bool is_source(const struct operand *o)
{
    return o->kind == OPERAND_X || o->kind == OPERAND_Y || o->kind == OPERAND_TERM ||
           o->kind == OPERAND_LITERAL;
}

/* True, and SIZE * UNIT in *BITS, when SIZE is a constant and the product fits 32 bits. */
bool constant_bits(const struct operand *size, uint64_t unit, uint64_t *bits);

/* ---- bitstrings: transform_bits.c builds, transform_match.c matches ---- */

bool transform_create_bin(struct transformer *t, const struct instr *in) MUST_CHECK;

/* IN begins a construction; the instructions that go on with it go into the same bs_create_bin. */
bool transform_construction(struct transformer *t, const struct instr *in) MUST_CHECK;

/* Is IN a bs_put_*, a segment of a construction? */
bool transform_is_put(const struct instr *in);

/* A bs_put_*: adds nothing, as its construction has taken it in; a fault without one. */
bool transform_lone_put(struct transformer *t, const struct instr *in) MUST_CHECK;

/* Flags of a segment (vm/term/match.h) from a list of names. */
unsigned transform_flags(const struct beam_code *code, const struct operand *o);

void transform_start_match(struct transformer *t, const struct instr *in);
void transform_get_integer(struct transformer *t, const struct instr *in);
void transform_skip_bits(struct transformer *t, const struct instr *in);
bool transform_bs_match(struct transformer *t, const struct instr *in) MUST_CHECK;

/* ---- transform_check.c: checked forms ---- */

/* Adds the checked form of IN, or the check that goes before IN: then false, and IN is still to be
 * added. */
bool transform_unproved(struct transformer *t, const struct instr *in);

/* Adds a bs_start_match3 with the operands that PICK lists as digits, the first of which is
 * replaced by a label that is reached when SOURCE is no bitstring. */
void transform_checked_match(struct transformer *t, const struct instr *in,
                             const struct operand *source, const char *pick);

/* Adds what the checks of the function lead to. */
void transform_end_checks(struct transformer *t);

/* transform_record.c */
bool transform_update_record(struct transformer *t, const struct instr *in) MUST_CHECK;

#endif
