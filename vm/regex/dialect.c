/* SPDX-License-Identifier: Apache-2.0 */
/* dialect.c: see dialect.h. */
#include "vm/regex/dialect.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <string.h>

struct reader {
    const unsigned char *at;
    const unsigned char *end;
    bool in_verbs; /* nothing but (*VERB)s so far */
    bool quoted;   /* between \Q and \E */
    bool is_class; /* what was read last stands for a class of characters */
};

static bool begins(const struct reader *r, const char *text)
{
    size_t size = strlen(text);
    return (size_t)(r->end - r->at) >= size && memcmp(r->at, text, size) == 0;
}

static bool is_among(unsigned char c, const char *letters)
{
    return c != '\0' && strchr(letters, c) != NULL;
}

/* Copies the verb at the beginning; anything else is the end of the verbs. */
static void translate_verb(struct reader *r, struct text_buffer *to)
{
    if (begins(r, "(*UTF8)")) {
        text_put_string(to, "(*UTF)");
        r->at += strlen("(*UTF8)");
        return;
    }
    const unsigned char *close =
        begins(r, "(*") ? memchr(r->at, ')', (size_t)(r->end - r->at)) : NULL;
    if (close == NULL) {
        r->in_verbs = false;
        return;
    }
    text_put(to, r->at, (size_t)(close + 1 - r->at));
    r->at = close + 1;
}

/* Bytes of the escape sequence at r->at, as far as they matter here. */
static size_t escape_size(const struct reader *r)
{
    size_t left = (size_t)(r->end - r->at);
    if (left < 2)
        return left;
    if (r->at[1] == 'c')
        return left < 3 ? left : 3;
    if (!is_among(r->at[1], "pP") || left < 3)
        return 2;
    const unsigned char *close = r->at[2] == '{' ? memchr(r->at, '}', left) : NULL;
    return close != NULL ? (size_t)(close + 1 - r->at) : 3;
}

/* The backslash at r->at and what it is in front of. Letters that PCRE2 refuses mean themselves. */
static void translate_escape(struct reader *r, struct text_buffer *to)
{
    unsigned char next = r->at + 1 < r->end ? r->at[1] : '\0';
    size_t size = escape_size(r);
    bool is_itself = is_among(next, "FIJMOTVYijmqy");
    r->quoted = next == 'Q';
    r->is_class = is_among(next, "dDwWsShHvVpP");
    text_put(to, r->at + is_itself, size - is_itself);
    r->at += size;
}

/* A hyphen behind a class stands for itself, wherever the two are. */
static void translate_plain(struct reader *r, struct text_buffer *to)
{
    if (*r->at == '-' && r->is_class)
        text_put_byte(to, '\\');
    r->is_class = begins(r, ":]");
    size_t size = r->is_class ? 2 : 1;
    text_put(to, r->at, size);
    r->at += size;
}

static void translate_quoted(struct reader *r, struct text_buffer *to)
{
    r->quoted = !begins(r, "\\E");
    size_t size = r->quoted ? 1 : 2;
    text_put(to, r->at, size);
    r->at += size;
}

static void translate_next(struct reader *r, struct text_buffer *to)
{
    if (r->in_verbs)
        translate_verb(r, to);
    else if (r->quoted)
        translate_quoted(r, to);
    else if (*r->at == '\\')
        translate_escape(r, to);
    else
        translate_plain(r, to);
}

size_t dialect_translate(struct text_buffer *to, const unsigned char *source, size_t size,
                         size_t stop_at)
{
    const unsigned char *zero = size == 0 ? NULL : memchr(source, '\0', size);
    struct reader r = {source, zero != NULL ? zero : source + size, true, false, false};
    while (r.at < r.end && to->size < stop_at)
        translate_next(&r, to);
    size_t read = (size_t)(r.at - source), beyond = to->size - stop_at;
    return to->size <= stop_at || beyond > read ? read : read - beyond;
}

/* ---- repairs ---- */

/* The backslash of the escape sequence whose last byte is at OFFSET: one letter in a class; or \8,
 * \9 and more digits, which are no octal number and refer to no subpattern. SIZE_MAX: something
 * else. */
static size_t backslash_of(const struct text_buffer *text, int code, size_t offset)
{
    size_t at = offset;
    if (offset == 0 || offset >= text->size)
        return SIZE_MAX;
    if (code == PCRE2_ERROR_BAD_SUBPATTERN_REFERENCE) {
        while (at > 0 && text->bytes[at] >= '0' && text->bytes[at] <= '9')
            at--;
        if (text->bytes[at + 1] < '8' || text->bytes[at + 1] > '9')
            return SIZE_MAX;
    } else {
        at--;
    }
    return text->bytes[at] == '\\' ? at : SIZE_MAX;
}

bool dialect_repair(struct text_buffer *text, int code, size_t offset, size_t *removed)
{
    if (code != PCRE2_ERROR_ESCAPE_INVALID_IN_CLASS && code != PCRE2_ERROR_BAD_SUBPATTERN_REFERENCE)
        return false;
    size_t at = backslash_of(text, code, offset);
    if (at == SIZE_MAX)
        return false;
    memmove(text->bytes + at, text->bytes + at + 1, text->size - at - 1);
    text->size--;
    *removed = at;
    return true;
}
