/* SPDX-License-Identifier: Apache-2.0 */
/* Code to text, in two walks over the bytes: the first finds out which label belongs to which
 * function, the second prints. Both read operands by their tags; the letters of opcodes.def say how
 * to print them.
 *
 * tick-asm numbers labels in the order in which they stand in the text, and rows of tables in the
 * order of their first use. That is what erlc does, too, so the same code comes out again. Names
 * of labels are counted in each function anew: a change in one function changes no other. */

#include "tools/dis/operand.h"

#include "asm/opcode.h"
#include "loader/container.h"
#include "loader/format.h"

static const char *read_instruction(struct reader *r, uint8_t *op)
{
    size_t at = r->at;
    *op = read_u8(r, "an instruction");
    if (reader_failed(r))
        return NULL;
    if (*op > BEAM_MAX_OPCODE || asm_opcodes[*op].name == NULL)
        reader_fail(r, at, "an instruction", "number %u", *op);
    else if (asm_opcodes[*op].operands == NULL)
        reader_fail(r, at, "an instruction of OTP 24 or later", "%s", asm_opcodes[*op].name);
    return reader_failed(r) ? NULL : asm_opcodes[*op].operands;
}

/* ---- first walk ---- */

static void skip_operand(struct reader *r)
{
    struct value v = dis_read_value(r);
    if (v.tag != COMPACT_Z)
        return;
    unsigned values = v.extended == COMPACT_LIST ? 1 : v.extended == COMPACT_ALLOC_LIST ? 2 : 0;
    int64_t more = values == 0 ? 0 : v.number;
    for (; more > 0 && !reader_failed(r); more--)
        for (unsigned i = 0; i < values; i++)
            dis_read_value(r);
}

/* A label that stood behind the function before turns out to begin the next one. */
struct last_label {
    uint32_t label;
    size_t at;
};

static bool add_function(struct dis *d, struct last_label last, struct reader *operands)
{
    struct value module = dis_read_value(operands), name = dis_read_value(operands),
                 arity = dis_read_value(operands);
    if (reader_failed(operands))
        return false;
    if (module.tag != COMPACT_A || name.tag != COMPACT_A || name.number < 1 ||
        name.number >= d->file->atom_count || arity.tag != COMPACT_U ||
        arity.number > BEAM_MAX_ARITY)
        return reader_fail(operands, name.at, "module, name and arity of a function", "others");
    if (d->count == d->room)
        return reader_fail(operands, name.at, "as many functions as the head of the code says",
                           "more than %u", d->room);
    d->functions[d->count++] = (struct dis_function){.name = d->file->atoms[name.number],
                                                     .arity = (uint32_t)arity.number,
                                                     .func_info = last.label,
                                                     .at = last.at};
    d->owners[last.label] = d->count;
    if (d->count > 1)
        d->functions[d->count - 2].end = last.at;
    return true;
}

static bool note_label(struct dis *d, struct reader *r, uint32_t *last)
{
    *last = read_unsigned(r, d->file->label_count - 1, "a label");
    if (reader_failed(r))
        return false;
    if (*last == 0 || d->owners[*last] != 0)
        return reader_fail(r, r->at, "a new label", "label %u", *last);
    d->owners[*last] = d->count;
    if (d->count == 0)
        return true;
    struct dis_function *function = &d->functions[d->count - 1];
    if (function->entry == 0)
        function->entry = *last;
    else
        d->numbers[*last] = ++function->labels;
    return true;
}

/* Goes over the instruction at the reader; *END: it was the last. */
static bool find_in_instruction(struct dis *d, struct reader *r, struct last_label *last, bool *end)
{
    uint8_t op;
    size_t at = r->at;
    const char *letters = read_instruction(r, &op);
    if (letters == NULL)
        return false;
    *end = op == ASM_OP_int_code_end;
    if (op == ASM_OP_label) {
        last->at = at;
        return note_label(d, r, &last->label);
    }
    if (op == ASM_OP_func_info)
        return add_function(d, *last, r);
    for (; *letters != '\0' && !reader_failed(r); letters++)
        skip_operand(r);
    if (*end && d->count > 0)
        d->functions[d->count - 1].end = at;
    return !reader_failed(r);
}

static bool find_functions(struct dis *d)
{
    struct reader r = d->r;
    struct last_label last = {0, r.at};
    for (bool end = false; !end;)
        if (!find_in_instruction(d, &r, &last, &end))
            return false;
    return (d->count > 0 && d->functions[0].at == d->r.at) ||
           reader_fail(&r, d->r.at, "a function first", "other code");
}

/* ---- second walk ---- */

/* From here on a line holds a comment: behind what is there already. */
static void begin_comment(struct dis *d, bool *first)
{
    enum { COLUMN = 56 };
    if (!*first) {
        fputs(", ", d->to);
        return;
    }
    *first = false;
    long column = ftell(d->to) - d->line_start;
    fprintf(d->to, "%*s; ", column < COLUMN ? (int)(COLUMN - column) : 2, "");
}

/* Ends a line, with the comments that were asked for. PLACE: row of the line table. */
static void end_line(struct dis *d, uint32_t place)
{
    bool first = true;
    if (d->options->lines && place != 0) {
        begin_comment(d, &first);
        dis_place(d->to, d->file, place);
    }
    for (unsigned i = 0; d->options->types && i < d->typed_count; i++) {
        begin_comment(d, &first);
        fprintf(d->to, "%c%lld :: ", d->typed[i].letter, (long long)d->typed[i].number);
        dis_type(d->to, &d->types, (uint64_t)d->typed[i].type);
    }
    d->typed_count = 0;
    fputc('\n', d->to);
}

static void print_instruction(struct dis *d, uint8_t op, const char *letters)
{
    uint32_t place = d->place;
    d->place = 0;
    d->lambda = NULL;
    d->line_start = ftell(d->to);
    if (*letters == '\0')
        fprintf(d->to, "        %s", asm_opcodes[op].name);
    else
        fprintf(d->to, "        %-15s ", asm_opcodes[op].name);
    for (bool first = true; *letters != '\0' && !reader_failed(&d->r); first = false) {
        if (!first)
            fputs(", ", d->to);
        letters += dis_operand(d, op, letters);
    }
    end_line(d, place);
}

/* From the label of a func_info to the label of the entry: a line for the line instruction between,
 * if there is one, then the header. */
static bool print_header(struct dis *d)
{
    uint8_t op;
    const char *letters;
    size_t at = d->r.at;
    d->place = 0;
    letters = read_instruction(&d->r, &op);
    if (letters != NULL && op == ASM_OP_line) {
        print_instruction(d, op, letters);
        at = d->r.at;
        letters = read_instruction(&d->r, &op);
    }
    if (letters == NULL)
        return false;
    if (op != ASM_OP_func_info)
        return reader_fail(&d->r, d->r.at, "func_info", "%s", asm_opcodes[op].name);
    for (; *letters != '\0'; letters++)
        dis_read_value(&d->r);
    d->line_start = ftell(d->to);
    fputs("fun ", d->to);
    const struct dis_function *function = &d->functions[d->current - 1];
    dis_function_name(d->to, function->name, function->arity);
    end_line(d, d->place);
    d->place = 0;
    if (d->loaded != NULL)
        dis_loaded(d, at);
    if (read_instruction(&d->r, &op) == NULL)
        return false;
    if (op != ASM_OP_label)
        return reader_fail(&d->r, d->r.at, "the label of a function's entry", "%s",
                           asm_opcodes[op].name);
    dis_read_value(&d->r);
    return !reader_failed(&d->r);
}

/* A label that is not the one of a func_info or an entry. */
static bool print_label(struct dis *d)
{
    int64_t label = dis_read_value(&d->r).number;
    if (d->numbers[label] == 0)
        return reader_fail(&d->r, d->r.at, "a label in a function", "label %lld", (long long)label);
    fprintf(d->to, ".l%u:\n", d->numbers[label]);
    return true;
}

static bool print_function(struct dis *d, uint32_t number)
{
    uint8_t op;
    d->current = number + 1;
    d->r.at = d->functions[number].at;
    read_instruction(&d->r, &op);
    dis_read_value(&d->r);
    if (!print_header(d))
        return false;
    while (d->r.at < d->functions[number].end) {
        size_t at = d->r.at;
        const char *letters = read_instruction(&d->r, &op);
        if (letters == NULL)
            return false;
        if (op == ASM_OP_label) {
            if (!print_label(d))
                return false;
            continue;
        }
        if (op == ASM_OP_func_info)
            return reader_fail(&d->r, at, "func_info behind a label", "it elsewhere");
        print_instruction(d, op, letters);
        /* In front of the next line fun it would be the line of that function. */
        if (op == ASM_OP_line && d->r.at == d->functions[number].end)
            return reader_fail(&d->r, at, "another end of a function", "a line instruction");
        if (d->loaded != NULL)
            dis_loaded(d, at);
    }
    return !reader_failed(&d->r);
}

static bool print_code(struct dis *d)
{
    if (d->options->function != NULL) {
        uint32_t number;
        return dis_find_function(d, d->options->function, &number) && print_function(d, number);
    }
    for (uint32_t i = 0; i < d->count; i++) {
        fputc('\n', d->to);
        if (!print_function(d, i))
            return false;
    }
    return true;
}

static void read_types(struct dis *d, struct bytes contents)
{
    struct bytes chunk;
    if (!container_chunk(contents, "Type", &chunk))
        return;
    d->type_limit = dis_type_limit(d->file, chunk);
    if (d->options->types)
        d->types = dis_read_types(d->file, chunk);
}

bool dis_code(FILE *to, struct beam_file *file, struct bytes contents,
              const struct dis_options *options)
{
    struct dis d = {
        .to = to,
        .file = file,
        .options = options,
        .r = {.bytes = file->code, .at = file->code_start, .chunk = "Code", .error = &file->error},
        .room = file->function_count};
    struct arena *arena = &file->arena;
    d.functions = arena_array(arena, (size_t)file->function_count + 1, sizeof *d.functions);
    d.owners = arena_array(arena, (size_t)file->label_count + 1, sizeof *d.owners);
    d.numbers = arena_array(arena, (size_t)file->label_count + 1, sizeof *d.numbers);
    read_types(&d, contents);
    bool ok = find_functions(&d) && dis_check_functions(&d) && (!options->loaded || dis_load(&d)) &&
              print_code(&d);
    dis_loaded_end(&d);
    return ok;
}
