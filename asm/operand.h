/* SPDX-License-Identifier: Apache-2.0 */
/* operand.h: the parts of the operand parser: values and numbers (operand_value.c); labels,
 * functions and lists, and which of all these a letter of opcodes.def stands for (operand.c). */
#ifndef TICK_ASM_OPERAND_H
#define TICK_ASM_OPERAND_H

#include "asm/parser.h"

/* The operands of the instruction that is being parsed. */
struct asm_operands {
    struct asm_parser *p;
    unsigned op;
    size_t first;   /* its first one, in the module's operands */
    bool in_list;   /* the one being parsed is an element of the list */
    uint32_t arity; /* of the fun, if its function is written in place */
};

/* Adds an operand that stands at SPAN. */
void asm_operand(struct asm_operands *o, enum asm_operand_kind kind, uint64_t value,
                 struct asm_span span);

/* Takes the comma between two operands. */
bool asm_comma(struct asm_operands *o);

/* x0, y0 or f0; if TYPED, x0:5 is a register whose type is row 5 of the type table. */
bool asm_parse_register(struct asm_operands *o, bool typed);

/* One of the registers of these two kinds, called WHAT. */
bool asm_parse_this_register(struct asm_operands *o, enum asm_token_kind kind,
                             enum asm_token_kind other, const char *what);

/* A term; UNTAGGED: an integer is an untagged number. */
bool asm_parse_constant(struct asm_operands *o, bool untagged);

/* Adds LITERAL, which stands at SPAN, as an operand. */
void asm_literal_operand(struct asm_operands *o, const struct asm_literal *literal,
                         struct asm_span span);

/* A register or a term. */
bool asm_parse_source(struct asm_operands *o, bool untagged);

bool asm_parse_atom_operand(struct asm_operands *o);

/* A number, a list of flags, or bytes that go into the string table; _ for the size of a frame. */
bool asm_parse_untagged(struct asm_operands *o);

/* A number of registers, or _ to have it computed. */
bool asm_parse_live(struct asm_operands *o);

/* A number of words, [words => 2, floats => 1, funs => 1], or _ to have it computed. */
bool asm_parse_heap(struct asm_operands *o);

/* "file", line; or a line of this file; or - when it is not known. */
bool asm_parse_line(struct asm_operands *o);

/* ---- what there is to say about them (operand_messages.c) ---- */

/* False, and an error, if the line ends here. */
bool asm_more_operands(struct asm_operands *o);

/* The next token is the comma in front of an operand that the instruction does not take. Returns
 * false. */
bool asm_extra_operand(struct asm_operands *o);

/* Is the next token a word that does not begin the name of a function? */
bool asm_is_bare_word(const struct asm_parser *p);

/* The next token is such a word where a label belongs. Returns false. */
bool asm_label_without_dot(struct asm_operands *o);

/* The next token is a label, and a number should stand before it. Returns false. */
bool asm_arity_missing(struct asm_operands *o);

#endif
