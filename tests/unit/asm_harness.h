/* SPDX-License-Identifier: Apache-2.0 */
/* asm_harness.h: a source, the module that is parsed of it, and what there is to say about it. */
#ifndef TICK_TESTS_ASM_HARNESS_H
#define TICK_TESTS_ASM_HARNESS_H

#include "asm/module.h"

struct asm_text {
    struct asm_source source;
    struct asm_diag diag;
    struct asm_module module;
};

/* Parses TEXT, up to and with asm_finish_module. What it says wrong is in the diag. */
void asm_text_parse(struct asm_text *t, const char *text);
void asm_text_free(struct asm_text *t);

/* Checks that these are the messages, in the order in which they were found: of each a line
 * "LINE WHAT: TEXT", where WHAT is the source that it is about, and below it its notes in the same
 * way and its helps as "help: TEXT", both indented by two spaces. */
void asm_text_expect(struct asm_text *t, const char *expected);

/* The instructions that the code of a function begins with: label, func_info, label. */
enum { ASM_TEXT_HEADER = 3 };

/* The operands of INSTRUCTION. */
struct asm_operand *asm_text_operands(const struct asm_text *t,
                                      const struct asm_instruction *instruction);

#endif
