/* SPDX-License-Identifier: Apache-2.0 */
/* Each row of the module's imports is looked up once, in the texts of library.def. */

#include "asm/library.h"

#include "asm/span.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct library {
    const char *module, *functions; /* " name/arity name/arity " */
};

static const struct library *library_of(const struct asm_entry *module)
{
    static const struct library libraries[] = {
#define LIBRARY_MODULE(name, functions) {name, functions},
#include "asm/library.def"
    };
    for (size_t i = 0; i < COUNT_OF(libraries); i++)
        if (strlen(libraries[i].module) == module->size &&
            memcmp(libraries[i].module, module->bytes, module->size) == 0)
            return &libraries[i];
    return NULL;
}

void asm_library_functions(struct asm_bytes *to, const struct asm_entry *module,
                           const struct asm_entry *name)
{
    const struct library *library = library_of(module);
    for (const char *at = library == NULL ? "" : library->functions + 1; *at != '\0';) {
        const char *end = strchr(at, ' ');
        if ((size_t)(end - at) > name->size && at[name->size] == '/' &&
            memcmp(at, name->bytes, name->size) == 0)
            asm_put_listed(to, at, (size_t)(end - at));
        at = end + 1;
    }
}

static bool has_function(const struct library *library, const struct asm_entry *name,
                         uint32_t arity)
{
    char row[4 * BEAM_MAX_ATOM_CHARACTERS + 16];
    snprintf(row, sizeof row, " %.*s/%u ", (int)name->size, (const char *)name->bytes, arity);
    return strstr(library->functions, row) != NULL;
}

/* The function of LIBRARY that is most like NAME/ARITY. */
static struct asm_nearest nearest_in(const struct library *library, const struct asm_entry *name,
                                     uint32_t arity)
{
    struct asm_nearest nearest = asm_nearest_to((const char *)name->bytes, name->size);
    for (const char *at = library->functions + 1; *at != '\0';) {
        const char *end = strchr(at, ' '), *slash = end - 1;
        while (*slash != '/')
            slash--;
        size_t other = strtoul(slash + 1, NULL, 10);
        asm_nearest_try(&nearest, at, (size_t)(slash - at), other != arity, other);
        at = end + 1;
    }
    return nearest;
}

/* Warns of import ROW, which is first used at SPAN. */
static void check_import(struct asm_module *module, uint32_t row, uint32_t at)
{
    struct asm_import import = asm_import_of(module, row);
    const struct asm_entry *name = &module->atoms.entries.items[import.function];
    const struct library *library = library_of(&module->atoms.entries.items[import.module]);
    if (library == NULL || has_function(library, name, import.arity))
        return;
    struct asm_nearest nearest = nearest_in(library, name, import.arity);
    bool same = nearest.distance == 0 && memcmp(nearest.best, name->bytes, name->size) == 0;
    if (nearest.best == NULL || same)
        return;
    asm_warning(module->diag, ASM_MESSAGE_unknown_library_function,
                asm_operand_span(module->diag->source, at), "the module %s has no function %.*s/%u",
                library->module, (int)name->size, (const char *)name->bytes, import.arity);
    asm_help(module->diag, "did you mean %s:%.*s/%zu?", library->module, (int)nearest.best_size,
             nearest.best, nearest.which);
}

void asm_check_library(struct asm_module *module)
{
    bool *known = mem_zalloc(module->imports.entries.count * sizeof *known);
    for (size_t i = 0; i < module->instructions.count; i++) {
        const struct asm_instruction *instruction = &module->instructions.items[i];
        const struct asm_operand *operand = &module->operands.items[instruction->first];
        module->diag->use = instruction->use;
        for (uint32_t j = 0; j < instruction->count; j++) {
            if (operand[j].kind != OPERAND_IMPORT || operand[j].at == ASM_NO_PLACE ||
                known[operand[j].value])
                continue;
            known[operand[j].value] = true;
            check_import(module, (uint32_t)operand[j].value, operand[j].at);
        }
    }
    module->diag->use = 0;
    free(known);
}
