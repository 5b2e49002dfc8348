/* SPDX-License-Identifier: Apache-2.0 */
/* decode.c: from the bytes of a file's code to an array of instructions: reads one after another
 * (its operands: decode_operand.c), and when all are there, has labels, functions, calls and tables
 * checked as a whole (decode_check.c). */
#include "loader/decode_parts.h"

#include <string.h>

static void decode_operands(struct decoder *d, struct instr *in)
{
    in->count = (uint8_t)strlen(opcode_info[in->op].operands);
    in->operands = arena_array(&d->file->arena, in->count, sizeof *in->operands);
    for (unsigned i = 0; i < in->count && !reader_failed(&d->r); i++)
        in->operands[i] = decode_operand(d, in->op, i);
}

static struct instr *next_instr(struct decoder *d)
{
    struct beam_code *code = d->code;
    if (code->count == d->capacity) {
        uint32_t capacity = d->capacity == 0 ? 256 : d->capacity * 2;
        struct instr *grown = arena_array(&d->file->arena, capacity, sizeof *grown);
        if (code->count > 0)
            memcpy(grown, code->instrs, code->count * sizeof *grown);
        code->instrs = grown;
        d->capacity = capacity;
    }
    return &code->instrs[code->count++];
}

static void decode_instr(struct decoder *d)
{
    size_t at = d->r.at;
    uint8_t op = read_u8(&d->r, "an opcode");
    if (reader_failed(&d->r))
        return;
    if (opcode_info[op].name == NULL) {
        reader_fail(&d->r, at, "an opcode", "unknown opcode %u", op);
    } else if (opcode_info[op].operands == NULL) {
        reader_fail(&d->r, at, "instructions of OTP 24 or later", "obsolete instruction %s",
                    opcode_info[op].name);
    } else {
        struct instr *in = next_instr(d);
        in->op = op;
        in->offset = (uint32_t)at;
        decode_operands(d, in);
    }
}

static bool decode_instrs(struct decoder *d)
{
    struct beam_code *code = d->code;
    do {
        decode_instr(d);
    } while (!reader_failed(&d->r) && code->instrs[code->count - 1].op != OP_int_code_end);
    return !reader_failed(&d->r);
}

static bool decode_literals(struct beam_file *file, struct beam_code *code)
{
    for (uint32_t i = 0; i < file->literal_count; i++) {
        Term term = pool_decode(&code->pool, file, file->literals[i], "chunk LitT");
        if (term == NON_VALUE)
            return false;
        pool_add(&code->pool, term);
    }
    return true;
}

bool decode_code(struct beam_file *file, struct beam_code *code)
{
    *code = (struct beam_code){.file = file};
    pool_init(&code->pool);
    struct decoder d = {
        .r = {.bytes = file->code, .at = file->code_start, .chunk = "Code", .error = &file->error},
        .file = file,
        .code = code};
    return decode_literals(file, code) && decode_instrs(&d) && decode_check(&d);
}
