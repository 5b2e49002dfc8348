/* SPDX-License-Identifier: Apache-2.0 */
/* --loaded: the file goes through all steps of a load, short of being published. What the machine
 * would run is then shown below the instruction of the file that it was made of: the offset in the
 * code, the form that was chosen, and its operands. Instructions that the loader needs no code for,
 * or that became one with the one before, have nothing below them. */

#include "tools/dis/operand.h"

#include "loader/decode.h"
#include "loader/emit.h"
#include "loader/fuse.h"
#include "loader/load.h"
#include "loader/select.h"
#include "loader/verify.h"
#include "vm/term/print.h"

#include <stdlib.h>

struct loaded {
    struct beam_code code;
    struct transformed made;
    struct module *module;
    size_t *label_at; /* of each label: offset in bytes */
    uint32_t next;    /* instruction that is not yet printed */
    size_t at;        /* its offset in bytes */
};

static bool has_code(const struct instr *in)
{
    return in->op != OP_label && in->op != OP_line;
}

/* Where the labels are: the loader forgets it when it is done. */
static void find_labels(struct loaded *l, struct arena *arena)
{
    size_t at = 0;
    l->label_at = arena_array(arena, l->made.label_count, sizeof *l->label_at);
    for (uint32_t i = 0; i < l->made.list.count; i++) {
        const struct instr *in = &l->made.list.instrs[i];
        if (in->op == OP_label)
            l->label_at[in->operands[0].number] = at;
        else if (has_code(in))
            at += form_bytes(select_form(in), in);
    }
}

bool dis_load(struct dis *d)
{
    struct beam_file *file = d->file;
    struct loaded *l = arena_alloc(&file->arena, sizeof *l);
    if (!load_init())
        return load_fail(&file->error, "the system gives no room for literals");
    d->loaded = l;
    if (!decode_code(file, &l->code) || !verify_code(&l->code) ||
        !transform_code(&l->code, &l->made))
        return false;
    fuse_code(&l->made.list);
    l->module = emit_module(&l->code, &l->made);
    if (l->module == NULL)
        return false;
    find_labels(l, &file->arena);
    fprintf(d->to, "; loaded: %zu bytes of code, %zu bytes of literals\n",
            l->module->code_words * sizeof(uint64_t), l->module->literal_words * sizeof(Term));
    return true;
}

void dis_loaded_end(struct dis *d)
{
    if (d->loaded == NULL)
        return;
    if (d->loaded->module != NULL)
        module_discard(d->loaded->module);
    pool_release(&d->loaded->code.pool);
}

static void print_value(FILE *to, Term term)
{
    struct text_buffer buffer = TEXT_BUFFER_EMPTY;
    print_term(&buffer, term, &PRINT_PRETTY);
    const char *text = text_cstring(&buffer);
    if (text == NULL)
        fatal("out of memory");
    fputs(text, to);
    text_buffer_release(&buffer);
}

/* A row of the literal table, or an integer that the loader added to it. */
static void print_literal(struct dis *d, uint64_t number)
{
    if (number < d->file->literal_count) {
        struct reader r = {
            .bytes = d->file->literals[number], .chunk = "LitT", .error = &d->file->error};
        (void)dis_external(d->to, &r);
    } else {
        print_value(d->to, d->loaded->code.pool.terms[number]);
    }
}

/* A label of the file by its name, one that the loader added by its offset. */
static void print_label(struct dis *d, uint64_t number)
{
    struct value label = {.tag = COMPACT_F, .number = (int64_t)number, .type = -1};
    if (number < d->file->label_count)
        dis_label(d, &label);
    else
        fprintf(d->to, "0x%zx", d->loaded->label_at[number]);
}

static void print_export(struct dis *d, const struct export *export)
{
    dis_atom_term(d->to, export->mfa.module);
    fputc(':', d->to);
    dis_function_name(d->to, export->mfa.function, export->mfa.arity);
}

static void print_operand(struct dis *d, const struct operand *o)
{
    switch (o->kind) {
    case OPERAND_X:
        fprintf(d->to, "x%llu", (unsigned long long)o->number);
        break;
    case OPERAND_Y:
        fprintf(d->to, "y%llu", (unsigned long long)o->number);
        break;
    case OPERAND_FLOAT:
        fprintf(d->to, "f%llu", (unsigned long long)o->number);
        break;
    case OPERAND_LABEL:
        print_label(d, o->number);
        break;
    case OPERAND_TERM:
        print_value(d->to, o->term);
        break;
    case OPERAND_LITERAL:
        print_literal(d, o->number);
        break;
    case OPERAND_LIST:
        fputc('[', d->to);
        for (uint32_t i = 0; i < o->count; i++) {
            fputs(i == 0 ? "" : ", ", d->to);
            print_operand(d, &o->list[i]);
        }
        fputc(']', d->to);
        break;
    case OPERAND_STRING:
        fprintf(d->to, "strings+%llu", (unsigned long long)o->number);
        break;
    case OPERAND_EXPORT:
        print_export(d, o->export);
        break;
    case OPERAND_FUN:
        dis_function_name(d->to, o->fun->function, o->fun->arity + o->fun->num_free);
        break;
    default:
        fprintf(d->to, "%llu", (unsigned long long)o->number);
        break;
    }
}

static void print_form(struct dis *d, const struct form_row *form, const struct instr *in)
{
    const char *between = "";
    fprintf(d->to, "        ; %6zx  %-20s ", d->loaded->at, form->name);
    for (unsigned i = 0; i < in->count; i++) {
        if (form->kinds[i] == 'o')
            continue;
        fputs(between, d->to);
        print_operand(d, &in->operands[i]);
        between = ", ";
    }
    fputc('\n', d->to);
}

/* Goes to the first instruction that was made of the one at byte AT or of one behind it. */
static void go_to(struct loaded *l, size_t at)
{
    for (; l->next < l->made.list.count && l->made.list.instrs[l->next].offset < at; l->next++) {
        const struct instr *in = &l->made.list.instrs[l->next];
        if (has_code(in))
            l->at += form_bytes(select_form(in), in);
    }
}

void dis_loaded(struct dis *d, size_t at)
{
    struct loaded *l = d->loaded;
    go_to(l, at);
    for (; l->next < l->made.list.count && l->made.list.instrs[l->next].offset == at; l->next++) {
        const struct instr *in = &l->made.list.instrs[l->next];
        if (!has_code(in))
            continue;
        const struct form_row *form = select_form(in);
        print_form(d, form, in);
        l->at += form_bytes(form, in);
    }
}
