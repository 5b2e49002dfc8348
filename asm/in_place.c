/* SPDX-License-Identifier: Apache-2.0 */
/* Functions in place: their names, and at the end a sort of the instructions by the function they
 * belong to, in the order in which the functions begin. */

#include "asm/in_place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEEPEST = 100 };

/* The function that stands in no other, around or at number FUNCTION. */
static struct asm_function *outermost(struct asm_module *module, uint32_t function)
{
    struct asm_function *f = &module->functions.items[function - 1];
    while (f->outer > 0)
        f = &module->functions.items[f->outer - 1];
    return f;
}

static unsigned depth_of(const struct asm_module *module, uint32_t function)
{
    unsigned depth = 0;
    for (; function > 0; function = module->functions.items[function - 1].outer)
        depth++;
    return depth;
}

/* The atom '-NAME/ARITY-fun-NUMBER-'. */
static uint32_t name_atom(struct asm_module *module, struct asm_name around, uint32_t number,
                          struct asm_span span)
{
    const struct asm_entry *text = &module->atoms.entries.items[around.atom];
    char end[40];
    int size = snprintf(end, sizeof end, "/%u-fun-%u-", around.arity, number);
    struct asm_bytes bytes = {0};
    size_t characters = 1 + (size_t)size;
    for (size_t i = 0; i < text->size; i++)
        characters += (text->bytes[i] & 0xc0) != 0x80;
    asm_put8(&bytes, '-');
    asm_put(&bytes, text->bytes, text->size);
    asm_put(&bytes, end, (size_t)size);
    uint32_t atom = asm_intern(&module->atoms, bytes.data, bytes.size);
    asm_bytes_free(&bytes);
    if (characters > BEAM_MAX_ATOM_CHARACTERS)
        asm_error(module->diag, ASM_MESSAGE_atom_too_long, span,
                  "the name of this function would have more than %d characters",
                  BEAM_MAX_ATOM_CHARACTERS);
    return atom;
}

uint32_t asm_begin_in_place(struct asm_module *module, uint32_t arity, struct asm_span span)
{
    uint32_t outer = module->current;
    struct asm_function *around = outermost(module, outer);
    uint32_t atom = name_atom(module, asm_name_of(module, around->name), around->in_place++, span);
    uint32_t name = asm_name(module, atom, arity);
    const struct asm_function *other = asm_function_of(module, name);
    if (other != NULL) {
        asm_error(module->diag, ASM_MESSAGE_duplicate_function, span,
                  "this function is there already, under the name that it would get");
        asm_note(module->diag, other->span, "it is defined here");
    }
    if (depth_of(module, outer) > DEEPEST)
        asm_error(module->diag, ASM_MESSAGE_nested_too_deep, span,
                  "functions stand in one another more than %d deep", DEEPEST);
    asm_begin_function(module, name, span)->outer = outer;
    return name;
}

struct asm_function *asm_current_in_place(struct asm_module *module)
{
    if (module->current == 0 || module->functions.items[module->current - 1].outer == 0)
        return NULL;
    return &module->functions.items[module->current - 1];
}

void asm_end_in_place(struct asm_module *module)
{
    struct asm_function *function = &module->functions.items[module->current - 1];
    function->last = (uint32_t)module->instructions.count;
    module->current = function->outer;
}

/* ---- the order of the code ---- */

/* Which function each instruction belongs to. One in place begins after the one around it, so its
 * claim is the later one. */
static uint32_t *owners(const struct asm_module *module)
{
    uint32_t *owner = mem_zalloc(module->instructions.count * sizeof *owner);
    size_t count = module->functions.count, end = module->instructions.count;
    for (size_t i = count; i-- > 0;) {
        const struct asm_function *function = &module->functions.items[i];
        if (function->outer > 0)
            continue;
        for (size_t j = function->first; j < end; j++)
            owner[j] = (uint32_t)i;
        end = function->first;
    }
    for (size_t i = 0; i < count; i++) {
        const struct asm_function *function = &module->functions.items[i];
        for (size_t j = function->first; function->outer > 0 && j < function->last; j++)
            owner[j] = (uint32_t)i;
    }
    return owner;
}

static void sort_instructions(struct asm_module *module)
{
    uint32_t *owner = owners(module);
    size_t count = module->instructions.count;
    struct asm_instruction *sorted = mem_alloc(count * sizeof *sorted);
    uint32_t *next = mem_alloc(module->functions.count * sizeof *next);
    uint32_t before = module->functions.items[0].first, first = before;
    for (size_t i = 0; i < module->functions.count; i++) {
        struct asm_function *function = &module->functions.items[i];
        next[i] = function->first = first;
        first += function->count;
    }
    for (size_t i = before; i < count; i++)
        sorted[next[owner[i]]++] = module->instructions.items[i];
    memcpy(module->instructions.items + before, sorted + before, (count - before) * sizeof *sorted);
    free(next);
    free(sorted);
    free(owner);
}

static void number_labels(struct asm_module *module)
{
    module->label_count = 0;
    for (size_t i = 0; i < module->instructions.count; i++) {
        const struct asm_instruction *instruction = &module->instructions.items[i];
        if (instruction->op == ASM_OP_label)
            module->labels.items[module->operands.items[instruction->first].value].number =
                ++module->label_count;
    }
}

void asm_settle_in_place(struct asm_module *module)
{
    for (size_t i = 0; i < module->functions.count; i++)
        if (module->functions.items[i].outer > 0) {
            sort_instructions(module);
            number_labels(module);
            return;
        }
}
