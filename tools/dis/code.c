/* SPDX-License-Identifier: Apache-2.0 */
/* Code to text, in two walks over the bytes: the first finds out which label belongs to which
 * function, the second prints. Both read operands by their tags; the letters of opcodes.def say how
 * to print them.
 *
 * tick-asm numbers labels in the order in which they stand in the text, and rows of tables in the
 * order of their first use. That is what erlc does, too, so the same code comes out again. */

#include "tools/dis/operand.h"

#include "asm/opcode.h"
#include "loader/format.h"

#include <stdlib.h>

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
    int64_t more = v.extended == COMPACT_LIST         ? v.number
                   : v.extended == COMPACT_ALLOC_LIST ? 2 * v.number
                                                      : 0;
    for (; more > 0 && !reader_failed(r); more--)
        dis_read_value(r);
}

static bool add_function(struct dis *d, uint32_t func_info, struct reader *operands)
{
    struct value module = dis_read_value(operands), name = dis_read_value(operands),
                 arity = dis_read_value(operands);
    if (reader_failed(operands))
        return false;
    if (module.tag != COMPACT_A || name.tag != COMPACT_A || name.number < 1 ||
        name.number > d->file->atom_count || arity.tag != COMPACT_U ||
        arity.number > BEAM_MAX_ARITY)
        return reader_fail(operands, name.at, "module, name and arity of a function", "others");
    if (d->count == d->room)
        return reader_fail(operands, name.at, "as many functions as the head of the code says",
                           "more than %u", d->room);
    d->functions[d->count++] = (struct function){.name = d->file->atoms[name.number],
                                                 .arity = (uint32_t)arity.number,
                                                 .func_info = func_info};
    d->owners[func_info] = d->count;
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
    if (d->count > 0 && d->functions[d->count - 1].entry == 0)
        d->functions[d->count - 1].entry = *last;
    return true;
}

static bool find_functions(struct dis *d)
{
    struct reader r = d->r;
    uint8_t op;
    uint32_t label = 0;
    for (;;) {
        const char *letters = read_instruction(&r, &op);
        if (letters == NULL)
            return false;
        if (op == ASM_OP_int_code_end)
            return true;
        if (op == ASM_OP_label) {
            if (!note_label(d, &r, &label))
                return false;
        } else if (op == ASM_OP_func_info) {
            if (!add_function(d, label, &r))
                return false;
        } else {
            for (; *letters != '\0' && !reader_failed(&r); letters++)
                skip_operand(&r);
        }
    }
}

/* ---- second walk ---- */

static void print_instruction(struct dis *d, uint8_t op, const char *letters)
{
    if (*letters == '\0')
        fprintf(d->to, "        %s", asm_opcodes[op].name);
    else
        fprintf(d->to, "        %-15s ", asm_opcodes[op].name);
    for (bool first = true; *letters != '\0' && !reader_failed(&d->r); first = false) {
        if (!first)
            fputs(", ", d->to);
        letters += dis_operand(d, op, letters);
    }
    fputc('\n', d->to);
}

/* From the label of a func_info to the label of the entry: a line for each line instruction
 * between, then the header. */
static bool print_header(struct dis *d)
{
    uint8_t op;
    const char *letters;
    fputc('\n', d->to);
    while ((letters = read_instruction(&d->r, &op)) != NULL && op == ASM_OP_line)
        print_instruction(d, op, letters);
    if (letters == NULL)
        return false;
    if (op != ASM_OP_func_info)
        return reader_fail(&d->r, d->r.at, "func_info", "%s", asm_opcodes[op].name);
    for (; *letters != '\0'; letters++)
        dis_read_value(&d->r);
    fputs("fun ", d->to);
    dis_function(d, &d->functions[d->current - 1]);
    fputc('\n', d->to);
    if (read_instruction(&d->r, &op) == NULL)
        return false;
    if (op != ASM_OP_label)
        return reader_fail(&d->r, d->r.at, "the label of a function's entry", "%s",
                           asm_opcodes[op].name);
    dis_read_value(&d->r);
    return !reader_failed(&d->r);
}

static bool print_label_here(struct dis *d)
{
    int64_t label = dis_read_value(&d->r).number;
    uint32_t owner = d->owners[label];
    if (owner > 0 && d->functions[owner - 1].func_info == label) {
        d->current = owner;
        return print_header(d);
    }
    fprintf(d->to, ".l%lld:\n", (long long)label);
    return true;
}

static bool print_code(struct dis *d)
{
    uint8_t op;
    const char *letters;
    while ((letters = read_instruction(&d->r, &op)) != NULL && op != ASM_OP_int_code_end) {
        if (op != ASM_OP_label)
            print_instruction(d, op, letters);
        else if (!print_label_here(d))
            return false;
    }
    return !reader_failed(&d->r);
}

bool dis_code(FILE *to, struct beam_file *file)
{
    struct dis d = {
        .to = to,
        .file = file,
        .r = {.bytes = file->code, .at = file->code_start, .chunk = "Code", .error = &file->error},
        .room = file->function_count};
    d.functions = mem_zalloc(((size_t)file->function_count + 1) * sizeof *d.functions);
    d.owners = mem_zalloc(((size_t)file->label_count + 1) * sizeof *d.owners);
    bool ok = find_functions(&d) && print_code(&d);
    free(d.functions);
    free(d.owners);
    return ok;
}
