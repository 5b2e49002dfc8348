/* SPDX-License-Identifier: Apache-2.0 */
/* --chunks: which chunks there are, and the rows of the tables in them. Numbers are those that
 * operands in the file have. */

#include "tools/dis/dis.h"

#include "loader/container.h"
#include "vm/term/atom.h"

#include <string.h>

struct listing {
    FILE *to;
    struct beam_file *file;
    struct bytes contents;
};

static struct reader reader_of(struct listing *l, struct bytes bytes, const char *chunk)
{
    return (struct reader){.bytes = bytes, .chunk = chunk, .error = &l->file->error};
}

/* A title, unless nothing follows it. */
static bool title(struct listing *l, const char *text, size_t rows)
{
    if (rows > 0)
        fprintf(l->to, "\n%s\n", text);
    return rows > 0;
}

/* ---- chunks ---- */

static const char *meaning(const char *id)
{
    static const char *const known[][2] = {
        {"AtU8", "atoms"},
        {"Atom", "atoms in Latin-1"},
        {"Code", "instructions"},
        {"StrT", "bytes that instructions refer to"},
        {"ImpT", "functions of other modules that are called"},
        {"ExpT", "functions that other modules may call"},
        {"LocT", "functions that only this module calls"},
        {"FunT", "funs"},
        {"LitT", "constant terms"},
        {"Line", "lines of the source"},
        {"Type", "types of registers"},
        {"Attr", "attributes"},
        {"CInf", "how the file was compiled"},
        {"Dbgi", "debug information"},
        {"Abst", "source as a syntax tree"},
        {"Docs", "documentation"},
        {"ExCk", "what Elixir checks calls with"},
        {"Meta", "features of the language that are used"},
    };
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (memcmp(known[i][0], id, 4) == 0)
            return known[i][1];
    return "";
}

static void list_chunks(struct listing *l)
{
    struct bytes id, chunk;
    fprintf(l->to, "Chunks of module ");
    dis_atom_term(l->to, l->file->name);
    fprintf(l->to, ", %zu bytes\n", l->contents.size);
    for (size_t at = CONTAINER_HEAD; container_next(l->contents, &at, &id, &chunk);) {
        const char *name = (const char *)id.data;
        fprintf(l->to, "  ");
        for (unsigned i = 0; i < 4; i++)
            fputc(name[i] >= ' ' && name[i] <= '~' ? name[i] : '?', l->to);
        fprintf(l->to, " %9zu%s%s\n", chunk.size, meaning(name)[0] == '\0' ? "" : "  ",
                meaning(name));
    }
}

static void list_code(struct listing *l)
{
    const struct beam_file *file = l->file;
    fprintf(l->to, "\nCode\n  %u functions, %u labels, %zu bytes of instructions\n",
            file->function_count, file->label_count - 1, file->code.size - file->code_start);
}

/* ---- tables ---- */

static void list_atoms(struct listing *l)
{
    title(l, "Atoms", l->file->atom_count - 1);
    for (uint32_t i = 1; i < l->file->atom_count; i++) {
        fprintf(l->to, "  %5u  ", i);
        dis_atom_term(l->to, l->file->atoms[i]);
        fputc('\n', l->to);
    }
}

static void list_imports(struct listing *l)
{
    title(l, "Imports", l->file->import_count);
    for (uint32_t i = 0; i < l->file->import_count; i++) {
        const struct beam_import *row = &l->file->imports[i];
        fprintf(l->to, "  %5u  ", i);
        dis_atom_term(l->to, row->module);
        fputc(':', l->to);
        dis_function_name(l->to, row->function, row->arity);
        fputc('\n', l->to);
    }
}

static void list_function(struct listing *l, Term name, uint32_t arity, uint32_t label)
{
    fputs("  ", l->to);
    dis_function_name(l->to, name, arity);
    fprintf(l->to, ", label %u\n", label);
}

static void list_exports(struct listing *l)
{
    title(l, "Exports", l->file->export_count);
    for (uint32_t i = 0; i < l->file->export_count; i++) {
        const struct beam_export *row = &l->file->exports[i];
        list_function(l, row->function, row->arity, row->label);
    }
}

/* The loader has no use for this table: rows of atom, arity and label. */
static bool list_locals(struct listing *l)
{
    enum { ROW_BYTES = 12 };
    struct bytes chunk;
    if (!container_chunk(l->contents, "LocT", &chunk))
        return true;
    struct reader r = reader_of(l, chunk, "LocT");
    uint32_t count = read_count(&r, ROW_BYTES, "number of functions");
    title(l, "Local functions", count);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t atom = read_u32(&r, "a name"), arity = read_u32(&r, "an arity");
        if (atom == 0 || atom >= l->file->atom_count)
            return reader_fail(&r, r.at, "a row of the atom table", "%u", atom);
        list_function(l, l->file->atoms[atom], arity, read_u32(&r, "a label"));
    }
    return !reader_failed(&r);
}

static void list_funs(struct listing *l)
{
    title(l, "Funs", l->file->lambda_count);
    for (uint32_t i = 0; i < l->file->lambda_count; i++) {
        const struct beam_lambda *row = &l->file->lambdas[i];
        fprintf(l->to, "  %5u  ", i);
        dis_function_name(l->to, row->function, row->arity);
        fprintf(l->to, ", %u of the arguments free, label %u, index %u, old_uniq %u\n",
                row->num_free, row->label, row->index, row->old_uniq);
    }
}

static bool list_literals(struct listing *l)
{
    title(l, "Literals", l->file->literal_count);
    for (uint32_t i = 0; i < l->file->literal_count; i++) {
        struct reader r = reader_of(l, l->file->literals[i], "LitT");
        fprintf(l->to, "  %5u  ", i);
        if (!dis_external(l->to, &r))
            return false;
        fputc('\n', l->to);
    }
    return true;
}

static void list_strings(struct listing *l)
{
    if (!title(l, "Strings", l->file->strings.size))
        return;
    fputs("  ", l->to);
    dis_binary(l->to, l->file->strings, 0);
    fputc('\n', l->to);
}

void dis_place(FILE *to, const struct beam_file *file, uint64_t row)
{
    const struct beam_line *line = &file->lines[row];
    if (line->file == 0) {
        fprintf(to, "%s.erl:%u", atom_text(file->name)->utf8, line->line);
    } else {
        struct bytes name = file->file_names[line->file - 1];
        for (size_t i = 0; i < name.size; i++)
            fputc(name.data[i] < ' ' ? '?' : name.data[i], to);
        fprintf(to, ":%u", line->line);
    }
}

static void list_lines(struct listing *l)
{
    title(l, "Lines", l->file->line_count - 1);
    for (uint32_t i = 1; i < l->file->line_count; i++) {
        fprintf(l->to, "  %5u  ", i);
        dis_place(l->to, l->file, i);
        fputc('\n', l->to);
    }
}

static bool list_types(struct listing *l)
{
    struct bytes chunk;
    if (!container_chunk(l->contents, "Type", &chunk))
        return true;
    struct dis_types types = dis_read_types(l->file, chunk);
    title(l, "Types", types.count);
    for (uint32_t i = 0; i < types.count; i++) {
        fprintf(l->to, "  %5u  ", i);
        dis_type(l->to, &types, i);
        fputc('\n', l->to);
    }
    return l->file->error.text == NULL;
}

static bool list_pairs(struct listing *l, const char *what, struct bytes pairs, const char *chunk)
{
    struct reader r = reader_of(l, pairs, chunk);
    return !title(l, what, pairs.size) || dis_pairs(l->to, &r, "  ", " ");
}

bool dis_chunks(FILE *to, struct beam_file *file, struct bytes contents)
{
    struct listing l = {to, file, contents};
    list_chunks(&l);
    list_code(&l);
    list_atoms(&l);
    list_imports(&l);
    list_exports(&l);
    if (!list_locals(&l))
        return false;
    list_funs(&l);
    if (!list_literals(&l))
        return false;
    list_strings(&l);
    list_lines(&l);
    return list_types(&l) && list_pairs(&l, "Attributes", file->attributes, "Attr") &&
           list_pairs(&l, "Compile info", file->compile_info, "CInf");
}
