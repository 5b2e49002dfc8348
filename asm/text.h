/* SPDX-License-Identifier: Apache-2.0 */
/* text.h: what the text of a token stands for: code points of quoted texts, values of numbers. */
#ifndef TICK_ASM_TEXT_H
#define TICK_ASM_TEXT_H

#include "asm/lexer.h"

struct asm_characters {
    ASM_VECTOR(uint32_t) points;
};

/* An integer as written, without its sign: digits of a base from 2 to 36, '_' left out. */
struct asm_digits {
    char *text; /* in the arena, ends with a zero byte */
    int base;
};

/* Appends the code points of a character, string or quoted atom to TO. Malformed UTF-8 and code
 * points that do not exist are errors. */
bool asm_text_characters(struct asm_diag *diag, struct asm_token token, struct asm_characters *to);

/* The digits of an integer. A digit that the base does not have is an error. */
bool asm_text_digits(struct asm_diag *diag, struct asm_token token, struct asm_arena *arena,
                     struct asm_digits *digits);

/* The value of DIGITS into *VALUE if it is at most LIMIT; else false, and no error. */
bool asm_digits_value(const struct asm_digits *digits, uint64_t limit, uint64_t *value);

/* The value of a float; one too large for a double is an error. */
bool asm_text_float(struct asm_diag *diag, struct asm_token token, double *value);

/* Is there such a code point? UTF-16 has taken some out. */
bool asm_is_code_point(uint32_t code_point);

/* The code point at *AT, which is before END; *AT moves behind it. UINT32_MAX if the bytes are not
 * well-formed UTF-8; *AT is then somewhere behind the first of them. */
uint32_t asm_next_utf8(const char **at, const char *end);

/* Appends CODE_POINT to TO as UTF-8. */
void asm_put_utf8(struct asm_bytes *to, uint32_t code_point);

#endif
