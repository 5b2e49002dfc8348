/* SPDX-License-Identifier: Apache-2.0 */
/* reader.c: bounds-checked reading and the text of faults. */
#include "loader/reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define MESSAGE_BYTES 512

/* Names of atoms may hold anything; the text of a fault is one line. */
static void keep_on_one_line(char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < ' ' || *text == 127)
            *text = '?';
}

static void write_down(struct load_error *error, const char *message)
{
    if (error->text != NULL)
        return;
    char line[MESSAGE_BYTES + 4096 + 4];
    snprintf(line, sizeof line, "%.4096s: %s", error->path, message);
    keep_on_one_line(line + strnlen(error->path, 4096));
    error->text = mem_strdup(line);
}

bool load_fail(struct load_error *error, const char *format, ...)
{
    char message[MESSAGE_BYTES];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    write_down(error, message);
    return false;
}

bool reader_fail(struct reader *r, size_t at, const char *expected, const char *format, ...)
{
    char found[MESSAGE_BYTES / 2];
    va_list args;
    va_start(args, format);
    vsnprintf(found, sizeof found, format, args);
    va_end(args);
    return load_fail(r->error, "%s%s%soffset %zu: expected %s, found %s",
                     r->chunk != NULL ? "chunk " : "", r->chunk != NULL ? r->chunk : "",
                     r->chunk != NULL ? ", " : "", at, expected, found);
}

struct bytes read_bytes(struct reader *r, size_t count, const char *what)
{
    if (reader_failed(r))
        return (struct bytes){0};
    if (count > reader_left(r)) {
        reader_fail(r, r->at, what, "%zu bytes where %zu are needed", reader_left(r), count);
        return (struct bytes){0};
    }
    struct bytes slice = {r->bytes.data + r->at, count};
    r->at += count;
    return slice;
}

uint8_t read_no_u8(struct reader *r, const char *what)
{
    read_bytes(r, 1, what);
    return 0;
}

uint32_t read_u32(struct reader *r, const char *what)
{
    struct bytes slice = read_bytes(r, 4, what);
    if (slice.size != 4)
        return 0;
    const uint8_t *d = slice.data;
    return (uint32_t)d[0] << 24 | (uint32_t)d[1] << 16 | (uint32_t)d[2] << 8 | d[3];
}

uint32_t read_count(struct reader *r, size_t bytes_each, const char *what)
{
    size_t at = r->at;
    uint32_t count = read_u32(r, what);
    if (!reader_failed(r) && count > reader_left(r) / bytes_each) {
        reader_fail(r, at, what, "%u, for which %zu bytes are too few", count, reader_left(r));
        return 0;
    }
    return count;
}
