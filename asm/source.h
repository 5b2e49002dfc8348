/* SPDX-License-Identifier: Apache-2.0 */
/* source.h: the text that is assembled: a file and those it includes, one after the other in one
 * block, so that an offset into the block says where something is. */
#ifndef TICK_ASM_SOURCE_H
#define TICK_ASM_SOURCE_H

#include "asm/vector.h"

struct asm_span {
    uint32_t at, size; /* bytes of the source */
};

struct asm_file {
    char *name;          /* as on the command line, or made from the including file's and its own */
    uint32_t start, end; /* offsets; a zero byte stands at the end */
    uint32_t first_line; /* among the lines of the whole text */
    struct asm_span included; /* its name where another file includes it; size 0: the first file */
};

/* All zero: no text yet. */
struct asm_source {
    char *text;
    size_t size, capacity;
    ASM_VECTOR(struct asm_file) files;
    ASM_VECTOR(uint32_t) lines; /* offsets of their first bytes */
};

/* Where an offset is. Lines and columns count from 1, columns in characters. */
struct asm_place {
    const struct asm_file *file;
    uint32_t line, column;
    uint32_t start, end; /* offsets of the line's text, its end left out */
};

/* Adds a file ("-" is standard input); its number goes into *FILE. On failure: false, with a reason
 * in *WHY. */
bool asm_source_read(struct asm_source *source, const char *name, uint32_t *file,
                     const char **why) MUST_CHECK;

/* The same for a file that the source names: nothing but a regular file is read. */
bool asm_source_read_regular(struct asm_source *source, const char *name, uint32_t *file,
                             const char **why) MUST_CHECK;

/* Adds a copy of TEXT as a file of this name; returns its number. */
uint32_t asm_source_add(struct asm_source *source, const char *name, const char *text, size_t size);

/* The line that an offset is in, and its file; quick however long the line is. */
uint32_t asm_source_line(const struct asm_source *source, uint32_t offset,
                         const struct asm_file **file);

struct asm_place asm_source_place(const struct asm_source *source, uint32_t offset);

void asm_source_free(struct asm_source *source);

#endif
