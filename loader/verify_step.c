/* SPDX-License-Identifier: Apache-2.0 */
/* verify_step.c: what each instruction needs and does. Most are covered by the letters of their
 * operands: what is live is collected, sources are read (again, as a handler that has collected
 * starts over), then the label is a way out, then destinations are written. The others have a case
 * of their own. */
#include "loader/verify_walk.h"
#include "loader/match_command.h"
#include "vm/process/registers.h"
#include "vm/term/atom.h"
#include "vm/term/fun.h"

#include <string.h>

static const struct instr *at_hand(const struct walk *w)
{
    return &w->code->instrs[w->at_hand];
}

static void mark_unproved(struct walk *w)
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
static Type *register_of(struct walk *w, const struct operand *o)
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
static bool read(struct walk *w, const struct operand *o, bool context)
{
    if (o->kind != OPERAND_X && o->kind != OPERAND_Y && o->kind != OPERAND_FLOAT)
        return true;
    const Type *place = register_of(w, o);
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

static bool read_value(struct walk *w, const struct operand *o)
{
    return read(w, o, false);
}

static bool read_list(struct walk *w, const struct operand *list)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (!read_value(w, &list->list[i]))
            return false;
    return true;
}

/* What is known of O, which has been read. */
static Type type_of(struct walk *w, const struct operand *o)
{
    if (o->kind == OPERAND_TERM)
        return type_of_term(o->term);
    if (o->kind == OPERAND_LITERAL)
        return type_of_term(w->code->pool.terms[o->number]);
    const Type *place = o->kind == OPERAND_X || o->kind == OPERAND_Y ? register_of(w, o) : NULL;
    return place == NULL ? TYPE(TYPE_ANY, 0) : *place;
}

static bool write(struct walk *w, const struct operand *o, Type type)
{
    Type *place = register_of(w, o);
    if (place == NULL)
        return false;
    *place = type;
    return true;
}

static bool write_any(struct walk *w, const struct operand *o)
{
    return write(w, o, TYPE(TYPE_ANY, 0));
}

/* O turned out to be of TYPE. */
static void refine(struct walk *w, const struct operand *o, Type type)
{
    if (o->kind == OPERAND_X || o->kind == OPERAND_Y)
        *register_of(w, o) = type;
}

static bool read_arguments(struct walk *w, uint64_t count, bool context)
{
    for (uint64_t i = 0; i < count; i++) {
        struct operand x = {.kind = OPERAND_X, .number = i};
        if (i >= w->x_count)
            return walk_fail(w, "arguments in x registers", "registers that were never written");
        if (!read(w, &x, context))
            return false;
    }
    return true;
}

/* From register FIRST on no x register holds anything, and no float register. */
static void forget(struct walk *w, uint64_t first)
{
    for (uint64_t i = first; i < w->x_count; i++)
        w->now->regs[i] = TYPE(TYPE_NONE, 0);
    Type *floats = w->now->regs + w->x_count + w->y_count;
    for (uint32_t i = 0; first == 0 && i < w->float_count; i++)
        floats[i] = TYPE(TYPE_NONE, 0);
}

/* ---- collecting and raising ---- */

/* The collector and the search for handlers look at every slot. */
static bool frame_is_written(struct walk *w, const struct state *state)
{
    for (int32_t i = 0; i < state->frame; i++)
        if (type_kind(state->regs[w->x_count + (uint32_t)i]) == TYPE_NONE)
            return ask_for_zeroed(w);
    return true;
}

/* After a collection nothing is reserved, and a fresh tuple may be an old one. */
static void after_collection(struct walk *w)
{
    w->now->heap = 0;
    for (uint32_t i = 0; i < w->x_count + w->y_count; i++)
        if (type_kind(w->now->regs[i]) == TYPE_FRESH)
            w->now->regs[i] = TYPE(TYPE_TUPLE, type_number(w->now->regs[i]));
}

/* A collection that keeps the first LIVE x registers. */
static bool collect(struct walk *w, uint64_t live)
{
    if (live > w->x_count)
        return walk_fail(w, "live registers that have been written", "some that never are");
    for (uint64_t i = 0; i < live; i++)
        if (type_kind(w->now->regs[i]) == TYPE_NONE)
            return walk_fail(w, "live registers that have been written", "some that have not");
    for (uint64_t i = live; i < w->x_count; i++)
        w->now->regs[i] = TYPE(TYPE_NONE, 0);
    after_collection(w);
    return frame_is_written(w, w->now);
}

/* The handler is the first catch on the stack. */
bool walk_may_raise(struct walk *w, const struct state *state)
{
    if (!frame_is_written(w, state))
        return false;
    for (int32_t i = 0; i < state->frame; i++) {
        Type slot = state->regs[w->x_count + (uint32_t)i];
        if (type_kind(slot) != TYPE_CATCH)
            continue;
        struct state *now = w->now, *seen = w->scratch;
        memcpy(seen, state, sizeof *state + w->count * sizeof(Type));
        w->now = seen;
        forget(w, 0);
        after_collection(w);
        w->now = now;
        return walk_branch(w, type_number(slot), seen);
    }
    return true;
}

static bool may_raise(struct walk *w)
{
    return walk_may_raise(w, w->now);
}

/* The label operand O is a way out, or 0: then the instruction raises. */
static bool may_fail(struct walk *w, const struct operand *o)
{
    if (o->kind != OPERAND_LABEL || o->number == 0)
        return may_raise(w);
    return walk_branch(w, o->number, w->now);
}

static bool take_heap(struct walk *w, uint64_t words)
{
    if (words > w->now->heap)
        return walk_fail(w, "heap words reserved by a test_heap before", "too few");
    w->now->heap -= (uint32_t)words;
    return true;
}

/* ---- frames ---- */

static bool need_frame(struct walk *w)
{
    return w->now->frame >= 0 || walk_fail(w, "a stack frame", "none");
}

static bool need_no_frame(struct walk *w)
{
    return w->now->frame == NO_FRAME || walk_fail(w, "no stack frame", "one");
}

static bool allocate(struct walk *w, uint64_t slots, uint64_t heap, uint64_t live)
{
    if (!need_no_frame(w) || !collect(w, live))
        return false;
    w->now->frame = (int32_t)slots;
    w->now->heap = (uint32_t)heap;
    for (uint32_t i = 0; i < slots; i++)
        *y_register(w, i) = w->zeroed ? TYPE(TYPE_ANY, 0) : TYPE(TYPE_NONE, 0);
    return true;
}

static bool deallocate(struct walk *w, uint64_t slots)
{
    if (!need_frame(w))
        return false;
    if (slots != (uint64_t)w->now->frame)
        return walk_fail(w, "the size of the stack frame", "another number of slots");
    for (uint32_t i = 0; i < slots; i++)
        *y_register(w, i) = TYPE(TYPE_NONE, 0);
    w->now->frame = NO_FRAME;
    return true;
}

static bool trim(struct walk *w, uint64_t slots, uint64_t remaining)
{
    if (!need_frame(w))
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

/* ---- calls ---- */

static bool call(struct walk *w, uint64_t arguments, bool context)
{
    if (!need_frame(w) || !read_arguments(w, arguments, context) || !may_raise(w))
        return false;
    forget(w, 0);
    after_collection(w);
    w->now->regs[0] = TYPE(TYPE_ANY, 0);
    return true;
}

static bool tail_call(struct walk *w, uint64_t arguments, bool context)
{
    return need_no_frame(w) && read_arguments(w, arguments, context);
}

static bool last_call(struct walk *w, uint64_t arguments, uint64_t slots, bool context)
{
    return read_arguments(w, arguments, context) && deallocate(w, slots);
}

/* Ways of calling a function that only ever raises: compilers do not care about frames there. */
static enum step call_raiser(struct walk *w, const struct operand *o)
{
    bool ok = read_arguments(w, o[0].number, false) && may_raise(w);
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
    return need_frame(w) && write(w, &o[0], TYPE(TYPE_CATCH, o[1].number)) &&
           frame_is_written(w, w->now);
}

static bool unprotect(struct walk *w, const struct operand *o)
{
    const Type *slot = register_of(w, o);
    if (slot == NULL)
        return false;
    if (type_kind(*slot) != TYPE_CATCH)
        return walk_fail(w, "the slot of a try or catch", "another register");
    return write_any(w, o);
}

/* The exception comes in the first COUNT registers. */
static void take_exception(struct walk *w, uint32_t count)
{
    forget(w, 0);
    for (uint32_t i = 0; i < count; i++)
        w->now->regs[i] = TYPE(TYPE_ANY, 0);
}

/* ---- types ---- */

/* The instruction relies on PROVED. Where it is not, its checked form may raise. */
static bool rely(struct walk *w, bool proved)
{
    if (proved)
        return true;
    mark_unproved(w);
    return may_raise(w);
}

static bool get_list(struct walk *w, const struct operand *o, unsigned count)
{
    if (!read_value(w, &o[0]) || !rely(w, type_kind(type_of(w, &o[0])) == TYPE_CONS))
        return false;
    for (unsigned i = 1; i < count; i++)
        if (!write_any(w, &o[i]))
            return false;
    return true;
}

static bool get_tuple_element(struct walk *w, const struct operand *o)
{
    return read_value(w, &o[0]) && rely(w, type_has_element(type_of(w, &o[0]), o[1].number)) &&
           write_any(w, &o[2]);
}

static bool set_tuple_element(struct walk *w, const struct operand *o)
{
    if (!read_value(w, &o[0]) || !read_value(w, &o[1]))
        return false;
    Type tuple = type_of(w, &o[1]);
    if (type_kind(tuple) != TYPE_FRESH || !type_has_element(tuple, o[2].number))
        return walk_fail(w, "a tuple that setelement/3 has just made", "another value");
    return true;
}

static bool is_tuple_type(Type type)
{
    return type_kind(type) == TYPE_TUPLE || type_kind(type) == TYPE_FRESH;
}

/* A test that tells TYPE of its second operand. */
static bool type_test(struct walk *w, const struct operand *o, Type type)
{
    if (!read_value(w, &o[1]) || !may_fail(w, &o[0]))
        return false;
    if (type_kind(type) != TYPE_TUPLE || !type_has_element(type_of(w, &o[1]), type_number(type)))
        refine(w, &o[1], type);
    return true;
}

/* Unproved it becomes a test of both. */
static bool test_arity(struct walk *w, const struct operand *o)
{
    if (read_value(w, &o[1]) && !is_tuple_type(type_of(w, &o[1])))
        mark_unproved(w);
    return type_test(w, o, TYPE(TYPE_TUPLE, o[2].number <= TYPE_NUMBER_MAX ? o[2].number : 0));
}

static bool select(struct walk *w, const struct operand *o)
{
    const struct operand *list = &o[2];
    bool arity = at_hand(w)->op == OP_select_tuple_arity;
    bool is_x_or_y = o[0].kind == OPERAND_X || o[0].kind == OPERAND_Y;
    if (!read_value(w, &o[0]) || !may_fail(w, &o[1]))
        return false;
    for (uint32_t i = 1; i < list->count; i += 2) {
        const struct operand *value = &list->list[i - 1], *label = &list->list[i];
        if (label->kind != OPERAND_LABEL || label->number == 0)
            return walk_fail(w, "pairs of value and label", "something else");
        if (arity && is_x_or_y && value->number <= TYPE_NUMBER_MAX)
            refine(w, &o[0], TYPE(TYPE_TUPLE, value->number));
        if (!walk_branch(w, label->number, w->now))
            return false;
    }
    return true;
}

static bool get_map_elements(struct walk *w, const struct operand *o)
{
    const struct operand *list = &o[2];
    if (!read_value(w, &o[1]) || list->count % 2 != 0)
        return walk_fail(w, "pairs of key and destination", "something else");
    if (type_kind(type_of(w, &o[1])) != TYPE_MAP)
        mark_unproved(w);
    for (uint32_t i = 0; i < list->count; i += 2) {
        if (!read_value(w, &list->list[i]))
            return false;
        if (list->list[i + 1].kind != OPERAND_X && list->list[i + 1].kind != OPERAND_Y)
            return walk_fail(w, "pairs of key and destination", "something else");
    }
    if (!may_fail(w, &o[0]))
        return false;
    for (uint32_t i = 1; i < list->count; i += 2)
        if (!write_any(w, &list->list[i]))
            return false;
    return true;
}

static bool move(struct walk *w, const struct operand *from, const struct operand *to)
{
    return read(w, from, true) && write(w, to, type_of(w, from));
}

static bool swap(struct walk *w, const struct operand *a, const struct operand *b)
{
    if (!read(w, a, true) || !read(w, b, true))
        return false;
    Type first = type_of(w, a), second = type_of(w, b);
    return write(w, a, second) && write(w, b, first);
}

/* Between float registers and terms. Into a float register without proof: as fconv. */
static bool fmove(struct walk *w, const struct operand *o)
{
    if (!read_value(w, &o[0]))
        return false;
    if (o[0].kind == OPERAND_FLOAT && o[1].kind != OPERAND_FLOAT)
        return take_heap(w, FLOAT_WORDS) && write(w, &o[1], TYPE(TYPE_FLOAT, 0));
    return rely(w, o[0].kind == OPERAND_FLOAT || type_kind(type_of(w, &o[0])) == TYPE_FLOAT) &&
           write_any(w, &o[1]);
}

static bool make_fun(struct walk *w, const struct operand *o)
{
    const struct operand *list = &o[2];
    if (list->count != w->code->file->lambdas[o[0].number].num_free)
        return walk_fail(w, "as many values as the fun has free variables", "another number");
    return read_list(w, list) && take_heap(w, FUN_WORDS(list->count)) && write_any(w, &o[1]);
}

static bool put_tuple(struct walk *w, const struct operand *o)
{
    return read_list(w, &o[1]) && take_heap(w, 1 + (uint64_t)o[1].count) &&
           write(w, &o[0], TYPE(TYPE_TUPLE, o[1].count <= TYPE_NUMBER_MAX ? o[1].count : 0));
}

/* ---- bitstrings ---- */

static bool need_context(struct walk *w, const struct operand *o)
{
    if (!read(w, o, true))
        return false;
    return type_kind(type_of(w, o)) == TYPE_CONTEXT ||
           walk_fail(w, "a match context", "another value");
}

/* LABEL: a label, or an atom that says the compiler knows better: then there is a checked form. */
static bool start_match(struct walk *w, const struct operand *label, const struct operand *source,
                        const struct operand *live, const struct operand *to)
{
    return collect(w, live->number) && read(w, source, true) && may_fail(w, label) &&
           write(w, to, TYPE(TYPE_CONTEXT, 0));
}

/* The commands, each of which may be the one that fails. */
static bool match_commands(struct walk *w, const struct operand *o)
{
    const struct operand *list = &o[2];
    if (!need_context(w, &o[1]))
        return false;
    for (uint32_t i = 0; i < list->count;) {
        const char *letters = match_command(&list->list[i], list->count - i);
        if (letters == NULL)
            return walk_fail(w, "a command and its operands", "something else");
        for (const struct operand *operand = &list->list[++i]; *letters != '\0';
             operand++, letters++, i++)
            if ((*letters == 'n' && !collect(w, operand->number)) ||
                (*letters == 'd' && (!may_fail(w, &o[0]) || !write_any(w, operand))))
                return false;
        if (!need_context(w, &o[1]))
            return false;
    }
    return may_fail(w, &o[0]);
}

static bool update_record(struct walk *w, const struct operand *o)
{
    return read_value(w, &o[2]) && read_list(w, &o[4]) && take_heap(w, 1 + o[1].number) &&
           may_raise(w) &&
           write(w, &o[3], TYPE(TYPE_TUPLE, o[1].number <= TYPE_NUMBER_MAX ? o[1].number : 0));
}

static bool set_position(struct walk *w, const struct operand *o)
{
    if (!need_context(w, &o[0]) || !read_value(w, &o[1]))
        return false;
    return type_kind(type_of(w, &o[1])) == TYPE_POSITION ||
           walk_fail(w, "a position of the match context", "another value");
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
    const struct operand *o = &at_hand(w)->operands[i];
    if (takes_context(at_hand(w)->op, letters, i))
        return need_context(w, o);
    if (letters[i] == '*')
        return read_list(w, o);
    bool source = strchr("sS", letters[i]) != NULL ||
                  (letters[i] == 'F' && !is_float_destination(letters, i));
    return !source || read_value(w, o);
}

static bool by_letters(struct walk *w)
{
    const struct instr *in = at_hand(w);
    const char *letters = opcode_info[in->op].operands;
    uint64_t heap = 0;
    for (unsigned i = 0; i < in->count; i++) {
        if (letters[i] == 'n' && !collect(w, in->operands[i].number))
            return false;
        if (letters[i] == 'h')
            heap = in->operands[i].number;
    }
    for (unsigned i = 0; i < in->count; i++)
        if (!read_by_letter(w, letters, i))
            return false;
    w->now->heap = heap > 0 ? (uint32_t)heap : w->now->heap;
    for (unsigned i = 0; i < in->count; i++)
        if (letters[i] == 'f' && !may_fail(w, &in->operands[i]))
            return false;
    for (unsigned i = 0; i < in->count; i++)
        if (is_destination(letters, i) && !write_any(w, &in->operands[i]))
            return false;
    return true;
}

/* Behind what is built there are so many free heap words: operand 2. */
static bool construction(struct walk *w)
{
    uint64_t words = at_hand(w)->operands[2].number;
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
    const struct instr *in = at_hand(w);
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
        return stop(read_arguments(w, o[2].number, true) && may_raise(w));
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
        return go_on(read_value(w, &o[2]) && call(w, o[1].number, false));
    case OP_apply:
        return go_on(call(w, o[0].number + 2, false));
    case OP_apply_last:
        return stop(last_call(w, o[0].number + 2, o[1].number, false));
    case OP_send:
        return go_on(call(w, 2, false));
    case OP_allocate:
        return go_on(allocate(w, o[0].number, 0, o[1].number));
    case OP_allocate_heap:
        return go_on(allocate(w, o[0].number, o[1].number, o[2].number));
    case OP_deallocate:
        return go_on(deallocate(w, o[0].number));
    case OP_trim:
        return go_on(trim(w, o[0].number, o[1].number));
    case OP_return:
        return stop(tail_call(w, 1, false));
    case OP_jump:
        return stop(may_fail(w, &o[0]));
    case OP_select_val:
    case OP_select_tuple_arity:
        return stop(select(w, o));
    case OP_badmatch:
    case OP_case_end:
    case OP_try_case_end:
    case OP_badrecord:
        return stop(read_value(w, &o[0]) && may_raise(w));
    case OP_if_end:
        return stop(may_raise(w));
    case OP_raise:
        return stop(read_value(w, &o[0]) && read_value(w, &o[1]) && may_raise(w));
    case OP_raw_raise:
    case OP_build_stacktrace:
    case OP_bs_init_writable: {
        unsigned arguments = in->op == OP_raw_raise ? 3 : 1;
        bool ok = read_arguments(w, arguments, false) && may_raise(w);
        take_exception(w, 1);
        after_collection(w);
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
        after_collection(w);
        return go_on(ok);
    }
    case OP_loop_rec: {
        if (o[1].kind != OPERAND_X || o[1].number != 0)
            return go_on(walk_fail(w, "x0 as the place of a message", "another register"));
        forget(w, 0);
        after_collection(w);
        bool ok = frame_is_written(w, w->now) && may_fail(w, &o[0]);
        return go_on(ok && write_any(w, &o[1]));
    }
    case OP_loop_rec_end:
    case OP_wait:
        forget(w, 0);
        after_collection(w);
        return stop(frame_is_written(w, w->now) && may_fail(w, &o[0]));
    case OP_wait_timeout: {
        bool ok = read_value(w, &o[1]) && may_raise(w) && may_fail(w, &o[0]);
        forget(w, 0);
        after_collection(w);
        return go_on(ok);
    }
    case OP_move:
        return go_on(move(w, &o[0], &o[1]));
    case OP_swap:
        return go_on(swap(w, &o[0], &o[1]));
    case OP_fmove:
        return go_on(fmove(w, o));
    case OP_fconv:
        return go_on(read_value(w, &o[0]) && may_raise(w) && write_any(w, &o[1]));
    case OP_init_yregs:
        for (uint32_t i = 0; i < o[0].count; i++)
            if (o[0].list[i].kind != OPERAND_Y || !write_any(w, &o[0].list[i]))
                return go_on(walk_fail(w, "y registers", "something else"));
        return STEP_ON;
    case OP_put_list:
        return go_on(read_value(w, &o[0]) && read_value(w, &o[1]) && take_heap(w, 2) &&
                     write(w, &o[2], TYPE(TYPE_CONS, 0)));
    case OP_put_tuple2:
        return go_on(put_tuple(w, o));
    case OP_make_fun3:
        return go_on(make_fun(w, o));
    case OP_get_list:
    case OP_get_hd:
    case OP_get_tl:
        return go_on(get_list(w, o, in->count));
    case OP_get_tuple_element:
        return go_on(get_tuple_element(w, o));
    case OP_set_tuple_element:
        return go_on(set_tuple_element(w, o));
    case OP_get_map_elements:
        return go_on(get_map_elements(w, o));
    case OP_has_map_fields:
        if (type_kind(type_of(w, &o[1])) != TYPE_MAP)
            mark_unproved(w);
        return go_on(by_letters(w));
    case OP_is_nonempty_list:
        return go_on(type_test(w, o, TYPE(TYPE_CONS, 0)));
    case OP_is_float:
        return go_on(type_test(w, o, TYPE(TYPE_FLOAT, 0)));
    case OP_is_map:
        return go_on(type_test(w, o, TYPE(TYPE_MAP, 0)));
    case OP_is_tuple:
        return go_on(type_test(w, o, TYPE(TYPE_TUPLE, 0)));
    case OP_test_arity:
        return go_on(test_arity(w, o));
    case OP_is_tagged_tuple:
        return go_on(
            type_test(w, o, TYPE(TYPE_TUPLE, o[2].number <= TYPE_NUMBER_MAX ? o[2].number : 0)));
    case OP_bs_init2:
    case OP_bs_init_bits:
    case OP_bs_append:
        return go_on(construction(w));
    case OP_bs_start_match3:
        return go_on(start_match(w, &o[0], &o[1], &o[2], &o[3]));
    case OP_bs_start_match4:
        return go_on(start_match(w, &o[0], &o[2], &o[1], &o[3]));
    case OP_bs_get_position:
        return go_on(need_context(w, &o[0]) && collect(w, o[2].number) &&
                     write(w, &o[1], TYPE(TYPE_POSITION, 0)));
    case OP_bs_set_position:
        return go_on(set_position(w, o));
    case OP_bs_match:
        return go_on(match_commands(w, o));
    case OP_update_record:
        return go_on(update_record(w, o));
    default:
        return go_on(by_letters(w));
    }
}
