/* SPDX-License-Identifier: Apache-2.0 */
/* What a character is, and how wide: the C library knows. */
#define _GNU_SOURCE /* wcwidth */

#include "asm/show.h"

#include "asm/text.h"

#include <wchar.h>

/* C0 but for the tab, DEL and C1: a terminal would act on them. */
static bool is_control(uint32_t point)
{
    return (point < ' ' && point != '\t') || (point >= 0x7f && point < 0xa0);
}

struct asm_character asm_character_at(const char *at, const char *end)
{
    const char *next = at;
    uint32_t point = asm_next_utf8(&next, end);
    if (!asm_is_code_point(point))
        return (struct asm_character){'?', 1};
    return (struct asm_character){is_control(point) ? '?' : point, (uint32_t)(next - at)};
}

unsigned asm_character_width(struct asm_character character)
{
    int width = wcwidth((wchar_t)character.point);
    return width < 0 ? 1 : (unsigned)width;
}

void asm_show(FILE *to, const char *text, size_t size)
{
    const char *end = text + size;
    while (text < end) {
        struct asm_character character = asm_character_at(text, end);
        if (character.point == '?')
            fputc('?', to);
        else
            fwrite(text, 1, character.size, to);
        text += character.size;
    }
}
