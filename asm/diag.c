/* SPDX-License-Identifier: Apache-2.0 */
/* Printing errors:
 *
 *     ring.tasm:12:9: error: there is no instruction mvoe; did you mean move?
 *        12 |         mvoe    x0, x1
 *           |         ^~~~
 */

#include "asm/diag.h"

#include <stdarg.h>
#include <stdlib.h>

enum { LINE_SHOWN = 240 }; /* bytes of a source line; a longer one is not shown */

bool asm_error(struct asm_diag *diag, struct asm_span span, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *text = mem_alloc((size_t)size + 1);
    vsnprintf(text, (size_t)size + 1, format, again);
    va_end(again);
    struct asm_error *error = ASM_PUSH(&diag->errors);
    *error = (struct asm_error){span, diag->use, diag->errors.count, text};
    return false;
}

static int by_place(const void *a, const void *b)
{
    const struct asm_error *left = a, *right = b;
    if (left->span.at != right->span.at)
        return left->span.at < right->span.at ? -1 : 1;
    return left->number < right->number ? -1 : 1;
}

/* The line below the source line: tabs stay tabs so that the caret stands where the eye expects it.
 */
static void print_caret(FILE *to, const char *text, uint32_t start, uint32_t size,
                        uint32_t line_size)
{
    fputs("      | ", to);
    for (uint32_t i = 0; i < start; i++)
        if (((unsigned char)text[i] & 0xc0) != 0x80)
            fputc(text[i] == '\t' ? '\t' : ' ', to);
    fputc('^', to);
    for (uint32_t i = start + 1; i < start + size && i < line_size; i++)
        if (((unsigned char)text[i] & 0xc0) != 0x80)
            fputc('~', to);
    fputc('\n', to);
}

static void print_line(FILE *to, const char *text, uint32_t size)
{
    for (uint32_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)text[i];
        fputc(c < ' ' && c != '\t' ? '?' : c, to);
    }
    fputc('\n', to);
}

/* Text of a constant or macro: where it is used. */
static void print_use(const struct asm_diag *diag, const struct asm_error *error, FILE *to)
{
    if (error->use.size == 0)
        return;
    struct asm_place place = asm_source_place(diag->source, error->use.at);
    fprintf(to, "%s:%u:%u: it is used here\n", place.file->name, place.line, place.column);
}

static void print_error(const struct asm_diag *diag, const struct asm_error *error, FILE *to,
                        bool colour)
{
    struct asm_place place = asm_source_place(diag->source, error->span.at);
    const char *red = colour ? "\033[1;31m" : "", *bold = colour ? "\033[1m" : "";
    const char *plain = colour ? "\033[0m" : "";
    fprintf(to, "%s%s:%u:%u:%s %serror:%s %s\n", bold, place.file->name, place.line, place.column,
            plain, red, plain, error->text);
    const char *text = diag->source->text + place.start;
    uint32_t size = place.end - place.start;
    if (size <= LINE_SHOWN) {
        fprintf(to, "%5u | ", place.line);
        print_line(to, text, size);
        fputs(red, to);
        print_caret(to, text, error->span.at - place.start, error->span.size, size);
        fputs(plain, to);
    }
    print_use(diag, error, to);
}

void asm_diag_print(struct asm_diag *diag, FILE *to, bool colour)
{
    if (diag->errors.count == 0)
        return;
    qsort(diag->errors.items, diag->errors.count, sizeof *diag->errors.items, by_place);
    for (size_t i = 0; i < diag->errors.count && i < ASM_ERRORS_SHOWN; i++)
        print_error(diag, &diag->errors.items[i], to, colour);
    if (diag->errors.count > ASM_ERRORS_SHOWN)
        fprintf(to, "%zu more errors are not shown\n", diag->errors.count - ASM_ERRORS_SHOWN);
}

void asm_diag_free(struct asm_diag *diag)
{
    for (size_t i = 0; i < diag->errors.count; i++)
        free(diag->errors.items[i].text);
    free(diag->errors.items);
    *diag = (struct asm_diag){0};
}
