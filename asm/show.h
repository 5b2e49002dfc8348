/* SPDX-License-Identifier: Apache-2.0 */
/* show.h: text of a source as it can be shown to people and programs: whatever bytes it is made of,
 * what comes out is UTF-8 without control characters. */
#ifndef TICK_ASM_SHOW_H
#define TICK_ASM_SHOW_H

#include "asm/source.h"

#include <stdio.h>

/* A character of a text, or a byte that belongs to none. */
struct asm_character {
    uint32_t point; /* code point; '?' for a byte that is not UTF-8 and for control characters */
    uint32_t size;  /* bytes */
};

/* The character at AT, which is before END. A tab is itself. */
struct asm_character asm_character_at(const char *at, const char *end);

/* How many columns of a terminal it takes, a tab aside; 1 for all in a locale without UTF-8. */
unsigned asm_character_width(struct asm_character character);

/* Prints SIZE bytes of TEXT. */
void asm_show(FILE *to, const char *text, size_t size);

#endif
