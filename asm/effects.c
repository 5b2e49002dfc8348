/* SPDX-License-Identifier: Apache-2.0 */
/* Effects of instructions: from their operand letters, and for the few that use registers which are
 * not operands, from the list in asm_effects_of. */

#include "asm/effects.h"

#include <string.h>

void asm_set_add(struct asm_set *set, uint64_t number)
{
    if (number < BEAM_MAX_REGISTERS)
        set->words[number / 64] |= UINT64_C(1) << number % 64;
}

void asm_set_add_first(struct asm_set *set, uint64_t count)
{
    for (uint64_t i = 0; i < count && i < BEAM_MAX_REGISTERS; i++)
        asm_set_add(set, i);
}

static void operand_access(const struct asm_module *module, struct asm_accesses *accesses,
                           char letter, const struct asm_operand *operand)
{
    if (letter == 'n')
        accesses->live = operand;
    if (operand->kind == OPERAND_FUNCTION)
        asm_set_add_first(&accesses->reads, asm_name_of(module, (uint32_t)operand->value).arity);
    if (operand->kind != OPERAND_X)
        return;
    /* A register in a list of bs_match (m) is where something matched goes. */
    bool written = letter == 'd' || letter == 'D' || letter == 'm';
    asm_set_add(written ? &accesses->writes : &accesses->reads, operand->value);
}

static void operand_accesses(const struct asm_module *module,
                             const struct asm_instruction *instruction,
                             struct asm_accesses *accesses)
{
    const struct asm_operand *operand = &module->operands.items[instruction->first];
    for (const char *letter = asm_opcodes[instruction->op].operands; *letter != '\0'; letter++) {
        if (operand->kind == OPERAND_LIST) {
            const char *elements = asm_opcode_elements[instruction->op];
            size_t round = strlen(elements);
            for (uint64_t i = 0; i < operand->value; i++)
                operand_access(module, accesses, elements[i % round], operand + 1 + i);
            return;
        }
        operand_access(module, accesses, *letter, operand);
        operand += operand->kind == OPERAND_ALLOC ? 1 + 2 * operand->value : 1;
    }
}

/* A call with arguments in the first COUNT registers, the result of which comes in x0. */
static struct asm_effects call(uint64_t count)
{
    return (struct asm_effects){.arguments = (uint32_t)count, .results = 1, .clobbers = true};
}

static struct asm_effects tail_call(uint64_t count)
{
    return (struct asm_effects){.arguments = (uint32_t)count, .ends = true};
}

struct asm_effects asm_effects_of(const struct asm_module *module,
                                  const struct asm_instruction *instruction)
{
    const struct asm_operand *operand = &module->operands.items[instruction->first];
    switch (instruction->op) {
    case ASM_OP_call:
        return call(operand[0].value);
    case ASM_OP_call_ext:
        return asm_calls_raiser(module, instruction) ? tail_call(operand[0].value)
                                                     : call(operand[0].value);
    case ASM_OP_call_fun:
        return call(operand[0].value + 1);
    case ASM_OP_call_fun2:
        return call(operand[1].value);
    case ASM_OP_apply:
        return call(operand[0].value + 2);
    case ASM_OP_send:
        return call(2);
    case ASM_OP_raw_raise:
        return call(3);
    case ASM_OP_catch_end:
    case ASM_OP_build_stacktrace:
    case ASM_OP_bs_init_writable:
        return call(1);
    case ASM_OP_call_last:
    case ASM_OP_call_only:
    case ASM_OP_call_ext_last:
    case ASM_OP_call_ext_only:
        return tail_call(operand[0].value);
    case ASM_OP_apply_last:
        return tail_call(operand[0].value + 2);
    case ASM_OP_func_info:
        return tail_call(operand[2].value);
    case ASM_OP_return:
        return tail_call(1);
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
        return tail_call(0);
    case ASM_OP_wait:
        return (struct asm_effects){.clobbers = true, .ends = true};
    case ASM_OP_wait_timeout:
    case ASM_OP_loop_rec:
        return (struct asm_effects){.clobbers = true};
    case ASM_OP_try:
    case ASM_OP_catch:
        return (struct asm_effects){.handler = true};
    case ASM_OP_try_case:
        return (struct asm_effects){.results = 3, .clobbers = true};
    default:
        return (struct asm_effects){0};
    }
}

struct asm_accesses asm_accesses_of(const struct asm_module *module,
                                    const struct asm_instruction *instruction)
{
    struct asm_accesses accesses = {0};
    struct asm_effects effects = asm_effects_of(module, instruction);
    operand_accesses(module, instruction, &accesses);
    if (instruction->op == ASM_OP_swap)
        accesses.reads = accesses.writes;
    asm_set_add_first(&accesses.reads, effects.arguments);
    asm_set_add_first(&accesses.writes, effects.results);
    return accesses;
}

bool asm_calls_raiser(const struct asm_module *module, const struct asm_instruction *instruction)
{
    if (instruction->op != ASM_OP_call_ext && instruction->op != ASM_OP_call_ext_last &&
        instruction->op != ASM_OP_call_ext_only)
        return false;
    const struct asm_operand *operand = &module->operands.items[instruction->first];
    if (operand[0].value < 1 || operand[0].value > 3)
        return false;
    struct asm_import import = asm_import_of(module, (uint32_t)operand[1].value);
    if (!asm_atom_is(module, import.module, "erlang"))
        return false;
    return asm_atom_is(module, import.function, "error") ||
           (import.arity == 1 && (asm_atom_is(module, import.function, "exit") ||
                                  asm_atom_is(module, import.function, "throw")));
}

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
