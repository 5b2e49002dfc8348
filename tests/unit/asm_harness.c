/* SPDX-License-Identifier: Apache-2.0 */
/* asm_harness.c: see asm_harness.h. */
#include "tests/unit/asm_harness.h"
#include "asm/parser.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void asm_text_parse(struct asm_text *t, const char *text)
{
    *t = (struct asm_text){0};
    asm_source_add(&t->source, "test", text, strlen(text));
    t->diag.source = &t->source;
    asm_module_init(&t->module, &t->diag);
    asm_parse(&t->module, &t->diag, &t->source);
    asm_finish_module(&t->module);
}

void asm_text_free(struct asm_text *t)
{
    asm_module_free(&t->module);
    asm_diag_free(&t->diag);
    asm_source_free(&t->source);
}

static void print(const struct asm_text *t, FILE *to, struct asm_span span, const char *text)
{
    const struct asm_file *file;
    if (span.at == ASM_NO_PLACE)
        fprintf(to, "help: %s\n", text);
    else
        fprintf(to, "%u %.*s: %s\n", asm_source_line(&t->source, span.at, &file), (int)span.size,
                t->source.text + span.at, text);
}

void asm_text_expect(struct asm_text *t, const char *expected)
{
    char *said = NULL;
    size_t size;
    FILE *to = open_memstream(&said, &size);
    cr_assert_not_null(to);
    for (size_t i = 0; i < t->diag.messages.count; i++) {
        const struct asm_message *message = &t->diag.messages.items[i];
        print(t, to, message->span, message->text);
        for (size_t j = 0; j < message->remarks; j++) {
            const struct asm_remark *remark = &t->diag.remarks.items[message->first_remark + j];
            fputs("  ", to);
            print(t, to, remark->span, remark->text);
        }
    }
    fclose(to);
    cr_expect_str_eq(said, expected, "%s\nsays\n%sand not\n%s", t->source.text, said, expected);
    free(said);
}

struct asm_operand *asm_text_operands(const struct asm_text *t,
                                      const struct asm_instruction *instruction)
{
    return &t->module.operands.items[instruction->first];
}
