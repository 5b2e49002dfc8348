/* SPDX-License-Identifier: Apache-2.0 */
/* transform.c: one instruction at a time. Most stay as they are; calls lose their arity and learn
 * whether they lead to C, guard builtins that have an instruction of their own become that
 * instruction, and selections are sorted. A function that is a builtin loses its body: the builtin
 * goes first. */
#include "loader/transform_parts.h"
#include "vm/term/atom.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct instr *instr_add(struct instr_list *list, enum opcode op, unsigned count, uint32_t offset)
{
    if (list->count == list->capacity) {
        list->capacity = list->capacity == 0 ? 256 : list->capacity * 2;
        struct instr *grown = arena_array(list->arena, list->capacity, sizeof *grown);
        if (list->count > 0)
            memcpy(grown, list->instrs, list->count * sizeof *grown);
        list->instrs = grown;
    }
    struct instr *in = &list->instrs[list->count++];
    *in = (struct instr){.op = (uint16_t)op, .count = (uint8_t)count, .offset = offset};
    in->operands = arena_array(list->arena, count, sizeof *in->operands);
    return in;
}

struct instr *transform_add(struct transformer *t, enum opcode op, const struct instr *from,
                            unsigned count)
{
    return instr_add(&t->result->list, op, count, from->offset);
}

struct instr *transform_picked(struct transformer *t, enum opcode op, const struct instr *from,
                               const char *pick)
{
    struct instr *in = transform_add(t, op, from, (unsigned)strlen(pick));
    for (unsigned i = 0; i < in->count; i++)
        in->operands[i] = from->operands[pick[i] - '0'];
    return in;
}

/* ---- exports and funs ---- */

static struct export *import_export(struct transformer *t, const struct operand *o)
{
    struct export **place = &t->exports[o->number];
    const struct beam_import *import = &t->code->file->imports[o->number];
    if (*place == NULL)
        *place = export_get(import->module, import->function, import->arity);
    return *place;
}

/* The entry of row I. When another version of the module had a fun of the same number but of
 * another shape, the next unique number that is free makes it a different fun. */
static struct fun_entry *lambda_entry(const struct beam_file *file, uint32_t i)
{
    const struct beam_lambda *row = &file->lambdas[i];
    uint32_t uniq = row->old_uniq;
    for (;; uniq++) {
        struct fun_entry *entry = fun_entry_get(file->name, row->index, uniq, row->index);
        if (entry->function == NON_VALUE) {
            entry->function = row->function;
            entry->arity = row->arity - row->num_free;
            entry->num_free = row->num_free;
            return entry;
        }
        if (entry->function == row->function && entry->num_free == row->num_free &&
            entry->arity == row->arity - row->num_free)
            return entry;
    }
}

/* Replaces rows of tables by what they stand for. */
static void resolve(struct transformer *t, struct instr *in)
{
    for (unsigned i = 0; i < in->count; i++) {
        struct operand *o = &in->operands[i];
        if (o->kind == OPERAND_IMPORT)
            *o = (struct operand){.kind = OPERAND_EXPORT, .export = import_export(t, o)};
        else if (o->kind == OPERAND_LAMBDA)
            *o = (struct operand){.kind = OPERAND_FUN, .fun = t->result->funs[o->number]};
    }
}

/* Adds FROM as it is. */
static void add_copy(struct transformer *t, const struct instr *from)
{
    struct instr *copy = transform_add(t, from->op, from, from->count);
    if (from->count > 0)
        memcpy(copy->operands, from->operands, from->count * sizeof *from->operands);
    resolve(t, copy);
}

static bool is_erlang(const struct export *export, const char *name, uint32_t arity)
{
    return export->mfa.module == ATOM_(erlang) && export->mfa.arity == arity &&
           strcmp(atom_text(export->mfa.function)->utf8, name) == 0;
}

bool transform_fail(const struct transformer *t, const struct instr *in, const char *format, ...)
{
    const struct beam_code *code = t->code;
    uint32_t index = (uint32_t)(in - code->instrs);
    const struct beam_function *f = code_function_at(code, index);
    char message[256];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    return load_fail(&code->file->error, "function %.100s/%u, instruction %u (%s): %s",
                     atom_text(f->name)->utf8, f->arity, index - f->first, opcode_info[in->op].name,
                     message);
}

/* ---- calls ---- */

/* The ways a call may be made, as a column in the table below. */
enum call_way { CALL_BODY, CALL_LAST, CALL_ONLY, CALL_WAYS };

static enum call_way way_of(enum opcode op)
{
    return op == OP_call_ext ? CALL_BODY : op == OP_call_ext_last ? CALL_LAST : CALL_ONLY;
}

static void transform_call_ext(struct transformer *t, const struct instr *in)
{
    static const enum opcode builtin[CALL_WAYS] = {OP_call_builtin, OP_call_builtin_last,
                                                   OP_call_builtin_only};
    static const enum opcode apply2[CALL_WAYS] = {OP_apply_fun, OP_apply_fun_last,
                                                  OP_apply_fun_only};
    static const enum opcode apply3[CALL_WAYS] = {OP_apply_mfa, OP_apply_mfa_last,
                                                  OP_apply_mfa_only};
    const struct export *export = import_export(t, &in->operands[1]);
    enum call_way way = code_calls_raiser(t->code, in) ? CALL_ONLY : way_of(in->op);
    if (is_erlang(export, "apply", 2))
        transform_picked(t, apply2[way], in, way == CALL_LAST ? "2" : "");
    else if (is_erlang(export, "apply", 3))
        transform_picked(t, apply3[way], in, way == CALL_LAST ? "2" : "");
    else
        resolve(t, transform_picked(t, export->builtin != NULL ? builtin[way] : (enum opcode)in->op,
                                    in, way == CALL_LAST ? "12" : "1"));
}

/* ---- guard builtins ---- */

struct own_instruction {
    const char *name; /* in the module erlang */
    uint32_t arity;
    enum opcode op;
    const char *pick; /* its operands among those of the bif instruction */
};

static const struct own_instruction own_instructions[] = {
    {"+", 2, OP_plus, "01345"},
    {"-", 2, OP_minus, "01345"},
    {"*", 2, OP_times, "01345"},
    {"div", 2, OP_int_div, "01345"},
    {"rem", 2, OP_int_rem, "01345"},
    {"band", 2, OP_int_band, "01345"},
    {"bor", 2, OP_int_bor, "01345"},
    {"bxor", 2, OP_int_bxor, "01345"},
    {"bsl", 2, OP_int_bsl, "01345"},
    {"bsr", 2, OP_int_bsr, "01345"},
    {"=:=", 2, OP_eq_exact, "234"},
    {"=/=", 2, OP_ne_exact, "234"},
    {"==", 2, OP_eq, "234"},
    {"/=", 2, OP_ne, "234"},
    {"<", 2, OP_lt, "234"},
    {">=", 2, OP_ge, "234"},
    {">", 2, OP_lt, "324"},
    {"=<", 2, OP_ge, "324"},
    {"element", 2, OP_element, "0234"},
    {"self", 0, OP_self, "1"},
};

static const struct own_instruction *own_instruction(const struct export *export, unsigned operands)
{
    for (size_t i = 0; i < COUNT_OF(own_instructions); i++) {
        const struct own_instruction *own = &own_instructions[i];
        unsigned last = (unsigned)(own->pick[strlen(own->pick) - 1] - '0');
        if (last + 1 == operands && is_erlang(export, own->name, own->arity))
            return own;
    }
    return NULL;
}

/* Where the import stands among the operands, and how many arguments follow it. */
static unsigned bif_place(enum opcode op)
{
    return op == OP_bif0 ? 0 : op == OP_bif1 || op == OP_bif2 ? 1 : 2;
}

static bool transform_bif(struct transformer *t, const struct instr *in)
{
    unsigned place = bif_place(in->op);
    const struct export *export = import_export(t, &in->operands[place]);
    uint32_t arguments = in->count - place - 2u;
    const struct own_instruction *own = own_instruction(export, in->count);
    if (own != NULL) {
        transform_picked(t, own->op, in, own->pick);
    } else if (in->op == OP_gc_bif1 && is_erlang(export, "length", 1)) {
        transform_picked(t, OP_length_start, in, "13");
        transform_picked(t, OP_length_loop, in, "014");
    } else if (export->builtin == NULL || export->mfa.arity != arguments) {
        return transform_fail(t, in, "expected a guard builtin, found %.80s:%.80s/%u",
                              atom_text(export->mfa.module)->utf8,
                              atom_text(export->mfa.function)->utf8, export->mfa.arity);
    } else {
        add_copy(t, in);
    }
    return true;
}

/* ---- selections ---- */

static bool is_constant(const struct operand *o)
{
    return o->kind == OPERAND_TERM || o->kind == OPERAND_LITERAL;
}

static int compare_pairs(const void *a, const void *b)
{
    uint64_t left = ((const struct operand *)a)->number,
             right = ((const struct operand *)b)->number;
    return left < right ? -1 : left > right;
}

static bool all_immediate(const struct operand *list)
{
    for (uint32_t i = 0; i < list->count; i += 2)
        if (list->list[i].kind != OPERAND_TERM)
            return false;
    return true;
}

/* Pairs of a value (a constant, or a number for arities) and a label. */
static bool is_selection(const struct operand *list, bool arities)
{
    for (uint32_t i = 0; i + 1 < list->count; i += 2) {
        const struct operand *value = &list->list[i];
        if (!(arities ? value->kind == OPERAND_NUMBER : is_constant(value)) ||
            list->list[i + 1].kind != OPERAND_LABEL || list->list[i + 1].number == 0)
            return false;
    }
    return list->count % 2 == 0;
}

static bool transform_select(struct transformer *t, const struct instr *in)
{
    bool arities = in->op == OP_select_tuple_arity;
    const struct operand *list = &in->operands[2];
    if (!is_selection(list, arities))
        return transform_fail(t, in, "expected pairs of value and label, found other operands");
    bool sorted = arities || all_immediate(list);
    transform_picked(t, sorted ? (enum opcode)in->op : OP_select_val_linear, in, "012");
    if (sorted && list->count > 0)
        qsort(list->list, list->count / 2, 2 * sizeof *list->list, compare_pairs);
    return true;
}

/* ---- receive ---- */

/* A wait whose label stands right before it belongs to a receive without clauses. */
static bool waits_for_itself(const struct transformer *t, const struct instr *in)
{
    const struct instr *before = in - 1;
    uint32_t target = t->code->label_at[in->operands[0].number];
    while (before->op == OP_label || before->op == OP_line)
        before--;
    return t->code->instrs + target > before && t->code->instrs + target < in;
}

static void transform_wait(struct transformer *t, const struct instr *in)
{
    if (!waits_for_itself(t, in)) {
        add_copy(t, in);
    } else if (in->op == OP_wait) {
        transform_add(t, OP_sleep_wait, in, 0);
        transform_picked(t, OP_jump, in, "0");
    } else {
        struct operand behind = {.kind = OPERAND_LABEL, .number = t->result->label_count++};
        transform_picked(t, OP_sleep_start, in, "01")->operands[0] = behind;
        transform_add(t, OP_sleep_wait, in, 0);
        transform_add(t, OP_label, in, 1)->operands[0] = number_operand(behind.number);
    }
}

/* ---- one instruction ---- */

/* Instructions for bitstrings, and all that stay as they are. */
static bool transform_bits(struct transformer *t, const struct instr *in)
{
    switch (in->op) {
    case OP_bs_start_match3:
    case OP_bs_start_match4:
        transform_start_match(t, in);
        return true;
    case OP_bs_get_integer2:
        transform_get_integer(t, in);
        return true;
    case OP_bs_skip_bits2:
        transform_skip_bits(t, in);
        return true;
    case OP_bs_match:
        return transform_bs_match(t, in);
    case OP_bs_create_bin:
        return transform_create_bin(t, in);
    case OP_bs_init2:
    case OP_bs_init_bits:
    case OP_bs_append:
    case OP_bs_private_append:
        return transform_construction(t, in);
    default:
        if (transform_is_put(in))
            return transform_lone_put(t, in);
        add_copy(t, in);
        return true;
    }
}

static bool transform_instr(struct transformer *t, const struct instr *in)
{
    if (in->unproved && transform_unproved(t, in))
        return true;
    switch (in->op) {
    case OP_label:
        add_copy(t, in);
        if (t->code->loops[in->operands[0].number])
            transform_add(t, OP_loop_head, in, 0);
        return true;
    case OP_int_code_end:
    case OP_nif_start:
    case OP_executable_line:
    case OP_debug_line:
        return true;
    case OP_on_load: {
        const struct beam_function *f = code_function_at(t->code, (uint32_t)(in - t->code->instrs));
        t->result->on_load = t->code->instrs[f->entry].operands[0].number;
        return true;
    }
    case OP_call:
    case OP_call_only:
        transform_picked(t, in->op, in, "1");
        return true;
    case OP_call_last:
        transform_picked(t, in->op, in, "12");
        return true;
    case OP_call_ext:
    case OP_call_ext_last:
    case OP_call_ext_only:
        transform_call_ext(t, in);
        return true;
    case OP_bif0:
    case OP_bif1:
    case OP_bif2:
    case OP_gc_bif1:
    case OP_gc_bif2:
    case OP_gc_bif3:
        return transform_bif(t, in);
    case OP_select_val:
    case OP_select_tuple_arity:
        return transform_select(t, in);
    case OP_wait:
    case OP_wait_timeout:
        transform_wait(t, in);
        return true;
    case OP_update_record:
        return transform_update_record(t, in);
    default:
        return transform_bits(t, in);
    }
}

/* ---- functions ---- */

static struct export *builtin_of(const struct transformer *t, const struct beam_function *f)
{
    struct export *export = export_find(t->code->file->name, f->name, f->arity);
    return export != NULL && export->builtin != NULL ? export : NULL;
}

static bool transform_function(struct transformer *t, const struct beam_function *f)
{
    struct beam_code *code = t->code;
    struct export *builtin = builtin_of(t, f);
    uint32_t end = builtin == NULL ? f->end : f->entry + 1;
    for (uint32_t i = f->first; i < end; i++)
        if (!transform_instr(t, &code->instrs[i]))
            return false;
    if (builtin != NULL)
        transform_add(t, OP_call_builtin_only, &code->instrs[f->entry], 1)->operands[0] =
            (struct operand){.kind = OPERAND_EXPORT, .export = builtin};
    transform_end_checks(t);
    return true;
}

bool transform_code(struct beam_code *code, struct transformed *result)
{
    struct beam_file *file = code->file;
    *result =
        (struct transformed){.list = {.arena = &file->arena}, .label_count = file->label_count};
    struct transformer t = {.code = code, .result = result};
    t.exports = arena_array(&file->arena, file->import_count, sizeof(struct export *));
    result->funs = arena_array(&file->arena, file->lambda_count, sizeof(struct fun_entry *));
    for (uint32_t i = 0; i < file->lambda_count; i++)
        result->funs[i] = lambda_entry(file, i);
    for (uint32_t i = 0; i < code->function_count; i++)
        if (!transform_function(&t, &code->functions[i]))
            return false;
    return true;
}
