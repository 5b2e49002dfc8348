/* SPDX-License-Identifier: Apache-2.0 */
/* tables.c: see tables.h. PCRE2 makes tables for the C library's locale. A Latin-1 locale is seldom
 * installed, so the upper half is entered here, in the layout that the page pcre2build gives for a
 * file of tables: lower cases, other cases, bit maps of classes, classes of each character. The
 * bits that stand for classes are those that PCRE2 has given to ASCII characters. */
#include "vm/regex/tables.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#define LOWER_CASE 0
#define OTHER_CASE 256
#define BIT_MAPS   512
#define CLASSES    832

/* The bit maps, 32 bytes each. */
enum bit_map {
    MAP_SPACE,
    MAP_XDIGIT,
    MAP_DIGIT,
    MAP_UPPER,
    MAP_LOWER,
    MAP_WORD,
    MAP_GRAPH,
    MAP_PRINT,
    MAP_PUNCT,
    MAP_CNTRL
};

static const uint8_t *tables;

static uint8_t *map_byte(uint8_t *all, enum bit_map map, unsigned character)
{
    return all + BIT_MAPS + 32 * (unsigned)map + character / 8;
}

static bool map_has(uint8_t *all, enum bit_map map, unsigned character)
{
    return (*map_byte(all, map, character) >> (character % 8) & 1) != 0;
}

static void map_add(uint8_t *all, enum bit_map map, unsigned character)
{
    uint8_t *byte = map_byte(all, map, character);
    *byte = (uint8_t)(*byte | 1u << (character % 8));
}

/* Is the layout as expected, in a few characters that tell every part from every other? */
static bool layout_is_known(uint8_t *all)
{
    return all[LOWER_CASE + 'A'] == 'a' && all[LOWER_CASE + 'a'] == 'a' &&
           all[OTHER_CASE + 'A'] == 'a' && all[OTHER_CASE + 'a'] == 'A' &&
           map_has(all, MAP_UPPER, 'G') && !map_has(all, MAP_UPPER, 'g') &&
           map_has(all, MAP_LOWER, 'g') && !map_has(all, MAP_LOWER, 'G') &&
           map_has(all, MAP_WORD, '_') && map_has(all, MAP_PUNCT, '_') &&
           !map_has(all, MAP_WORD, '-') && !map_has(all, MAP_PUNCT, 'g') &&
           map_has(all, MAP_GRAPH, '-') && !map_has(all, MAP_GRAPH, ' ') &&
           map_has(all, MAP_PRINT, ' ') && map_has(all, MAP_CNTRL, 1) &&
           (all[CLASSES + 'G'] & all[CLASSES + 'g'] & ~all[CLASSES + '_']) != 0;
}

static bool is_upper(unsigned c)
{
    return c >= 0xC0 && c <= 0xDE && c != 0xD7;
}

static bool is_lower(unsigned c)
{
    return (c >= 0xDF && c != 0xF7) || c == 0xAA || c == 0xB5 || c == 0xBA;
}

static void enter_letter(uint8_t *all, unsigned c)
{
    bool upper = is_upper(c), has_cases = c >= 0xC0 && c != 0xDF && c != 0xFF;
    all[CLASSES + c] = all[CLASSES + (upper ? 'G' : 'g')];
    map_add(all, upper ? MAP_UPPER : MAP_LOWER, c);
    map_add(all, MAP_WORD, c);
    if (has_cases)
        all[OTHER_CASE + c] = (uint8_t)(c ^ 0x20);
    if (upper)
        all[LOWER_CASE + c] = (uint8_t)(c | 0x20);
}

static void enter_upper_half(uint8_t *all)
{
    for (unsigned c = 0x80; c < 0xA0; c++)
        map_add(all, MAP_CNTRL, c);
    for (unsigned c = 0xA0; c <= 0xFF; c++) {
        map_add(all, MAP_GRAPH, c);
        map_add(all, MAP_PRINT, c);
        if (is_upper(c) || is_lower(c))
            enter_letter(all, c);
        else
            map_add(all, MAP_PUNCT, c);
    }
}

static void make_tables(void)
{
    uint8_t *all = (uint8_t *)(uintptr_t)pcre2_maketables(NULL);
    if (all != NULL && layout_is_known(all))
        enter_upper_half(all);
    tables = all;
}

const uint8_t *regex_tables(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, make_tables);
    return tables;
}
