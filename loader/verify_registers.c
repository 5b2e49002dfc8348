/* SPDX-License-Identifier: Apache-2.0 */
/* verify_registers.c: what instructions have in common: reading and writing registers, collecting,
 * raising, frames. */
#include "loader/verify_parts.h"
#include "vm/process/registers.h"

#include <string.h>

const struct instr *walk_instr(const struct walk *w)
{
    return &w->code->instrs[w->at_hand];
}

void walk_mark_unproved(struct walk *w)
{
    w->code->instrs[w->at_hand].unproved = true;
}

/* ---- registers ---- */

static Type *y_register(const struct walk *w, uint32_t i)
{
    return &w->now->regs[w->x_count + i];
}

static bool is_in_frame(const struct walk *w, uint64_t y)
{
    if (w->now->frame == UNKNOWN_FRAME) /* slots that all possible frames have */
        return y < w->y_count && type_kind(*y_register(w, (uint32_t)y)) != TYPE_NONE;
    return w->now->frame >= 0 && y < (uint64_t)w->now->frame;
}

/* The register that O names; NULL after a fault: a y register outside the frame. */
Type *walk_register(struct walk *w, const struct operand *o)
{
    if (o->kind == OPERAND_X)
        return &w->now->regs[o->number];
    if (o->kind == OPERAND_FLOAT)
        return &w->now->regs[w->x_count + w->y_count + o->number];
    if (!is_in_frame(w, o->number)) {
        walk_fail(w, "a y register inside the frame", "one outside of it");
        return NULL;
    }
    return y_register(w, (uint32_t)o->number);
}

/* Gives the walk up, to begin again with slots that are nil from the start. */
static bool ask_for_zeroed(struct walk *w)
{
    w->wants_zeroed = true;
    return false;
}

/* Reads O whatever it is; a match context too when CONTEXT says so. */
bool walk_read(struct walk *w, const struct operand *o, bool context)
{
    if (o->kind != OPERAND_X && o->kind != OPERAND_Y && o->kind != OPERAND_FLOAT)
        return true;
    const Type *place = walk_register(w, o);
    if (place == NULL)
        return false;
    if (type_kind(*place) == TYPE_NONE && o->kind == OPERAND_Y)
        return ask_for_zeroed(w);
    if (type_kind(*place) == TYPE_NONE)
        return walk_fail(w, "a register that has been written",
                         "one that has not, on some way here");
    if (type_kind(*place) == TYPE_CATCH)
        return walk_fail(w, "a register with a value", "the slot of a try or catch");
    if (type_kind(*place) == TYPE_CONTEXT && !context)
        return walk_fail(w, "a register with a value", "a match context");
    return true;
}

bool walk_read_value(struct walk *w, const struct operand *o)
{
    return walk_read(w, o, false);
}

bool walk_read_list(struct walk *w, const struct operand *list)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (!walk_read_value(w, &list->list[i]))
            return false;
    return true;
}

/* What is known of O, which has been read. */
Type walk_type_of(struct walk *w, const struct operand *o)
{
    if (o->kind == OPERAND_TERM)
        return type_of_term(o->term);
    if (o->kind == OPERAND_LITERAL)
        return type_of_term(w->code->pool.terms[o->number]);
    const Type *place = o->kind == OPERAND_X || o->kind == OPERAND_Y ? walk_register(w, o) : NULL;
    return place == NULL ? TYPE(TYPE_ANY, 0) : *place;
}

bool walk_write(struct walk *w, const struct operand *o, Type type)
{
    Type *place = walk_register(w, o);
    if (place == NULL)
        return false;
    *place = type;
    return true;
}

bool walk_write_any(struct walk *w, const struct operand *o)
{
    return walk_write(w, o, TYPE(TYPE_ANY, 0));
}

/* O turned out to be of TYPE. */
void walk_refine(struct walk *w, const struct operand *o, Type type)
{
    if (o->kind == OPERAND_X || o->kind == OPERAND_Y)
        *walk_register(w, o) = type;
}

bool walk_read_arguments(struct walk *w, uint64_t count, bool context)
{
    for (uint64_t i = 0; i < count; i++) {
        struct operand x = {.kind = OPERAND_X, .number = i};
        if (i >= w->x_count)
            return walk_fail(w, "arguments in x registers", "registers that were never written");
        if (!walk_read(w, &x, context))
            return false;
    }
    return true;
}

/* From register FIRST on no x register holds anything, and no float register. */
void walk_forget(struct walk *w, uint64_t first)
{
    for (uint64_t i = first; i < w->x_count; i++)
        w->now->regs[i] = TYPE(TYPE_NONE, 0);
    Type *floats = w->now->regs + w->x_count + w->y_count;
    for (uint32_t i = 0; first == 0 && i < w->float_count; i++)
        floats[i] = TYPE(TYPE_NONE, 0);
}

/* ---- collecting and raising ---- */

/* The collector and the search for handlers look at every slot. */
bool walk_frame_is_written(struct walk *w, const struct state *state)
{
    for (int32_t i = 0; i < state->frame; i++)
        if (type_kind(state->regs[w->x_count + (uint32_t)i]) == TYPE_NONE)
            return ask_for_zeroed(w);
    return true;
}

/* After a collection nothing is reserved, and a fresh tuple may be an old one. */
void walk_after_collection(struct walk *w)
{
    w->now->heap = 0;
    for (uint32_t i = 0; i < w->x_count + w->y_count; i++)
        if (type_kind(w->now->regs[i]) == TYPE_FRESH)
            w->now->regs[i] = TYPE(TYPE_TUPLE, type_number(w->now->regs[i]));
}

/* A collection that keeps the first LIVE x registers. */
bool walk_collect(struct walk *w, uint64_t live)
{
    if (live > w->x_count)
        return walk_fail(w, "live registers that have been written", "some that never are");
    for (uint64_t i = 0; i < live; i++)
        if (type_kind(w->now->regs[i]) == TYPE_NONE)
            return walk_fail(w, "live registers that have been written", "some that have not");
    for (uint64_t i = live; i < w->x_count; i++)
        w->now->regs[i] = TYPE(TYPE_NONE, 0);
    walk_after_collection(w);
    return walk_frame_is_written(w, w->now);
}

/* That of the first catch on the stack. */
uint32_t walk_handler(const struct walk *w, const struct state *state)
{
    for (int32_t i = 0; i < state->frame; i++) {
        Type slot = state->regs[w->x_count + (uint32_t)i];
        if (type_kind(slot) == TYPE_CATCH)
            return type_number(slot);
    }
    return 0;
}

bool walk_may_raise(struct walk *w, const struct state *state)
{
    uint32_t handler = walk_handler(w, state);
    if (!walk_frame_is_written(w, state))
        return false;
    if (handler == 0)
        return true;
    struct state *now = w->now, *seen = w->scratch;
    memcpy(seen, state, sizeof *state + w->count * sizeof(Type));
    w->now = seen;
    walk_forget(w, 0);
    walk_after_collection(w);
    w->now = now;
    return walk_branch(w, handler, seen);
}

bool walk_raises(struct walk *w)
{
    return walk_may_raise(w, w->now);
}

/* The label operand O is a way out, or 0: then the instruction raises. */
bool walk_may_fail(struct walk *w, const struct operand *o)
{
    if (o->kind != OPERAND_LABEL || o->number == 0)
        return walk_raises(w);
    return walk_branch(w, o->number, w->now);
}

bool walk_take_heap(struct walk *w, uint64_t words)
{
    if (words > w->now->heap)
        return walk_fail(w, "heap words reserved by a test_heap before", "too few");
    w->now->heap -= (uint32_t)words;
    return true;
}

/* ---- frames ---- */

bool walk_need_frame(struct walk *w)
{
    return w->now->frame >= 0 || walk_fail(w, "a stack frame", "none");
}

bool walk_need_no_frame(struct walk *w)
{
    return w->now->frame == NO_FRAME || walk_fail(w, "no stack frame", "one");
}

bool walk_allocate(struct walk *w, uint64_t slots, uint64_t heap, uint64_t live)
{
    if (!walk_need_no_frame(w) || !walk_collect(w, live))
        return false;
    w->now->frame = (int32_t)slots;
    w->now->heap = (uint32_t)heap;
    for (uint32_t i = 0; i < slots; i++)
        *y_register(w, i) = w->zeroed ? TYPE(TYPE_ANY, 0) : TYPE(TYPE_NONE, 0);
    return true;
}

bool walk_deallocate(struct walk *w, uint64_t slots)
{
    if (!walk_need_frame(w))
        return false;
    if (slots != (uint64_t)w->now->frame)
        return walk_fail(w, "the size of the stack frame", "another number of slots");
    for (uint32_t i = 0; i < slots; i++)
        *y_register(w, i) = TYPE(TYPE_NONE, 0);
    w->now->frame = NO_FRAME;
    return true;
}

bool walk_trim(struct walk *w, uint64_t slots, uint64_t remaining)
{
    if (!walk_need_frame(w))
        return false;
    uint64_t frame = (uint64_t)w->now->frame;
    if (slots > frame || remaining != frame - slots)
        return walk_fail(w, "numbers of slots that add up to the stack frame", "others");
    memmove(y_register(w, 0), y_register(w, (uint32_t)slots), remaining * sizeof(Type));
    for (uint64_t i = remaining; i < frame; i++)
        *y_register(w, (uint32_t)i) = TYPE(TYPE_NONE, 0);
    w->now->frame = (int32_t)remaining;
    return true;
}
