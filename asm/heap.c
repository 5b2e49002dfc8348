/* SPDX-License-Identifier: Apache-2.0 */
/* How much will be taken from here on before the reservation ends? The longest way through a graph:
 * its nodes are labels, and its edges ways from one label to another on which no reservation ends,
 * as long as what is taken there. Labels that lead to one another form a component (Tarjan's
 * algorithm finds them, those further on first). If a way within one takes room, that loop takes it
 * each time round, and there is no answer; if none does, all its labels need the same. Each way is
 * looked at once. */

#include "asm/heap.h"

#include "asm/flow.h"
#include "asm/heap_need.h"
#include "asm/span.h"

#include <stdlib.h>

struct edge {
    uint32_t to;               /* block */
    struct asm_heap_need need; /* taken on the way */
};

struct block {
    uint32_t first;            /* instruction behind the label, among those of the module */
    uint32_t edges, end;       /* its edges in heap.edges, and where they end */
    uint32_t next;             /* the edge to follow next */
    uint32_t number;           /* in the order in which blocks were reached, from 1; 0: not yet */
    uint32_t low;              /* the lowest number of its component that is known to be in reach */
    bool settled;              /* the two that follow are known */
    bool endless;              /* a loop takes room */
    struct asm_heap_need need; /* at the label */
};

struct heap {
    struct asm_module *module;
    const struct asm_function *function;
    struct block *blocks;
    ASM_VECTOR(struct edge) edges; /* of the blocks on the way, each one's in a row */
    ASM_VECTOR(uint32_t) way;      /* blocks from the one begun with to the one at hand */
    ASM_VECTOR(uint32_t) open;     /* those reached whose component is not complete */
    uint32_t reached;
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

static void add(struct asm_heap_need *to, const struct asm_heap_need *more)
{
    to->words += more->words;
    to->floats += more->floats;
    to->funs += more->funs;
}

static bool is_none(const struct asm_heap_need *need)
{
    return need->words == 0 && need->floats == 0 && need->funs == 0;
}

/* ---- edges ---- */

static void add_edge(struct heap *h, const struct asm_operand *label,
                     const struct asm_heap_need *need)
{
    *ASM_PUSH(&h->edges) = (struct edge){asm_block_of(h->module, label), *need};
}

/* Adds the edges that begin at instruction I; returns what is taken on a way that ends without one.
 */
static struct asm_heap_need add_edges(struct heap *h, uint32_t i)
{
    const struct asm_module *module = h->module;
    struct asm_heap_need need = {0};
    for (; i < h->function->first + h->function->count; i++) {
        const struct asm_instruction *instruction = &module->instructions.items[i];
        const struct asm_operand *operand = &module->operands.items[instruction->first];
        struct asm_effects effects = asm_effects_of(module, instruction);
        struct asm_heap_need own = asm_heap_need_of(module, instruction);
        if (instruction->op == ASM_OP_label)
            add_edge(h, operand, &need);
        if (instruction->op == ASM_OP_label || asm_ends_reservation(instruction, &effects))
            break;
        add(&need, &own);
        for (uint32_t k = 0; k < instruction->count; k++)
            if (operand[k].kind == OPERAND_LABEL && !effects.handler)
                add_edge(h, &operand[k], &need);
        if (effects.ends)
            break;
    }
    return need;
}

/* ---- components ---- */

static void reach(struct heap *h, uint32_t number)
{
    struct block *block = &h->blocks[number];
    block->number = block->low = ++h->reached;
    block->edges = block->next = (uint32_t)h->edges.count;
    block->need = add_edges(h, block->first);
    block->end = (uint32_t)h->edges.count;
    *ASM_PUSH(&h->way) = number;
    *ASM_PUSH(&h->open) = number;
}

static void reach_lower(struct block *block, uint32_t low)
{
    if (low < block->low)
        block->low = low;
}

/* What BLOCK adds to the need of its component. */
static void gather(const struct heap *h, const struct block *block, struct block *component)
{
    take_larger(&component->need, &block->need);
    for (uint32_t i = block->edges; i < block->end; i++) {
        const struct edge *edge = &h->edges.items[i];
        const struct block *to = &h->blocks[edge->to];
        struct asm_heap_need need = edge->need;
        if (!to->settled) { /* in the component itself */
            component->endless = component->endless || !is_none(&need);
            continue;
        }
        add(&need, &to->need);
        take_larger(&component->need, &need);
        component->endless = component->endless || to->endless;
    }
}

/* The component of block FIRST, which was the first of it to be reached, is complete. */
static void close_component(struct heap *h, uint32_t first)
{
    struct block component = {0};
    size_t from = h->open.count;
    do
        gather(h, &h->blocks[h->open.items[--from]], &component);
    while (h->open.items[from] != first);
    for (size_t i = from; i < h->open.count; i++) {
        struct block *block = &h->blocks[h->open.items[i]];
        block->need = component.need;
        block->endless = component.endless;
        block->settled = true;
    }
    h->open.count = from;
}

/* Finds out what block NUMBER needs, and all that it leads to. */
static void explore(struct heap *h, uint32_t number)
{
    reach(h, number);
    while (h->way.count > 0) {
        uint32_t at = h->way.items[h->way.count - 1];
        struct block *block = &h->blocks[at];
        if (block->next < block->end) {
            uint32_t to = h->edges.items[block->next++].to;
            if (h->blocks[to].number == 0)
                reach(h, to);
            else if (!h->blocks[to].settled)
                reach_lower(block, h->blocks[to].number);
            continue;
        }
        h->way.count--;
        if (block->low == block->number)
            close_component(h, at);
        else
            reach_lower(&h->blocks[h->way.items[h->way.count - 1]], block->low);
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

/* Instruction I asks for what BLOCK needs, which begins behind it. */
static void settle(struct asm_module *module, uint32_t i, const struct block *block)
{
    struct asm_instruction *instruction = &module->instructions.items[i];
    struct asm_operand *first = &module->operands.items[instruction->first], *asked = first;
    while (asked->kind != OPERAND_HEAP)
        asked++;
    module->diag->use = instruction->use;
    if (block->endless)
        asm_error(module->diag, ASM_MESSAGE_heap_need_unknown,
                  asm_operand_span(module->diag->source, asked->at),
                  "this heap need cannot be computed: a loop behind it takes room each time round "
                  "and reserves none");
    if (block->need.floats == 0 && block->need.funs == 0)
        *asked = number(block->need.words, asked);
    else
        put_list(module, instruction, (uint32_t)(asked - first), &block->need);
}

/* What instruction I asks for, which is what one more block behind the others needs. */
static void answer(struct heap *h, uint32_t i, uint32_t more)
{
    const struct asm_operand *asked =
        asm_heap_operand(h->module, &h->module->instructions.items[i]);
    if (asked == NULL || asked->kind != OPERAND_HEAP)
        return;
    h->blocks[more] = (struct block){.first = i + 1};
    explore(h, more);
    settle(h->module, i, &h->blocks[more]);
}

static void compute(struct asm_module *module, const struct asm_function *function)
{
    struct heap h = {.module = module, .function = function};
    uint32_t labels = asm_number_blocks(module, function), block = 0;
    uint32_t end = function->first + function->count;
    h.blocks = mem_zalloc((labels + 1) * sizeof *h.blocks);
    for (uint32_t i = function->first; i < end; i++)
        if (module->instructions.items[i].op == ASM_OP_label)
            h.blocks[block++].first = i + 1;
    for (uint32_t i = function->first; i < end; i++)
        answer(&h, i, labels);
    free(h.blocks);
    free(h.edges.items);
    free(h.way.items);
    free(h.open.items);
}

void asm_compute_heap(struct asm_module *module)
{
    for (size_t i = 0; i < module->functions.count; i++)
        if ((module->functions.items[i].asks & ASM_ASKS(OPERAND_HEAP)) != 0)
            compute(module, &module->functions.items[i]);
    module->diag->use = 0;
}
