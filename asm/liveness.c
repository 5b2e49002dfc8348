/* SPDX-License-Identifier: Apache-2.0 */
/* Two classic data-flow problems over one function, with sets of registers kept at its labels and
 * everything between labels recomputed in each sweep:
 *
 *   backwards: which registers are still needed (a union over the ways on), gives the counts;
 *   forwards:  which registers hold a term for certain (an intersection over the ways here),
 *              checks them.
 *
 * Sweeps are repeated until nothing changes, which takes one more than loops are nested. */

#include "asm/liveness.h"

#include "asm/effects.h"
#include "asm/span.h"

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

static void intersect(struct asm_set *to, const struct asm_set *other)
{
    for (unsigned i = 0; i < ASM_SET_WORDS; i++)
        to->words[i] &= other->words[i];
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
    return &flow->labels[flow->module->labels.items[operand->value].block];
}

static const struct asm_operand *operands_of(const struct flow *flow,
                                             const struct asm_instruction *instruction)
{
    return &flow->module->operands.items[instruction->first];
}

/* ---- backwards: needed registers ---- */

/* From what is needed after an instruction to what it has to find (its label operands included). */
static void step_back(const struct flow *flow, const struct asm_instruction *instruction,
                      const struct asm_effects *effects, struct asm_set *needed)
{
    const struct asm_operand *operand = operands_of(flow, instruction);
    if (effects->ends || effects->clobbers)
        *needed = (struct asm_set){0};
    remove_all(needed, &effects->writes);
    unite(needed, &effects->reads);
    if (effects->clobbers || effects->handler)
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
        struct asm_effects effects = asm_effects_of(flow->module, instruction);
        step_back(flow, instruction, &effects, &needed);
        if (effects.live != NULL && effects.live->kind == OPERAND_LIVE)
            flow->module->operands.items[effects.live - flow->module->operands.items].value =
                width(&needed);
    }
}

/* ---- forwards: registers that hold terms ---- */

static void check_live(const struct flow *flow, const struct asm_operand *live,
                       const struct asm_set *held)
{
    for (uint64_t i = 0; i < live->value; i++) {
        if (asm_set_has(held, i))
            continue;
        asm_error(flow->module->diag, ASM_MESSAGE_no_value,
                  asm_operand_span(flow->module->diag->source, live->at),
                  i + 1 == live->value
                      ? "x%llu is read later, but holds no value here"
                      : "x%llu holds no value here, and must: x%llu above it is read later",
                  (unsigned long long)i, (unsigned long long)live->value - 1);
        return;
    }
}

static void meet(struct flow *flow, const struct asm_operand *label, const struct asm_set *held)
{
    struct asm_set *known = at_label(flow, label), before = *known;
    intersect(known, held);
    if (memcmp(known, &before, sizeof before) != 0)
        flow->changed = true;
}

/* What reaches the labels of an instruction: registers as they were before it, less those that a
 * collection may have left behind. */
static void leave(struct flow *flow, const struct asm_instruction *instruction,
                  const struct asm_effects *effects, const struct asm_set *held)
{
    struct asm_set handler = {0};
    asm_set_add_first(&handler, 3);
    const struct asm_operand *operand = operands_of(flow, instruction);
    for (uint32_t i = 0; i < instruction->count; i++)
        if (operand[i].kind == OPERAND_LABEL)
            meet(flow, &operand[i], effects->handler ? &handler : held);
}

static void step_forward(struct flow *flow, const struct asm_instruction *instruction,
                         struct asm_set *held)
{
    struct asm_effects effects = asm_effects_of(flow->module, instruction);
    if (effects.live != NULL) {
        struct asm_set kept = {0};
        asm_set_add_first(&kept, effects.live->value);
        intersect(held, &kept);
    }
    if (effects.clobbers)
        *held = (struct asm_set){0};
    leave(flow, instruction, &effects, held);
    unite(held, &effects.writes);
    if (effects.ends)
        memset(held, 0xff, sizeof *held);
}

/* CHECK: the sets are final, look at the counts. */
static void sweep_forward(struct flow *flow, bool check)
{
    struct asm_set held;
    memset(&held, 0xff, sizeof held);
    for (uint32_t i = 0; i < flow->function->count; i++) {
        const struct asm_instruction *instruction =
            &flow->module->instructions.items[flow->function->first + i];
        const struct asm_operand *operand = operands_of(flow, instruction);
        if (instruction->op == ASM_OP_label) {
            meet(flow, operand, &held);
            held = *at_label(flow, operand);
            continue;
        }
        flow->module->diag->use = instruction->use;
        for (uint32_t j = 0; check && j < instruction->count; j++)
            if (operand[j].kind == OPERAND_LIVE)
                check_live(flow, &operand[j], &held);
        step_forward(flow, instruction, &held);
    }
}

/* ---- a function ---- */

static bool asks(const struct asm_module *module, const struct asm_function *function)
{
    const struct asm_instruction *first = &module->instructions.items[function->first];
    for (uint32_t i = 0; i < function->count; i++)
        for (uint32_t j = 0; j < first[i].count; j++)
            if (module->operands.items[first[i].first + j].kind == OPERAND_LIVE)
                return true;
    return false;
}

static uint32_t number_labels(struct flow *flow)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < flow->function->count; i++) {
        const struct asm_instruction *instruction =
            &flow->module->instructions.items[flow->function->first + i];
        if (instruction->op == ASM_OP_label)
            flow->module->labels.items[operands_of(flow, instruction)->value].block = count++;
    }
    return count;
}

static void settle(struct flow *flow)
{
    for (uint32_t i = 0; i < flow->function->count; i++) {
        const struct asm_instruction *instruction =
            &flow->module->instructions.items[flow->function->first + i];
        struct asm_operand *operand = &flow->module->operands.items[instruction->first];
        for (uint32_t j = 0; j < instruction->count; j++)
            if (operand[j].kind == OPERAND_LIVE)
                operand[j].kind = OPERAND_UNTAGGED;
    }
}

static void compute(struct asm_module *module, const struct asm_function *function)
{
    struct flow flow = {.module = module, .function = function};
    uint32_t labels = number_labels(&flow);
    flow.labels = mem_zalloc(labels * sizeof *flow.labels);
    do {
        flow.changed = false;
        sweep_back(&flow);
    } while (flow.changed);

    memset(flow.labels, 0xff, labels * sizeof *flow.labels);
    struct asm_set *entry = &flow.labels[module->labels.items[function->entry].block];
    *entry = (struct asm_set){0};
    asm_set_add_first(entry, asm_name_of(module, function->name).arity);
    do {
        flow.changed = false;
        sweep_forward(&flow, false);
    } while (flow.changed);
    sweep_forward(&flow, true);
    settle(&flow);
    free(flow.labels);
}

void asm_compute_live(struct asm_module *module)
{
    for (size_t i = 0; i < module->functions.count; i++)
        if (asks(module, &module->functions.items[i]))
            compute(module, &module->functions.items[i]);
    module->diag->use = 0;
}
