/* SPDX-License-Identifier: Apache-2.0 */
/* Labels of a function by number. */

#include "asm/flow.h"

uint32_t asm_number_blocks(struct asm_module *module, const struct asm_function *function)
{
    const struct asm_instruction *instruction = &module->instructions.items[function->first];
    uint32_t count = 0;
    for (uint32_t i = 0; i < function->count; i++)
        if (instruction[i].op == ASM_OP_label) {
            uint64_t label = module->operands.items[instruction[i].first].value;
            module->labels.items[label].block = count++;
        }
    return count;
}

uint32_t asm_block_of(const struct asm_module *module, const struct asm_operand *label)
{
    return module->labels.items[label->value].block;
}
