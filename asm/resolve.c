/* SPDX-License-Identifier: Apache-2.0 */
/* The end of a module: what it must have, and whether everything it names is there. */

#include "asm/module.h"
#include "asm/in_place.h"
#include "asm/span.h"

#include <string.h>

static const struct asm_span nowhere = {ASM_NO_PLACE, 0};

/* module_info/ARITY, which tail calls erlang:get_module_info with the module's name in front. */
static void add_module_info(struct asm_module *module, uint32_t arity)
{
    uint32_t name = asm_name(module, asm_atom(module, "module_info"), arity);
    if (asm_function_of(module, name) != NULL)
        return;
    uint32_t import = asm_import(module, asm_atom(module, "erlang"),
                                 asm_atom(module, "get_module_info"), arity + 1);
    asm_begin_function(module, name, nowhere);
    if (arity > 0) {
        asm_add_instruction(module, ASM_OP_move, nowhere);
        asm_add_operand(module, OPERAND_X, 0, ASM_NO_PLACE);
        asm_add_operand(module, OPERAND_X, 1, ASM_NO_PLACE);
    }
    asm_add_instruction(module, ASM_OP_move, nowhere);
    asm_add_operand(module, OPERAND_ATOM, module->name, ASM_NO_PLACE);
    asm_add_operand(module, OPERAND_X, 0, ASM_NO_PLACE);
    asm_add_instruction(module, ASM_OP_call_ext_only, nowhere);
    asm_add_operand(module, OPERAND_UNTAGGED, arity + 1, ASM_NO_PLACE);
    asm_add_operand(module, OPERAND_IMPORT, import, ASM_NO_PLACE);
    *ASM_PUSH(&module->exports) = (struct asm_export){name, nowhere};
}

/* Suggests a function whose name is like that of KEY. */
static void suggest_function(struct asm_module *module, struct asm_name key)
{
    if (asm_diag_full(module->diag))
        return;
    const struct asm_entry *text = &module->atoms.entries.items[key.atom];
    struct asm_nearest nearest = asm_nearest_to((const char *)text->bytes, text->size);
    for (size_t i = 0; i < module->functions.count; i++) {
        struct asm_name other = asm_name_of(module, module->functions.items[i].name);
        const struct asm_entry *name = &module->atoms.entries.items[other.atom];
        asm_nearest_try(&nearest, (const char *)name->bytes, name->size, other.arity != key.arity,
                        other.arity);
    }
    if (nearest.best != NULL)
        asm_help(module->diag, "did you mean %.*s/%zu?", (int)nearest.best_size, nearest.best,
                 nearest.which);
}

static void undefined_function(struct asm_module *module, struct asm_span span, uint32_t name)
{
    struct asm_name key = asm_name_of(module, name);
    const struct asm_entry *text = &module->atoms.entries.items[key.atom];
    asm_error(module->diag, ASM_MESSAGE_undefined_function, span,
              "there is no function %.*s/%u in this module", (int)text->size,
              (const char *)text->bytes, key.arity);
    suggest_function(module, key);
}

static void mark_exported(struct asm_module *module, struct asm_function *function,
                          struct asm_span span)
{
    function->exported = true;
    if (function->export.size == 0) {
        function->export = span;
        return;
    }
    asm_warning(module->diag, ASM_MESSAGE_duplicate_export, span,
                "this function is exported already");
    asm_note(module->diag, function->export, "it is first exported here");
}

static void check_exports(struct asm_module *module)
{
    for (size_t i = 0; i < module->exports.count; i++) {
        const struct asm_export *export = &module->exports.items[i];
        struct asm_function *function = asm_function_of(module, export->name);
        if (function == NULL)
            undefined_function(module, export->span, export->name);
        else
            mark_exported(module, function, export->span);
    }
}

static void check_call(struct asm_module *module, const struct asm_instruction *instruction)
{
    const struct asm_operand *operand = &module->operands.items[instruction->first];
    for (uint32_t i = 0; i < instruction->count; i++) {
        uint32_t name = (uint32_t)operand[i].value;
        if (operand[i].kind == OPERAND_LAMBDA)
            name = asm_lambda_of(module, name).name;
        else if (operand[i].kind != OPERAND_FUNCTION)
            continue;
        struct asm_function *function = asm_function_of(module, name);
        if (function != NULL) {
            function->used = true;
            continue;
        }
        module->diag->use = instruction->use;
        undefined_function(module, asm_operand_span(module->diag->source, operand[i].at), name);
        module->diag->use = 0;
    }
}

static void check_calls(struct asm_module *module)
{
    for (size_t i = 0; i < module->instructions.count; i++)
        check_call(module, &module->instructions.items[i]);
}

/* COUNT: of types. */
static void check_types_of(struct asm_module *module, const struct asm_instruction *instruction,
                           size_t count)
{
    const struct asm_operand *operand = &module->operands.items[instruction->first];
    for (uint32_t i = 0; i < instruction->count; i++) {
        if (operand[i].type <= count)
            continue;
        module->diag->use = instruction->use;
        asm_error(module->diag, ASM_MESSAGE_unknown_type,
                  asm_operand_span(module->diag->source, operand[i].at), "there is no type %u",
                  operand[i].type - 1);
        module->diag->use = 0;
    }
}

/* Only lines type are known: what a chunk of the source holds is its own business. */
static void check_types(struct asm_module *module)
{
    if (asm_chunk_of(module, "Type") != NULL)
        return;
    for (size_t i = 0; i < module->instructions.count; i++)
        check_types_of(module, &module->instructions.items[i], module->types.count);
}

/* Does the function run when the module is loaded? */
static bool runs_by_itself(const struct asm_module *module, const struct asm_function *function)
{
    for (uint32_t i = 0; i < function->count; i++)
        if (module->instructions.items[function->first + i].op == ASM_OP_on_load)
            return true;
    return false;
}

void asm_check_used(struct asm_module *module)
{
    for (size_t i = 0; i < module->functions.count; i++) {
        const struct asm_function *function = &module->functions.items[i];
        if (function->used || function->exported || runs_by_itself(module, function))
            continue;
        struct asm_name key = asm_name_of(module, function->name);
        const struct asm_entry *text = &module->atoms.entries.items[key.atom];
        asm_warning(module->diag, ASM_MESSAGE_unused_function, function->span,
                    "nothing calls the function %.*s/%u", (int)text->size,
                    (const char *)text->bytes, key.arity);
    }
}

enum { LABEL_TEXT = 8, LABEL_FUNCTION = 4 }; /* what stands before it in the key; part of that */

static const char *label_text(const struct asm_entry *key)
{
    return (const char *)key->bytes + LABEL_TEXT;
}

/* Tries label I if it is defined, and in the same function as that with KEY. */
static bool try_label(const struct asm_module *module, size_t i, const struct asm_entry *key,
                      struct asm_nearest *nearest)
{
    const struct asm_entry *other = &module->label_names.entries.items[i];
    if (memcmp(other->bytes, key->bytes, LABEL_FUNCTION) != 0)
        return false;
    if (module->labels.items[i].number != 0)
        asm_nearest_try(nearest, label_text(other), other->size - LABEL_TEXT, 0, i);
    return true;
}

/* Labels of one function are neighbours. */
static void suggest_label(struct asm_module *module, size_t label)
{
    const struct asm_entry *key = &module->label_names.entries.items[label];
    struct asm_nearest nearest = asm_nearest_to(label_text(key), key->size - LABEL_TEXT);
    if (asm_diag_full(module->diag))
        return;
    for (size_t i = label; i > 0; i--)
        if (!try_label(module, i - 1, key, &nearest))
            break;
    for (size_t i = label + 1; i < module->labels.count; i++)
        if (!try_label(module, i, key, &nearest))
            break;
    if (nearest.best != NULL)
        asm_help(module->diag, "did you mean %.*s?", (int)nearest.best_size, nearest.best);
}

static void check_labels(struct asm_module *module)
{
    for (size_t i = 0; i < module->labels.count; i++) {
        const struct asm_label *label = &module->labels.items[i];
        const struct asm_entry *key = &module->label_names.entries.items[i];
        if (label->number != 0)
            continue;
        module->diag->use = label->use;
        asm_error(module->diag, ASM_MESSAGE_undefined_label, label->used,
                  "there is no label %.*s in this function", (int)(key->size - LABEL_TEXT),
                  label_text(key));
        suggest_label(module, i);
    }
    module->diag->use = 0;
}

void asm_finish_module(struct asm_module *module)
{
    asm_settle_in_place(module);
    if (module->named && module->diag->errors == 0) {
        add_module_info(module, 0);
        add_module_info(module, 1);
    }
    check_exports(module);
    check_labels(module);
    check_calls(module);
    check_types(module);
}
