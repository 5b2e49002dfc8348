/* SPDX-License-Identifier: Apache-2.0 */
/* source.h: the text of one .tasm file, and where in it an offset is. */
#ifndef TICK_ASM_SOURCE_H
#define TICK_ASM_SOURCE_H

#include "asm/vector.h"

struct asm_source {
    const char *name; /* as on the command line; not owned */
    char *text;       /* ends with a zero byte that is not counted */
    uint32_t size;
    ASM_VECTOR(uint32_t) lines; /* offsets of their first bytes */
};

/* Where an offset is; both count from 1, columns in characters. */
struct asm_place {
    uint32_t line, column;
};

/* Reads a file ("-" is standard input). On failure: false, with a reason of its own in *WHY. */
bool asm_source_read(struct asm_source *source, const char *name, const char **why) MUST_CHECK;

/* Takes a copy of TEXT. */
void asm_source_from(struct asm_source *source, const char *name, const char *text, uint32_t size);

uint32_t asm_source_line(const struct asm_source *source, uint32_t offset);
struct asm_place asm_source_place(const struct asm_source *source, uint32_t offset);

/* The text of a line (from 1) without its end; *SIZE bytes. */
const char *asm_source_text(const struct asm_source *source, uint32_t line, uint32_t *size);

void asm_source_free(struct asm_source *source);

#endif
