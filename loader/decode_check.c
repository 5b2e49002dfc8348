/* SPDX-License-Identifier: Apache-2.0 */
/* decode_check.c: what is true of the code as a whole: every label is defined once, the code is
 * functions from its beginning to its end, calls and tables name entries of the right arity, and
 * what points into the string table stays within it. Later passes rely on this without looking. */
#include "loader/decode_parts.h"
#include "vm/process/registers.h"
#include "vm/term/atom.h"

#include <string.h>

/* ---- labels ---- */

static bool fail_at(struct decoder *d, uint32_t index, const char *expected, const char *found)
{
    return reader_fail(&d->r, d->code->instrs[index].offset, expected, "%s", found);
}

static bool define_labels(struct decoder *d)
{
    struct beam_code *code = d->code;
    code->label_at = arena_array(&d->file->arena, d->file->label_count, sizeof *code->label_at);
    memset(code->label_at, 0xFF, d->file->label_count * sizeof *code->label_at);
    for (uint32_t i = 0; i < code->count; i++) {
        if (code->instrs[i].op != OP_label)
            continue;
        uint64_t label = code->instrs[i].operands[0].number;
        if (code->label_at[label] != UINT32_MAX)
            return fail_at(d, i, "each label once", "one that is defined already");
        code->label_at[label] = i;
    }
    return true;
}

static bool is_undefined(const struct beam_code *code, const struct operand *o)
{
    return o->kind == OPERAND_LABEL && o->number != 0 && code->label_at[o->number] == UINT32_MAX;
}

static bool check_labels(struct decoder *d)
{
    struct beam_code *code = d->code;
    for (uint32_t i = 0; i < code->count; i++) {
        const struct instr *in = &code->instrs[i];
        for (unsigned k = 0; k < in->count; k++) {
            const struct operand *o = &in->operands[k];
            bool undefined = is_undefined(code, o);
            for (uint32_t e = 0; o->kind == OPERAND_LIST && e < o->count; e++)
                undefined = undefined || is_undefined(code, &o->list[e]);
            if (undefined)
                return fail_at(d, i, "a label that is defined somewhere", "one that is not");
        }
    }
    return true;
}

/* ---- functions ---- */

static uint32_t skip_lines(const struct beam_code *code, uint32_t i)
{
    while (i < code->count && code->instrs[i].op == OP_line)
        i++;
    return i;
}

/* Does a function begin at instruction I? Then *INFO is its func_info. */
static bool function_begins(const struct beam_code *code, uint32_t i, uint32_t *info)
{
    if (code->instrs[i].op != OP_label)
        return false;
    *info = skip_lines(code, i + 1);
    return *info < code->count && code->instrs[*info].op == OP_func_info;
}

static bool add_function(struct decoder *d, uint32_t first, uint32_t info)
{
    struct beam_code *code = d->code;
    const struct operand *o = code->instrs[info].operands;
    if (code->function_count == d->file->function_count)
        return fail_at(d, first, "as many functions as the head says", "more");
    if (o[0].term != d->file->name)
        return fail_at(d, info, "a func_info of this module", "one of another");
    if (o[2].number > MAX_ARITY)
        return fail_at(d, info, "an arity of at most 255", "more");
    if (code->instrs[info + 1].op != OP_label)
        return fail_at(d, info + 1, "the label of a function's entry", "another instruction");
    code->functions[code->function_count++] = (struct beam_function){.name = o[1].term,
                                                                     .arity = (uint32_t)o[2].number,
                                                                     .first = first,
                                                                     .info = info,
                                                                     .entry = info + 1};
    return true;
}

static bool find_functions(struct decoder *d)
{
    struct beam_code *code = d->code;
    uint32_t last = code->count - 1; /* int_code_end */
    code->functions =
        arena_array(&d->file->arena, d->file->function_count, sizeof *code->functions);
    for (uint32_t i = 0; i < last;) {
        uint32_t info;
        bool begins = function_begins(code, i, &info);
        if (!begins && code->function_count == 0)
            return fail_at(d, i, "the beginning of a function", "another instruction");
        if (!begins && code->instrs[i].op == OP_func_info)
            return fail_at(d, i, "a label before func_info", "none");
        if (begins && !add_function(d, i, info))
            return false;
        i = begins ? info + 2 : i + 1;
        if (code->function_count > 0)
            code->functions[code->function_count - 1].end = i;
    }
    if (code->function_count != d->file->function_count)
        return fail_at(d, last, "as many functions as the head says", "fewer");
    return true;
}

/* ---- references to functions ---- */

/* The function whose entry has this label, or NULL. */
static const struct beam_function *entry_of(const struct beam_code *code, uint64_t label)
{
    if (label == 0 || code->label_at[label] == UINT32_MAX)
        return NULL;
    uint32_t at = code->label_at[label];
    const struct beam_function *f = code_function_at(code, at);
    return f != NULL && f->entry == at ? f : NULL;
}

static bool check_calls(struct decoder *d)
{
    struct beam_code *code = d->code;
    for (uint32_t i = 0; i < code->count; i++) {
        const struct instr *in = &code->instrs[i];
        if (in->op == OP_on_load && code_function_at(code, i)->arity != 0)
            return fail_at(d, i, "on_load in a function without arguments", "it in another");
        if (in->op == OP_call || in->op == OP_call_last || in->op == OP_call_only) {
            const struct beam_function *f = entry_of(code, in->operands[1].number);
            if (f == NULL || f->arity != in->operands[0].number)
                return fail_at(d, i, "the label of a function of this arity", "another label");
        }
        if (in->op == OP_call_ext || in->op == OP_call_ext_last || in->op == OP_call_ext_only) {
            const struct beam_import *import = &d->file->imports[in->operands[1].number];
            if (import->arity != in->operands[0].number)
                return fail_at(d, i, "the arity of the imported function", "another");
        }
    }
    return true;
}

static bool check_tables(struct decoder *d)
{
    const struct beam_file *file = d->file;
    for (uint32_t i = 0; i < file->export_count; i++) {
        const struct beam_function *f = entry_of(d->code, file->exports[i].label);
        if (f == NULL || f->name != file->exports[i].function || f->arity != file->exports[i].arity)
            return load_fail(
                &d->file->error,
                "chunk ExpT, row %u: expected the entry of the function, found label %u", i,
                file->exports[i].label);
    }
    for (uint32_t i = 0; i < file->lambda_count; i++) {
        const struct beam_function *f = entry_of(d->code, file->lambdas[i].label);
        if (f == NULL || f->arity != file->lambdas[i].arity)
            return load_fail(
                &d->file->error,
                "chunk FunT, row %u: expected the entry of the function, found label %u", i,
                file->lambdas[i].label);
    }
    return true;
}

/* ---- the string table ---- */

/* Turns O into bytes OFFSET .. OFFSET + BYTES of the string table, which must be there. */
static bool string_operand(struct decoder *d, uint32_t index, struct operand *o, uint64_t bytes)
{
    if (o->kind != OPERAND_NUMBER || o->number > d->file->strings.size ||
        bytes > d->file->strings.size - o->number)
        return fail_at(d, index, "bytes of the string table", "bytes behind its end");
    o->kind = OPERAND_STRING;
    return true;
}

/* The segments of bs_create_bin: type, number, unit, flags, value, size. */
static bool create_bin_strings(struct decoder *d, uint32_t index, const struct operand *list)
{
    if (list->count % 6 != 0)
        return fail_at(d, index, "segments of six operands", "another number of operands");
    for (uint32_t i = 0; i < list->count; i += 6) {
        struct operand *segment = &list->list[i];
        if (segment[0].kind != OPERAND_TERM || segment[0].term != ATOM_(string))
            continue;
        if (segment[5].kind != OPERAND_TERM || !term_is_small(segment[5].term) ||
            small_value(segment[5].term) < 0)
            return fail_at(d, index, "the size of a string", "another operand");
        if (!string_operand(d, index, &segment[4], (uint64_t)small_value(segment[5].term)))
            return false;
    }
    return true;
}

static bool find_strings(struct decoder *d)
{
    bool ok = true;
    for (uint32_t i = 0; i < d->code->count && ok; i++) {
        const struct instr *in = &d->code->instrs[i];
        if (in->op == OP_bs_put_string)
            ok = string_operand(d, i, &in->operands[1], in->operands[0].number);
        else if (in->op == OP_bs_match_string)
            ok = string_operand(d, i, &in->operands[3], (in->operands[2].number + 7) / 8);
        else if (in->op == OP_bs_create_bin)
            ok = create_bin_strings(d, i, &in->operands[5]);
    }
    return ok;
}

bool decode_check(struct decoder *d)
{
    return define_labels(d) && check_labels(d) && find_functions(d) && check_calls(d) &&
           check_tables(d) && find_strings(d);
}
