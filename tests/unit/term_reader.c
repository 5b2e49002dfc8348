/* SPDX-License-Identifier: Apache-2.0 */
/* term_reader.c: a recursive descent over the subset of Erlang that tests need: numbers,
 * characters, atoms, strings, lists, tuples, maps, binaries made of strings and integers, external
 * funs, calls. */
#include "tests/unit/term_reader.h"

#include "vm/base/text_buffer.h"
#include "vm/term/arith.h"
#include "vm/term/atom.h"
#include "vm/term/bits.h"
#include "vm/term/fun.h"
#include "vm/term/map.h"
#include "vm/term/number_text.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static void skip_spaces(struct term_reader *r)
{
    while (*r->at == ' ' || *r->at == '\n')
        r->at++;
}

static bool accept(struct term_reader *r, const char *token)
{
    skip_spaces(r);
    size_t length = strlen(token);
    if (strncmp(r->at, token, length) != 0)
        return false;
    r->at += length;
    return true;
}

static void expect(struct term_reader *r, const char *token)
{
    cr_assert(accept(r, token), "expected %s at: %s", token, r->at);
}

/* ---- characters ---- */

static uint32_t read_utf8(struct term_reader *r)
{
    unsigned char lead = (unsigned char)*r->at++;
    if (lead < 0x80)
        return lead;
    unsigned tails = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
    uint32_t code = lead & (0x3Fu >> tails);
    while (tails-- > 0)
        code = code << 6 | ((unsigned char)*r->at++ & 0x3F);
    return code;
}

static uint32_t read_character(struct term_reader *r)
{
    if (*r->at != '\\')
        return read_utf8(r);
    r->at++;
    char c = *r->at++;
    switch (c) {
    case 'n':
        return '\n';
    case 't':
        return '\t';
    case 'r':
        return '\r';
    case 'e':
        return 27;
    case '0':
        return 0;
    case 'x': {
        char *end;
        cr_assert_eq(*r->at, '{');
        uint32_t code = (uint32_t)strtoul(r->at + 1, &end, 16);
        r->at = end + 1;
        return code;
    }
    default:
        return (unsigned char)c;
    }
}

/* Characters up to QUOTE, which is passed. */
static size_t read_quoted(struct term_reader *r, char quote, uint32_t *codes)
{
    size_t count = 0;
    while (*r->at != quote) {
        cr_assert(*r->at != '\0' && count < READER_MAX_ITEMS, "no end of: %s", r->at);
        codes[count++] = read_character(r);
    }
    r->at++;
    return count;
}

static Term read_string(struct term_reader *r)
{
    uint32_t codes[READER_MAX_ITEMS];
    size_t count = read_quoted(r, '"', codes);
    Term list = NIL;
    while (count-- > 0)
        list = heap_cons(r->heap, small_make(codes[count]), list);
    return list;
}

/* ---- numbers and names ---- */

static Term read_number(struct term_reader *r)
{
    const char *start = r->at, *at = r->at;
    unsigned base = 10;
    Term reason;
    at += *at == '-';
    while (isdigit((unsigned char)*at))
        at++;
    if (*at == '#') {
        base = (unsigned)strtoul(start, NULL, 10);
        start = ++at;
        while (isxdigit((unsigned char)*at))
            at++;
    } else if (*at == '.' && isdigit((unsigned char)at[1])) {
        char *end;
        double value = strtod(start, &end);
        r->at = end;
        return heap_float(r->heap, value);
    }
    r->at = at;
    Term number = int_from_text(r->heap, start, (size_t)(at - start), base, &reason);
    cr_assert_neq(number, NON_VALUE);
    return number;
}

static Term read_atom(struct term_reader *r)
{
    struct text_buffer text = TEXT_BUFFER_EMPTY;
    if (accept(r, "'")) {
        uint32_t codes[READER_MAX_ITEMS];
        size_t count = read_quoted(r, '\'', codes);
        for (size_t i = 0; i < count; i++)
            text_put_utf8(&text, codes[i]);
    } else {
        cr_assert(islower((unsigned char)*r->at), "no term: %s", r->at);
        while (isalnum((unsigned char)*r->at) || *r->at == '_' || *r->at == '@')
            text_put_byte(&text, (unsigned char)*r->at++);
    }
    Term atom = atom_from_utf8(text.size == 0 ? "" : text.bytes, text.size);
    cr_assert_neq(atom, NON_VALUE);
    text_buffer_release(&text);
    return atom;
}

/* ---- compound terms ---- */

static size_t read_items(struct term_reader *r, const char *end, Term *items)
{
    size_t count = 0;
    if (accept(r, end))
        return 0;
    do {
        cr_assert(count < READER_MAX_ITEMS);
        items[count++] = read_term(r);
    } while (accept(r, ","));
    return count;
}

static Term read_list(struct term_reader *r)
{
    Term items[READER_MAX_ITEMS], tail = NIL;
    if (accept(r, "]"))
        return NIL;
    size_t count = read_items(r, "]", items);
    if (accept(r, "|"))
        tail = read_term(r);
    expect(r, "]");
    return heap_list(r->heap, count, items, tail);
}

static Term read_tuple(struct term_reader *r)
{
    Term items[READER_MAX_ITEMS];
    size_t count = read_items(r, "}", items);
    if (count > 0)
        expect(r, "}");
    return heap_tuple(r->heap, count, items);
}

static Term read_map(struct term_reader *r)
{
    Term map = map_empty(r->heap);
    if (accept(r, "}"))
        return map;
    do {
        Term key = read_term(r);
        expect(r, "=>");
        map = map_put(r->heap, map, key, read_term(r));
    } while (accept(r, ","));
    expect(r, "}");
    return map;
}

static size_t put_utf8(unsigned char *bytes, size_t bit, uint32_t code)
{
    struct text_buffer text = TEXT_BUFFER_EMPTY;
    text_put_utf8(&text, code);
    size_t bits = text.size * 8;
    bits_copy(bytes, bit, (const unsigned char *)text.bytes, 0, bits);
    text_buffer_release(&text);
    return bits;
}

/* A string or an integer; returns the number of bits. */
static size_t read_segment(struct term_reader *r, unsigned char *bytes, size_t bit)
{
    if (accept(r, "\"")) {
        uint32_t codes[READER_MAX_ITEMS];
        size_t count = read_quoted(r, '"', codes), size = 0;
        bool utf8 = accept(r, "/utf8");
        for (size_t i = 0; i < count; i++) {
            unsigned char byte = (unsigned char)codes[i];
            if (utf8)
                size += put_utf8(bytes, bit + size, codes[i]);
            else {
                bits_copy(bytes, bit + size, &byte, 0, 8);
                size += 8;
            }
        }
        return size;
    }
    Term value = read_term(r);
    size_t size = 8;
    cr_assert(term_is_small(value));
    if (accept(r, "/utf8"))
        return put_utf8(bytes, bit, (uint32_t)small_value(value));
    if (accept(r, ":")) {
        char *end;
        size = strtoul(r->at, &end, 10);
        r->at = end;
    }
    for (size_t i = 0; i < size; i++) {
        unsigned char one = small_value(value) >> (i < 60 ? i : 59) & 1 ? 0x80 : 0;
        bits_copy(bytes, bit + size - 1 - i, &one, 0, 1);
    }
    return size;
}

static Term read_binary(struct term_reader *r)
{
    unsigned char bytes[4096] = {0}, *to;
    size_t bit = 0;
    if (!accept(r, ">>")) {
        do
            bit += read_segment(r, bytes, bit);
        while (accept(r, ","));
        expect(r, ">>");
    }
    Term binary = bits_new(r->heap, bit, &to);
    cr_assert_neq(binary, NON_VALUE);
    bits_copy(to, 0, bytes, 0, bit);
    return binary;
}

static Term read_fun(struct term_reader *r)
{
    Term module = read_atom(r);
    expect(r, ":");
    Term function = read_atom(r);
    expect(r, "/");
    int64_t arity = small_value(read_number(r));
    return fun_put_external(heap_alloc(r->heap, FUN_WORDS(0)),
                            export_get(module, function, (uint32_t)arity));
}

/* What follows the module of a call. */
static unsigned read_rest_of_call(struct term_reader *r, Term *function, Term *args)
{
    *function = read_atom(r);
    expect(r, "(");
    size_t count = read_items(r, ")", args);
    if (count > 0)
        expect(r, ")");
    return (unsigned)count;
}

unsigned read_call(struct term_reader *r, Term *module, Term *function, Term *args)
{
    *module = read_atom(r);
    expect(r, ":");
    return read_rest_of_call(r, function, args);
}

Term read_term(struct term_reader *r)
{
    skip_spaces(r);
    if (isdigit((unsigned char)*r->at) || (*r->at == '-' && isdigit((unsigned char)r->at[1])))
        return read_number(r);
    if (accept(r, "$"))
        return small_make(read_character(r));
    if (accept(r, "\""))
        return read_string(r);
    if (accept(r, "["))
        return read_list(r);
    if (accept(r, "{"))
        return read_tuple(r);
    if (accept(r, "#{"))
        return read_map(r);
    if (accept(r, "<<"))
        return read_binary(r);
    if (accept(r, "fun "))
        return read_fun(r);
    Term atom = read_atom(r), function, args[READER_MAX_ITEMS];
    if (!accept(r, ":"))
        return atom;
    unsigned count = read_rest_of_call(r, &function, args);
    return r->call(atom, function, count, args);
}
