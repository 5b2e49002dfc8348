/* SPDX-License-Identifier: Apache-2.0 */
/* emit.c: two passes. The first chooses a form for each instruction and so finds out where each
 * label and function will lie; the second writes the words, in the layout that vm/interp/instr.h
 * describes. */
#include "loader/emit.h"
#include "loader/select.h"
#include "vm/term/atom.h"

#include <stdlib.h>
#include <string.h>

#define MAX_CODE_BYTES ((size_t)INT32_MAX) /* a label is a signed distance of 32 bits */
#define MAX_LINE       ((1u << 24) - 1)
#define MAX_FILE       255u

struct emitter {
    struct beam_code *code;
    struct transformed *transformed;
    struct module *module;
    const struct form_row **forms; /* of each instruction; NULL for labels and lines */
    size_t *label_offset;          /* in bytes */
    size_t bytes;
};

/* ---- first pass ---- */

static const char *kind_names(const struct instr *in, char text[MAX_OPERANDS + 1])
{
    static const char letters[] = {
        [OPERAND_X] = 'x',      [OPERAND_Y] = 'y',      [OPERAND_FLOAT] = 'F',
        [OPERAND_LABEL] = 'p',  [OPERAND_TERM] = 'i',   [OPERAND_LITERAL] = 'c',
        [OPERAND_NUMBER] = 'n', [OPERAND_IMPORT] = '?', [OPERAND_LAMBDA] = '?',
        [OPERAND_LINE] = '?',   [OPERAND_LIST] = 'v',   [OPERAND_EXPORT] = 'e',
        [OPERAND_FUN] = 'k',    [OPERAND_STRING] = 'e',
    };
    unsigned i = 0;
    for (; i < in->count && i < MAX_OPERANDS; i++)
        text[i] = letters[in->operands[i].kind];
    text[i] = '\0';
    return text;
}

static bool choose_forms(struct emitter *e)
{
    struct beam_file *file = e->code->file;
    const struct instr_list *list = &e->transformed->list;
    e->forms = arena_array(&file->arena, list->count, sizeof *e->forms);
    e->label_offset =
        arena_array(&file->arena, e->transformed->label_count, sizeof *e->label_offset);
    for (uint32_t i = 0; i < list->count; i++) {
        const struct instr *in = &list->instrs[i];
        char kinds[MAX_OPERANDS + 1];
        if (in->op == OP_label) {
            e->label_offset[in->operands[0].number] = e->bytes;
        } else if (in->op != OP_line) {
            e->forms[i] = select_form(in);
            if (e->forms[i] == NULL)
                return load_fail(&file->error,
                                 "chunk Code, offset %u: expected an instruction that "
                                 "this machine has, found %s with operands %s",
                                 in->offset, opcode_info[in->op].name, kind_names(in, kinds));
            e->bytes += form_bytes(e->forms[i], in);
        }
        if (e->bytes > MAX_CODE_BYTES)
            return load_fail(&file->error, "expected code of at most %zu bytes, found more",
                             MAX_CODE_BYTES);
    }
    return true;
}

/* ---- second pass: operands ---- */

/* A register as sources and destinations of any kind name it. */
static uint64_t register_code(const struct operand *o)
{
    return o->kind == OPERAND_Y ? (o->number + 1) * sizeof(Term) + 4 : o->number * sizeof(Term);
}

/* Distance from the instruction at AT to a label; 0 for none. */
static int64_t label_distance(const struct emitter *e, const struct operand *o, size_t at)
{
    return o->number == 0 ? 0 : (int64_t)e->label_offset[o->number] - (int64_t)at;
}

/* What a 64-bit field or an element of an operand list holds. */
static uint64_t wide_value(const struct emitter *e, const struct operand *o, size_t at)
{
    switch (o->kind) {
    case OPERAND_X:
    case OPERAND_Y:
        return register_code(o);
    case OPERAND_LABEL:
        return (uint64_t)label_distance(e, o, at);
    case OPERAND_TERM:
        return o->term;
    case OPERAND_LITERAL:
        return e->code->pool.terms[o->number];
    case OPERAND_STRING:
        return (uint64_t)(uintptr_t)(e->module->strings + o->number);
    case OPERAND_EXPORT:
        return (uint64_t)(uintptr_t)o->export;
    case OPERAND_FUN:
        return (uint64_t)(uintptr_t)o->fun;
    default:
        return o->number;
    }
}

static uint32_t narrow_value(const struct emitter *e, char kind, const struct operand *o, size_t at)
{
    switch (kind) {
    case 'x':
        return (uint32_t)(o->number * sizeof(Term));
    case 'y':
        return (uint32_t)((o->number + 1) * sizeof(Term));
    case 'd':
        return (uint32_t)register_code(o);
    case 'f':
    case 'p':
        return (uint32_t)label_distance(e, o, at);
    case 'F':
        return (uint32_t)(o->number * sizeof(double));
    case 'v':
        return o->count;
    default:
        return (uint32_t)o->number;
    }
}

static bool takes_no_room(char kind)
{
    return kind == 'r' || kind == 'o' || (kind >= '0' && kind <= '9');
}

static bool is_wide(char kind)
{
    return strchr("citsek", kind) != NULL;
}

/* Writes IN at byte AT of the code; returns the byte behind it. */
static size_t emit_instr(struct emitter *e, const struct form_row *form, const struct instr *in,
                         size_t at)
{
    char *place = (char *)e->module->code + at;
    uint64_t handler_word = (uint64_t)(uintptr_t)form->code;
    memcpy(place, &handler_word, sizeof handler_word);
    size_t field = sizeof handler_word, rest = form->size;
    for (unsigned i = 0; i < in->count; i++) {
        const struct operand *o = &in->operands[i];
        char kind = form->kinds[i];
        if (takes_no_room(kind))
            continue;
        if (is_wide(kind)) {
            uint64_t value = wide_value(e, o, at);
            field = (field + 7) & ~(size_t)7;
            memcpy(place + field, &value, sizeof value);
            field += sizeof value;
        } else {
            uint32_t value = narrow_value(e, kind, o, at);
            memcpy(place + field, &value, sizeof value);
            field += sizeof value;
        }
        for (uint32_t k = 0; kind == 'v' && k < o->count; k++, rest += sizeof(uint64_t)) {
            uint64_t value = wide_value(e, &o->list[k], at);
            memcpy(place + rest, &value, sizeof value);
        }
    }
    return at + rest;
}

/* ---- second pass: functions and lines ---- */

static void note_function(struct emitter *e, const struct instr *in, size_t at)
{
    struct module *m = e->module;
    m->functions[m->function_count++] =
        (struct function){.name = in->operands[1].term,
                          .arity = (uint32_t)in->operands[2].number,
                          .start = (uint32_t)(at / sizeof(uint64_t)),
                          .entry = (uint32_t)((at + func_info_size) / sizeof(uint64_t))};
}

static void note_line(struct emitter *e, const struct instr *in, size_t at)
{
    struct module *m = e->module;
    struct beam_line row = e->code->file->lines[in->operands[0].number];
    uint32_t offset = (uint32_t)(at / sizeof(uint64_t));
    bool known = row.line <= MAX_LINE && row.file <= MAX_FILE;
    if (m->line_count > 0 && m->lines[m->line_count - 1].offset == offset)
        m->line_count--;
    struct line_row *new = &m->lines[m->line_count++];
    new->offset = offset;
    new->line = (known ? row.line : 0) & MAX_LINE;
    new->file = (known ? row.file : 0) & MAX_FILE;
}

static uint32_t count_op(const struct instr_list *list, enum opcode op)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < list->count; i++)
        count += list->instrs[i].op == op;
    return count;
}

static void emit_code(struct emitter *e)
{
    const struct instr_list *list = &e->transformed->list;
    struct module *m = e->module;
    m->code_words = e->bytes / sizeof(uint64_t);
    m->code = mem_zalloc(e->bytes + sizeof(uint64_t));
    m->functions = mem_zalloc((count_op(list, OP_func_info) + 1) * sizeof *m->functions);
    m->lines = mem_zalloc((count_op(list, OP_line) + 1) * sizeof *m->lines);
    size_t at = 0;
    for (uint32_t i = 0; i < list->count; i++) {
        const struct instr *in = &list->instrs[i];
        if (in->op == OP_func_info)
            note_function(e, in, at);
        if (in->op == OP_line)
            note_line(e, in, at);
        else if (in->op != OP_label)
            at = emit_instr(e, e->forms[i], in, at);
    }
}

/* ---- tables ---- */

static uint32_t label_word(const struct emitter *e, uint64_t label)
{
    return (uint32_t)(e->label_offset[label] / sizeof(uint64_t));
}

static void emit_tables(struct emitter *e)
{
    const struct beam_file *file = e->code->file;
    struct module *m = e->module;
    m->exports = mem_zalloc((file->export_count + 1) * sizeof *m->exports);
    m->export_entries = mem_zalloc((file->export_count + 1) * sizeof *m->export_entries);
    m->export_count = file->export_count;
    for (uint32_t i = 0; i < file->export_count; i++) {
        const struct beam_export *row = &file->exports[i];
        m->exports[i] = (struct mfa){file->name, row->function, row->arity};
        m->export_entries[i] = label_word(e, row->label);
    }
    m->funs = mem_zalloc((file->lambda_count + 1) * sizeof *m->funs);
    m->fun_count = file->lambda_count;
    for (uint32_t i = 0; i < file->lambda_count; i++)
        m->funs[i] =
            (struct module_fun){e->transformed->funs[i], label_word(e, file->lambdas[i].label)};
    if (e->transformed->on_load != 0)
        m->on_load = m->code + label_word(e, e->transformed->on_load);
}

/* ---- literals ---- */

/* Indices into the pool of what a module has besides the literals of its code. */
struct extras {
    uint32_t attributes, compile_info;
    uint32_t files; /* the first of file_count + 1 strings */
};

static bool add_external(struct emitter *e, struct bytes bytes, const char *what, uint32_t *index)
{
    struct literal_pool *pool = &e->code->pool;
    Term term = NIL;
    if (bytes.size > 0)
        term = pool_decode(pool, e->code->file, bytes, what);
    if (term == NON_VALUE)
        return false;
    *index = pool_add(pool, term);
    return true;
}

static bool add_extras(struct emitter *e, struct extras *extras)
{
    struct beam_file *file = e->code->file;
    struct literal_pool *pool = &e->code->pool;
    if (!add_external(e, file->attributes, "chunk Attr", &extras->attributes) ||
        !add_external(e, file->compile_info, "chunk CInf", &extras->compile_info))
        return false;
    const struct atom_text *name = atom_text(file->name);
    Term own = heap_string(&pool->heap, name->utf8, name->bytes);
    Term dot = heap_string(&pool->heap, ".erl", 4);
    Term *end = &own;
    while (term_is_cons(*end))
        end = cons_ptr(*end) + 1;
    *end = dot;
    extras->files = pool_add(pool, own);
    for (uint32_t i = 0; i < file->file_count && i < MAX_FILE; i++) {
        struct bytes text = file->file_names[i];
        pool_add(pool, heap_string(&pool->heap, (const char *)text.data, text.size));
    }
    return true;
}

static bool settle_literals(struct emitter *e, const struct extras *extras)
{
    struct module *m = e->module;
    struct literal_pool *pool = &e->code->pool;
    if (!pool_settle(pool, &m->literals, &m->literal_words))
        return load_fail(&e->code->file->error, "no room for %u literals", pool->count);
    m->attributes = pool->terms[extras->attributes];
    m->compile_info = pool->terms[extras->compile_info];
    m->file_count = pool->count - extras->files;
    m->files = mem_alloc(m->file_count * sizeof *m->files);
    memcpy(m->files, pool->terms + extras->files, m->file_count * sizeof *m->files);
    return true;
}

/* ---- all of it ---- */

struct module *emit_module(struct beam_code *code, struct transformed *transformed)
{
    struct emitter e = {.code = code, .transformed = transformed};
    struct extras extras;
    if (!choose_forms(&e) || !add_extras(&e, &extras))
        return NULL;
    e.module = mem_zalloc(sizeof *e.module);
    e.module->name = code->file->name;
    memcpy(e.module->md5, code->file->md5, sizeof e.module->md5);
    if (!settle_literals(&e, &extras)) {
        free(e.module);
        return NULL;
    }
    e.module->strings = mem_alloc(code->file->strings.size + 1);
    if (code->file->strings.size > 0)
        memcpy(e.module->strings, code->file->strings.data, code->file->strings.size);
    emit_code(&e);
    emit_tables(&e);
    return e.module;
}
