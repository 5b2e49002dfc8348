/* SPDX-License-Identifier: Apache-2.0 */
/* A classic data-flow problem over one function, backwards: which registers are still needed (a
 * union over the ways on) gives the counts. A block is what stands between two labels, and sets of
 * registers are kept at labels. A block whose label needs more than before has the blocks that lead
 * to it looked at again, until there is none left: a register travels along each way once. Whether
 * all registers below a count hold terms is for check.c to say. */

#include "asm/liveness.h"

#include "asm/effects.h"
#include "asm/flow.h"
#include "vm/base/worklist.h"

#include <stdlib.h>
#include <string.h>

struct block {
    struct asm_set needed; /* at its label */
    uint32_t first, end;   /* instructions behind the label, in the function */
    uint32_t sources;      /* in flow.sources: up to where those of the next block begin */
};

struct flow {
    struct asm_module *module;
    const struct asm_function *function;
    struct block *blocks;
    uint32_t count;
    uint32_t *sources;       /* of each block, those with a jump to it */
    struct worklist waiting; /* blocks to look at, counted from the last one */
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

static const struct asm_set *at_label(const struct flow *flow, const struct asm_operand *operand)
{
    return &flow->blocks[asm_block_of(flow->module, operand)].needed;
}

static const struct asm_instruction *instruction_at(const struct flow *flow, uint32_t i)
{
    return &flow->module->instructions.items[flow->function->first + i];
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

static void wait_for(struct flow *flow, uint32_t block)
{
    worklist_add(&flow->waiting, flow->count - 1 - block);
}

/* From the end of a block, where it goes on with the next one, to its label. */
static void look_at(struct flow *flow, uint32_t number)
{
    struct block *block = &flow->blocks[number];
    struct asm_set needed = {0};
    if (number + 1 < flow->count)
        needed = block[1].needed;
    for (uint32_t i = block->end; i-- > block->first;) {
        const struct asm_instruction *instruction = instruction_at(flow, i);
        struct asm_accesses accesses = asm_accesses_of(flow->module, instruction);
        step_back(flow, instruction, &accesses, &needed);
        if (accesses.live != NULL && accesses.live->kind == OPERAND_LIVE)
            flow->module->operands.items[accesses.live - flow->module->operands.items].value =
                width(&needed);
    }
    if (memcmp(&block->needed, &needed, sizeof needed) == 0)
        return;
    block->needed = needed;
    if (number > 0)
        wait_for(flow, number - 1);
    for (uint32_t i = block->sources; i < block[1].sources; i++)
        wait_for(flow, flow->sources[i]);
}

/* ---- a function ---- */

static void find_blocks(struct flow *flow)
{
    uint32_t number = 0;
    for (uint32_t i = 0; i < flow->function->count; i++)
        if (instruction_at(flow, i)->op == ASM_OP_label)
            flow->blocks[number++].first = i + 1;
    for (uint32_t i = 0; i < flow->count; i++)
        flow->blocks[i].end =
            i + 1 < flow->count ? flow->blocks[i + 1].first - 1 : flow->function->count;
}

/* Calls VISIT for each jump. */
static void each_jump(struct flow *flow, void (*visit)(struct flow *, uint32_t from, uint32_t to))
{
    for (uint32_t number = 0; number < flow->count; number++)
        for (uint32_t i = flow->blocks[number].first; i < flow->blocks[number].end; i++) {
            const struct asm_instruction *instruction = instruction_at(flow, i);
            const struct asm_operand *operand = operands_of(flow, instruction);
            for (uint32_t k = 0; k < instruction->count; k++)
                if (operand[k].kind == OPERAND_LABEL)
                    visit(flow, number, asm_block_of(flow->module, &operand[k]));
        }
}

static void count_source(struct flow *flow, uint32_t from, uint32_t to)
{
    (void)from;
    flow->blocks[to].sources++;
}

static void add_source(struct flow *flow, uint32_t from, uint32_t to)
{
    flow->sources[--flow->blocks[to].sources] = from;
}

static void find_sources(struct flow *flow)
{
    each_jump(flow, count_source);
    for (uint32_t i = 0; i < flow->count; i++)
        flow->blocks[i + 1].sources += flow->blocks[i].sources;
    flow->sources = mem_alloc((flow->blocks[flow->count].sources + 1) * sizeof *flow->sources);
    each_jump(flow, add_source);
}

static void compute(struct asm_module *module, const struct asm_function *function)
{
    struct flow flow = {.module = module, .function = function};
    flow.count = asm_number_blocks(module, function);
    flow.blocks = mem_zalloc((flow.count + 1) * sizeof *flow.blocks);
    worklist_init(&flow.waiting, flow.count);
    find_blocks(&flow);
    find_sources(&flow);
    for (uint32_t i = 0; i < flow.count; i++)
        wait_for(&flow, i);
    uint32_t from_last;
    while (worklist_take(&flow.waiting, &from_last))
        look_at(&flow, flow.count - 1 - from_last);
    free(flow.blocks);
    free(flow.sources);
    worklist_release(&flow.waiting);
}

void asm_compute_live(struct asm_module *module)
{
    for (size_t i = 0; i < module->functions.count; i++)
        if ((module->functions.items[i].asks & ASM_ASKS(OPERAND_LIVE)) != 0)
            compute(module, &module->functions.items[i]);
}
