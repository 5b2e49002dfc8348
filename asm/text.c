/* SPDX-License-Identifier: Apache-2.0 */
/* Decoding quoted texts and numbers. The lexer has checked their shape: a backslash is followed by
 * something, hexadecimal escapes have digits, quotes are closed. */

#include "asm/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_CODE_POINT = 0x10ffff };

static int digit_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 10;
    return c - 'A' + 10;
}

/* A number of at most MOST digits; saturates far above any code point. */
static uint32_t escape_number(const char **at, const char *end, int base, int most)
{
    uint32_t value = 0;
    for (; most > 0 && *at < end && **at != '}' && digit_value(**at) < base && **at >= '0'; most--)
        if (value <= MAX_CODE_POINT)
            value = value * (uint32_t)base + (uint32_t)digit_value(*(*at)++);
        else
            (*at)++;
    return value;
}

static uint32_t escape(const char **at, const char *end)
{
    static const char letters[] = "nrtbdefsv", meanings[] = "\n\r\t\b\177\033\f \v";
    char c = *(*at)++;
    if (c >= '0' && c <= '7') {
        (*at)--;
        return escape_number(at, end, 8, 3);
    }
    if (c == 'x' && **at == '{') {
        ++*at;
        uint32_t value = escape_number(at, end, 16, 1 << 30);
        ++*at;
        return value;
    }
    if (c == 'x')
        return escape_number(at, end, 16, 2);
    if (c == '^')
        return (uint32_t)*(*at)++ & 31;
    const char *letter = strchr(letters, c);
    return letter != NULL && c != '\0' ? (unsigned char)meanings[letter - letters]
                                       : (unsigned char)c;
}

/* One code point of UTF-8; UINT32_MAX if the bytes are not well formed. */
uint32_t asm_next_utf8(const char **at, const char *end)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned first = (unsigned char)*(*at)++;
    if (first < 0x80)
        return first;
    int size = first >= 0xf8 ? 0 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 0;
    if (size == 0 || end - *at < size - 1)
        return UINT32_MAX;
    uint32_t value = first & (0xffu >> (size + 1));
    for (int i = 1; i < size; i++, ++*at) {
        if (((unsigned char)**at & 0xc0) != 0x80)
            return UINT32_MAX;
        value = value << 6 | ((unsigned char)**at & 0x3f);
    }
    return value >= least[size] ? value : UINT32_MAX;
}

bool asm_is_code_point(uint32_t code_point)
{
    return code_point <= MAX_CODE_POINT && (code_point < 0xd800 || code_point > 0xdfff);
}

bool asm_text_characters(struct asm_diag *diag, struct asm_token token, struct asm_characters *to)
{
    const char *start = diag->source->text + token.span.at;
    const char *end = start + token.span.size - (token.kind == TOKEN_CHARACTER ? 0 : 1);
    for (const char *at = start + 1; at < end;) {
        const char *from = at;
        bool escaped = *at == '\\';
        at += escaped;
        uint32_t code_point =
            escaped && (unsigned char)*at < 0x80 ? escape(&at, end) : asm_next_utf8(&at, end);
        if (!asm_is_code_point(code_point)) {
            struct asm_span span = {token.span.at + (uint32_t)(from - start),
                                    (uint32_t)(at - from)};
            return asm_error(
                diag, escaped ? ASM_MESSAGE_bad_code_point : ASM_MESSAGE_bad_utf8, span, "%s",
                escaped ? "there is no such code point" : "this is not well-formed UTF-8");
        }
        *ASM_PUSH(&to->points) = code_point;
    }
    return true;
}

bool asm_text_digits(struct asm_diag *diag, struct asm_token token, struct asm_arena *arena,
                     struct asm_digits *digits)
{
    const char *start = diag->source->text + token.span.at, *end = start + token.span.size;
    const char *hash = memchr(start, '#', token.span.size);
    long base = 10;
    if (hash != NULL) {
        base = hash - start > 2 ? 0 : strtol(start, NULL, 10);
        if (base < 2 || base > 36)
            return asm_error(diag, ASM_MESSAGE_bad_base, token.span,
                             "the base of a number is from 2 to 36");
        start = hash + 1;
    }
    char *to = asm_arena_alloc(arena, token.span.size + 1);
    *digits = (struct asm_digits){to, (int)base};
    for (const char *at = start; at < end; at++) {
        if (*at == '_')
            continue;
        if (digit_value(*at) >= base)
            return asm_error(diag, ASM_MESSAGE_bad_digit, token.span,
                             "'%c' is not a digit in base %ld", *at, base);
        *to++ = *at;
    }
    *to = '\0';
    return true;
}

bool asm_digits_value(const struct asm_digits *digits, uint64_t limit, uint64_t *value)
{
    *value = 0;
    for (const char *at = digits->text; *at != '\0'; at++)
        if (__builtin_mul_overflow(*value, (uint64_t)digits->base, value) ||
            __builtin_add_overflow(*value, (uint64_t)digit_value(*at), value) || *value > limit)
            return false;
    return true;
}

bool asm_text_float(struct asm_diag *diag, struct asm_token token, double *value)
{
    char stack[64], *copy = token.span.size < sizeof stack ? stack : mem_alloc(token.span.size + 1);
    const char *start = diag->source->text + token.span.at;
    char *to = copy;
    for (uint32_t i = 0; i < token.span.size; i++)
        if (start[i] != '_')
            *to++ = start[i];
    *to = '\0';
    *value = strtod(copy, NULL);
    if (copy != stack)
        free(copy);
    return isfinite(*value) ||
           asm_error(diag, ASM_MESSAGE_float_too_large, token.span, "this float is too large");
}

void asm_put_utf8(struct asm_bytes *to, uint32_t code_point)
{
    if (code_point < 0x80) {
        asm_put8(to, code_point);
        return;
    }
    int tail = code_point < 0x800 ? 1 : code_point < 0x10000 ? 2 : 3;
    static const unsigned lead[] = {0, 0xc0, 0xe0, 0xf0};
    asm_put8(to, lead[tail] | code_point >> (6 * tail));
    while (tail-- > 0)
        asm_put8(to, 0x80 | (code_point >> (6 * tail) & 0x3f));
}
