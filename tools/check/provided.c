/* SPDX-License-Identifier: Apache-2.0 */
/* provided.c: see provided.h. What Tick has in C is asked of its own tables, what modules export of
 * their files, each read once. */
#include "tools/check/provided.h"

#include "loader/beam_file.h"
#include "loader/path.h"
#include "vm/term/atom.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct otp_builtin {
    const char *module, *name;
    uint32_t arity;
} otp_builtins[] = {
#define OTP_BUILTIN(module, name, arity) {module, name, arity},
#include "tools/check/otp25.def"
#undef OTP_BUILTIN
};

static Term atom_of(const char *text)
{
    return atom_from_utf8(text, strlen(text));
}

static struct mfa mfa_of(const struct otp_builtin *row)
{
    return (struct mfa){atom_of(row->module), atom_of(row->name), row->arity};
}

static bool in_machine(const struct mfa *mfa)
{
    const struct export *export = export_find(mfa->module, mfa->function, mfa->arity);
    return export != NULL && export_is_defined(export);
}

/* ---- what modules export ---- */

struct exporter {
    Term module;
    bool found; /* a sound file on the path */
    struct beam_file file;
    struct exporter *next;
};

static struct exporter *exporters;

/* The first file of the path that MODULE could be loaded from: malloc'd, or NULL. */
static char *file_of_module(Term module)
{
    char name[ATOM_MAX_CHARACTERS * 4 + sizeof ".beam"];
    snprintf(name, sizeof name, "%s.beam", atom_text(module)->utf8);
    return path_find(name);
}

/* Reads each module's file once. */
static const struct exporter *exporter_of(Term module)
{
    for (const struct exporter *known = exporters; known != NULL; known = known->next)
        if (known->module == module)
            return known;
    struct exporter *new = mem_alloc(sizeof *new);
    *new = (struct exporter){.module = module, .next = exporters};
    exporters = new;
    char *path = file_of_module(module);
    new->found = path != NULL &&beam_file_read(&new->file, path);
    if (path != NULL && !new->found)
        beam_file_release(&new->file);
    free(path);
    return new;
}

void provided_forget(void)
{
    while (exporters != NULL) {
        struct exporter *first = exporters;
        exporters = first->next;
        if (first->found)
            beam_file_release(&first->file);
        free(first);
    }
}

/* Every module has module_info, which the compiler makes; files written by hand may lack it. */
static bool on_path(const struct mfa *mfa)
{
    const struct exporter *exporter = exporter_of(mfa->module);
    for (uint32_t i = 0; exporter->found && i < exporter->file.export_count; i++)
        if (exporter->file.exports[i].function == mfa->function &&
            exporter->file.exports[i].arity == mfa->arity)
            return true;
    return false;
}

/* ---- what is missing ---- */

static bool otp_builtin_missing[COUNT_OF(otp_builtins)];

void provided_init(void)
{
    for (size_t i = 0; i < COUNT_OF(otp_builtins); i++) {
        struct mfa mfa = mfa_of(&otp_builtins[i]);
        otp_builtin_missing[i] = !in_machine(&mfa) && !on_path(&mfa);
    }
    provided_forget();
}

bool is_missing(const struct mfa *mfa)
{
    for (size_t i = 0; i < COUNT_OF(otp_builtins); i++) {
        struct mfa row = mfa_of(&otp_builtins[i]);
        if (row.module == mfa->module && row.function == mfa->function && row.arity == mfa->arity)
            return otp_builtin_missing[i];
    }
    return !in_machine(mfa) && !on_path(mfa);
}

void each_missing_builtin(void (*visit)(const struct mfa *function, void *context), void *context)
{
    for (size_t i = 0; i < COUNT_OF(otp_builtins); i++) {
        struct mfa mfa = mfa_of(&otp_builtins[i]);
        if (otp_builtin_missing[i])
            visit(&mfa, context);
    }
}
