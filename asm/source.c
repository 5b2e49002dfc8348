/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a source file whole, and finding lines in it by binary search. */

#include "asm/source.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Offsets are kept in 32 bits, and some room is left for arithmetic on them. */
enum { SOURCE_LIMIT = 1 << 30 };

static void find_lines(struct asm_source *source)
{
    *ASM_PUSH(&source->lines) = 0;
    for (uint32_t i = 0; i < source->size; i++)
        if (source->text[i] == '\n')
            *ASM_PUSH(&source->lines) = i + 1;
}

static bool read_all(FILE *file, struct asm_bytes *bytes, const char **why)
{
    char block[16384];
    size_t got;
    while ((got = fread(block, 1, sizeof block, file)) > 0) {
        asm_put(bytes, block, got);
        if (bytes->size > SOURCE_LIMIT) {
            *why = "it is larger than a gigabyte";
            return false;
        }
    }
    if (ferror(file)) {
        *why = strerror(errno);
        return false;
    }
    return true;
}

bool asm_source_read(struct asm_source *source, const char *name, const char **why)
{
    bool standard_input = strcmp(name, "-") == 0;
    FILE *file = standard_input ? stdin : fopen(name, "rb");
    if (file == NULL) {
        *why = strerror(errno);
        return false;
    }
    struct asm_bytes bytes = {0};
    bool ok = read_all(file, &bytes, why);
    if (!standard_input)
        fclose(file);
    if (!ok) {
        asm_bytes_free(&bytes);
        return false;
    }
    asm_put8(&bytes, 0);
    *source = (struct asm_source){.name = standard_input ? "standard input" : name,
                                  .text = (char *)bytes.data,
                                  .size = (uint32_t)bytes.size - 1};
    find_lines(source);
    return true;
}

void asm_source_from(struct asm_source *source, const char *name, const char *text, uint32_t size)
{
    *source = (struct asm_source){.name = name, .text = mem_alloc((size_t)size + 1), .size = size};
    memcpy(source->text, text, size);
    source->text[size] = '\0';
    find_lines(source);
}

uint32_t asm_source_line(const struct asm_source *source, uint32_t offset)
{
    size_t low = 0, high = source->lines.count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (source->lines.items[middle] <= offset)
            low = middle;
        else
            high = middle;
    }
    return (uint32_t)low + 1;
}

struct asm_place asm_source_place(const struct asm_source *source, uint32_t offset)
{
    struct asm_place place = {asm_source_line(source, offset), 1};
    for (uint32_t i = source->lines.items[place.line - 1]; i < offset; i++)
        if (((unsigned char)source->text[i] & 0xc0) != 0x80)
            place.column++;
    return place;
}

const char *asm_source_text(const struct asm_source *source, uint32_t line, uint32_t *size)
{
    uint32_t from = source->lines.items[line - 1];
    uint32_t to = line < source->lines.count ? source->lines.items[line] : source->size;
    while (to > from && (source->text[to - 1] == '\n' || source->text[to - 1] == '\r'))
        to--;
    *size = to - from;
    return source->text + from;
}

void asm_source_free(struct asm_source *source)
{
    free(source->text);
    free(source->lines.items);
    *source = (struct asm_source){0};
}
