/* SPDX-License-Identifier: Apache-2.0 */
/* Instructions to bytes: the number of the instruction, then its operands as compact terms. */

#define _GNU_SOURCE /* memmem */

#include "asm/encode.h"

#include "asm/effects.h"

#include <stdlib.h>
#include <string.h>

uint32_t asm_number(struct asm_order *order, uint32_t row)
{
    while (order->number.count <= row)
        *ASM_PUSH(&order->number) = 0;
    if (order->number.items[row] == 0) {
        *ASM_PUSH(&order->rows) = row;
        order->number.items[row] = (uint32_t)order->rows.count;
    }
    return order->number.items[row] - 1;
}

/* The head of a number of SIZE bytes, at least 2. */
static void put_long_head(struct asm_bytes *to, unsigned tag, size_t size)
{
    if (size <= 8) {
        asm_put8(to, ((unsigned)size - 2) << 5 | 0x18 | tag);
    } else {
        asm_put8(to, 0xf8 | tag);
        asm_put_compact(to, BEAM_TAG_U, size - 9);
    }
}

/* The last SIZE bytes of VALUE, after the head. */
static void put_long(struct asm_bytes *to, unsigned tag, uint64_t value, unsigned size)
{
    put_long_head(to, tag, size);
    for (unsigned i = size; i-- > 0;)
        asm_put8(to, i < 8 ? (unsigned)(value >> (8 * i)) & 0xff : 0);
}

void asm_put_compact(struct asm_bytes *to, unsigned tag, uint64_t value)
{
    if (value < 16) {
        asm_put8(to, (unsigned)value << 4 | tag);
    } else if (value < 0x800) {
        asm_put8(to, (unsigned)(value >> 8) << 5 | 8 | tag);
        asm_put8(to, (unsigned)value & 0xff);
    } else {
        unsigned bits = 64 - (unsigned)__builtin_clzll(value);
        put_long(to, tag, value, bits / 8 + 1); /* with a zero bit in front, as the sign */
    }
}

void asm_put_compact_signed(struct asm_bytes *to, unsigned tag, int64_t value)
{
    if (value >= 0) {
        asm_put_compact(to, tag, (uint64_t)value);
        return;
    }
    unsigned size = 2;
    while (size < 8 && value < -(INT64_C(1) << (8 * size - 1)))
        size++;
    put_long(to, tag, (uint64_t)value, size);
}

/* Where the bytes are in the string table: the first place where they stand, be it as a part of
 * others. A large table is not searched, to keep the time linear; then equal strings share a place,
 * no more. */
static uint32_t place_string(struct asm_code *code, uint32_t string)
{
    enum { SEARCHED = 16 * 1024 };
    const struct asm_entry *entry = &code->module->strings.entries.items[string];
    if (code->strings.size > 0 && code->strings.size <= SEARCHED) {
        const uint8_t *found =
            memmem(code->strings.data, code->strings.size, entry->bytes, entry->size);
        if (found != NULL)
            return (uint32_t)(found - code->strings.data);
    }
    while (code->string_places.count <= string)
        *ASM_PUSH(&code->string_places) = 0;
    uint32_t *place = &code->string_places.items[string];
    if (*place == 0) {
        *place = (uint32_t)code->strings.size + 1;
        asm_put(&code->strings, entry->bytes, entry->size);
    }
    return *place - 1;
}

uint32_t asm_file_number(struct asm_code *code, uint32_t file)
{
    const struct asm_module *module = code->module;
    const struct asm_entry *name = &module->files.entries.items[file];
    const struct asm_entry *own = &module->atoms.entries.items[module->name];
    if (name->size == own->size + 4 && memcmp(name->bytes, own->bytes, own->size) == 0 &&
        memcmp(name->bytes + own->size, ".erl", 4) == 0)
        return 0;
    return asm_number(&code->files, file) + 1;
}

static void raise_highest(struct asm_code *code, unsigned opcode)
{
    if (opcode > code->highest_opcode)
        code->highest_opcode = opcode;
}

static uint32_t use_atom(struct asm_code *code, uint32_t atom)
{
    return asm_number(&code->atoms, atom) + 1;
}

static uint32_t use_import(struct asm_code *code, uint32_t import)
{
    uint32_t number = asm_number(&code->imports, import);
    struct asm_import key = asm_import_of(code->module, import);
    use_atom(code, key.module);
    use_atom(code, key.function);
    return number;
}

static void put_extended(struct asm_bytes *to, enum beam_extended what, uint64_t value)
{
    asm_put_compact(to, BEAM_TAG_Z, what);
    asm_put_compact(to, BEAM_TAG_U, value);
}

static void put_register(struct asm_code *code, unsigned tag, const struct asm_operand *operand)
{
    struct asm_bytes *to = &code->bytes;
    if (operand->type == 0) {
        asm_put_compact(to, tag, operand->value);
        return;
    }
    asm_put_compact(to, BEAM_TAG_Z, BEAM_EXT_TYPED_REGISTER);
    asm_put_compact(to, tag, operand->value);
    asm_put_compact(to, BEAM_TAG_U, operand->type - 1);
    raise_highest(code, BEAM_TYPED_REGISTER_OPCODE);
}

static void put_line(struct asm_code *code, uint64_t line)
{
    uint32_t number = 0;
    if (line != ASM_NO_LINE) {
        number = asm_number(&code->lines, (uint32_t)line) + 1;
        asm_file_number(code, asm_line_of(code->module, (uint32_t)line).file);
    }
    asm_put_compact(&code->bytes, BEAM_TAG_U, number);
}

static uint32_t entry_label(const struct asm_module *module, uint64_t name)
{
    return module->labels.items[asm_function_of(module, (uint32_t)name)->entry].number;
}

static void put_big(struct asm_code *code, uint32_t integer)
{
    const struct asm_entry *bytes = &code->module->integers.entries.items[integer];
    put_long_head(&code->bytes, BEAM_TAG_I, bytes->size);
    asm_put(&code->bytes, bytes->bytes, bytes->size);
}

static void put_operand(struct asm_code *code, const struct asm_operand *operand)
{
    const struct asm_module *module = code->module;
    struct asm_bytes *to = &code->bytes;
    uint64_t value = operand->value;
    switch ((enum asm_operand_kind)operand->kind) {
    case OPERAND_UNTAGGED:
    case OPERAND_LIVE:
    case OPERAND_FRAME:
    case OPERAND_HEAP:
        asm_put_compact(to, BEAM_TAG_U, value);
        break;
    case OPERAND_INTEGER:
        asm_put_compact_signed(to, BEAM_TAG_I, (int64_t)value);
        break;
    case OPERAND_BIG:
        put_big(code, (uint32_t)value);
        break;
    case OPERAND_ATOM:
        asm_put_compact(to, BEAM_TAG_A, use_atom(code, (uint32_t)value));
        break;
    case OPERAND_NIL:
        asm_put_compact(to, BEAM_TAG_A, 0);
        break;
    case OPERAND_X:
        put_register(code, BEAM_TAG_X, operand);
        break;
    case OPERAND_Y:
        put_register(code, BEAM_TAG_Y, operand);
        break;
    case OPERAND_F:
        put_extended(to, BEAM_EXT_FLOAT_REGISTER, value);
        break;
    case OPERAND_NO_LABEL:
        asm_put_compact(to, BEAM_TAG_F, 0);
        break;
    case OPERAND_LABEL:
        asm_put_compact(to, BEAM_TAG_F, module->labels.items[value].number);
        break;
    case OPERAND_FUNCTION:
        asm_put_compact(to, BEAM_TAG_F, entry_label(module, value));
        break;
    case OPERAND_LITERAL:
        put_extended(to, BEAM_EXT_LITERAL, asm_number(&code->literals, (uint32_t)value));
        break;
    case OPERAND_IMPORT:
        asm_put_compact(to, BEAM_TAG_U, use_import(code, (uint32_t)value));
        break;
    case OPERAND_LAMBDA:
        asm_put_compact(to, BEAM_TAG_U, asm_number(&code->lambdas, (uint32_t)value));
        break;
    case OPERAND_LINE:
        put_line(code, value);
        break;
    case OPERAND_STRING:
        asm_put_compact(to, BEAM_TAG_U, place_string(code, (uint32_t)value));
        break;
    case OPERAND_LIST:
        put_extended(to, BEAM_EXT_LIST, value);
        break;
    case OPERAND_ALLOC:
        put_extended(to, BEAM_EXT_ALLOC_LIST, value);
        break;
    }
}

static void put_opcode(struct asm_code *code, unsigned op)
{
    asm_put8(&code->bytes, op);
    raise_highest(code, op);
    if (op == ASM_OP_line)
        code->line_instructions++;
}

/* A line instruction of the assembler's own. Code that stands in no source has line 0. */
static void put_own_line(struct asm_code *code, struct asm_module *module,
                         const struct asm_instruction *instruction)
{
    uint32_t line = ASM_NO_LINE;
    if (instruction->span.at != ASM_NO_PLACE) {
        struct asm_span span = instruction->use == 0
                                   ? instruction->span
                                   : asm_diag_outermost(module->diag, instruction->use);
        const struct asm_file *file;
        uint32_t number = asm_source_line(module->diag->source, span.at, &file);
        line = asm_line(module, asm_file(module, file->name), number);
    }
    put_opcode(code, ASM_OP_line);
    put_line(code, line);
}

/* A label is written as a number, not as a reference. */
static void put_label(struct asm_code *code, const struct asm_operand *operand)
{
    asm_put_compact(&code->bytes, BEAM_TAG_U, code->module->labels.items[operand->value].number);
}

static void put_instruction(struct asm_code *code, const struct asm_instruction *instruction)
{
    const struct asm_operand *operands = &code->module->operands.items[instruction->first];
    put_opcode(code, instruction->op);
    if (instruction->op == ASM_OP_label) {
        put_label(code, operands);
        return;
    }
    for (uint32_t i = 0; i < instruction->count; i++)
        put_operand(code, &operands[i]);
}

void asm_encode(struct asm_code *code, struct asm_module *module)
{
    *code = (struct asm_code){.module = module, .highest_opcode = BEAM_LEAST_HIGHEST_OPCODE};
    use_atom(code, module->name);
    for (size_t i = 0; i < module->instructions.count; i++) {
        const struct asm_instruction *instruction = &module->instructions.items[i];
        if (!module->own_lines && asm_needs_line(module, instruction))
            put_own_line(code, module, instruction);
        put_instruction(code, instruction);
    }
    put_opcode(code, ASM_OP_int_code_end);
}

static void order_free(struct asm_order *order)
{
    free(order->number.items);
    free(order->rows.items);
}

void asm_code_free(struct asm_code *code)
{
    asm_bytes_free(&code->bytes);
    asm_bytes_free(&code->strings);
    free(code->string_places.items);
    struct asm_order *orders[] = {&code->atoms,   &code->imports, &code->literals,
                                  &code->lambdas, &code->lines,   &code->files};
    for (size_t i = 0; i < COUNT_OF(orders); i++)
        order_free(orders[i]);
}
