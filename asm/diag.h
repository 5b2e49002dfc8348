/* SPDX-License-Identifier: Apache-2.0 */
/* diag.h: what is wrong with a source file. Errors are collected with the place they are about and
 * printed together at the end, in the order of the file. */
#ifndef TICK_ASM_DIAG_H
#define TICK_ASM_DIAG_H

#include "asm/source.h"

#include <stdio.h>

enum { ASM_ERRORS_SHOWN = 100 };

struct asm_span {
    uint32_t at, size; /* bytes of the source */
};

struct asm_error {
    struct asm_span span;
    struct asm_span use; /* as in asm_diag when the error was found */
    size_t number;       /* keeps errors at one place in the order in which they were found */
    char *text;
};

struct asm_diag {
    const struct asm_source *source;
    struct asm_span use; /* size > 0: the errors found now are about text that is used from here */
    ASM_VECTOR(struct asm_error) errors;
};

/* Notes an error about the text at SPAN. Always returns false, for `return asm_error(...)`. */
bool asm_error(struct asm_diag *diag, struct asm_span span, const char *format, ...) PRINTF(3, 4);

/* Prints the errors with their source lines; COLOUR uses terminal escapes. */
void asm_diag_print(struct asm_diag *diag, FILE *to, bool colour);

void asm_diag_free(struct asm_diag *diag);

#endif
