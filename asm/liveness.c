/* SPDX-License-Identifier: Apache-2.0 */
/* A classic data-flow problem over one function, backwards: which registers are still needed (a
 * union over the ways on) gives the counts. Sets of registers are kept at labels, and everything
 * between labels is recomputed in each sweep. Sweeps are repeated until nothing changes, which
 * takes one more than loops are nested. Whether all registers below a count hold terms is for
 * check.c to say. */

#include "asm/liveness.h"

#include "asm/effects.h"
#include "asm/flow.h"

#include <stdlib.h>
#include <string.h>

struct flow {
    struct asm_module *module;
    const struct asm_function *function;
    struct asm_set *labels; /* by block of a label */
    bool changed;
};

static void unite(struct asm_set *to, const struct asm_set *other)
{
    for (unsigned i = 0; i < ASM_SET_WORDS; i++)
        to->words[i] |= other->words[i];
}

static void remove_all(struct asm_set *from, const struct asm_set *other)
{
    for (unsigned i = 0; i < ASM_SET_WORDS; i++)
        from->words[i] &= ~other->words[i];
}

/* One more than the highest member. */
static unsigned width(const struct asm_set *set)
{
    for (unsigned i = ASM_SET_WORDS; i-- > 0;)
        if (set->words[i] != 0)
            return 64 * i + 64 - (unsigned)__builtin_clzll(set->words[i]);
    return 0;
}

static struct asm_set *at_label(const struct flow *flow, const struct asm_operand *operand)
{
    return &flow->labels[asm_block_of(flow->module, operand)];
}

static const struct asm_operand *operands_of(const struct flow *flow,
                                             const struct asm_instruction *instruction)
{
    return &flow->module->operands.items[instruction->first];
}

/* ---- backwards: needed registers ---- */

/* From what is needed after an instruction to what it has to find (its label operands included). */
static void step_back(const struct flow *flow, const struct asm_instruction *instruction,
                      const struct asm_accesses *accesses, struct asm_set *needed)
{
    const struct asm_operand *operand = operands_of(flow, instruction);
    struct asm_effects effects = asm_effects_of(flow->module, instruction);
    if (effects.ends || effects.clobbers)
        *needed = (struct asm_set){0};
    remove_all(needed, &accesses->writes);
    unite(needed, &accesses->reads);
    if (effects.clobbers || effects.handler)
        return;
    for (uint32_t i = 0; i < instruction->count; i++)
        if (operand[i].kind == OPERAND_LABEL)
            unite(needed, at_label(flow, &operand[i]));
}

static void sweep_back(struct flow *flow)
{
    struct asm_set needed = {0};
    for (uint32_t i = flow->function->count; i-- > 0;) {
        const struct asm_instruction *instruction =
            &flow->module->instructions.items[flow->function->first + i];
        if (instruction->op == ASM_OP_label) {
            struct asm_set *known = at_label(flow, operands_of(flow, instruction));
            if (memcmp(known, &needed, sizeof needed) != 0) {
                *known = needed;
                flow->changed = true;
            }
            continue;
        }
        struct asm_accesses accesses = asm_accesses_of(flow->module, instruction);
        step_back(flow, instruction, &accesses, &needed);
        if (accesses.live != NULL && accesses.live->kind == OPERAND_LIVE)
            flow->module->operands.items[accesses.live - flow->module->operands.items].value =
                width(&needed);
    }
}

/* ---- a function ---- */

static void compute(struct asm_module *module, const struct asm_function *function)
{
    struct flow flow = {.module = module, .function = function};
    uint32_t labels = asm_number_blocks(module, function);
    flow.labels = mem_zalloc(labels * sizeof *flow.labels);
    do {
        flow.changed = false;
        sweep_back(&flow);
    } while (flow.changed);
    free(flow.labels);
}

void asm_compute_live(struct asm_module *module)
{
    for (size_t i = 0; i < module->functions.count; i++)
        if ((module->functions.items[i].asks & ASM_ASKS(OPERAND_LIVE)) != 0)
            compute(module, &module->functions.items[i]);
}
