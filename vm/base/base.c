/* SPDX-License-Identifier: Apache-2.0 */
/* base.c: what happens when there is nothing left to report an error to. */
#include "vm/base/base.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fatal(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("tick: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    abort();
}

void *mem_alloc(size_t bytes)
{
    void *block = malloc(bytes);
    if (UNLIKELY(block == NULL))
        fatal("out of memory (%zu bytes wanted)", bytes);
    return block;
}

void *mem_zalloc(size_t bytes)
{
    void *block = calloc(1, bytes);
    if (UNLIKELY(block == NULL))
        fatal("out of memory (%zu bytes wanted)", bytes);
    return block;
}

void *mem_realloc(void *block, size_t bytes)
{
    void *grown = realloc(block, bytes);
    if (UNLIKELY(grown == NULL))
        fatal("out of memory (%zu bytes wanted)", bytes);
    return grown;
}

char *mem_strdup(const char *text)
{
    size_t bytes = strlen(text) + 1;
    return memcpy(mem_alloc(bytes), text, bytes);
}
