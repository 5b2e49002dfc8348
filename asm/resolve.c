/* SPDX-License-Identifier: Apache-2.0 */
/* The end of a module: what it must have, and whether everything it names is there. */

#include "asm/module.h"
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

/* The defined function whose name is most like NAME, with the same arity or the same name; else
 * NULL. */
static const struct asm_function *similar(const struct asm_module *module, struct asm_name name)
{
    const struct asm_entry *text = &module->atoms.entries.items[name.atom];
    const struct asm_function *best = NULL;
    unsigned least = 3;
    if (asm_diag_full(module->diag))
        return NULL;
    for (size_t i = 0; i < module->functions.count; i++) {
        struct asm_name other = asm_name_of(module, module->functions.items[i].name);
        const struct asm_entry *other_text = &module->atoms.entries.items[other.atom];
        unsigned distance = asm_edit_distance((const char *)text->bytes, text->size,
                                              (const char *)other_text->bytes, other_text->size) +
                            (other.arity != name.arity);
        if (distance < least) {
            least = distance;
            best = &module->functions.items[i];
        }
    }
    return best;
}

static void undefined_function(struct asm_module *module, struct asm_span span, uint32_t name)
{
    struct asm_name key = asm_name_of(module, name);
    const struct asm_entry *text = &module->atoms.entries.items[key.atom];
    const struct asm_function *near = similar(module, key);
    asm_error(module->diag, ASM_MESSAGE_undefined_function, span,
              "there is no function %.*s/%u in this module", (int)text->size,
              (const char *)text->bytes, key.arity);
    if (near == NULL)
        return;
    struct asm_name near_key = asm_name_of(module, near->name);
    const struct asm_entry *near_text = &module->atoms.entries.items[near_key.atom];
    asm_help(module->diag, "did you mean %.*s/%u?", (int)near_text->size,
             (const char *)near_text->bytes, near_key.arity);
}

static void check_exports(struct asm_module *module)
{
    for (size_t i = 0; i < module->exports.count; i++) {
        const struct asm_export *export = &module->exports.items[i];
        struct asm_function *function = asm_function_of(module, export->name);
        if (function == NULL)
            undefined_function(module, export->span, export->name);
        else
            function->exported = true;
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
        if (asm_function_of(module, name) != NULL)
            continue;
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

static void check_labels(struct asm_module *module)
{
    enum { LABEL_TEXT = 8 }; /* what stands before it in the key */
    for (size_t i = 0; i < module->labels.count; i++) {
        const struct asm_label *label = &module->labels.items[i];
        const struct asm_entry *key = &module->label_names.entries.items[i];
        module->diag->use = label->use;
        if (label->number == 0)
            asm_error(module->diag, ASM_MESSAGE_undefined_label, label->used,
                      "there is no label %.*s in this function", (int)(key->size - LABEL_TEXT),
                      (const char *)key->bytes + LABEL_TEXT);
    }
    module->diag->use = 0;
}

void asm_finish_module(struct asm_module *module)
{
    if (module->named && module->diag->errors == 0) {
        add_module_info(module, 0);
        add_module_info(module, 1);
    }
    check_exports(module);
    check_labels(module);
    check_calls(module);
}
