/* SPDX-License-Identifier: Apache-2.0 */
/* The passes of the assembler, in order. */

#include "asm/assemble.h"

#include "asm/beam_write.h"
#include "asm/check.h"
#include "asm/frame.h"
#include "asm/heap.h"
#include "asm/library.h"
#include "asm/liveness.h"
#include "asm/parser.h"

#include <string.h>

static char *name_of(const struct asm_module *module)
{
    const struct asm_entry *atom = &module->atoms.entries.items[module->name];
    char *name = mem_alloc(atom->size + 1);
    memcpy(name, atom->bytes, atom->size);
    name[atom->size] = '\0';
    return name;
}

static void write_module(struct asm_module *module, struct asm_bytes *beam)
{
    struct asm_code code;
    asm_encode(&code, module);
    asm_beam_write(beam, &code, module);
    asm_code_free(&code);
}

/* Functions that nobody calls, and calls of functions that are not there. */
static void check_names(struct asm_module *module)
{
    asm_check_used(module);
    asm_check_library(module);
}

static bool assemble(struct asm_diag *diag, struct asm_source *source, struct asm_bytes *beam,
                     char **name, bool check)
{
    struct asm_module module;
    asm_module_init(&module, diag);
    asm_parse(&module, diag, source);
    asm_finish_module(&module);
    if (diag->errors == 0) {
        asm_compute_frames(&module);
        asm_compute_heap(&module);
        asm_compute_live(&module);
    }
    if (diag->errors == 0 && check)
        asm_check(&module);
    if (diag->errors == 0)
        check_names(&module);
    bool ok = asm_diag_ok(diag);
    if (ok) {
        write_module(&module, beam);
        *name = name_of(&module);
    }
    asm_module_free(&module);
    return ok;
}

bool asm_assemble(struct asm_diag *diag, struct asm_source *source, struct asm_bytes *beam,
                  char **name)
{
    return assemble(diag, source, beam, name, true);
}

bool asm_assemble_unchecked(struct asm_diag *diag, struct asm_source *source,
                            struct asm_bytes *beam, char **name)
{
    return assemble(diag, source, beam, name, false);
}
