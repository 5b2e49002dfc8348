/* SPDX-License-Identifier: Apache-2.0 */
/* The text of a whole file: its head, with all that stands in no function, then the code. What
 * tick-asm would write differently by itself is given there: the number that rows of the fun table
 * carry, how attributes are spelled, chunks that it does not write or that do not come out. */

#include "tools/dis/dis.h"

#include "loader/container.h"

#include <string.h>

struct head {
    FILE *to;
    struct beam_file *file;
    struct bytes contents;
    const struct dis_options *options;
};

static bool find_chunk(const struct head *h, const char *id, struct bytes *chunk)
{
    return container_chunk(h->contents, id, chunk);
}

static void print_exports(const struct head *h)
{
    for (uint32_t i = h->file->export_count; i-- > 0;) {
        fputs("export ", h->to);
        dis_function_name(h->to, h->file->exports[i].function, h->file->exports[i].arity);
        fputc('\n', h->to);
    }
}

static bool print_attributes(const struct head *h)
{
    struct beam_file *file = h->file;
    struct reader r = {.bytes = file->attributes, .chunk = "Attr", .error = &file->error};
    if (dis_has_utf8_keys(file->attributes))
        fputs("attributes utf8\n", h->to);
    return file->attributes.size == 0 || dis_pairs(h->to, &r, "attribute ", ", ");
}

static void print_chunk(const struct head *h, const char *id, struct bytes chunk)
{
    fprintf(h->to, "chunk \"%.4s\", ", id);
    dis_long_binary(h->to, chunk);
    fputc('\n', h->to);
}

/* A number that is the same in all rows has a directive; other tables are carried as they are. */
static void print_funs(const struct head *h)
{
    const struct beam_lambda *rows = h->file->lambdas;
    uint32_t count = h->file->lambda_count;
    struct bytes chunk;
    bool plain = true;
    for (uint32_t i = 0; i < count; i++)
        plain = plain && rows[i].index == i && rows[i].old_uniq == rows[0].old_uniq;
    if (count > 0 && plain)
        fprintf(h->to, "old_uniq %u\n", rows[0].old_uniq);
    else if (find_chunk(h, "FunT", &chunk))
        print_chunk(h, "FunT", chunk);
}

static bool is_one_of(const char *id, const char *const *ids)
{
    for (; *ids != NULL; ids++)
        if (memcmp(id, *ids, 4) == 0)
            return true;
    return false;
}

/* What the instructions and the head say. */
static const char *const in_text[] = {"AtU8", "Atom", "Code", "StrT", "ImpT", "ExpT",
                                      "FunT", "LitT", "LocT", "Attr", "Line", NULL};

/* Does the text name the chunk, as one that the file is to have as it is? An id that no text can
 * hold is passed over. */
static bool is_carried(const struct head *h, const char *id)
{
    for (unsigned i = 0; i < 4; i++)
        if (id[i] < ' ' || id[i] > '~' || id[i] == '"' || id[i] == '\\')
            return false;
    return memcmp(id, "Type", 4) == 0 || (h->options->all && !is_one_of(id, in_text));
}

static void print_chunks(const struct head *h)
{
    /* tick-asm writes these even if nothing is in them. */
    static const char *const always[] = {"StrT", "LocT", "Attr", "CInf", "Line", NULL};
    struct bytes id, chunk, first;
    for (size_t at = CONTAINER_HEAD; container_next(h->contents, &at, &id, &chunk);) {
        const char *name = (const char *)id.data;
        if (!is_carried(h, name) || !find_chunk(h, name, &first) || first.data != chunk.data)
            continue;
        bool types = memcmp(name, "Type", 4) == 0;
        if (!types || !dis_type_lines(h->to, h->file, chunk))
            print_chunk(h, name, chunk);
    }
    for (size_t i = 0; h->options->all && always[i] != NULL; i++)
        if (!find_chunk(h, always[i], &chunk))
            fprintf(h->to, "chunk \"%s\", -\n", always[i]);
}

bool dis_module(FILE *to, struct beam_file *file, struct bytes contents,
                const struct dis_options *options)
{
    struct head h = {to, file, contents, options};
    if (options->function == NULL) {
        fputs("module ", to);
        dis_atom_term(to, file->name);
        fputs("\nlines explicit\n\n", to);
        print_exports(&h);
        fputc('\n', to);
        if (!print_attributes(&h))
            return false;
        print_funs(&h);
        print_chunks(&h);
    }
    return dis_code(to, file, contents, options);
}
