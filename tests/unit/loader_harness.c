/* SPDX-License-Identifier: Apache-2.0 */
/* loader_harness.c: see loader_harness.h. */
#include "tests/unit/loader_harness.h"
#include "asm/assemble.h"
#include "vm/term/atom.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void loader_setup(void)
{
    atom_init(ATOM_DEFAULT_LIMIT);
    cr_assert(load_init());
}

struct bytes loader_assemble(const char *text)
{
    struct asm_source source = {0};
    struct asm_bytes beam = {0};
    char *module = NULL;
    asm_source_add(&source, "test", text, strlen(text));
    struct asm_diag diag = {.source = &source};
    bool ok = asm_assemble_unchecked(&diag, &source, &beam, &module);
    cr_assert(ok, "%s: %s", text, diag.errors > 0 ? diag.messages.items[0].text : "?");
    free(module);
    asm_diag_free(&diag);
    asm_source_free(&source);
    return (struct bytes){beam.data, beam.size};
}

struct bytes loader_function(unsigned arity, const char *body)
{
    char text[4096];
    snprintf(text, sizeof text, "module m\nexport f/%u\nfun f/%u\n%s\n", arity, arity, body);
    return loader_assemble(text);
}

/* Nothing runs here that could use it. */
static void purge_old(Term name)
{
    bool busy;
    struct module *old = module_purge_begin(name, &busy);
    module_purge_unlink(old);
    module_discard(old);
}

char *loader_load(struct bytes file)
{
    char *error = NULL;
    struct module *module = load_read("test.beam", file.data, file.size, NON_VALUE, &error);
    cr_expect_eq(module == NULL, error != NULL, "either a module or a fault");
    if (module != NULL && !module_publish(&module, 1)) {
        purge_old(module->name);
        cr_expect(module_publish(&module, 1));
    }
    free((void *)(uintptr_t)file.data);
    return error;
}
