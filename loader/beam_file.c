/* SPDX-License-Identifier: Apache-2.0 */
/* beam_file.c: the tables of a BEAM file. One function a chunk; each reads rows until the reader
 * fails or the count is reached, and leaves nothing unchecked that a later step uses as an index.
 */
#include "loader/beam_file.h"
#include "loader/compact.h"
#include "loader/container.h"
#include "vm/base/utf8.h"
#include "vm/term/atom.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CODE_FORMAT        0
#define CODE_HEADER        16 /* bytes of the header that this loader knows */
#define MAX_FUNCTION_ARITY 255
#define LAMBDA_BYTES       24 /* of a row in the file */

struct tables {
    struct beam_file *file;
    struct chunks chunks;
    uint32_t max_opcode;
};

static struct reader reader_of(struct tables *t, enum chunk_id chunk)
{
    return (struct reader){
        .bytes = t->chunks.of[chunk], .chunk = chunk_names[chunk], .error = &t->file->error};
}

static bool present(const struct tables *t, enum chunk_id chunk)
{
    return t->chunks.of[chunk].data != NULL;
}

/* ---- atoms ---- */

static bool is_atom_text(struct bytes text, bool latin1)
{
    int64_t characters = latin1 ? (int64_t)text.size : utf8_count(text.data, text.size);
    return characters >= 0 && characters <= ATOM_MAX_CHARACTERS;
}

static void parse_atom(struct reader *r, Term *atom, bool latin1, bool long_lengths)
{
    size_t at = r->at;
    uint32_t length = long_lengths ? read_unsigned(r, 4 * ATOM_MAX_CHARACTERS, "length of an atom")
                                   : read_u8(r, "length of an atom");
    struct bytes text = read_bytes(r, length, "text of an atom");
    if (reader_failed(r))
        return;
    if (!is_atom_text(text, latin1)) {
        reader_fail(r, at, "the text of an atom", "bytes that are no UTF-8, or too many of them");
        return;
    }
    const char *chars = (const char *)text.data;
    *atom = latin1 ? atom_from_latin1(chars, length) : atom_from_utf8(chars, length);
    if (*atom == NON_VALUE)
        reader_fail(r, at, "room for one more atom", "a full table of %u", atom_count());
}

static void parse_atoms(struct tables *t, enum chunk_id chunk)
{
    struct reader r = reader_of(t, chunk);
    uint32_t count = read_u32(&r, "number of atoms");
    bool long_lengths = (int32_t)count < 0; /* since OTP 28 */
    if (long_lengths)
        count = -count;
    if (!reader_failed(&r) && (count == 0 || count > reader_left(&r)))
        reader_fail(&r, 0, "number of atoms", "%u", count);
    if (reader_failed(&r))
        return;
    Term *atoms = arena_array(&t->file->arena, (size_t)count + 1, sizeof *atoms);
    atoms[0] = NIL;
    for (uint32_t i = 1; i <= count && !reader_failed(&r); i++)
        parse_atom(&r, &atoms[i], chunk == CHUNK_ATOM_LATIN1, long_lengths);
    t->file->atoms = atoms;
    t->file->atom_count = count + 1;
    t->file->name = atoms[1];
}

/* An index into the atom table, from 1. */
static Term read_atom(struct reader *r, const struct tables *t, const char *what)
{
    size_t at = r->at;
    uint32_t index = read_u32(r, what);
    if (reader_failed(r))
        return NON_VALUE;
    if (index == 0 || index >= t->file->atom_count) {
        reader_fail(r, at, what, "atom %u of %u", index, t->file->atom_count - 1);
        return NON_VALUE;
    }
    return t->file->atoms[index];
}

/* A number up to LIMIT. */
static uint32_t read_number(struct reader *r, uint32_t limit, const char *what)
{
    size_t at = r->at;
    uint32_t number = read_u32(r, what);
    if (!reader_failed(r) && number > limit)
        reader_fail(r, at, what, "%u, above the limit of %u", number, limit);
    return reader_failed(r) ? 0 : number;
}

static uint32_t read_label(struct reader *r, const struct tables *t, const char *what)
{
    size_t at = r->at;
    uint32_t label = read_u32(r, what);
    if (!reader_failed(r) && (label == 0 || label >= t->file->label_count))
        reader_fail(r, at, what, "label %u of %u", label, t->file->label_count - 1);
    return reader_failed(r) ? 0 : label;
}

/* ---- the head of the code ---- */

static void parse_code_head(struct tables *t)
{
    struct reader r = reader_of(t, CHUNK_CODE);
    struct beam_file *file = t->file;
    uint32_t head = read_count(&r, 1, "size of the head");
    size_t start = r.at + head;
    if (!reader_failed(&r) && head < CODE_HEADER)
        reader_fail(&r, 0, "a head of at least 16 bytes", "%u", head);
    uint32_t format = read_u32(&r, "instruction set");
    if (!reader_failed(&r) && format != CODE_FORMAT)
        reader_fail(&r, 4, "instruction set 0", "%u", format);
    t->max_opcode = read_u32(&r, "highest opcode");
    file->label_count = read_u32(&r, "number of labels");
    file->function_count = read_u32(&r, "number of functions");
    if (reader_failed(&r))
        return;
    /* A label or a function takes two bytes of code at least; the count of labels is one too many.
     */
    size_t limit = (r.bytes.size - start) / 2 + 1;
    if (file->label_count == 0 || file->label_count > limit || file->function_count > limit)
        reader_fail(&r, 12, "counts of labels and functions that fit the code", "%u and %u",
                    file->label_count, file->function_count);
    file->code = r.bytes;
    file->code_start = (uint32_t)start;
}

/* ---- imports, exports, funs ---- */

static void parse_imports(struct tables *t)
{
    struct reader r = reader_of(t, CHUNK_IMPORTS);
    uint32_t count = read_count(&r, 12, "number of imports");
    struct beam_import *rows = arena_array(&t->file->arena, count, sizeof *rows);
    for (uint32_t i = 0; i < count && !reader_failed(&r); i++) {
        rows[i].module = read_atom(&r, t, "module of an import");
        rows[i].function = read_atom(&r, t, "function of an import");
        rows[i].arity = read_number(&r, MAX_FUNCTION_ARITY, "arity of an import");
    }
    t->file->imports = rows;
    t->file->import_count = count;
}

static void parse_exports(struct tables *t)
{
    struct reader r = reader_of(t, CHUNK_EXPORTS);
    uint32_t count = read_count(&r, 12, "number of exports");
    struct beam_export *rows = arena_array(&t->file->arena, count, sizeof *rows);
    for (uint32_t i = 0; i < count && !reader_failed(&r); i++) {
        rows[i].function = read_atom(&r, t, "name of an export");
        rows[i].arity = read_number(&r, MAX_FUNCTION_ARITY, "arity of an export");
        rows[i].label = read_label(&r, t, "label of an export");
    }
    t->file->exports = rows;
    t->file->export_count = count;
}

static void parse_lambdas(struct tables *t)
{
    struct reader r = reader_of(t, CHUNK_LAMBDAS);
    uint32_t count = read_count(&r, LAMBDA_BYTES, "number of funs");
    struct beam_lambda *rows = arena_array(&t->file->arena, count, sizeof *rows);
    for (uint32_t i = 0; i < count && !reader_failed(&r); i++) {
        rows[i].function = read_atom(&r, t, "name of a fun");
        rows[i].arity = read_number(&r, MAX_FUNCTION_ARITY, "arity of a fun");
        rows[i].label = read_label(&r, t, "label of a fun");
        rows[i].index = read_u32(&r, "index of a fun");
        rows[i].num_free = read_number(&r, rows[i].arity, "number of free variables");
        rows[i].old_uniq = read_u32(&r, "unique number of a fun");
    }
    t->file->lambdas = rows;
    t->file->lambda_count = count;
}

/* ---- literals ---- */

/* SIZE u32, then as many bytes after unpacking; 0 (since OTP 28): not packed. */
static void parse_literals(struct tables *t)
{
    struct beam_file *file = t->file;
    struct reader r = reader_of(t, CHUNK_LITERALS);
    uint32_t size = read_u32(&r, "size of the literals");
    struct bytes packed = read_bytes(&r, reader_left(&r), "literals");
    struct bytes plain = packed;
    if (reader_failed(&r) ||
        (size != 0 && !container_inflate(file, packed, size, 15, "chunk LitT", &plain)))
        return;
    r.bytes = plain;
    r.at = 0;
    r.chunk = "LitT (unpacked)";
    uint32_t count = read_count(&r, 4, "number of literals");
    struct bytes *rows = arena_array(&file->arena, count, sizeof *rows);
    for (uint32_t i = 0; i < count && !reader_failed(&r); i++) {
        uint32_t length = read_u32(&r, "size of a literal");
        rows[i] = read_bytes(&r, length, "a literal");
    }
    file->literals = rows;
    file->literal_count = count;
}

/* ---- lines ---- */

static void parse_file_name(struct reader *r, struct bytes *name)
{
    size_t at = r->at;
    size_t length = (size_t)read_u8(r, "length of a file name") << 8;
    length |= read_u8(r, "length of a file name");
    *name = read_bytes(r, length, "a file name");
    if (!reader_failed(r) && utf8_count(name->data, name->size) < 0)
        reader_fail(r, at, "a file name in UTF-8", "other bytes");
}

/* Row by row an integer, which is a line, each perhaps after an atom tag, which changes the file.
 */
static void parse_line_rows(struct reader *r, struct beam_file *file)
{
    uint32_t current_file = 0;
    for (uint32_t i = 1; i < file->line_count && !reader_failed(r);) {
        struct compact c = read_compact(r, "a line number");
        if (reader_failed(r))
            return;
        if (c.value < 0 || c.value > UINT32_MAX || c.digits.data != NULL)
            reader_fail(r, c.at, "a line number", "a number that is negative or very large");
        else if (c.tag == COMPACT_A && c.value <= file->file_count)
            current_file = (uint32_t)c.value;
        else if (c.tag == COMPACT_I)
            file->lines[i++] = (struct beam_line){current_file, (uint32_t)c.value};
        else
            reader_fail(r, c.at, "a line number or the number of a file", "%s %lld",
                        compact_tag_name(c.tag), (long long)c.value);
    }
}

static void parse_lines(struct tables *t)
{
    struct beam_file *file = t->file;
    struct reader r = reader_of(t, CHUNK_LINES);
    if (read_u32(&r, "version of the line table") != 0)
        return; /* lines are a help, not a need: an unknown form is passed over */
    read_u32(&r, "flags of the line table");
    read_u32(&r, "number of line instructions");
    uint32_t count = read_count(&r, 1, "number of lines");
    uint32_t files = read_count(&r, 2, "number of file names");
    if (reader_failed(&r))
        return;
    file->lines = arena_array(&file->arena, (size_t)count + 1, sizeof *file->lines);
    file->line_count = count + 1;
    file->file_names = arena_array(&file->arena, files, sizeof *file->file_names);
    file->file_count = files;
    parse_line_rows(&r, file);
    for (uint32_t i = 0; i < files && !reader_failed(&r); i++)
        parse_file_name(&r, &file->file_names[i]);
}

/* ---- all of it ---- */

static bool need(struct tables *t, enum chunk_id chunk)
{
    if (!present(t, chunk))
        load_fail(&t->file->error, "expected a chunk %s, found none", chunk_names[chunk]);
    return t->file->error.text == NULL;
}

static bool parse_needed(struct tables *t)
{
    enum chunk_id atoms = present(t, CHUNK_ATOM_LATIN1) && !present(t, CHUNK_ATOM_UTF8)
                              ? CHUNK_ATOM_LATIN1
                              : CHUNK_ATOM_UTF8;
    if (!need(t, atoms) || !need(t, CHUNK_CODE) || !need(t, CHUNK_IMPORTS) ||
        !need(t, CHUNK_EXPORTS))
        return false;
    parse_atoms(t, atoms);
    parse_code_head(t);
    if (t->file->error.text != NULL)
        return false;
    parse_imports(t);
    parse_exports(t);
    return t->file->error.text == NULL;
}

/* ---- what tells versions of a module apart ---- */

/* All of the chunk but the last word of each row: it is a hash of the source, comments included. */
static void eat_lambdas(struct md5 *md5, struct bytes chunk)
{
    static const unsigned char zero[4];
    md5_eat(md5, chunk.data, 4);
    for (size_t at = 4; at + LAMBDA_BYTES <= chunk.size; at += LAMBDA_BYTES) {
        md5_eat(md5, chunk.data + at, LAMBDA_BYTES - sizeof zero);
        md5_eat(md5, zero, sizeof zero);
    }
}

static void compute_md5(struct tables *t)
{
    static const enum chunk_id essential[] = {CHUNK_ATOM_LATIN1, CHUNK_ATOM_UTF8, CHUNK_CODE,
                                              CHUNK_STRINGS,     CHUNK_IMPORTS,   CHUNK_EXPORTS,
                                              CHUNK_LAMBDAS,     CHUNK_LITERALS,  CHUNK_META};
    struct md5 md5 = md5_start;
    for (size_t i = 0; i < COUNT_OF(essential); i++) {
        struct bytes chunk = t->chunks.of[essential[i]];
        if (essential[i] == CHUNK_LAMBDAS && chunk.size >= 4)
            eat_lambdas(&md5, chunk);
        else
            md5_eat(&md5, chunk.data, chunk.size);
    }
    md5_finish(&md5, t->file->md5);
}

static bool parse_optional(struct tables *t)
{
    struct beam_file *file = t->file;
    if (present(t, CHUNK_LAMBDAS))
        parse_lambdas(t);
    if (present(t, CHUNK_LITERALS))
        parse_literals(t);
    file->line_count = 1;
    file->lines = arena_array(&file->arena, 1, sizeof *file->lines);
    if (present(t, CHUNK_LINES))
        parse_lines(t);
    file->strings = t->chunks.of[CHUNK_STRINGS];
    file->attributes = t->chunks.of[CHUNK_ATTRIBUTES];
    file->compile_info = t->chunks.of[CHUNK_COMPILE_INFO];
    compute_md5(t);
    return file->error.text == NULL;
}

bool beam_file_parse(struct beam_file *file, const char *path, struct bytes contents)
{
    struct tables t = {.file = file};
    size_t size = 0;
    file->error.path = path;
    if (container_is_gzip(contents, &size) &&
        !container_inflate(file, contents, size, 31, "compressed file", &contents))
        return false;
    return container_parse(file, contents, &t.chunks) && parse_needed(&t) && parse_optional(&t);
}

/* ---- from the file system ---- */

static bool read_all(struct beam_file *file, int fd, size_t size, struct bytes *contents)
{
    uint8_t *room = arena_alloc(&file->arena, size);
    size_t got = 0;
    while (got < size) {
        ssize_t n = read(fd, room + got, size - got);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return load_fail(&file->error, "cannot be read: %s", strerror(errno));
        if (n == 0)
            break;
        got += (size_t)n;
    }
    *contents = (struct bytes){room, got};
    return true;
}

static bool read_regular(struct beam_file *file, int fd, struct bytes *contents)
{
    struct stat status;
    if (fstat(fd, &status) != 0)
        return load_fail(&file->error, "cannot be read: %s", strerror(errno));
    if (!S_ISREG(status.st_mode))
        return load_fail(&file->error,
                         "expected a BEAM file, found something that is no regular file");
    if ((uintmax_t)status.st_size > BEAM_FILE_MAX_BYTES)
        return load_fail(&file->error, "expected at most %zu bytes, found %jd", BEAM_FILE_MAX_BYTES,
                         (intmax_t)status.st_size);
    return read_all(file, fd, (size_t)status.st_size, contents);
}

bool beam_file_read(struct beam_file *file, const char *path)
{
    struct bytes contents = {0};
    file->error.path = path;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return load_fail(&file->error, "cannot be opened: %s", strerror(errno));
    bool ok = read_regular(file, fd, &contents);
    close(fd);
    return ok && beam_file_parse(file, path, contents);
}

void beam_file_release(struct beam_file *file)
{
    arena_release(&file->arena);
    free(file->error.text);
    file->error.text = NULL;
}
