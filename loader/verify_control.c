/* SPDX-License-Identifier: Apache-2.0 */
/* verify_control.c: what instructions that go elsewhere need and do: calls, with the frames around
 * them, exceptions, and receiving. */
#include "loader/verify_parts.h"
#include "vm/term/atom.h"

/* ---- calls ---- */

static bool call(struct walk *w, uint64_t arguments, bool context)
{
    if (!walk_need_frame(w) || !walk_read_arguments(w, arguments, context) || !walk_raises(w))
        return false;
    walk_forget(w, 0);
    walk_after_collection(w);
    w->now->regs[0] = TYPE(TYPE_ANY, 0);
    return true;
}

static bool tail_call(struct walk *w, uint64_t arguments, bool context)
{
    return walk_need_no_frame(w) && walk_read_arguments(w, arguments, context);
}

static bool last_call(struct walk *w, uint64_t arguments, uint64_t slots, bool context)
{
    return walk_read_arguments(w, arguments, context) && walk_deallocate(w, slots);
}

/* setelement(N, Tuple, Value) makes a tuple of at least N elements that nobody else has. */
static bool call_ext(struct walk *w, const struct operand *o)
{
    const struct beam_import *import = &w->code->file->imports[o[1].number];
    Type index = w->now->regs[0];
    if (!call(w, o[0].number, false))
        return false;
    if (import->module == ATOM_(erlang) && import->function == ATOM_(setelement) &&
        import->arity == 3 && type_kind(index) == TYPE_SMALL)
        w->now->regs[0] = TYPE(TYPE_FRESH, type_number(index));
    return true;
}

enum step call_step(struct walk *w, const struct operand *o)
{
    switch (walk_instr(w)->op) {
    case OP_func_info:
        return step_stop(walk_read_arguments(w, o[2].number, true) && walk_raises(w));
    case OP_call:
        return step_on(call(w, o[0].number, true));
    case OP_call_ext:
        return step_on(call_ext(w, o));
    case OP_call_last:
        return step_stop(last_call(w, o[0].number, o[2].number, true));
    case OP_call_ext_last:
        return step_stop(last_call(w, o[0].number, o[2].number, false));
    case OP_call_only:
        return step_stop(tail_call(w, o[0].number, true));
    case OP_call_ext_only:
        return step_stop(tail_call(w, o[0].number, false));
    case OP_call_fun:
        return step_on(call(w, o[0].number + 1, false));
    case OP_call_fun2:
        return step_on(walk_read_value(w, &o[2]) && call(w, o[1].number, false));
    case OP_apply:
        return step_on(call(w, o[0].number + 2, false));
    case OP_apply_last:
        return step_stop(last_call(w, o[0].number + 2, o[1].number, false));
    case OP_send:
        return step_on(call(w, 2, false));
    case OP_return:
        return step_stop(tail_call(w, 1, false));
    default:
        return STEP_OTHER;
    }
}

/* ---- frames ---- */

static bool init_slots(struct walk *w, const struct operand *slots)
{
    for (uint32_t i = 0; i < slots->count; i++)
        if (slots->list[i].kind != OPERAND_Y || !walk_write_any(w, &slots->list[i]))
            return walk_fail(w, "y registers", "something else");
    return true;
}

enum step frame_step(struct walk *w, const struct operand *o)
{
    switch (walk_instr(w)->op) {
    case OP_allocate:
        return step_on(walk_allocate(w, o[0].number, 0, o[1].number));
    case OP_allocate_heap:
        return step_on(walk_allocate(w, o[0].number, o[1].number, o[2].number));
    case OP_deallocate:
        return step_on(walk_deallocate(w, o[0].number));
    case OP_trim:
        return step_on(walk_trim(w, o[0].number, o[1].number));
    case OP_init_yregs:
        return step_on(init_slots(w, &o[0]));
    default:
        return STEP_OTHER;
    }
}

/* ---- exceptions ---- */

/* The handler must begin with the instruction TAKER of the same slot. */
static bool protect(struct walk *w, const struct operand *o, enum opcode taker)
{
    const struct instr *first = &w->code->instrs[w->code->label_at[o[1].number] + 1];
    if (o[1].number == 0 || o[1].number > TYPE_NUMBER_MAX || first->op != taker ||
        first->operands[0].number != o[0].number)
        return walk_fail(w, "a handler that begins with taking the exception", "another label");
    return walk_need_frame(w) && walk_write(w, &o[0], TYPE(TYPE_CATCH, o[1].number)) &&
           walk_frame_is_written(w, w->now);
}

static bool unprotect(struct walk *w, const struct operand *o)
{
    const Type *slot = walk_register(w, o);
    if (slot == NULL)
        return false;
    if (type_kind(*slot) != TYPE_CATCH)
        return walk_fail(w, "the slot of a try or catch", "another register");
    return walk_write_any(w, o);
}

/* The exception comes in the first COUNT registers. */
static void take_exception(struct walk *w, uint32_t count)
{
    walk_forget(w, 0);
    for (uint32_t i = 0; i < count; i++)
        w->now->regs[i] = TYPE(TYPE_ANY, 0);
}

/* Calls without a label: COUNT arguments, a result in x0. */
static bool fixed_call(struct walk *w, unsigned count)
{
    bool ok = walk_read_arguments(w, count, false) && walk_raises(w);
    take_exception(w, 1);
    walk_after_collection(w);
    return ok;
}

static bool end_protection(struct walk *w, const struct operand *slot, uint32_t taken)
{
    bool ok = unprotect(w, slot);
    take_exception(w, taken);
    walk_after_collection(w);
    return ok;
}

enum step exception_step(struct walk *w, const struct operand *o)
{
    switch (walk_instr(w)->op) {
    case OP_badmatch:
    case OP_case_end:
    case OP_try_case_end:
    case OP_badrecord:
        return step_stop(walk_read_value(w, &o[0]) && walk_raises(w));
    case OP_if_end:
        return step_stop(walk_raises(w));
    case OP_raise:
        return step_stop(walk_read_value(w, &o[0]) && walk_read_value(w, &o[1]) && walk_raises(w));
    case OP_raw_raise:
        return step_on(fixed_call(w, 3));
    case OP_build_stacktrace:
    case OP_bs_init_writable:
        return step_on(fixed_call(w, 1));
    case OP_try:
        return step_on(protect(w, o, OP_try_case));
    case OP_catch:
        return step_on(protect(w, o, OP_catch_end));
    case OP_try_end:
        return step_on(unprotect(w, &o[0]));
    case OP_try_case:
        return step_on(end_protection(w, &o[0], 3));
    case OP_catch_end:
        return step_on(end_protection(w, &o[0], 1));
    default:
        return STEP_OTHER;
    }
}

/* ---- receiving ---- */

/* Where a process may wait no x register is live. */
static void forget_registers(struct walk *w)
{
    walk_forget(w, 0);
    walk_after_collection(w);
}

static bool loop_rec(struct walk *w, const struct operand *o)
{
    if (o[1].kind != OPERAND_X || o[1].number != 0)
        return walk_fail(w, "x0 as the place of a message", "another register");
    forget_registers(w);
    return walk_frame_is_written(w, w->now) && walk_may_fail(w, &o[0]) && walk_write_any(w, &o[1]);
}

static bool wait(struct walk *w, const struct operand *label)
{
    forget_registers(w);
    return walk_frame_is_written(w, w->now) && walk_may_fail(w, label);
}

static bool wait_timeout(struct walk *w, const struct operand *o)
{
    bool ok = walk_read_value(w, &o[1]) && walk_raises(w) && walk_may_fail(w, &o[0]);
    forget_registers(w);
    return ok;
}

enum step receive_step(struct walk *w, const struct operand *o)
{
    switch (walk_instr(w)->op) {
    case OP_loop_rec:
        return step_on(loop_rec(w, o));
    case OP_loop_rec_end:
    case OP_wait:
        return step_stop(wait(w, &o[0]));
    case OP_wait_timeout:
        return step_on(wait_timeout(w, o));
    default:
        return STEP_OTHER;
    }
}
