/* SPDX-License-Identifier: Apache-2.0 */
/* verify_data.c: instructions that know something of the values they work on, or learn it. */
#include "loader/match_command.h"
#include "loader/verify_parts.h"
#include "vm/term/atom.h"
#include "vm/term/fun.h"

/* ---- lists, tuples, maps, floats ---- */

/* The instruction relies on PROVED. Where it is not, its checked form may raise. */
static bool rely(struct walk *w, bool proved)
{
    if (proved)
        return true;
    walk_mark_unproved(w);
    return walk_raises(w);
}

bool step_get_list(struct walk *w, const struct operand *o, unsigned count)
{
    if (!walk_read_value(w, &o[0]) || !rely(w, type_kind(walk_type_of(w, &o[0])) == TYPE_CONS))
        return false;
    for (unsigned i = 1; i < count; i++)
        if (!walk_write_any(w, &o[i]))
            return false;
    return true;
}

/* A run of them from the same tuple is checked once, in front of the first. */
bool step_get_tuple_element(struct walk *w, const struct operand *o)
{
    if (!walk_read_value(w, &o[0]))
        return false;
    if (!type_has_element(walk_type_of(w, &o[0]), o[1].number)) {
        uint64_t needed = code_elements_needed(walk_instr(w));
        walk_mark_unproved(w);
        if (!walk_raises(w))
            return false;
        walk_refine(w, &o[0], TYPE(TYPE_TUPLE, needed <= TYPE_NUMBER_MAX ? needed : 0));
    }
    return walk_write_any(w, &o[2]);
}

bool step_set_tuple_element(struct walk *w, const struct operand *o)
{
    if (!walk_read_value(w, &o[0]) || !walk_read_value(w, &o[1]))
        return false;
    Type tuple = walk_type_of(w, &o[1]);
    if (type_kind(tuple) != TYPE_FRESH || !type_has_element(tuple, o[2].number))
        return walk_fail(w, "a tuple that setelement/3 has just made", "another value");
    return true;
}

static bool is_tuple_type(Type type)
{
    return type_kind(type) == TYPE_TUPLE || type_kind(type) == TYPE_FRESH;
}

/* A test that tells TYPE of its second operand. */
bool step_type_test(struct walk *w, const struct operand *o, Type type)
{
    if (!walk_read_value(w, &o[1]) || !walk_may_fail(w, &o[0]))
        return false;
    if (type_kind(type) != TYPE_TUPLE ||
        !type_has_element(walk_type_of(w, &o[1]), type_number(type)))
        walk_refine(w, &o[1], type);
    return true;
}

/* Unproved it becomes a test of both. */
bool step_test_arity(struct walk *w, const struct operand *o)
{
    if (walk_read_value(w, &o[1]) && !is_tuple_type(walk_type_of(w, &o[1])))
        walk_mark_unproved(w);
    return step_type_test(w, o, TYPE(TYPE_TUPLE, o[2].number <= TYPE_NUMBER_MAX ? o[2].number : 0));
}

bool step_select(struct walk *w, const struct operand *o)
{
    const struct operand *list = &o[2];
    bool arity = walk_instr(w)->op == OP_select_tuple_arity;
    bool is_x_or_y = o[0].kind == OPERAND_X || o[0].kind == OPERAND_Y;
    if (!walk_read_value(w, &o[0]) || !walk_may_fail(w, &o[1]))
        return false;
    for (uint32_t i = 1; i < list->count; i += 2) {
        const struct operand *value = &list->list[i - 1], *label = &list->list[i];
        if (label->kind != OPERAND_LABEL || label->number == 0)
            return walk_fail(w, "pairs of value and label", "something else");
        if (arity && is_x_or_y && value->number <= TYPE_NUMBER_MAX)
            walk_refine(w, &o[0], TYPE(TYPE_TUPLE, value->number));
        if (!walk_branch(w, label->number, w->now))
            return false;
    }
    return true;
}

bool step_get_map_elements(struct walk *w, const struct operand *o)
{
    const struct operand *list = &o[2];
    if (list->count % 2 != 0)
        return walk_fail(w, "pairs of key and destination", "something else");
    if (!walk_read_value(w, &o[1]))
        return false;
    if (type_kind(walk_type_of(w, &o[1])) != TYPE_MAP)
        walk_mark_unproved(w);
    for (uint32_t i = 0; i < list->count; i += 2) {
        if (!walk_read_value(w, &list->list[i]))
            return false;
        if (list->list[i + 1].kind != OPERAND_X && list->list[i + 1].kind != OPERAND_Y)
            return walk_fail(w, "pairs of key and destination", "something else");
    }
    if (!walk_may_fail(w, &o[0]))
        return false;
    for (uint32_t i = 1; i < list->count; i += 2)
        if (!walk_write_any(w, &list->list[i]))
            return false;
    return true;
}

bool step_move(struct walk *w, const struct operand *from, const struct operand *to)
{
    return walk_read(w, from, true) && walk_write(w, to, walk_type_of(w, from));
}

bool step_swap(struct walk *w, const struct operand *a, const struct operand *b)
{
    if (!walk_read(w, a, true) || !walk_read(w, b, true))
        return false;
    Type first = walk_type_of(w, a), second = walk_type_of(w, b);
    return walk_write(w, a, second) && walk_write(w, b, first);
}

/* Between float registers and terms. Into a float register without proof: as fconv. */
bool step_fmove(struct walk *w, const struct operand *o)
{
    if (!walk_read_value(w, &o[0]))
        return false;
    if (o[0].kind == OPERAND_FLOAT && o[1].kind != OPERAND_FLOAT)
        return walk_take_heap(w, FLOAT_WORDS) && walk_write(w, &o[1], TYPE(TYPE_FLOAT, 0));
    return rely(w, o[0].kind == OPERAND_FLOAT || type_kind(walk_type_of(w, &o[0])) == TYPE_FLOAT) &&
           walk_write_any(w, &o[1]);
}

bool step_make_fun(struct walk *w, const struct operand *o)
{
    const struct operand *list = &o[2];
    if (list->count != w->code->file->lambdas[o[0].number].num_free)
        return walk_fail(w, "as many values as the fun has free variables", "another number");
    return walk_read_list(w, list) && walk_take_heap(w, FUN_WORDS(list->count)) &&
           walk_write_any(w, &o[1]);
}

bool step_put_tuple(struct walk *w, const struct operand *o)
{
    return walk_read_list(w, &o[1]) && walk_take_heap(w, 1 + (uint64_t)o[1].count) &&
           walk_write(w, &o[0], TYPE(TYPE_TUPLE, o[1].count <= TYPE_NUMBER_MAX ? o[1].count : 0));
}

/* ---- bitstrings ---- */

bool step_need_context(struct walk *w, const struct operand *o)
{
    if (!walk_read(w, o, true))
        return false;
    return type_kind(walk_type_of(w, o)) == TYPE_CONTEXT ||
           walk_fail(w, "a match context", "another value");
}

/* LABEL: a label, or an atom that says the compiler knows better: then there is a checked form. The
 * source outlives a collection without being counted as live: it may be the last use of it. */
bool step_start_match(struct walk *w, const struct operand *label, const struct operand *source,
                      const struct operand *live, const struct operand *to)
{
    return walk_read(w, source, true) && walk_collect(w, live->number) && walk_may_fail(w, label) &&
           walk_write(w, to, TYPE(TYPE_CONTEXT, 0));
}

/* The commands, each of which may be the one that fails. */
bool step_match_commands(struct walk *w, const struct operand *o)
{
    const struct operand *list = &o[2];
    if (!step_need_context(w, &o[1]))
        return false;
    for (uint32_t i = 0; i < list->count;) {
        const char *letters = match_command(&list->list[i], list->count - i);
        if (letters == NULL)
            return walk_fail(w, "a command and its operands", "something else");
        for (const struct operand *operand = &list->list[++i]; *letters != '\0';
             operand++, letters++, i++)
            if ((*letters == 'n' && !walk_collect(w, operand->number)) ||
                (*letters == 'd' && (!walk_may_fail(w, &o[0]) || !walk_write_any(w, operand))))
                return false;
        if (!step_need_context(w, &o[1]))
            return false;
    }
    return walk_may_fail(w, &o[0]);
}

bool step_update_record(struct walk *w, const struct operand *o)
{
    return walk_read_value(w, &o[2]) && walk_read_list(w, &o[4]) &&
           walk_take_heap(w, 1 + o[1].number) && walk_raises(w) &&
           walk_write(w, &o[3], TYPE(TYPE_TUPLE, o[1].number <= TYPE_NUMBER_MAX ? o[1].number : 0));
}

bool step_set_position(struct walk *w, const struct operand *o)
{
    if (!step_need_context(w, &o[0]) || !walk_read_value(w, &o[1]))
        return false;
    return type_kind(walk_type_of(w, &o[1])) == TYPE_POSITION ||
           walk_fail(w, "a position of the match context", "another value");
}
