/* SPDX-License-Identifier: Apache-2.0 */
/* Heap needs. The machine's sizes are those of 64 bits: a list cell has two words, a tuple one and
 * its elements. */

#include "asm/heap_need.h"

#include <string.h>

enum { FLOAT_WORDS = 2, FUN_WORDS = 2 };

struct asm_heap_need asm_heap_need_of(const struct asm_module *module,
                                      const struct asm_instruction *instruction)
{
    const struct asm_operand *operand = &module->operands.items[instruction->first];
    switch (instruction->op) {
    case ASM_OP_put_list:
        return (struct asm_heap_need){.words = 2};
    case ASM_OP_put_tuple2: /* destination, list */
        return (struct asm_heap_need){.words = 1 + operand[1].value};
    case ASM_OP_update_record: /* hint, size, source, destination, list */
        return (struct asm_heap_need){.words = 1 + operand[1].value};
    case ASM_OP_make_fun3: /* function, destination, list */
        return (struct asm_heap_need){.words = operand[2].value, .funs = 1};
    case ASM_OP_fmove: /* out of a float register: a new float */
        return (struct asm_heap_need){.floats = operand[0].kind == OPERAND_F &&
                                                operand[1].kind != OPERAND_F};
    default:
        return (struct asm_heap_need){0};
    }
}

const struct asm_operand *asm_heap_operand(const struct asm_module *module,
                                           const struct asm_instruction *instruction)
{
    const struct asm_operand *operand = &module->operands.items[instruction->first];
    for (const char *letter = asm_opcodes[instruction->op].operands; *letter != '\0'; letter++) {
        if (*letter == 'h')
            return operand;
        operand++;
    }
    return NULL;
}

uint64_t asm_heap_words(struct asm_heap_need need)
{
    return need.words + FLOAT_WORDS * need.floats + FUN_WORDS * need.funs;
}

uint64_t asm_reserved_words(const struct asm_operand *operand)
{
    static const uint64_t words_each[] = {
        [BEAM_ALLOC_WORDS] = 1, [BEAM_ALLOC_FLOATS] = FLOAT_WORDS, [BEAM_ALLOC_FUNS] = FUN_WORDS};
    if (operand->kind != OPERAND_ALLOC)
        return operand->value;
    uint64_t words = 0;
    for (uint64_t i = 0; i < operand->value; i++) /* pairs of what and how many */
        words += words_each[operand[1 + 2 * i].value] * operand[2 + 2 * i].value;
    return words;
}

bool asm_ends_reservation(const struct asm_instruction *instruction,
                          const struct asm_effects *effects)
{
    /* The commands of bs_match that collect garbage hold their live counts in its list. */
    return effects->clobbers || instruction->op == ASM_OP_bs_match ||
           strchr(asm_opcodes[instruction->op].operands, 'n') != NULL;
}
