/* SPDX-License-Identifier: Apache-2.0 */
/* container.c: the IFF container, and zlib with the promised size checked before memory is taken.
 */
#include "loader/container.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* One byte of deflated data stands for 1,032 bytes at most (zlib's technical notes). */
#define MAX_RATIO 1032

const char *const chunk_names[CHUNKS] = {
    [CHUNK_ATOM_UTF8] = "AtU8",  [CHUNK_ATOM_LATIN1] = "Atom",  [CHUNK_CODE] = "Code",
    [CHUNK_STRINGS] = "StrT",    [CHUNK_IMPORTS] = "ImpT",      [CHUNK_EXPORTS] = "ExpT",
    [CHUNK_LITERALS] = "LitT",   [CHUNK_LAMBDAS] = "FunT",      [CHUNK_LINES] = "Line",
    [CHUNK_ATTRIBUTES] = "Attr", [CHUNK_COMPILE_INFO] = "CInf", [CHUNK_META] = "Meta",
};

bool container_is_gzip(struct bytes contents, size_t *size)
{
    if (contents.size < 18 || contents.data[0] != 0x1F || contents.data[1] != 0x8B)
        return false;
    const uint8_t *end = contents.data + contents.size;
    *size = (size_t)end[-4] | (size_t)end[-3] << 8 | (size_t)end[-2] << 16 | (size_t)end[-1] << 24;
    return true;
}

bool container_inflate(struct beam_file *file, struct bytes packed, size_t size, int format,
                       const char *what, struct bytes *result)
{
    if (size > BEAM_FILE_MAX_BYTES || size / MAX_RATIO > packed.size || packed.size > UINT32_MAX)
        return load_fail(&file->error, "%s: %zu bytes cannot unpack to %zu", what, packed.size,
                         size);
    uint8_t *room = arena_alloc(&file->arena, size + 1);
    z_stream stream = {.next_in = (uint8_t *)(uintptr_t)packed.data,
                       .avail_in = (unsigned)packed.size,
                       .next_out = room,
                       .avail_out = (unsigned)size + 1};
    if (inflateInit2(&stream, format) != Z_OK)
        return load_fail(&file->error, "%s: zlib cannot start", what);
    int status = inflate(&stream, Z_FINISH);
    size_t unpacked = stream.total_out;
    inflateEnd(&stream);
    if (status != Z_STREAM_END || unpacked != size)
        return load_fail(&file->error,
                         "%s: expected compressed data of %zu bytes, found %s after %zu bytes",
                         what, size, status == Z_STREAM_END ? "its end" : "a fault", unpacked);
    *result = (struct bytes){room, size};
    return true;
}

static bool is_tag(struct bytes bytes, const char *tag)
{
    return bytes.size == 4 && memcmp(bytes.data, tag, 4) == 0;
}

/* A chunk's name as text: four bytes that may be anything. */
static const char *printable(struct bytes tag, char text[5])
{
    memset(text, 0, 5);
    for (size_t i = 0; i < tag.size && i < 4; i++)
        text[i] = tag.data[i] >= ' ' && tag.data[i] < 127 ? (char)tag.data[i] : '?';
    return text;
}

static void note_chunk(struct reader *r, struct bytes name, struct bytes contents,
                       struct chunks *chunks)
{
    for (unsigned i = 0; i < CHUNKS; i++) {
        if (!is_tag(name, chunk_names[i]))
            continue;
        if (chunks->of[i].data != NULL)
            reader_fail(r, r->at, "each chunk once", "chunk %s again", chunk_names[i]);
        chunks->of[i] = contents;
    }
}

/* At the first chunk afterwards. */
static bool read_head(struct reader *r)
{
    char text[5];
    struct bytes tag = read_bytes(r, 4, "a BEAM file (\"FOR1\")");
    if (!reader_failed(r) && !is_tag(tag, "FOR1"))
        return reader_fail(r, 0, "a BEAM file (\"FOR1\")", "\"%s\"", printable(tag, text));
    size_t size = read_count(r, 1, "the size of the container");
    if (!reader_failed(r))
        r->bytes.size = r->at + size; /* what follows the container is no business of ours */
    tag = read_bytes(r, 4, "a BEAM file (\"BEAM\")");
    if (!reader_failed(r) && !is_tag(tag, "BEAM"))
        return reader_fail(r, 8, "a BEAM file (\"BEAM\")", "\"%s\"", printable(tag, text));
    return !reader_failed(r);
}

/* The next chunk. False: there are no more, or a fault. */
static bool read_chunk(struct reader *r, struct bytes *name, struct bytes *body)
{
    if (reader_failed(r) || reader_left(r) == 0)
        return false;
    *name = read_bytes(r, 4, "the name of a chunk");
    uint32_t length = read_count(r, 1, "the size of a chunk");
    *body = read_bytes(r, length, "a chunk");
    size_t padding = (4 - length % 4) % 4;
    r->at += padding < reader_left(r) ? padding : reader_left(r);
    return !reader_failed(r);
}

bool container_parse(struct beam_file *file, struct bytes contents, struct chunks *chunks)
{
    struct reader r = {.bytes = contents, .error = &file->error};
    struct bytes name, body;
    if (!read_head(&r))
        return false;
    while (read_chunk(&r, &name, &body))
        note_chunk(&r, name, body, chunks);
    return !reader_failed(&r);
}

bool container_next(struct bytes contents, size_t *at, struct bytes *name, struct bytes *chunk)
{
    struct load_error error = {.path = "binary"};
    struct reader r = {.bytes = contents, .error = &error};
    bool found = false;
    if (read_head(&r)) {
        r.at = *at;
        found = read_chunk(&r, name, chunk);
        *at = r.at;
    }
    free(error.text);
    return found;
}

bool container_chunk(struct bytes contents, const char *tag, struct bytes *chunk)
{
    struct load_error error = {.path = "binary"};
    struct reader r = {.bytes = contents, .error = &error};
    struct bytes name;
    bool found = false;
    if (read_head(&r))
        while (!found && read_chunk(&r, &name, chunk))
            found = memcmp(name.data, tag, 4) == 0;
    free(error.text);
    return found;
}
