/* SPDX-License-Identifier: Apache-2.0 */
/* decode_query.c: what several passes ask about decoded code. */
#include "loader/decode.h"
#include "vm/term/atom.h"

const struct beam_function *code_function_at(const struct beam_code *code, uint32_t index)
{
    uint32_t low = 0, count = code->function_count;
    while (count > 1) {
        uint32_t half = count / 2;
        low = code->functions[low + half].first <= index ? low + half : low;
        count -= half;
    }
    return count > 0 ? &code->functions[low] : NULL;
}

static bool same_register(const struct operand *a, const struct operand *b)
{
    return a->kind == b->kind && a->number == b->number;
}

/* Ends at the first that overwrites the tuple; the last instruction of all code is another. */
uint64_t code_elements_needed(const struct instr *in)
{
    const struct operand *tuple = &in->operands[0];
    uint64_t needed = 0;
    for (; in->op == OP_get_tuple_element && same_register(&in->operands[0], tuple); in++) {
        if (in->operands[1].number + 1 > needed)
            needed = in->operands[1].number + 1;
        if (same_register(&in->operands[2], tuple))
            break;
    }
    return needed;
}

bool code_calls_raiser(const struct beam_code *code, const struct instr *in)
{
    if (in->op != OP_call_ext && in->op != OP_call_ext_last && in->op != OP_call_ext_only)
        return false;
    const struct beam_import *import = &code->file->imports[in->operands[1].number];
    if (import->module != ATOM_(erlang))
        return false;
    if (import->function == ATOM_(error))
        return import->arity >= 1 && import->arity <= 3;
    return import->arity == 1 &&
           (import->function == ATOM_(exit_class) || import->function == ATOM_(throw));
}
