/* SPDX-License-Identifier: Apache-2.0 */
/* A data-flow problem, backwards: how much will be taken from here on before the reservation ends.
 * The largest need over the ways on is kept at each label, and sweeps are repeated until nothing
 * changes, which takes one more than there are jumps backwards on a way without a reservation. A
 * loop that takes room makes needs grow for ever: then there is no answer. */

#include "asm/heap.h"

#include "asm/flow.h"
#include "asm/heap_need.h"
#include "asm/span.h"

#include <stdlib.h>

enum { MOST_SWEEPS = 100 };

/* The need behind an instruction that asks for it. */
struct answer {
    uint32_t instruction;
    struct asm_heap_need need;
    bool grows; /* it was another one in the sweep before the last */
};

struct heap {
    struct asm_module *module;
    const struct asm_function *function;
    struct asm_heap_need *labels; /* by block */
    ASM_VECTOR(struct answer) answers;
    bool changed;
};

static uint64_t larger(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

static void take_larger(struct asm_heap_need *into, const struct asm_heap_need *other)
{
    into->words = larger(into->words, other->words);
    into->floats = larger(into->floats, other->floats);
    into->funs = larger(into->funs, other->funs);
}

static bool same(const struct asm_heap_need *a, const struct asm_heap_need *b)
{
    return a->words == b->words && a->floats == b->floats && a->funs == b->funs;
}

static void answer(struct heap *h, size_t *next, uint32_t instruction,
                   const struct asm_heap_need *need)
{
    if (*next == h->answers.count)
        *ASM_PUSH(&h->answers) = (struct answer){.instruction = instruction};
    struct answer *answer = &h->answers.items[(*next)++];
    answer->grows = !same(&answer->need, need);
    answer->need = *need;
}

/* From the need behind instruction I to the one before it. */
static void step_back(struct heap *h, uint32_t i, size_t *next, struct asm_heap_need *need)
{
    const struct asm_module *module = h->module;
    const struct asm_instruction *instruction = &module->instructions.items[i];
    const struct asm_operand *operand = &module->operands.items[instruction->first];
    struct asm_effects effects = asm_effects_of(module, instruction);
    const struct asm_operand *asked = asm_heap_operand(module, instruction);
    if (asked != NULL && asked->kind == OPERAND_HEAP)
        answer(h, next, i, need);
    if (effects.ends || asm_ends_reservation(instruction, &effects))
        *need = (struct asm_heap_need){0};
    if (asm_ends_reservation(instruction, &effects))
        return;
    for (uint32_t j = 0; j < instruction->count; j++)
        if (operand[j].kind == OPERAND_LABEL && !effects.handler)
            take_larger(need, &h->labels[asm_block_of(module, &operand[j])]);
    struct asm_heap_need own = asm_heap_need_of(module, instruction);
    need->words += own.words;
    need->floats += own.floats;
    need->funs += own.funs;
}

static void sweep(struct heap *h)
{
    struct asm_heap_need need = {0};
    size_t next = 0;
    h->changed = false;
    for (uint32_t i = h->function->first + h->function->count; i-- > h->function->first;) {
        const struct asm_instruction *instruction = &h->module->instructions.items[i];
        if (instruction->op != ASM_OP_label) {
            step_back(h, i, &next, &need);
            continue;
        }
        struct asm_heap_need *known =
            &h->labels[asm_block_of(h->module, &h->module->operands.items[instruction->first])];
        if (!same(known, &need)) {
            *known = need;
            h->changed = true;
        }
    }
}

/* ---- the operands ---- */

static struct asm_operand number(uint64_t value, const struct asm_operand *like)
{
    struct asm_operand operand = *like;
    operand.kind = OPERAND_UNTAGGED;
    operand.value = value;
    return operand;
}

/* Gives INSTRUCTION operands of its own, of which ASKED (counted from 0) is now a list of words,
 * floats and funs. */
static void put_list(struct asm_module *module, struct asm_instruction *instruction, uint32_t asked,
                     const struct asm_heap_need *need)
{
    const uint64_t counts[] = {need->words, need->floats, need->funs};
    uint32_t old = instruction->first, first = (uint32_t)module->operands.count;
    for (uint32_t i = 0; i < instruction->count; i++) {
        struct asm_operand operand = module->operands.items[old + i];
        if (i != asked) {
            *ASM_PUSH(&module->operands) = operand;
            continue;
        }
        struct asm_operand *list = ASM_PUSH(&module->operands);
        *list = operand;
        list->kind = OPERAND_ALLOC;
        list->value = COUNT_OF(counts);
        for (unsigned what = 0; what < COUNT_OF(counts); what++) {
            *ASM_PUSH(&module->operands) = number(what, &operand);
            *ASM_PUSH(&module->operands) = number(counts[what], &operand);
        }
    }
    instruction->first = first;
    instruction->count = (uint32_t)module->operands.count - first;
}

static void settle(struct asm_module *module, const struct answer *answer, bool endless)
{
    struct asm_instruction *instruction = &module->instructions.items[answer->instruction];
    struct asm_operand *first = &module->operands.items[instruction->first], *asked = first;
    while (asked->kind != OPERAND_HEAP)
        asked++;
    module->diag->use = instruction->use;
    if (endless && answer->grows)
        asm_error(module->diag, ASM_MESSAGE_heap_need_unknown,
                  asm_operand_span(module->diag->source, asked->at),
                  "this heap need cannot be computed: a loop behind it takes room each time round "
                  "and reserves none");
    if (answer->need.floats == 0 && answer->need.funs == 0)
        *asked = number(answer->need.words, asked);
    else
        put_list(module, instruction, (uint32_t)(asked - first), &answer->need);
}

static void compute(struct asm_module *module, const struct asm_function *function)
{
    struct heap h = {.module = module, .function = function};
    uint32_t labels = asm_number_blocks(module, function);
    h.labels = mem_zalloc(labels * sizeof *h.labels);
    unsigned sweeps = 0;
    do
        sweep(&h);
    while (h.changed && ++sweeps < MOST_SWEEPS);
    for (size_t i = 0; i < h.answers.count; i++)
        settle(module, &h.answers.items[i], h.changed);
    free(h.answers.items);
    free(h.labels);
}

void asm_compute_heap(struct asm_module *module)
{
    for (size_t i = 0; i < module->functions.count; i++)
        if ((module->functions.items[i].asks & ASM_ASKS(OPERAND_HEAP)) != 0)
            compute(module, &module->functions.items[i]);
    module->diag->use = 0;
}
