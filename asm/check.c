/* SPDX-License-Identifier: Apache-2.0 */
/* The walk. From each label whose state has changed the instructions are gone through up to the
 * next label or the end of the way, until nothing changes any more. States only lose knowledge, so
 * that ends; a budget ends it early for code that was made to take long. Faults are noted on the
 * way, and told when all is known. */

#include "asm/check.h"

#include "asm/check_walk.h"

#include <stdlib.h>
#include <string.h>

enum { HANDLER_REGISTERS = 3 };

static const uint64_t budget_base = 1 << 24, budget_per_instruction = 1 << 10,
                      most_registers = 1 << 26;

static size_t state_bytes(const struct check_walk *w)
{
    return sizeof(struct check_state) + w->count * sizeof(Held);
}

static struct check_state *copy_of(struct check_walk *w, const struct check_state *state)
{
    struct check_state *copy = asm_arena_alloc(&w->arena, state_bytes(w));
    memcpy(copy, state, state_bytes(w));
    copy->lowered = 0;
    return copy;
}

static void spend(struct check_walk *w, uint64_t work)
{
    w->budget -= w->budget < work ? w->budget : work;
}

/* Makes instruction I the one at hand. */
static void take_up(struct check_walk *w, uint32_t i)
{
    const struct asm_instruction *in = &w->module->instructions.items[i];
    const struct asm_operand *o = &w->module->operands.items[in->first];
    const char *letters = asm_opcodes[in->op].operands;
    w->at_hand = i;
    w->instruction = in;
    for (unsigned k = 0; letters[k] != '\0'; k++) {
        w->operands[k] = o;
        o += o->kind == OPERAND_ALLOC ? 1 + 2 * o->value : 1;
    }
    w->effects = asm_effects_of(w->module, in);
}

/* ---- where ways meet ---- */

/* STATE, at BLOCK, loses its frame; what the slots hold stays known. What may be raised from now on
 * is raised in both of the frames that meet, which is how compilers share code that ends in an
 * exception. What BLOCK itself would handle is on its way there. */
static void lose_frame(struct check_walk *w, struct check_state *state, uint32_t block)
{
    if (state->frame == MIXED_FRAME)
        return;
    if (check_handler(w, state) != block)
        check_may_raise(w, state);
    state->frame = MIXED_FRAME;
    for (uint32_t i = w->x_count; i < w->x_count + w->y_count; i++)
        if (held_kind(state->regs[i]) == HELD_CATCH)
            state->regs[i] = held(HELD_NONE, 0);
}

static bool join_into(struct check_walk *w, uint32_t block, const struct check_state *state)
{
    struct check_state *known = w->blocks.items[block].known;
    if (check_frames_agree(known, state, w->x_count, w->y_count))
        return check_join(known, state, w->count);
    struct check_state *copy = copy_of(w, state);
    bool changed = known->frame != MIXED_FRAME;
    lose_frame(w, known, block);
    lose_frame(w, copy, block);
    return check_join(known, copy, w->count) || changed;
}

static void note_edge(struct check_walk *w, uint32_t block, const struct check_state *state)
{
    if (held_kind(state->regs[w->watched]) == HELD_NONE)
        *ASM_PUSH(&w->edges) = (struct check_edge){w->block, block, w->at_hand, w->killer};
}

static void join_at(struct check_walk *w, uint32_t block, const struct check_state *state)
{
    struct check_block *to = &w->blocks.items[block];
    bool changed = true;
    if (to->known == NULL)
        to->known = copy_of(w, state);
    else
        changed = join_into(w, block, state);
    if (changed)
        worklist_add(&w->again, block);
    spend(w, w->count);
}

/* A join may find that more has to be joined elsewhere: one after the other, not one in the other,
 * for nobody knows how deep that would go. */
static void join_all(struct check_walk *w, uint32_t block, const struct check_state *state)
{
    w->joining = true;
    join_at(w, block, state);
    while (w->pending.count > 0) {
        struct check_pending next = w->pending.items[--w->pending.count];
        join_at(w, next.block, next.state);
    }
    w->joining = false;
}

void check_branch(struct check_walk *w, uint32_t block, const struct check_state *state)
{
    if (w->watched != CHECK_NO_REGISTER)
        note_edge(w, block, state);
    else if (w->joining)
        *ASM_PUSH(&w->pending) = (struct check_pending){block, copy_of(w, state)};
    else
        join_all(w, block, state);
}

/* ---- a block ---- */

/* Was the watched register lost by the instruction that has just been walked? */
static bool lost_now(const struct check_walk *w, Held before)
{
    return held_kind(w->now->regs[w->watched]) == HELD_NONE &&
           (held_kind(before) != HELD_NONE || w->instruction->op == ASM_OP_try_case ||
            w->instruction->op == ASM_OP_catch_end);
}

static bool step(struct check_walk *w)
{
    if (w->watched == CHECK_NO_REGISTER)
        return check_step(w);
    if (w->at_hand == w->watched_at)
        note_edge(w, (uint32_t)w->blocks.count, w->now);
    Held before = w->now->regs[w->watched];
    bool on = check_step(w);
    if (lost_now(w, before))
        w->killer = w->at_hand;
    return on;
}

static uint32_t end_of(const struct check_walk *w)
{
    return w->function->first + w->function->count;
}

/* What stands behind an instruction that does not go on needs a label. Compilers do not know of
 * each call that it never returns. */
static void check_behind(struct check_walk *w, uint32_t i)
{
    if (i == end_of(w) || w->module->instructions.items[i].op == ASM_OP_label ||
        w->instruction->op == ASM_OP_call_ext)
        return;
    w->at_hand = i;
    check_fault(w, ASM_MESSAGE_unreachable, NULL, 0);
}

static void walk_block(struct check_walk *w, uint32_t block)
{
    uint32_t i = w->blocks.items[block].first;
    w->block = block;
    w->killer = NO_INSTRUCTION;
    memcpy(w->now, w->blocks.items[block].known, state_bytes(w));
    for (i++; i < end_of(w); i++) {
        if (w->module->instructions.items[i].op == ASM_OP_label) {
            check_branch(w, block + 1, w->now);
            return;
        }
        take_up(w, i);
        spend(w, 1);
        if (step(w))
            continue;
        check_behind(w, i + 1);
        return;
    }
    w->at_hand = i - 1;
    check_fault(w, ASM_MESSAGE_no_end, NULL, 0);
}

void check_watch(struct check_walk *w, uint32_t watched, uint32_t instruction)
{
    w->watched = watched;
    w->watched_at = instruction;
    w->edges.count = 0;
    for (uint32_t i = 0; i < w->blocks.count; i++)
        if (w->blocks.items[i].known != NULL)
            walk_block(w, i);
    w->watched = CHECK_NO_REGISTER;
}

/* ---- a function ---- */

static void count_register(uint32_t *count, uint64_t number)
{
    if (number >= *count)
        *count = (uint32_t)number + 1;
}

static void count_operands(struct check_walk *w, const struct asm_instruction *in)
{
    const struct asm_operand *o = &w->module->operands.items[in->first];
    for (uint32_t k = 0; k < in->count; k++) {
        if (o[k].kind == OPERAND_X)
            count_register(&w->x_count, o[k].value);
        else if (o[k].kind == OPERAND_Y)
            count_register(&w->y_count, o[k].value);
        else if (o[k].kind == OPERAND_F)
            count_register(&w->f_count, o[k].value);
    }
    if ((in->op == ASM_OP_allocate || in->op == ASM_OP_allocate_heap) && o[0].value > 0 &&
        o[0].value < BEAM_MAX_REGISTERS)
        count_register(&w->y_count, o[0].value - 1);
}

/* Finds the blocks, and how many registers the function uses. */
static void survey(struct check_walk *w)
{
    const struct asm_module *module = w->module;
    uint32_t arity = asm_name_of(module, w->function->name).arity;
    w->x_count = arity > HANDLER_REGISTERS ? arity : HANDLER_REGISTERS;
    w->y_count = w->f_count = 0;
    w->blocks.count = 0;
    for (uint32_t i = w->function->first; i < end_of(w); i++) {
        const struct asm_instruction *in = &module->instructions.items[i];
        take_up(w, i);
        count_operands(w, in);
        check_operands(w);
        if (in->op != ASM_OP_label)
            continue;
        module->labels.items[module->operands.items[in->first].value].block =
            (uint32_t)w->blocks.count;
        *ASM_PUSH(&w->blocks) = (struct check_block){.first = i};
    }
    w->count = w->x_count + w->y_count + w->f_count;
}

/* The first block is that of func_info, which is only reached by jumps. */
static void begin(struct check_walk *w)
{
    struct check_state *state = w->now;
    uint32_t entry = w->module->labels.items[w->function->entry].block;
    memset(state, 0, state_bytes(w));
    state->frame = NO_FRAME;
    state->frame_by = state->heap_by = NO_INSTRUCTION;
    state->messages = MESSAGE_NONE;
    for (uint32_t i = 0; i < asm_name_of(w->module, w->function->name).arity; i++)
        state->regs[i] = held(HELD_TERM, 0);
    w->block = entry;
    w->at_hand = w->blocks.items[entry].first;
    check_branch(w, entry, state);
}

static void too_complex(struct check_walk *w)
{
    w->at_hand = w->function->first;
    check_fault(w, ASM_MESSAGE_too_complex, NULL, 0);
}

static void walk(struct check_walk *w)
{
    uint32_t block;
    worklist_init(&w->again, (uint32_t)w->blocks.count);
    begin(w);
    while (w->budget > 0 && worklist_take(&w->again, &block))
        walk_block(w, block);
    worklist_release(&w->again);
    if (w->budget == 0)
        too_complex(w);
}

/* Blocks that were never reached: once for each row of them. */
static void find_unreached(struct check_walk *w)
{
    bool before = false;
    for (uint32_t i = 1; i < w->blocks.count; i++) { /* the first is that of func_info */
        uint32_t first = w->blocks.items[i].first + 1;
        bool here = w->blocks.items[i].known == NULL;
        bool code = first < end_of(w) && w->module->instructions.items[first].op != ASM_OP_label;
        w->at_hand = first;
        if (here && !before && code)
            check_fault(w, ASM_MESSAGE_unreachable, NULL, 0);
        before = here && (before || code);
    }
}

static void find_unused(struct check_walk *w)
{
    const struct asm_module *module = w->module;
    if (asm_diag_severity(module->diag, ASM_MESSAGE_unused_label) == ASM_SEVERITY_off)
        return;
    for (uint32_t i = 2; i < w->blocks.count; i++) { /* behind func_info and entry */
        w->at_hand = w->blocks.items[i].first;
        const struct asm_instruction *label = &module->instructions.items[w->at_hand];
        if (module->labels.items[module->operands.items[label->first].value].used.size == 0)
            check_fault(w, ASM_MESSAGE_unused_label, NULL, 0);
    }
}

static void check_function(struct check_walk *w, const struct asm_function *function)
{
    w->function = function;
    w->faults.count = 0;
    w->construction = NULL;
    w->at_hand = function->first;
    w->block = 0;
    w->budget = budget_base + budget_per_instruction * function->count;
    survey(w);
    if ((w->blocks.count + 2) * w->count > most_registers) {
        too_complex(w);
    } else {
        w->now = asm_arena_alloc(&w->arena, state_bytes(w));
        w->scratch = asm_arena_alloc(&w->arena, state_bytes(w));
        walk(w);
        find_unreached(w);
    }
    find_unused(w);
    check_tell(w);
    asm_arena_empty(&w->arena);
}

/* A line instruction may stand above the first function, but is then taken into that. */
static bool begins_with_function(const struct asm_module *module)
{
    return module->functions.items[0].first == 0 ||
           asm_error(module->diag, ASM_MESSAGE_outside_function, module->instructions.items[0].span,
                     "one line instruction at most stands above the first function");
}

void asm_check(struct asm_module *module)
{
    if (!begins_with_function(module))
        return;
    struct check_walk w = {.module = module, .watched = CHECK_NO_REGISTER};
    for (size_t i = 0; i < module->functions.count; i++)
        check_function(&w, &module->functions.items[i]);
    module->diag->use = 0;
    asm_arena_free(&w.arena);
    free(w.blocks.items);
    free(w.pending.items);
    free(w.faults.items);
    free(w.edges.items);
}
