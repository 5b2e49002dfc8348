/* SPDX-License-Identifier: Apache-2.0 */
/* print_text.c: characters, atoms, strings and binaries. Latin-1 and Unicode differ in two things:
 * which characters count as printable, and whether those above 255 are escaped. */
#include "vm/term/print_text.h"
#include "vm/base/utf8.h"
#include "vm/term/atom.h"
#include "vm/term/bits.h"
#include "vm/term/print.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- characters ---- */

static bool is_printable(uint32_t code, unsigned flags)
{
    if ((flags & PRINT_PLAIN) && code < 0x20)
        return code == '\t' || code == '\n' || code == '\r';
    if (code < 0x20)
        return (code >= '\b' && code <= '\r') || code == 0x1B;
    if (code < 0x7F || (code >= 0xA0 && code <= 0xFF))
        return true;
    return (flags & PRINT_UNICODE_STRINGS) && code > 0xFF &&
           (code < 0xD800 || (code > 0xDFFF && code < 0xFFFE) ||
            (code > 0xFFFF && code <= 0x10FFFF));
}

/* The letter that stands for a control character behind a backslash; 0: there is none. */
static char escape_letter(uint32_t code)
{
    switch (code) {
    case '\b':
        return 'b';
    case '\t':
        return 't';
    case '\n':
        return 'n';
    case '\v':
        return 'v';
    case '\f':
        return 'f';
    case '\r':
        return 'r';
    case 0x1B:
        return 'e';
    case 0x7F:
        return 'd';
    default:
        return 0;
    }
}

/* One character between quotes of kind QUOTE. */
static void put_character(struct text_buffer *buffer, uint32_t code, char quote, unsigned flags)
{
    char escape[16];
    char letter = escape_letter(code);
    if (code == (unsigned char)quote || code == '\\')
        letter = (char)code;
    if (letter != 0)
        snprintf(escape, sizeof escape, "\\%c", letter);
    else if (code < 0x20 || (code >= 0x80 && code < 0xA0))
        snprintf(escape, sizeof escape, "\\%03o", (unsigned)code);
    else if (code > 0xFF && !(flags & PRINT_UNICODE))
        snprintf(escape, sizeof escape, "\\x{%X}", (unsigned)code);
    else {
        text_put_utf8(buffer, code);
        return;
    }
    text_put_string(buffer, escape);
}

/* The same in a string of PRINT_PLAIN, as one byte. */
static void put_plain(struct text_buffer *buffer, uint32_t code)
{
    if (code == '"' || code == '\n')
        text_put_byte(buffer, '\\');
    text_put_byte(buffer, code == '\n' ? 'n' : (char)code);
}

static void put_in_string(struct text_buffer *buffer, uint32_t code, unsigned flags)
{
    if (flags & PRINT_PLAIN)
        put_plain(buffer, code);
    else
        put_character(buffer, code, '"', flags);
}

/* ---- atoms ---- */

static bool is_small_letter(uint32_t code)
{
    return (code >= 'a' && code <= 'z') || (code >= 0xDF && code <= 0xFF && code != 0xF7);
}

static bool is_name_character(uint32_t code)
{
    return is_small_letter(code) || (code >= 'A' && code <= 'Z') || (code >= '0' && code <= '9') ||
           code == '_' || (code >= 0xC0 && code <= 0xDE && code != 0xD7);
}

static bool is_reserved(const char *text)
{
    static const char *const words[] = {
        "after", "and",  "andalso", "band",   "begin",   "bnot", "bor", "bsl",  "bsr",
        "bxor",  "case", "catch",   "cond",   "div",     "end",  "fun", "if",   "let",
        "not",   "of",   "or",      "orelse", "receive", "rem",  "try", "when", "xor",
    };
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (strcmp(text, words[i]) == 0)
            return true;
    return false;
}

static bool needs_quotes(const struct atom_text *text, unsigned flags)
{
    const unsigned char *at = (const unsigned char *)text->utf8;
    const unsigned char *end = at + text->bytes;
    uint32_t code;
    if (!utf8_read(&at, end, &code) || !is_small_letter(code))
        return true;
    while (utf8_read(&at, end, &code))
        if (!is_name_character(code) && (code != '@' || (flags & PRINT_PLAIN)))
            return true;
    return !(flags & PRINT_PLAIN) && is_reserved(text->utf8);
}

void print_atom(struct text_buffer *buffer, Term atom, unsigned flags)
{
    const struct atom_text *text = atom_text(atom);
    if (!needs_quotes(text, flags)) {
        text_put(buffer, text->utf8, text->bytes);
        return;
    }
    const unsigned char *at = (const unsigned char *)text->utf8;
    const unsigned char *end = at + text->bytes;
    text_put_byte(buffer, '\'');
    for (uint32_t code; utf8_read(&at, end, &code);)
        put_character(buffer, code, '\'', flags);
    text_put_byte(buffer, '\'');
}

/* ---- strings ---- */

bool print_is_string(Term list, unsigned flags)
{
    for (; term_is_cons(list); list = list_tail(list)) {
        Term head = list_head(list);
        if (!term_is_small(head) || (uint64_t)small_value(head) > 0x10FFFF ||
            !is_printable((uint32_t)small_value(head), flags))
            return false;
    }
    return term_is_nil(list);
}

void print_string(struct text_buffer *buffer, Term list, unsigned flags)
{
    text_put_byte(buffer, '"');
    for (; term_is_cons(list); list = list_tail(list))
        put_in_string(buffer, (uint32_t)small_value(list_head(list)), flags);
    text_put_byte(buffer, '"');
}

/* ---- binaries ---- */

/* The printable text that a binary begins with. */
struct text {
    size_t size; /* in bytes */
    uint64_t characters;
    bool is_utf8;
    bool is_ascii;
};

/* Finds at most MOST printable characters. Bytes that are valid UTF-8 as a whole are read as such
 * when flags allow it. */
static struct text text_of(const unsigned char *bytes, size_t size, uint64_t most, unsigned flags)
{
    const unsigned char *at = bytes;
    const unsigned char *end = bytes + size;
    struct text text = {.is_ascii = true};
    bool is_plain = flags & PRINT_PLAIN;
    text.is_utf8 = (flags & PRINT_UNICODE) && !is_plain && utf8_count(bytes, size) >= 0;
    while (at < end && text.characters < most) {
        const unsigned char *next = at;
        uint32_t code = *next;
        if (!text.is_utf8 || !utf8_read(&next, end, &code))
            next++;
        if (!is_printable(code, flags) || (is_plain && (code < ' ' || code > '~')))
            break;
        text.is_ascii = text.is_ascii && code < 0x80;
        text.characters++;
        at = next;
    }
    text.size = (size_t)(at - bytes);
    return text;
}

static void put_text(struct text_buffer *buffer, const unsigned char *bytes,
                     const struct text *text, unsigned flags)
{
    const unsigned char *end = bytes + text->size;
    text_put_byte(buffer, '"');
    while (bytes < end) {
        uint32_t code = *bytes;
        if (!text->is_utf8 || !utf8_read(&bytes, end, &code))
            bytes++;
        put_in_string(buffer, code, flags);
    }
    text_put_byte(buffer, '"');
    if (text->is_utf8 && !text->is_ascii)
        text_put_string(buffer, "/utf8");
}

static void put_numbers(struct text_buffer *buffer, const unsigned char *bytes, size_t bits,
                        uint64_t depth)
{
    for (size_t done = 0; done < bits && !buffer->failed; done += 8) {
        if (done != 0)
            text_put_byte(buffer, ',');
        if (depth-- == 1) {
            text_put_string(buffer, "...");
            return;
        }
        unsigned count = bits - done < 8 ? (unsigned)(bits - done) : 8;
        text_put_uint(buffer, bytes[done / 8] >> (8 - count));
        if (count != 8) {
            text_put_byte(buffer, ':');
            text_put_uint(buffer, count);
        }
    }
}

/* A level of depth pays for one number or for four characters. A beginning that is text is shown
 * as such if no more numbers could be shown than it has characters. */
static void put_contents(struct text_buffer *buffer, const unsigned char *bytes, size_t bits,
                         unsigned flags, uint64_t depth)
{
    size_t size = bits / 8;
    struct text text = {0};
    if (bits % 8 == 0 && (flags & PRINT_STRINGS))
        text = text_of(bytes, size, depth - 1 > size ? size : 4 * (depth - 1), flags);
    if (text.size == 0 || (text.size < size && text.characters < depth - 1)) {
        put_numbers(buffer, bytes, bits, depth);
        return;
    }
    put_text(buffer, bytes, &text, flags);
    if (text.size < size)
        text_put_string(buffer, "...");
}

void print_bits(struct text_buffer *buffer, Term term, unsigned flags, uint64_t depth)
{
    unsigned char *copy;
    const unsigned char *bytes = bits_bytes(term, &copy);
    if (bytes == NULL) {
        buffer->failed = true;
        return;
    }
    text_put_string(buffer, "<<");
    put_contents(buffer, bytes, bits_size(term), flags, depth);
    text_put_string(buffer, ">>");
    free(copy);
}
