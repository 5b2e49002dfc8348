/* SPDX-License-Identifier: Apache-2.0 */
/* Operands to text: by their tags, except where the letter of opcodes.def says that a number is a
 * row of a table, or a list or a string belongs to it. */

#include "tools/dis/operand.h"

#include "asm/opcode.h"
#include "vm/term/atom.h"

#include <string.h>

struct value dis_read_value(struct reader *r)
{
    struct compact c = read_compact(r, "an operand");
    struct value v = {c.at, c.tag, c.value, c.digits, 0, -1};
    if (c.tag != COMPACT_Z || reader_failed(r))
        return v;
    v.extended = (enum compact_extended)c.value;
    struct compact inner = read_compact(r, "an operand");
    v.number = inner.value;
    if (v.extended == COMPACT_TYPED_REGISTER) {
        v.tag = inner.tag;
        v.type = read_unsigned(r, (1 << 24) - 2, "a row of the type table");
    } else if (v.extended < COMPACT_LIST || v.extended > COMPACT_TYPED_REGISTER) {
        reader_fail(r, c.at, "an operand", "extended tag %lld", (long long)c.value);
    }
    return v;
}

static bool expected(struct dis *d, const struct value *v, const char *what)
{
    return reader_failed(&d->r) || reader_fail(&d->r, v->at, what, "%s", compact_tag_name(v->tag));
}

/* The function that a label stands in, + 1; 0 if it is not defined. */
static uint32_t owner_of(const struct dis *d, const struct value *label)
{
    bool exists = label->number > 0 && label->number < d->file->label_count;
    return exists ? d->owners[label->number] : 0;
}

void dis_label(struct dis *d, const struct value *v)
{
    if (v->number == 0) {
        fputc('-', d->to);
        return;
    }
    uint32_t owner = owner_of(d, v);
    if (owner == 0) {
        reader_fail(&d->r, v->at, "a label that is defined", "%lld", (long long)v->number);
        return;
    }
    const struct dis_function *function = &d->functions[owner - 1];
    if (owner != d->current && v->number == function->entry)
        dis_function_name(d->to, function->name, function->arity);
    else if (owner != d->current)
        reader_fail(&d->r, v->at, "a label of the same function", "label %lld",
                    (long long)v->number);
    else if (v->number == function->func_info)
        fputs(".func_info", d->to);
    else if (v->number == function->entry)
        fputs(".entry", d->to);
    else
        fprintf(d->to, ".l%u", d->numbers[v->number]);
}

static void print_literal(struct dis *d, const struct value *v)
{
    if (v->number < 0 || v->number >= d->file->literal_count) {
        reader_fail(&d->r, v->at, "a row of the literal table", "%lld", (long long)v->number);
        return;
    }
    struct reader r = {.bytes = d->file->literals[v->number], .chunk = "LitT", .error = d->r.error};
    dis_external(d->to, &r);
}

static void print_atom(struct dis *d, const struct value *v)
{
    if (v->number < 0 || v->number >= d->file->atom_count)
        reader_fail(&d->r, v->at, "a row of the atom table", "%lld", (long long)v->number);
    else if (v->number == 0)
        fputs("[]", d->to);
    else
        dis_atom_term(d->to, d->file->atoms[v->number]);
}

static void print_import(struct dis *d, const struct value *v)
{
    if (v->tag != COMPACT_U || v->number >= d->file->import_count) {
        expected(d, v, "a row of the import table");
        return;
    }
    const struct beam_import *import = &d->file->imports[v->number];
    dis_atom_term(d->to, import->module);
    fputc(':', d->to);
    dis_function_name(d->to, import->function, import->arity);
}

static void print_lambda(struct dis *d, const struct value *v)
{
    if (v->tag != COMPACT_U || v->number >= d->file->lambda_count) {
        expected(d, v, "a row of the fun table");
        return;
    }
    const struct beam_lambda *lambda = &d->file->lambdas[v->number];
    if (!dis_begins(d, lambda->label, lambda->function, lambda->arity)) {
        expected(d, v, "a fun of a function of the module");
        return;
    }
    d->lambda = lambda;
    dis_function_name(d->to, lambda->function, lambda->arity);
}

/* make_fun3 and call_fun2 say with a number how many free variables the fun has; the row of the fun
 * table, which tick-asm makes of that, does too. */
static bool free_agree(struct dis *d, uint8_t op, const struct value *v)
{
    if (d->lambda == NULL)
        return true;
    int64_t said = op == ASM_OP_call_fun2 ? d->lambda->arity - v->number : v->number;
    return said == d->lambda->num_free ||
           reader_fail(&d->r, v->at, "as many free variables as in the fun table", "%lld",
                       (long long)said);
}

static void print_file_line(struct dis *d, const struct value *v)
{
    if (v->tag != COMPACT_U || v->number >= d->file->line_count) {
        expected(d, v, "a row of the line table");
        return;
    }
    const struct beam_line *line = &d->file->lines[v->number];
    d->place = (uint32_t)v->number;
    if (v->number == 0) {
        fputc('-', d->to);
    } else if (line->file == 0) {
        const struct atom_text *name = atom_text(d->file->name);
        fprintf(d->to, "\"%s.erl\", %u", name->utf8, line->line);
    } else {
        dis_string(d->to, d->file->file_names[line->file - 1]);
        fprintf(d->to, ", %u", line->line);
    }
}

/* BYTES bytes of the string table at the offset V. */
static void print_table_string(struct dis *d, const struct value *v, uint64_t bytes)
{
    size_t size = d->file->strings.size;
    if (v->tag != COMPACT_U || (uint64_t)v->number > size || bytes > size - (uint64_t)v->number) {
        expected(d, v, "a place in the string table");
        return;
    }
    const uint8_t *table = d->file->strings.data;
    dis_binary(d->to, (struct bytes){bytes == 0 ? NULL : table + v->number, bytes}, 0);
}

static void print_alloc(struct dis *d, const struct value *v)
{
    static const char *const names[] = {"words", "floats", "funs"};
    fputc('[', d->to);
    for (int64_t i = 0; i < v->number && !reader_failed(&d->r); i++) {
        uint32_t what = read_unsigned(&d->r, COUNT_OF(names) - 1, "a kind of heap need");
        uint32_t need = read_unsigned(&d->r, INT32_MAX, "a heap need");
        if (!reader_failed(&d->r))
            fprintf(d->to, "%s%s => %u", i == 0 ? "" : ", ", names[what], need);
    }
    fputc(']', d->to);
}

static void print_number(struct dis *d, const struct value *v)
{
    if (v->digits.size > 0)
        dis_integer(d->to, v->digits);
    else
        fprintf(d->to, "%lld", (long long)v->number);
}

static void print_extended(struct dis *d, const struct value *v)
{
    switch (v->extended) {
    case COMPACT_FLOAT_REGISTER:
        fprintf(d->to, "f%lld", (long long)v->number);
        break;
    case COMPACT_ALLOC_LIST:
        print_alloc(d, v);
        break;
    case COMPACT_LITERAL:
        print_literal(d, v);
        break;
    default:
        reader_fail(&d->r, v->at, "no list here", "one");
        break;
    }
}

static void note_type(struct dis *d, const struct typed *typed)
{
    for (unsigned i = 0; i < d->typed_count; i++)
        if (d->typed[i].letter == typed->letter && d->typed[i].number == typed->number)
            return;
    if (d->typed_count < COUNT_OF(d->typed))
        d->typed[d->typed_count++] = *typed;
}

static void print_register(struct dis *d, const struct value *v)
{
    struct typed typed = {v->tag == COMPACT_X ? 'x' : 'y', v->number, v->type};
    fprintf(d->to, "%c%lld", typed.letter, (long long)v->number);
    if (v->type < 0)
        return;
    fprintf(d->to, ":%lld", (long long)v->type);
    note_type(d, &typed);
}

/* An operand by its tag alone. */
static void print_tagged(struct dis *d, const struct value *v)
{
    switch (v->tag) {
    case COMPACT_U:
    case COMPACT_I:
        print_number(d, v);
        break;
    case COMPACT_A:
        print_atom(d, v);
        break;
    case COMPACT_X:
    case COMPACT_Y:
        print_register(d, v);
        break;
    case COMPACT_F:
        dis_label(d, v);
        break;
    case COMPACT_Z:
        print_extended(d, v);
        break;
    default:
        expected(d, v, "an operand");
        break;
    }
}

/* Where the elements of a bs_create_bin segment are; the value of one of type string is a place in
 * the string table, and its size, which follows, tells how many bytes that is. */
enum { SEGMENT_TYPE = 0, SEGMENT_VALUE = 4, SEGMENT_SIZE = 5, SEGMENT = 6 };

/* A segment of type string has a place for its value, and no other has. */
static bool is_sound_segment(struct dis *d, const struct value *values)
{
    const struct value *type = &values[SEGMENT_TYPE], *value = &values[SEGMENT_VALUE];
    bool string = type->number > 0 && type->number < d->file->atom_count &&
                  d->file->atoms[type->number] == ATOM_(string);
    return string == (value->tag == COMPACT_U) || expected(d, value, "a value of that type");
}

static void print_segment(struct dis *d)
{
    struct value values[SEGMENT];
    for (unsigned i = 0; i < SEGMENT && !reader_failed(&d->r); i++) {
        values[i] = dis_read_value(&d->r);
        if (!reader_failed(&d->r))
            (void)dis_fits(d, &values[i], ASM_OP_bs_create_bin,
                           asm_opcode_elements[ASM_OP_bs_create_bin][i]);
    }
    if (reader_failed(&d->r) || !is_sound_segment(d, values))
        return;
    for (unsigned i = 0; i < SEGMENT; i++) {
        if (i > 0)
            fputs(", ", d->to);
        if (i == SEGMENT_VALUE && values[i].tag == COMPACT_U)
            print_table_string(d, &values[i], (uint64_t)values[SEGMENT_SIZE].number);
        else
            print_tagged(d, &values[i]);
    }
}

/* The keys of a select are of one kind, and there is one at least. */
static bool is_key_like(const struct value *key, const struct value *first)
{
    bool like =
        key->tag == first->tag && (key->tag != COMPACT_Z || key->extended == first->extended);
    return like && (key->tag == COMPACT_U || key->tag == COMPACT_I || key->tag == COMPACT_Z ||
                    (key->tag == COMPACT_A && key->number != 0));
}

static void print_list(struct dis *d, uint8_t op, const struct value *list)
{
    const char *elements = asm_opcode_elements[op];
    size_t round = strlen(elements);
    bool selects = op == ASM_OP_select_val || op == ASM_OP_select_tuple_arity;
    struct value first = {0};
    if (list->number % (int64_t)round != 0 || (selects && list->number == 0)) {
        expected(d, list, "a list of whole rows");
        return;
    }
    fputc('[', d->to);
    for (int64_t i = 0; i < list->number && !reader_failed(&d->r); i++) {
        if (i > 0)
            fputs(round == 2 && i % 2 == 1 ? " => " : ", ", d->to);
        if (round == SEGMENT) {
            print_segment(d);
            i += SEGMENT - 1;
        } else {
            struct value v = dis_read_value(&d->r);
            if (i == 0)
                first = v;
            if (reader_failed(&d->r) || !dis_fits(d, &v, op, elements[i % (int64_t)round]))
                return;
            if (selects && i % 2 == 0 && !is_key_like(&v, &first))
                expected(d, &v, "keys of one kind");
            else
                print_tagged(d, &v);
        }
    }
    fputc(']', d->to);
}

/* The second of two numbers is a place in the string table: bs_match_string, bs_put_string. */
static void print_sized_string(struct dis *d, const struct value *size, unsigned bits_each)
{
    print_number(d, size);
    fputs(", ", d->to);
    struct value place = dis_read_value(&d->r);
    if (!reader_failed(&d->r))
        print_table_string(d, &place, ((uint64_t)size->number * bits_each + 7) / 8);
}

/* The function of ARITY arguments that begins at LABEL; NULL: there is none. */
static const struct dis_function *called_function(const struct dis *d, const struct value *label,
                                                  const struct value *arity)
{
    uint32_t owner = owner_of(d, label);
    if (owner == 0)
        return NULL;
    const struct dis_function *function = &d->functions[owner - 1];
    bool called = label->number == function->entry && arity->number == function->arity;
    return called ? function : NULL;
}

/* "uf": a number of arguments and a label. */
static void print_local_call(struct dis *d, const struct value *arity)
{
    struct value label = dis_read_value(&d->r);
    if (reader_failed(&d->r))
        return;
    if (label.tag != COMPACT_F || arity->tag != COMPACT_U) {
        expected(d, &label, "a number of arguments and a label");
        return;
    }
    const struct dis_function *function = called_function(d, &label, arity);
    if (function != NULL) {
        dis_function_name(d->to, function->name, function->arity);
        return;
    }
    print_number(d, arity);
    fputs(", ", d->to);
    dis_label(d, &label);
}

/* "ue": the number of arguments, which is said by the row of the import table, and that row. */
static void print_external_call(struct dis *d, const struct value *arity)
{
    struct value v = dis_read_value(&d->r);
    if (reader_failed(&d->r))
        return;
    print_import(d, &v);
    if (!reader_failed(&d->r) && d->file->imports[v.number].arity != arity->number)
        expected(d, arity, "the arity of the function that is called");
}

size_t dis_operand(struct dis *d, uint8_t op, const char *letters)
{
    struct value v = dis_read_value(&d->r);
    if (reader_failed(&d->r))
        return 1;
    if (letters[0] == 'u' && letters[1] == 'f') {
        print_local_call(d, &v);
        return 2;
    }
    if (!dis_fits(d, &v, op, letters[0]))
        return 1;
    if (letters[0] == 'u' && letters[1] == 'e') {
        print_external_call(d, &v);
        return 2;
    }
    if ((op == ASM_OP_bs_match_string || op == ASM_OP_bs_put_string) && letters[0] == 'u') {
        print_sized_string(d, &v, op == ASM_OP_bs_put_string ? 8 : 1);
        return 2;
    }
    if ((op == ASM_OP_make_fun3 && letters[0] == '*') ||
        (op == ASM_OP_call_fun2 && letters[0] == 'u'))
        if (!free_agree(d, op, &v))
            return 1;
    if (v.tag == COMPACT_Z && v.extended == COMPACT_LIST)
        print_list(d, op, &v);
    else if (letters[0] == 'e' || letters[0] == 'b')
        print_import(d, &v);
    else if (letters[0] == 'k' && v.tag == COMPACT_U)
        print_lambda(d, &v);
    else if (letters[0] == 'i')
        print_file_line(d, &v);
    else
        print_tagged(d, &v);
    return 1;
}
