/* SPDX-License-Identifier: Apache-2.0 */
/* builtin_tables.c: makes every row of every table in tables.def an export. */
#include "vm/builtin/builtin.h"
#include "vm/builtin/file_handle.h"
#include "vm/ets/match.h"
#include "vm/ets/table.h"

#include <string.h>

#define BUILTIN_TABLE(family) extern const struct builtin_row builtins_##family[];
#include "vm/builtin/tables.def"
#undef BUILTIN_TABLE

static const struct builtin_row *const tables[] = {
#define BUILTIN_TABLE(family) builtins_##family,
#include "vm/builtin/tables.def"
#undef BUILTIN_TABLE
    NULL,
};

static void enter(const struct builtin_row *row)
{
    Term module = atom_from_utf8(row->module, strlen(row->module));
    Term name = atom_from_utf8(row->name, strlen(row->name));
    const struct export *export = export_find(module, name, row->arity);
    if (export != NULL && export->builtin != NULL)
        fatal("the builtin %s:%s/%u is in the tables twice", row->module, row->name, row->arity);
    export_enter_builtin(module, name, row->arity, row->function);
}

void builtin_init(void)
{
    ets_init();
    file_handle_init();
    for (size_t i = 0; tables[i] != NULL; i++)
        for (const struct builtin_row *row = tables[i]; row->module != NULL; row++)
            enter(row);
    match_init();
}
