/* SPDX-License-Identifier: Apache-2.0 */
/* What instructions have in common: reading and writing registers, collecting, raising, heap words,
 * frames. */

#include "asm/check_walk.h"

#include <string.h>

/* ---- faults ---- */

void check_fault_by(struct check_walk *w, enum asm_message_id id, const struct asm_operand *o,
                    uint64_t number, uint64_t other, uint32_t by)
{
    enum { ENOUGH = 1 << 16 }; /* warnings */
    if (w->watched != CHECK_NO_REGISTER ||
        asm_diag_severity(w->module->diag, id) == ASM_SEVERITY_off ||
        (w->faults.count >= ENOUGH && asm_messages[id].severity != ASM_SEVERITY_error))
        return;
    *ASM_PUSH(&w->faults) = (struct check_fault){
        .id = id,
        .instruction = w->at_hand,
        .operand = o == NULL ? ASM_NO_PLACE : (uint32_t)(o - w->module->operands.items),
        .by = by,
        .block = w->block,
        .number = number,
        .other = other};
}

void check_fault(struct check_walk *w, enum asm_message_id id, const struct asm_operand *o,
                 uint64_t number)
{
    check_fault_by(w, id, o, number, 0, NO_INSTRUCTION);
}

/* ---- registers ---- */

static bool is_in_frame(const struct check_walk *w, uint64_t y)
{
    if (y >= w->y_count)
        return false;
    switch (w->now->frame) {
    case FORGIVEN_FRAME:
        return true;
    case MIXED_FRAME: /* slots that all possible frames have */
        return held_kind(w->now->regs[w->x_count + y]) != HELD_NONE;
    default:
        return (int64_t)y < w->now->frame;
    }
}

static void outside_frame(struct check_walk *w, const struct asm_operand *o)
{
    enum asm_message_id id = w->now->frame == NO_FRAME      ? ASM_MESSAGE_no_frame
                             : w->now->frame == MIXED_FRAME ? ASM_MESSAGE_different_frames
                                                            : ASM_MESSAGE_slot_outside_frame;
    if (w->now->frame == FORGIVEN_FRAME)
        return;
    check_fault_by(w, id, o, o->value, (uint64_t)w->now->frame, w->now->frame_by);
    if (w->now->frame < 0)
        w->now->frame = FORGIVEN_FRAME;
}

/* The register that O names; NULL if it is a y register outside of the frame. */
static Held *place_of(const struct check_walk *w, const struct asm_operand *o)
{
    if (o->kind == OPERAND_X)
        return &w->now->regs[o->value];
    if (o->kind == OPERAND_F)
        return &w->now->regs[w->x_count + w->y_count + o->value];
    return is_in_frame(w, o->value) ? &w->now->regs[w->x_count + o->value] : NULL;
}

void check_read(struct check_walk *w, const struct asm_operand *o, bool context)
{
    if (!check_is_register(o))
        return;
    Held *place = place_of(w, o);
    if (o->kind == OPERAND_Y && place == NULL) {
        outside_frame(w, o);
        return;
    }
    enum held_kind kind = held_kind(*place);
    if (kind != HELD_NONE && kind != HELD_CATCH && (kind != HELD_CONTEXT || context))
        return;
    if (o->kind == OPERAND_Y && w->now->frame == FORGIVEN_FRAME) {
        *place = held(HELD_TERM, 0);
        return;
    }
    enum asm_message_id id = kind == HELD_CATCH     ? ASM_MESSAGE_catch_slot_read
                             : kind == HELD_CONTEXT ? ASM_MESSAGE_context_as_value
                             : o->kind == OPERAND_Y ? ASM_MESSAGE_empty_slot_read
                                                    : ASM_MESSAGE_unwritten_register;
    check_fault_by(w, id, o, o->value, 0, w->now->frame_by);
    if (kind == HELD_NONE)
        *place = held(HELD_TERM, 0);
}

void check_read_list(struct check_walk *w, const struct asm_operand *list)
{
    for (uint64_t i = 1; i <= list->value; i++)
        check_read(w, &list[i], false);
}

/* An argument is no operand: the fault is about the last one, which names the function. */
static void read_argument(struct check_walk *w, uint32_t x, bool context)
{
    enum held_kind kind = x < w->x_count ? held_kind(w->now->regs[x]) : HELD_NONE;
    if (kind == HELD_NONE)
        check_fault(w, ASM_MESSAGE_unwritten_register, NULL, x);
    else if (kind == HELD_CONTEXT && !context)
        check_fault(w, ASM_MESSAGE_context_as_value, NULL, x);
    if (kind == HELD_NONE && x < w->x_count)
        w->now->regs[x] = held(HELD_TERM, 0);
}

void check_read_arguments(struct check_walk *w, uint64_t count, bool context)
{
    for (uint32_t i = 0; i < count && i < BEAM_MAX_REGISTERS; i++)
        read_argument(w, i, context);
}

Held check_held(const struct check_walk *w, const struct asm_operand *o)
{
    if (!check_is_register(o))
        return held_constant(w->module, o);
    const Held *place = o->kind == OPERAND_F ? NULL : place_of(w, o);
    return place == NULL ? held(HELD_TERM, 0) : *place;
}

void check_write(struct check_walk *w, const struct asm_operand *o, Held what)
{
    Held *place = place_of(w, o);
    if (o->kind == OPERAND_Y && place == NULL) {
        outside_frame(w, o);
        return;
    }
    if (held_kind(*place) == HELD_CATCH && held_kind(what) != HELD_CATCH &&
        w->instruction->op != ASM_OP_try_end && w->instruction->op != ASM_OP_try_case &&
        w->instruction->op != ASM_OP_catch_end)
        check_fault(w, ASM_MESSAGE_open_try, o, o->value);
    *place = what;
}

void check_refine(struct check_walk *w, const struct asm_operand *o, Held what)
{
    Held *place = o->kind == OPERAND_X || o->kind == OPERAND_Y ? place_of(w, o) : NULL;
    if (place != NULL)
        *place = what;
}

void check_forget(struct check_walk *w)
{
    memset(w->now->regs, 0, w->x_count * sizeof(Held));
    memset(w->now->regs + w->x_count + w->y_count, 0, w->f_count * sizeof(Held));
}

void check_results(struct check_walk *w, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        w->now->regs[i] = held(HELD_TERM, 0);
}

/* ---- collecting and raising ---- */

/* It is said once of each slot, which is then taken for written: the loader has such frames made
 * with all slots set to []. */
void check_frame_is_written(struct check_walk *w, struct check_state *state)
{
    for (int32_t i = 0; i < state->frame; i++) {
        Held *slot = &state->regs[w->x_count + (uint32_t)i];
        if (held_kind(*slot) != HELD_NONE)
            continue;
        check_fault_by(w, ASM_MESSAGE_unwritten_slot, NULL, (uint64_t)i, 0, state->frame_by);
        *slot = held(HELD_TERM, 0);
    }
}

void check_after_collection(struct check_walk *w)
{
    w->now->heap = 0;
    w->now->heap_by = w->at_hand;
    for (uint32_t i = 0; i < w->x_count + w->y_count; i++)
        if (held_kind(w->now->regs[i]) == HELD_FRESH)
            w->now->regs[i] = held(HELD_TUPLE, held_number(w->now->regs[i]));
}

void check_collect(struct check_walk *w, const struct asm_operand *live)
{
    for (uint64_t i = 0; i < live->value; i++) {
        if (i < w->x_count && held_kind(w->now->regs[i]) != HELD_NONE)
            continue;
        check_fault(w,
                    live->kind == OPERAND_LIVE ? ASM_MESSAGE_no_value : ASM_MESSAGE_live_count_high,
                    live, i);
        break;
    }
    for (uint64_t i = 0; i < live->value && i < w->x_count; i++)
        if (held_kind(w->now->regs[i]) == HELD_NONE)
            w->now->regs[i] = held(HELD_TERM, 0);
    for (uint64_t i = live->value; i < w->x_count; i++)
        w->now->regs[i] = held(HELD_NONE, 0);
    check_after_collection(w);
    check_frame_is_written(w, w->now);
}

/* That of the first catch on the stack. */
uint32_t check_handler(const struct check_walk *w, const struct check_state *state)
{
    for (int32_t i = 0; i < state->frame; i++) {
        Held slot = state->regs[w->x_count + (uint32_t)i];
        if (held_kind(slot) == HELD_CATCH)
            return held_number(slot);
    }
    return CHECK_NO_BLOCK;
}

void check_may_raise(struct check_walk *w, struct check_state *state)
{
    uint32_t handler = check_handler(w, state);
    check_frame_is_written(w, state);
    if (handler == CHECK_NO_BLOCK)
        return;
    struct check_state *now = w->now, *seen = w->scratch;
    memcpy(seen, state, sizeof *state + w->count * sizeof(Held));
    w->now = seen;
    check_forget(w);
    check_after_collection(w);
    seen->messages = MESSAGE_NONE;
    w->now = now;
    check_branch(w, handler, seen);
}

void check_raises(struct check_walk *w)
{
    check_may_raise(w, w->now);
}

/* Nowhere else: a label of another function is a fault of its own. */
void check_may_fail(struct check_walk *w, const struct asm_operand *o)
{
    if (o->kind == OPERAND_LABEL)
        check_branch(w, w->module->labels.items[o->value].block, w->now);
    else if (o->kind == OPERAND_FUNCTION)
        check_branch(w, w->module->labels.items[w->function->entry].block, w->now);
    else
        check_raises(w);
}

/* ---- the heap ---- */

void check_reserve(struct check_walk *w, uint64_t words)
{
    w->now->heap = words < FORGIVEN_HEAP ? (uint32_t)words : 0;
    w->now->heap_by = w->at_hand;
}

void check_take_heap(struct check_walk *w, uint64_t words)
{
    if (w->now->heap == FORGIVEN_HEAP)
        return;
    if (words <= w->now->heap) {
        w->now->heap -= (uint32_t)words;
        return;
    }
    check_fault_by(w, ASM_MESSAGE_heap_missing, NULL, words, w->now->heap, w->now->heap_by);
    w->now->heap = FORGIVEN_HEAP;
}

/* ---- frames ---- */

void check_need_frame(struct check_walk *w)
{
    if (w->now->frame >= 0 || w->now->frame == FORGIVEN_FRAME)
        return;
    check_fault_by(w,
                   w->now->frame == NO_FRAME ? ASM_MESSAGE_no_frame : ASM_MESSAGE_different_frames,
                   NULL, ASM_NO_PLACE, 0, w->now->frame_by);
    w->now->frame = FORGIVEN_FRAME;
}

void check_need_no_frame(struct check_walk *w)
{
    if (w->now->frame == NO_FRAME || w->now->frame == FORGIVEN_FRAME)
        return;
    check_fault_by(
        w, w->now->frame == MIXED_FRAME ? ASM_MESSAGE_different_frames : ASM_MESSAGE_frame_left,
        NULL, (uint64_t)w->now->frame, 0, w->now->frame_by);
    w->now->frame = FORGIVEN_FRAME;
}

/* A try or catch that is not ended is found by exceptions of others. */
static void check_catches_ended(struct check_walk *w, int32_t slots)
{
    for (int32_t i = 0; i < slots && i < w->now->frame; i++)
        if (held_kind(w->now->regs[w->x_count + (uint32_t)i]) == HELD_CATCH)
            check_fault(w, ASM_MESSAGE_open_try, NULL, (uint64_t)i);
}

void check_deallocate(struct check_walk *w, const struct asm_operand *slots)
{
    check_need_frame(w);
    if (w->now->frame >= 0 && slots->value != (uint64_t)w->now->frame)
        check_fault_by(w, ASM_MESSAGE_frame_size, slots, slots->value, (uint64_t)w->now->frame,
                       w->now->frame_by);
    check_catches_ended(w, INT32_MAX);
    memset(w->now->regs + w->x_count, 0, w->y_count * sizeof(Held));
    if (w->now->frame != FORGIVEN_FRAME) {
        w->now->frame = NO_FRAME;
        w->now->frame_by = w->at_hand;
    }
}
