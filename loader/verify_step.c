/* SPDX-License-Identifier: Apache-2.0 */
/* verify_step.c: what each instruction needs and does. Most are covered by the letters of their
 * operands: what is live is collected, sources are read (again, as a handler that has collected
 * starts over), then the label is a way out, then destinations are written. The others have a case
 * of their own. */
#include "loader/verify_parts.h"
#include "vm/process/registers.h"
#include "vm/term/atom.h"

#include <string.h>

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

/* Ways of calling a function that only ever raises: compilers do not care about frames there. */
static enum step call_raiser(struct walk *w, const struct operand *o)
{
    bool ok = walk_read_arguments(w, o[0].number, false) && walk_raises(w);
    return ok ? STEP_STOP : STEP_FAULT;
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

/* ---- all others, by letters ---- */

static bool is_float_destination(const char *letters, unsigned i)
{
    return letters[i] == 'F' && letters[i + 1] == '\0';
}

static bool is_destination(const char *letters, unsigned i)
{
    return letters[i] == 'd' || letters[i] == 'D' || is_float_destination(letters, i);
}

/* Instructions on a match context have it behind the label. */
static bool takes_context(enum opcode op, const char *letters, unsigned i)
{
    switch (op) {
    case OP_bs_get_integer2:
    case OP_bs_get_float2:
    case OP_bs_get_binary2:
    case OP_bs_skip_bits2:
    case OP_bs_test_tail2:
    case OP_bs_test_unit:
    case OP_bs_match_string:
    case OP_bs_get_utf8:
    case OP_bs_skip_utf8:
    case OP_bs_get_utf16:
    case OP_bs_skip_utf16:
    case OP_bs_get_utf32:
    case OP_bs_skip_utf32:
        return letters[i] == 's' && i == 1;
    case OP_bs_get_tail:
    case OP_bs_get_position:
        return i == 0;
    default:
        return false;
    }
}

static bool read_by_letter(struct walk *w, const char *letters, unsigned i)
{
    const struct operand *o = &walk_instr(w)->operands[i];
    if (takes_context(walk_instr(w)->op, letters, i))
        return step_need_context(w, o);
    if (letters[i] == '*')
        return walk_read_list(w, o);
    bool source = strchr("sS", letters[i]) != NULL ||
                  (letters[i] == 'F' && !is_float_destination(letters, i));
    return !source || walk_read_value(w, o);
}

static bool by_letters(struct walk *w)
{
    const struct instr *in = walk_instr(w);
    const char *letters = opcode_info[in->op].operands;
    uint64_t heap = 0;
    for (unsigned i = 0; i < in->count; i++) {
        if (letters[i] == 'n' && !walk_collect(w, in->operands[i].number))
            return false;
        if (letters[i] == 'h')
            heap = in->operands[i].number;
    }
    for (unsigned i = 0; i < in->count; i++)
        if (!read_by_letter(w, letters, i))
            return false;
    w->now->heap = heap > 0 ? (uint32_t)heap : w->now->heap;
    for (unsigned i = 0; i < in->count; i++)
        if (letters[i] == 'f' && !walk_may_fail(w, &in->operands[i]))
            return false;
    for (unsigned i = 0; i < in->count; i++)
        if (is_destination(letters, i) && !walk_write_any(w, &in->operands[i]))
            return false;
    return true;
}

/* Behind what is built there are so many free heap words: operand 2. */
static bool construction(struct walk *w)
{
    uint64_t words = walk_instr(w)->operands[2].number;
    if (!by_letters(w))
        return false;
    w->now->heap = words <= UINT32_MAX ? (uint32_t)words : 0;
    return true;
}

static enum step go_on(bool ok)
{
    return ok ? STEP_ON : STEP_FAULT;
}

static enum step stop(bool ok)
{
    return ok ? STEP_STOP : STEP_FAULT;
}

enum step verify_step(struct walk *w)
{
    const struct instr *in = walk_instr(w);
    const struct operand *o = in->operands;
    if (code_calls_raiser(w->code, in))
        return call_raiser(w, o);
    switch (in->op) {
    case OP_line:
    case OP_on_load:
    case OP_nif_start:
    case OP_executable_line:
    case OP_remove_message:
        return STEP_ON;
    case OP_func_info:
        return stop(walk_read_arguments(w, o[2].number, true) && walk_raises(w));
    case OP_call:
        return go_on(call(w, o[0].number, true));
    case OP_call_ext:
        return go_on(call_ext(w, o));
    case OP_call_last:
        return stop(last_call(w, o[0].number, o[2].number, true));
    case OP_call_ext_last:
        return stop(last_call(w, o[0].number, o[2].number, false));
    case OP_call_only:
        return stop(tail_call(w, o[0].number, true));
    case OP_call_ext_only:
        return stop(tail_call(w, o[0].number, false));
    case OP_call_fun:
        return go_on(call(w, o[0].number + 1, false));
    case OP_call_fun2:
        return go_on(walk_read_value(w, &o[2]) && call(w, o[1].number, false));
    case OP_apply:
        return go_on(call(w, o[0].number + 2, false));
    case OP_apply_last:
        return stop(last_call(w, o[0].number + 2, o[1].number, false));
    case OP_send:
        return go_on(call(w, 2, false));
    case OP_allocate:
        return go_on(walk_allocate(w, o[0].number, 0, o[1].number));
    case OP_allocate_heap:
        return go_on(walk_allocate(w, o[0].number, o[1].number, o[2].number));
    case OP_deallocate:
        return go_on(walk_deallocate(w, o[0].number));
    case OP_trim:
        return go_on(walk_trim(w, o[0].number, o[1].number));
    case OP_return:
        return stop(tail_call(w, 1, false));
    case OP_jump:
        return stop(walk_may_fail(w, &o[0]));
    case OP_select_val:
    case OP_select_tuple_arity:
        return stop(step_select(w, o));
    case OP_badmatch:
    case OP_case_end:
    case OP_try_case_end:
    case OP_badrecord:
        return stop(walk_read_value(w, &o[0]) && walk_raises(w));
    case OP_if_end:
        return stop(walk_raises(w));
    case OP_raise:
        return stop(walk_read_value(w, &o[0]) && walk_read_value(w, &o[1]) && walk_raises(w));
    case OP_raw_raise:
    case OP_build_stacktrace:
    case OP_bs_init_writable: {
        unsigned arguments = in->op == OP_raw_raise ? 3 : 1;
        bool ok = walk_read_arguments(w, arguments, false) && walk_raises(w);
        take_exception(w, 1);
        walk_after_collection(w);
        return go_on(ok);
    }
    case OP_try:
        return go_on(protect(w, o, OP_try_case));
    case OP_catch:
        return go_on(protect(w, o, OP_catch_end));
    case OP_try_end:
        return go_on(unprotect(w, &o[0]));
    case OP_try_case: {
        bool ok = unprotect(w, &o[0]);
        take_exception(w, 3);
        return go_on(ok);
    }
    case OP_catch_end: {
        bool ok = unprotect(w, &o[0]);
        take_exception(w, 1);
        walk_after_collection(w);
        return go_on(ok);
    }
    case OP_loop_rec: {
        if (o[1].kind != OPERAND_X || o[1].number != 0)
            return go_on(walk_fail(w, "x0 as the place of a message", "another register"));
        walk_forget(w, 0);
        walk_after_collection(w);
        bool ok = walk_frame_is_written(w, w->now) && walk_may_fail(w, &o[0]);
        return go_on(ok && walk_write_any(w, &o[1]));
    }
    case OP_loop_rec_end:
    case OP_wait:
        walk_forget(w, 0);
        walk_after_collection(w);
        return stop(walk_frame_is_written(w, w->now) && walk_may_fail(w, &o[0]));
    case OP_wait_timeout: {
        bool ok = walk_read_value(w, &o[1]) && walk_raises(w) && walk_may_fail(w, &o[0]);
        walk_forget(w, 0);
        walk_after_collection(w);
        return go_on(ok);
    }
    case OP_move:
        return go_on(step_move(w, &o[0], &o[1]));
    case OP_swap:
        return go_on(step_swap(w, &o[0], &o[1]));
    case OP_fmove:
        return go_on(step_fmove(w, o));
    case OP_fconv:
        return go_on(walk_read_value(w, &o[0]) && walk_raises(w) && walk_write_any(w, &o[1]));
    case OP_init_yregs:
        for (uint32_t i = 0; i < o[0].count; i++)
            if (o[0].list[i].kind != OPERAND_Y || !walk_write_any(w, &o[0].list[i]))
                return go_on(walk_fail(w, "y registers", "something else"));
        return STEP_ON;
    case OP_put_list:
        return go_on(walk_read_value(w, &o[0]) && walk_read_value(w, &o[1]) &&
                     walk_take_heap(w, 2) && walk_write(w, &o[2], TYPE(TYPE_CONS, 0)));
    case OP_put_tuple2:
        return go_on(step_put_tuple(w, o));
    case OP_make_fun3:
        return go_on(step_make_fun(w, o));
    case OP_get_list:
    case OP_get_hd:
    case OP_get_tl:
        return go_on(step_get_list(w, o, in->count));
    case OP_get_tuple_element:
        return go_on(step_get_tuple_element(w, o));
    case OP_set_tuple_element:
        return go_on(step_set_tuple_element(w, o));
    case OP_get_map_elements:
        return go_on(step_get_map_elements(w, o));
    case OP_has_map_fields:
        if (type_kind(walk_type_of(w, &o[1])) != TYPE_MAP)
            walk_mark_unproved(w);
        return go_on(by_letters(w));
    case OP_is_nonempty_list:
        return go_on(step_type_test(w, o, TYPE(TYPE_CONS, 0)));
    case OP_is_float:
        return go_on(step_type_test(w, o, TYPE(TYPE_FLOAT, 0)));
    case OP_is_map:
        return go_on(step_type_test(w, o, TYPE(TYPE_MAP, 0)));
    case OP_is_tuple:
        return go_on(step_type_test(w, o, TYPE(TYPE_TUPLE, 0)));
    case OP_test_arity:
        return go_on(step_test_arity(w, o));
    case OP_is_tagged_tuple:
        return go_on(step_type_test(
            w, o, TYPE(TYPE_TUPLE, o[2].number <= TYPE_NUMBER_MAX ? o[2].number : 0)));
    case OP_bs_init2:
    case OP_bs_init_bits:
    case OP_bs_append:
        return go_on(construction(w));
    case OP_bs_start_match3:
        return go_on(step_start_match(w, &o[0], &o[1], &o[2], &o[3]));
    case OP_bs_start_match4:
        return go_on(step_start_match(w, &o[0], &o[2], &o[1], &o[3]));
    case OP_bs_get_position:
        return go_on(step_need_context(w, &o[0]) && walk_collect(w, o[2].number) &&
                     walk_write(w, &o[1], TYPE(TYPE_POSITION, 0)));
    case OP_bs_set_position:
        return go_on(step_set_position(w, o));
    case OP_bs_match:
        return go_on(step_match_commands(w, o));
    case OP_update_record:
        return go_on(step_update_record(w, o));
    default:
        return go_on(by_letters(w));
    }
}
