/* SPDX-License-Identifier: Apache-2.0 */
/* allowed.c: see allowed.h. Tables of builtins that look at nothing but their arguments and the
 * processes of the machine are named here; those of all other tables are refused. */
#include "tests/fuzz/allowed.h"

#include "vm/builtin/builtin.h"

#include <string.h>

#define BUILTIN_TABLE(family) extern const struct builtin_row builtins_##family[];
#include "vm/builtin/tables.def"
#undef BUILTIN_TABLE

static const struct {
    const char *name;
    const struct builtin_row *rows;
} tables[] = {
#define BUILTIN_TABLE(family) {#family, builtins_##family},
#include "vm/builtin/tables.def"
#undef BUILTIN_TABLE
};

static const char *const allowed[] = {
    "errors",        "tuples",         "arith",          "math",           "compare",
    "lists",         "lists_search",   "lists_subtract", "binaries",       "binaries_gather",
    "convert_atom",  "convert_number", "unicode",        "unicode_list",   "unicode_text",
    "convert_id",    "external",       "maps",           "maps_make",      "maps_whole",
    "format",        "checksum",       "processes",      "process_state",  "monitors",
    "binary_module", "binary_search",  "binary_found",   "hexadecimal",    "funs",
    "debug",         "leading_number", "decode_packet",  "phash",          "phash2",
    "re_compile",    "re_run",         "re_library",     "ets_match_spec", "elsewhere",
};

static bool is_allowed(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(allowed); i++)
        if (strcmp(allowed[i], name) == 0)
            return true;
    return false;
}

static Term refuse(struct process *p, const Term *args)
{
    (void)args;
    return builtin_error(p, ATOM_(undef));
}

void allow_some_builtins(void)
{
    for (size_t i = 0; i < COUNT_OF(tables); i++)
        for (const struct builtin_row *row = tables[i].rows;
             row->module != NULL && !is_allowed(tables[i].name); row++)
            export_enter_builtin(atom_from_utf8(row->module, strlen(row->module)),
                                 atom_from_utf8(row->name, strlen(row->name)), row->arity, refuse);
}
