/* SPDX-License-Identifier: Apache-2.0 */
/* Reading source files whole, and finding lines in them by binary search. */

#include "asm/source.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Offsets are kept in 32 bits, and some room is left for arithmetic on them. */
enum { SOURCE_LIMIT = 1 << 30 };

static void append(struct asm_source *source, const char *text, size_t size)
{
    source->text = asm_grow(source->text, &source->capacity, source->size + size + 1, 1);
    if (size > 0)
        memcpy(source->text + source->size, text, size);
    source->size += size;
}

static void begin_file(struct asm_source *source, const char *name)
{
    *ASM_PUSH(&source->files) = (struct asm_file){.name = mem_strdup(name),
                                                  .start = (uint32_t)source->size,
                                                  .first_line = (uint32_t)source->lines.count};
}

static uint32_t end_file(struct asm_source *source)
{
    struct asm_file *file = &source->files.items[source->files.count - 1];
    file->end = (uint32_t)source->size;
    append(source, "", 1);
    *ASM_PUSH(&source->lines) = file->start;
    for (uint32_t i = file->start; i < file->end; i++)
        if (source->text[i] == '\n')
            *ASM_PUSH(&source->lines) = i + 1;
    return (uint32_t)source->files.count - 1;
}

static bool read_all(struct asm_source *source, FILE *file, const char **why)
{
    char block[16384];
    while (!feof(file) && !ferror(file)) {
        append(source, block, fread(block, 1, sizeof block, file));
        if (source->size > SOURCE_LIMIT) {
            *why = "the source is larger than a gigabyte";
            return false;
        }
    }
    if (ferror(file))
        *why = strerror(errno);
    return !ferror(file);
}

static bool read_file(struct asm_source *source, FILE *file, const char *name, uint32_t *number,
                      const char **why)
{
    begin_file(source, name);
    bool ok = read_all(source, file, why);
    *number = end_file(source);
    return ok;
}

bool asm_source_read(struct asm_source *source, const char *name, uint32_t *number,
                     const char **why)
{
    if (strcmp(name, "-") == 0)
        return read_file(source, stdin, "standard input", number, why);
    FILE *file = fopen(name, "rb");
    if (file == NULL) {
        *why = strerror(errno);
        return false;
    }
    bool ok = read_file(source, file, name, number, why);
    fclose(file);
    return ok;
}

bool asm_source_read_regular(struct asm_source *source, const char *name, uint32_t *number,
                             const char **why)
{
    struct stat status;
    if (strcmp(name, "-") == 0 || (stat(name, &status) == 0 && !S_ISREG(status.st_mode))) {
        *why = "it is no regular file";
        return false;
    }
    return asm_source_read(source, name, number, why);
}

uint32_t asm_source_add(struct asm_source *source, const char *name, const char *text, size_t size)
{
    begin_file(source, name);
    append(source, text, size);
    return end_file(source);
}

/* The line (from 0, of the whole text) that OFFSET lies in. */
static uint32_t line_of(const struct asm_source *source, uint32_t offset)
{
    size_t low = 0, high = source->lines.count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (source->lines.items[middle] <= offset)
            low = middle;
        else
            high = middle;
    }
    return (uint32_t)low;
}

static const struct asm_file *file_of(const struct asm_source *source, uint32_t line)
{
    size_t low = 0, high = source->files.count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (source->files.items[middle].first_line <= line)
            low = middle;
        else
            high = middle;
    }
    return &source->files.items[low];
}

uint32_t asm_source_line(const struct asm_source *source, uint32_t offset,
                         const struct asm_file **file)
{
    uint32_t line = line_of(source, offset);
    *file = file_of(source, line);
    return line - (*file)->first_line + 1;
}

struct asm_place asm_source_place(const struct asm_source *source, uint32_t offset)
{
    uint32_t line = line_of(source, offset);
    struct asm_place place = {.column = 1};
    place.line = asm_source_line(source, offset, &place.file);
    place.start = source->lines.items[line];
    place.end = line + 1 < source->lines.count ? source->lines.items[line + 1] : place.file->end;
    if (place.end > place.file->end)
        place.end = place.file->end;
    while (place.end > place.start &&
           (source->text[place.end - 1] == '\n' || source->text[place.end - 1] == '\r'))
        place.end--;
    for (uint32_t i = place.start; i < offset; i++)
        if (((unsigned char)source->text[i] & 0xc0) != 0x80)
            place.column++;
    return place;
}

void asm_source_free(struct asm_source *source)
{
    for (size_t i = 0; i < source->files.count; i++)
        free(source->files.items[i].name);
    free(source->text);
    free(source->files.items);
    free(source->lines.items);
    *source = (struct asm_source){0};
}
