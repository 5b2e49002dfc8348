/* SPDX-License-Identifier: Apache-2.0 */
/* The module's tables. */

#include "asm/module.h"

#include <stdlib.h>
#include <string.h>

void asm_module_init(struct asm_module *module, struct asm_diag *diag)
{
    *module = (struct asm_module){.diag = diag};
}

void asm_module_free(struct asm_module *module)
{
    struct asm_intern *sets[] = {&module->atoms,       &module->literals, &module->strings,
                                 &module->files,       &module->integers, &module->names,
                                 &module->imports,     &module->lambdas,  &module->lines,
                                 &module->label_names, &module->blobs,    &module->chunk_names};
    for (size_t i = 0; i < COUNT_OF(sets); i++)
        asm_intern_free(sets[i]);
    free(module->labels.items);
    free(module->functions.items);
    free(module->defined.items);
    free(module->instructions.items);
    free(module->operands.items);
    free(module->exports.items);
    free(module->attributes.items);
    free(module->types.items);
    free(module->chunks.items);
    free(module->spelled.items);
}

uint32_t asm_atom(struct asm_module *module, const char *text)
{
    return asm_intern(&module->atoms, text, strlen(text));
}

bool asm_atom_is(const struct asm_module *module, uint32_t atom, const char *text)
{
    const struct asm_entry *entry = &module->atoms.entries.items[atom];
    return entry->size == strlen(text) && memcmp(entry->bytes, text, entry->size) == 0;
}

uint32_t asm_file(struct asm_module *module, const char *name)
{
    return asm_intern(&module->files, name, strlen(name));
}

uint32_t asm_name(struct asm_module *module, uint32_t atom, uint32_t arity)
{
    struct asm_name key = {atom, arity};
    return asm_intern(&module->names, &key, sizeof key);
}

uint32_t asm_import(struct asm_module *module, uint32_t from, uint32_t function, uint32_t arity)
{
    struct asm_import key = {from, function, arity};
    return asm_intern(&module->imports, &key, sizeof key);
}

uint32_t asm_line(struct asm_module *module, uint32_t file, uint32_t line)
{
    struct asm_line key = {file, line};
    return asm_intern(&module->lines, &key, sizeof key);
}

#define KEY_OF(type, set, number)                                 \
    struct type key;                                              \
    memcpy(&key, (set)->entries.items[number].bytes, sizeof key); \
    return key

struct asm_name asm_name_of(const struct asm_module *module, uint32_t number)
{
    KEY_OF(asm_name, &module->names, number);
}

struct asm_import asm_import_of(const struct asm_module *module, uint32_t number)
{
    KEY_OF(asm_import, &module->imports, number);
}

struct asm_lambda asm_lambda_of(const struct asm_module *module, uint32_t number)
{
    KEY_OF(asm_lambda, &module->lambdas, number);
}

struct asm_line asm_line_of(const struct asm_module *module, uint32_t number)
{
    KEY_OF(asm_line, &module->lines, number);
}

const struct asm_entry *asm_literal_bytes(const struct asm_module *module, uint32_t literal)
{
    uint32_t blob = literal < module->spelled.count ? module->spelled.items[literal] : 0;
    return blob != 0 ? &module->blobs.entries.items[blob - 1]
                     : &module->literals.entries.items[literal];
}

void asm_spell_literal(struct asm_module *module, uint32_t literal, const struct asm_bytes *bytes)
{
    while (module->spelled.count <= literal)
        *ASM_PUSH(&module->spelled) = 0;
    module->spelled.items[literal] = asm_intern(&module->blobs, bytes->data, bytes->size) + 1;
}

const struct asm_chunk *asm_chunk_of(const struct asm_module *module, const char *id)
{
    for (size_t i = 0; i < module->chunks.count; i++)
        if (memcmp(module->chunks.items[i].id, id, 4) == 0)
            return &module->chunks.items[i];
    return NULL;
}

struct asm_function *asm_function_of(const struct asm_module *module, uint32_t name)
{
    if (name >= module->defined.count || module->defined.items[name] == 0)
        return NULL;
    return &module->functions.items[module->defined.items[name] - 1];
}

static void define(struct asm_module *module, uint32_t name)
{
    while (module->defined.count <= name)
        *ASM_PUSH(&module->defined) = 0;
    module->defined.items[name] = (uint32_t)module->functions.count;
}

void asm_add_instruction(struct asm_module *module, unsigned op, struct asm_span span)
{
    *ASM_PUSH(&module->instructions) = (struct asm_instruction){
        .op = (uint16_t)op, .first = (uint32_t)module->operands.count, .span = span};
    if (module->current > 0)
        module->functions.items[module->current - 1].count++;
}

void asm_add_operand(struct asm_module *module, enum asm_operand_kind kind, uint64_t value,
                     uint32_t at)
{
    *ASM_PUSH(&module->operands) = (struct asm_operand){.kind = kind, .at = at, .value = value};
    module->instructions.items[module->instructions.count - 1].count++;
    if (kind >= OPERAND_LIVE)
        module->functions.items[module->current - 1].asks |= ASM_ASKS(kind);
}

struct asm_operand asm_take_operand(struct asm_module *module)
{
    module->instructions.items[module->instructions.count - 1].count--;
    return module->operands.items[--module->operands.count];
}

void asm_drop_instruction(struct asm_module *module)
{
    module->operands.count = module->instructions.items[--module->instructions.count].first;
    if (module->current > 0)
        module->functions.items[module->current - 1].count--;
}

uint32_t asm_label(struct asm_module *module, uint32_t expansion, const char *text, size_t size)
{
    struct asm_bytes key = {0};
    asm_put32(&key, module->current);
    asm_put32(&key, expansion);
    asm_put(&key, text, size);
    uint32_t label = asm_intern(&module->label_names, key.data, key.size);
    asm_bytes_free(&key);
    if (label == module->labels.count)
        *ASM_PUSH(&module->labels) = (struct asm_label){0};
    return label;
}

void asm_place_label(struct asm_module *module, uint32_t label, struct asm_span span)
{
    module->labels.items[label].number = ++module->label_count;
    module->labels.items[label].placed = span;
    asm_add_instruction(module, ASM_OP_label, span);
    asm_add_operand(module, OPERAND_LABEL, label, span.at);
}

void asm_use_label(struct asm_module *module, uint32_t label, struct asm_span span, uint32_t use)
{
    struct asm_label *row = &module->labels.items[label];
    if (row->used.size > 0)
        return;
    row->used = span;
    row->use = use;
}

/* A line instruction right before the header belongs behind the header's first label. */
static bool take_line(struct asm_module *module, struct asm_operand *line)
{
    if (module->instructions.count == 0)
        return false;
    const struct asm_instruction *last =
        &module->instructions.items[module->instructions.count - 1];
    if (last->op != ASM_OP_line || last->count != 1)
        return false;
    *line = module->operands.items[last->first];
    asm_drop_instruction(module);
    return true;
}

struct asm_function *asm_begin_function(struct asm_module *module, uint32_t name,
                                        struct asm_span span)
{
    static const char func_info[] = ".func_info", entry[] = ".entry";
    struct asm_operand line;
    bool has_line = take_line(module, &line);
    struct asm_function *function = ASM_PUSH(&module->functions);
    *function = (struct asm_function){
        .name = name, .first = (uint32_t)module->instructions.count, .span = span};
    define(module, name);
    module->current = (uint32_t)module->functions.count;
    function->func_info = asm_label(module, 0, func_info, sizeof func_info - 1);
    function->entry = asm_label(module, 0, entry, sizeof entry - 1);

    asm_place_label(module, function->func_info, span);
    if (has_line) {
        asm_add_instruction(module, ASM_OP_line, span);
        asm_add_operand(module, OPERAND_LINE, line.value, line.at);
    }
    struct asm_name key = asm_name_of(module, name);
    asm_add_instruction(module, ASM_OP_func_info, span);
    asm_add_operand(module, OPERAND_ATOM, module->name, span.at);
    asm_add_operand(module, OPERAND_ATOM, key.atom, span.at);
    asm_add_operand(module, OPERAND_UNTAGGED, key.arity, span.at);
    asm_place_label(module, function->entry, span);
    return function;
}
