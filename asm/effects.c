/* SPDX-License-Identifier: Apache-2.0 */
/* Effects of instructions: from their operand letters, and for the few that use registers which are
 * not operands, from the list in special_effects. */

#include "asm/effects.h"

#include <string.h>

void asm_set_add(struct asm_set *set, uint64_t number)
{
    if (number < BEAM_MAX_REGISTERS)
        set->words[number / 64] |= UINT64_C(1) << number % 64;
}

bool asm_set_has(const struct asm_set *set, uint64_t number)
{
    return number < BEAM_MAX_REGISTERS && (set->words[number / 64] >> number % 64 & 1) != 0;
}

void asm_set_add_first(struct asm_set *set, uint64_t count)
{
    for (uint64_t i = 0; i < count && i < BEAM_MAX_REGISTERS; i++)
        asm_set_add(set, i);
}

static void operand_effect(const struct asm_module *module, struct asm_effects *effects,
                           char letter, const struct asm_operand *operand)
{
    if (letter == 'n')
        effects->live = operand;
    if (operand->kind == OPERAND_FUNCTION)
        asm_set_add_first(&effects->reads, asm_name_of(module, (uint32_t)operand->value).arity);
    if (operand->kind != OPERAND_X)
        return;
    /* A register in a list of bs_match (m) is where something matched goes. */
    bool written = letter == 'd' || letter == 'D' || letter == 'm';
    asm_set_add(written ? &effects->writes : &effects->reads, operand->value);
}

static void operand_effects(const struct asm_module *module,
                            const struct asm_instruction *instruction, struct asm_effects *effects)
{
    const struct asm_operand *operand = &module->operands.items[instruction->first];
    for (const char *letter = asm_opcodes[instruction->op].operands; *letter != '\0'; letter++) {
        if (operand->kind == OPERAND_LIST) {
            const char *elements = asm_opcode_elements[instruction->op];
            size_t round = strlen(elements);
            for (uint64_t i = 0; i < operand->value; i++)
                operand_effect(module, effects, elements[i % round], operand + 1 + i);
            return;
        }
        operand_effect(module, effects, *letter, operand);
        operand += operand->kind == OPERAND_ALLOC ? 1 + 2 * operand->value : 1;
    }
}

/* A call with arguments in the first COUNT registers, the result of which comes in x0. */
static void call(struct asm_effects *effects, uint64_t count)
{
    asm_set_add_first(&effects->reads, count);
    asm_set_add(&effects->writes, 0);
    effects->clobbers = true;
}

static void tail_call(struct asm_effects *effects, uint64_t count)
{
    asm_set_add_first(&effects->reads, count);
    effects->ends = true;
}

static void special_effects(unsigned op, const struct asm_operand *operand,
                            struct asm_effects *effects)
{
    switch (op) {
    case ASM_OP_call:
    case ASM_OP_call_ext:
        call(effects, operand[0].value);
        break;
    case ASM_OP_call_fun:
        call(effects, operand[0].value + 1);
        break;
    case ASM_OP_call_fun2:
        call(effects, operand[1].value);
        break;
    case ASM_OP_apply:
        call(effects, operand[0].value + 2);
        break;
    case ASM_OP_send:
        call(effects, 2);
        break;
    case ASM_OP_raw_raise:
        call(effects, 3);
        break;
    case ASM_OP_catch_end:
    case ASM_OP_build_stacktrace:
    case ASM_OP_bs_init_writable:
        call(effects, 1);
        break;
    case ASM_OP_call_last:
    case ASM_OP_call_only:
    case ASM_OP_call_ext_last:
    case ASM_OP_call_ext_only:
        tail_call(effects, operand[0].value);
        break;
    case ASM_OP_apply_last:
        tail_call(effects, operand[0].value + 2);
        break;
    case ASM_OP_func_info:
        tail_call(effects, operand[2].value);
        break;
    case ASM_OP_return:
        tail_call(effects, 1);
        break;
    case ASM_OP_jump:
    case ASM_OP_select_val:
    case ASM_OP_select_tuple_arity:
    case ASM_OP_loop_rec_end:
    case ASM_OP_badmatch:
    case ASM_OP_if_end:
    case ASM_OP_case_end:
    case ASM_OP_try_case_end:
    case ASM_OP_badrecord:
    case ASM_OP_raise:
        effects->ends = true;
        break;
    case ASM_OP_wait:
        effects->ends = true;
        effects->clobbers = true;
        break;
    case ASM_OP_wait_timeout:
    case ASM_OP_loop_rec:
        effects->clobbers = true;
        break;
    case ASM_OP_try:
    case ASM_OP_catch:
        effects->handler = true;
        break;
    case ASM_OP_try_case:
        asm_set_add_first(&effects->writes, 3);
        effects->clobbers = true;
        break;
    case ASM_OP_swap:
        effects->reads = effects->writes;
        break;
    default:
        break;
    }
}

struct asm_effects asm_effects_of(const struct asm_module *module,
                                  const struct asm_instruction *instruction)
{
    struct asm_effects effects = {0};
    operand_effects(module, instruction, &effects);
    special_effects(instruction->op, &module->operands.items[instruction->first], &effects);
    return effects;
}

/* wait_timeout can raise too, but Erlang/OTP needs it right behind the label that loop_rec jumps
 * to: it holds the lock of the mailbox there, and takes a wait elsewhere for one that has yet to
 * get the lock. */
bool asm_needs_line(const struct asm_module *module, const struct asm_instruction *instruction)
{
    /* wait_timeout may raise timeout_value, yet gets none: Erlang/OTP wants it directly behind the
     * label that loop_rec jumps to, and takes the lock of the mailbox a second time where something
     * stands between. */
    switch (instruction->op) {
    case ASM_OP_func_info:
    case ASM_OP_call:
    case ASM_OP_call_ext:
    case ASM_OP_call_ext_last:
    case ASM_OP_call_ext_only:
    case ASM_OP_call_fun:
    case ASM_OP_call_fun2:
    case ASM_OP_apply:
    case ASM_OP_apply_last:
    case ASM_OP_send:
    case ASM_OP_fconv:
    case ASM_OP_bs_init_writable:
    case ASM_OP_badmatch:
    case ASM_OP_case_end:
    case ASM_OP_if_end:
    case ASM_OP_try_case_end:
    case ASM_OP_badrecord:
        return true;
    default:
        /* Whatever could jump on failure but has no label raises an exception. */
        return asm_opcodes[instruction->op].operands[0] == 'f' &&
               module->operands.items[instruction->first].kind == OPERAND_NO_LABEL;
    }
}
