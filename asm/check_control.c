/* SPDX-License-Identifier: Apache-2.0 */
/* Instructions that go elsewhere: calls, with the frames around them, exceptions, receiving. How
 * many arguments a call takes is known from effects.c. */

#include "asm/check_walk.h"

#include <string.h>

enum { MAX_FRAME = 1023 };

/* ---- calls ---- */

/* A message that is neither taken nor left behind is fetched by the next receive again. */
static void check_messages(struct check_walk *w)
{
    if ((w->now->messages & MESSAGE_FETCHED) != 0)
        check_fault(w, ASM_MESSAGE_message_left, NULL, 0);
    w->now->messages = MESSAGE_NONE;
}

/* setelement(N, Tuple, Value) makes a tuple of at least N elements that nobody else has. */
static Held result_of(const struct check_walk *w, Held first)
{
    if (w->instruction->op != ASM_OP_call_ext || held_kind(first) != HELD_SMALL)
        return held(HELD_TERM, 0);
    struct asm_import import = asm_import_of(w->module, (uint32_t)w->operands[1]->value);
    bool fresh = import.arity == 3 && asm_atom_is(w->module, import.function, "setelement") &&
                 asm_atom_is(w->module, import.module, "erlang");
    return held(fresh ? HELD_FRESH : HELD_TERM, fresh ? held_number(first) : 0);
}

static void call(struct check_walk *w, bool context)
{
    Held first = w->now->regs[0];
    check_need_frame(w);
    check_read_arguments(w, w->effects.arguments, context);
    check_raises(w);
    check_messages(w);
    check_forget(w);
    check_after_collection(w);
    w->now->regs[0] = result_of(w, first);
}

static void tail_call(struct check_walk *w, bool context)
{
    check_messages(w);
    check_need_no_frame(w);
    check_read_arguments(w, w->effects.arguments, context);
}

static void last_call(struct check_walk *w, const struct asm_operand *slots, bool context)
{
    check_messages(w);
    check_read_arguments(w, w->effects.arguments, context);
    check_deallocate(w, slots);
}

/* Compilers do not care about frames where something only ever raises an exception. */
static bool call_step(struct check_walk *w, const struct asm_operand *const *o)
{
    unsigned op = w->instruction->op;
    bool local = op == ASM_OP_call || op == ASM_OP_call_last || op == ASM_OP_call_only;
    switch (op) {
    case ASM_OP_call_fun2:
        check_read(w, o[2], false);
        call(w, false);
        return true;
    case ASM_OP_call:
    case ASM_OP_call_ext:
    case ASM_OP_call_fun:
    case ASM_OP_apply:
    case ASM_OP_send:
        call(w, local);
        return true;
    case ASM_OP_call_last:
    case ASM_OP_call_ext_last:
        last_call(w, o[2], local);
        return true;
    case ASM_OP_apply_last:
        last_call(w, o[1], false);
        return true;
    case ASM_OP_call_only:
    case ASM_OP_call_ext_only:
    case ASM_OP_return:
        tail_call(w, local);
        return true;
    default:
        return false;
    }
}

/* ---- frames ---- */

static void allocate(struct check_walk *w, const struct asm_operand *slots, uint64_t heap,
                     const struct asm_operand *live)
{
    if (w->now->frame != NO_FRAME && w->now->frame != FORGIVEN_FRAME)
        check_fault_by(w, ASM_MESSAGE_second_frame, NULL, 0, 0, w->now->frame_by);
    w->now->frame = NO_FRAME; /* the collection does not look at the new frame */
    check_collect(w, live);
    if (slots->value > MAX_FRAME)
        check_fault(w, ASM_MESSAGE_frame_too_large, slots, MAX_FRAME);
    w->now->frame = slots->value <= MAX_FRAME ? (int32_t)slots->value : FORGIVEN_FRAME;
    w->now->frame_by = w->at_hand;
    check_reserve(w, heap);
    memset(w->now->regs + w->x_count, 0, w->y_count * sizeof(Held));
}

static void trim(struct check_walk *w, const struct asm_operand *const *o)
{
    check_need_frame(w);
    if (w->now->frame < 0)
        return;
    uint64_t frame = (uint64_t)w->now->frame, slots = o[0]->value, kept = o[1]->value;
    if (slots > frame || kept != frame - slots) {
        check_fault_by(w, ASM_MESSAGE_trim_size, NULL, frame, 0, w->now->frame_by);
        w->now->frame = FORGIVEN_FRAME;
        return;
    }
    Held *y = w->now->regs + w->x_count;
    for (uint64_t i = 0; i < slots; i++)
        if (held_kind(y[i]) == HELD_CATCH)
            check_fault(w, ASM_MESSAGE_open_try, NULL, i);
    memmove(y, y + slots, kept * sizeof *y);
    memset(y + kept, 0, slots * sizeof *y);
    w->now->frame = (int32_t)kept;
    w->now->frame_by = w->at_hand;
}

static bool frame_step(struct check_walk *w, const struct asm_operand *const *o)
{
    switch (w->instruction->op) {
    case ASM_OP_allocate:
        allocate(w, o[0], 0, o[1]);
        return true;
    case ASM_OP_allocate_heap:
        allocate(w, o[0], asm_reserved_words(o[1]), o[2]);
        return true;
    case ASM_OP_deallocate:
        check_deallocate(w, o[0]);
        return true;
    case ASM_OP_trim:
        trim(w, o);
        return true;
    case ASM_OP_init_yregs:
        for (uint64_t i = 1; i <= o[0]->value; i++)
            check_write(w, &o[0][i], held(HELD_TERM, 0));
        return true;
    default:
        return false;
    }
}

/* ---- exceptions ---- */

/* The handler must begin with the instruction TAKER of the same slot. */
static void protect(struct check_walk *w, const struct asm_operand *const *o, unsigned taker)
{
    const struct asm_module *module = w->module;
    check_need_frame(w);
    if (o[1]->kind != OPERAND_LABEL) /* a fault of its own */
        return;
    uint32_t block = module->labels.items[o[1]->value].block;
    const struct asm_instruction *first =
        &module->instructions.items[w->blocks.items[block].first + 1];
    if (w->blocks.items[block].first + 1 >= w->function->first + w->function->count ||
        first->op != taker || module->operands.items[first->first].value != o[0]->value)
        check_fault_by(w, ASM_MESSAGE_handler_start, o[1], o[0]->value, taker,
                       w->blocks.items[block].first);
    check_write(w, o[0], held(HELD_CATCH, block));
    check_frame_is_written(w, w->now);
}

static void unprotect(struct check_walk *w, const struct asm_operand *o)
{
    if (w->now->frame != FORGIVEN_FRAME && held_kind(check_held(w, o)) != HELD_CATCH)
        check_fault_by(w, ASM_MESSAGE_not_catch_slot, o, o->value, 0, w->now->frame_by);
    else
        check_write(w, o, held(HELD_TERM, 0));
}

/* The end of what is protected, or of an exception's way: COUNT x registers hold it. */
static void end_protection(struct check_walk *w, const struct asm_operand *slot)
{
    unprotect(w, slot);
    check_forget(w);
    check_results(w, w->effects.results);
    check_after_collection(w);
}

/* A call without a frame: arguments and a result in x0. */
static void fixed_call(struct check_walk *w)
{
    check_read_arguments(w, w->effects.arguments, false);
    check_raises(w);
    check_forget(w);
    check_results(w, w->effects.results);
    check_after_collection(w);
}

static bool exception_step(struct check_walk *w, const struct asm_operand *const *o)
{
    switch (w->instruction->op) {
    case ASM_OP_func_info:
        check_read_arguments(w, w->effects.arguments, true);
        check_raises(w);
        return true;
    case ASM_OP_badmatch:
    case ASM_OP_case_end:
    case ASM_OP_try_case_end:
    case ASM_OP_badrecord:
    case ASM_OP_if_end:
    case ASM_OP_raise:
        for (unsigned i = 0; i < w->instruction->count; i++)
            check_read(w, o[i], false);
        check_raises(w);
        return true;
    case ASM_OP_raw_raise:
    case ASM_OP_build_stacktrace:
    case ASM_OP_bs_init_writable:
        fixed_call(w);
        return true;
    case ASM_OP_try:
        protect(w, o, ASM_OP_try_case);
        return true;
    case ASM_OP_catch:
        protect(w, o, ASM_OP_catch_end);
        return true;
    case ASM_OP_try_end:
        unprotect(w, o[0]);
        return true;
    case ASM_OP_try_case:
    case ASM_OP_catch_end:
        end_protection(w, o[0]);
        return true;
    default:
        return false;
    }
}

/* ---- receiving ---- */

/* Where a process may wait no x register is live. */
static void may_wait(struct check_walk *w)
{
    check_forget(w);
    check_after_collection(w);
    check_frame_is_written(w, w->now);
}

static void loop_rec(struct check_walk *w, const struct asm_operand *const *o)
{
    if (o[1]->kind != OPERAND_X || o[1]->value != 0)
        check_fault(w, ASM_MESSAGE_message_register, o[1], 0);
    check_messages(w);
    may_wait(w);
    check_may_fail(w, o[0]);
    check_write(w, o[1], held(HELD_TERM, 0));
    w->now->messages = MESSAGE_FETCHED;
}

/* remove_message, loop_rec_end: there is a message. */
static void end_message(struct check_walk *w)
{
    if (w->now->messages == MESSAGE_NONE)
        check_fault(w, ASM_MESSAGE_no_message, NULL, 0);
    w->now->messages = MESSAGE_NONE;
}

/* Where a wait leads there is a loop_rec, or the wait itself: a receive without clauses. */
static void check_loop(struct check_walk *w, const struct asm_operand *label)
{
    if (label->kind != OPERAND_LABEL)
        return;
    const struct asm_instruction *instructions = w->module->instructions.items;
    uint32_t last = w->function->first + w->function->count - 1;
    uint32_t i = w->blocks.items[w->module->labels.items[label->value].block].first;
    while (i < last && (instructions[i].op == ASM_OP_label || instructions[i].op == ASM_OP_line))
        i++;
    if (instructions[i].op != ASM_OP_loop_rec && i != w->at_hand)
        check_fault_by(w, ASM_MESSAGE_wait_without_loop, label, 0, 0, i);
}

static bool receive_step(struct check_walk *w, const struct asm_operand *const *o)
{
    switch (w->instruction->op) {
    case ASM_OP_loop_rec:
        loop_rec(w, o);
        return true;
    case ASM_OP_remove_message:
        end_message(w);
        return true;
    case ASM_OP_loop_rec_end:
        end_message(w);
        may_wait(w);
        check_may_fail(w, o[0]);
        return true;
    case ASM_OP_wait:
        check_loop(w, o[0]);
        may_wait(w);
        check_may_fail(w, o[0]);
        return true;
    case ASM_OP_wait_timeout:
        check_loop(w, o[0]);
        check_read(w, o[1], false);
        check_raises(w);
        check_may_fail(w, o[0]);
        check_forget(w);
        check_after_collection(w);
        return true;
    default:
        return false;
    }
}

/* Instructions whose operands say nothing about registers. */
static bool empty_step(struct check_walk *w)
{
    switch (w->instruction->op) {
    case ASM_OP_on_load:
    case ASM_OP_line:
    case ASM_OP_nif_start:
    case ASM_OP_executable_line:
        return true;
    default:
        return false;
    }
}

bool check_control_step(struct check_walk *w, bool *on)
{
    const struct asm_operand *const *o = w->operands;
    *on = !w->effects.ends;
    if (asm_calls_raiser(w->module, w->instruction)) {
        check_read_arguments(w, w->effects.arguments, false);
        check_raises(w);
        *on = false;
        return true;
    }
    return call_step(w, o) || frame_step(w, o) || exception_step(w, o) || receive_step(w, o) ||
           empty_step(w);
}
