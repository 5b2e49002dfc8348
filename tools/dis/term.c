/* SPDX-License-Identifier: Apache-2.0 */
/* The external term format to text, read straight from the bytes: a literal need not fit into a
 * heap. */

#include "tools/dis/dis.h"

#include "loader/format.h"
#include "vm/base/utf8.h"

#include <gmp.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Nested terms are printed by recursion. The assembler would not read deeper ones either. */
enum { DEEPEST = 1000 };

static void print_term(FILE *to, struct reader *r, unsigned depth);

static uint32_t read_u16(struct reader *r, const char *what)
{
    uint32_t high = read_u8(r, what);
    return high << 8 | read_u8(r, what);
}

static void print_latin1(FILE *to, struct bytes text)
{
    char utf8[2 * 65536];
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] >= 0x80)
            utf8[size++] = (char)(0xc0 | text.data[i] >> 6);
        utf8[size++] = (char)(text.data[i] < 0x80 ? text.data[i] : 0x80 | (text.data[i] & 0x3f));
    }
    dis_atom(to, utf8, size);
}

/* An atom after its tag. */
static void print_atom(FILE *to, struct reader *r, uint8_t tag)
{
    bool small = tag == ETF_SMALL_ATOM || tag == ETF_SMALL_ATOM_UTF8;
    uint32_t size = small ? read_u8(r, "size of an atom") : read_u16(r, "size of an atom");
    size_t at = r->at;
    struct bytes text = read_bytes(r, size, "text of an atom");
    if (reader_failed(r))
        return;
    bool latin1 = tag == ETF_ATOM || tag == ETF_SMALL_ATOM;
    int64_t characters = latin1 ? (int64_t)text.size : utf8_count(text.data, text.size);
    if (characters < 0 || characters > BEAM_MAX_ATOM_CHARACTERS)
        reader_fail(r, at, "the text of an atom", "bytes that are no UTF-8, or too many of them");
    else if (latin1)
        print_latin1(to, text);
    else
        dis_atom(to, (const char *)text.data, text.size);
}

/* The text of an atom with its tag, if that is what is next and it is in UTF-8. */
static void print_key(FILE *to, struct reader *r)
{
    size_t at = r->at;
    uint8_t tag = read_u8(r, "an atom");
    if (tag == ETF_ATOM || tag == ETF_SMALL_ATOM || tag == ETF_ATOM_UTF8 ||
        tag == ETF_SMALL_ATOM_UTF8)
        print_atom(to, r, tag);
    else
        reader_fail(r, at, "an atom", "tag %u", tag);
}

static void print_items(FILE *to, struct reader *r, uint32_t count, unsigned depth)
{
    for (uint32_t i = 0; i < count && !reader_failed(r); i++) {
        if (i > 0)
            fputs(", ", to);
        print_term(to, r, depth);
    }
}

static void print_tuple(FILE *to, struct reader *r, uint32_t arity, unsigned depth)
{
    fputc('{', to);
    print_items(to, r, arity, depth);
    fputc('}', to);
}

static void print_list(FILE *to, struct reader *r, unsigned depth)
{
    uint32_t count = read_count(r, 1, "length of a list");
    if (count == 0) { /* nothing but what follows the elements */
        print_term(to, r, depth);
        return;
    }
    fputc('[', to);
    print_items(to, r, count, depth);
    if (reader_left(r) > 0 && r->bytes.data[r->at] == ETF_NIL) {
        read_u8(r, "end of a list");
    } else {
        fputs(" | ", to);
        print_term(to, r, depth);
    }
    fputc(']', to);
}

/* A list of bytes: as text if it reads as such, and there is any. */
static void print_bytes(FILE *to, struct reader *r)
{
    uint32_t size = read_u16(r, "length of a string");
    struct bytes text = read_bytes(r, size, "bytes of a string");
    bool plain = text.size > 0;
    for (size_t i = 0; i < text.size; i++)
        plain = plain && ((text.data[i] >= ' ' && text.data[i] < 127) || text.data[i] == '\n');
    if (plain) {
        dis_string(to, text);
        return;
    }
    fputc('[', to);
    for (size_t i = 0; i < text.size; i++)
        fprintf(to, "%s%u", i == 0 ? "" : ", ", text.data[i]);
    fputc(']', to);
}

static void print_map(FILE *to, struct reader *r, unsigned depth)
{
    uint32_t count = read_count(r, 2, "size of a map");
    fputs("#{", to);
    for (uint32_t i = 0; i < count && !reader_failed(r); i++) {
        if (i > 0)
            fputs(", ", to);
        print_term(to, r, depth);
        fputs(" => ", to);
        print_term(to, r, depth);
    }
    fputc('}', to);
}

static void print_bits(FILE *to, struct reader *r, bool partial)
{
    uint32_t size = read_count(r, 1, "size of a binary");
    unsigned used = partial ? read_u8(r, "bits of the last byte") : 8;
    if (used < 1 || used > 8)
        reader_fail(r, r->at, "1 to 8 bits in the last byte", "%u", used);
    struct bytes bytes = read_bytes(r, size, "bytes of a binary");
    if (!reader_failed(r))
        dis_binary(to, bytes, 8 - used);
}

static void print_big(FILE *to, struct reader *r, uint32_t size)
{
    bool negative = read_u8(r, "sign of an integer") != 0;
    struct bytes magnitude = read_bytes(r, size, "bytes of an integer");
    mpz_t value;
    mpz_init(value);
    mpz_import(value, magnitude.size, -1, 1, 1, 0, magnitude.data);
    if (negative)
        mpz_neg(value, value);
    mpz_out_str(to, 10, value);
    mpz_clear(value);
}

static void print_float(FILE *to, struct reader *r)
{
    size_t at = r->at;
    uint64_t bits = (uint64_t)read_u32(r, "a float") << 32;
    bits |= read_u32(r, "a float");
    double number;
    memcpy(&number, &bits, sizeof number);
    if (isfinite(number))
        dis_float(to, number);
    else
        reader_fail(r, at, "a finite number", "%f", number);
}

static void print_fun(FILE *to, struct reader *r, unsigned depth)
{
    fputs("fun ", to);
    print_key(to, r);
    fputc(':', to);
    print_key(to, r);
    fputc('/', to);
    print_term(to, r, depth);
}

static void print_tagged(FILE *to, struct reader *r, uint8_t tag, size_t at, unsigned depth)
{
    switch (tag) {
    case ETF_NEW_FLOAT:
        print_float(to, r);
        break;
    case ETF_BIT_BINARY:
        print_bits(to, r, true);
        break;
    case ETF_SMALL_INTEGER:
        fprintf(to, "%u", read_u8(r, "an integer"));
        break;
    case ETF_INTEGER:
        fprintf(to, "%d", (int32_t)read_u32(r, "an integer"));
        break;
    case ETF_ATOM:
    case ETF_SMALL_ATOM:
    case ETF_ATOM_UTF8:
    case ETF_SMALL_ATOM_UTF8:
        print_atom(to, r, tag);
        break;
    case ETF_SMALL_TUPLE:
        print_tuple(to, r, read_u8(r, "size of a tuple"), depth);
        break;
    case ETF_LARGE_TUPLE:
        print_tuple(to, r, read_count(r, 1, "size of a tuple"), depth);
        break;
    case ETF_NIL:
        fputs("[]", to);
        break;
    case ETF_STRING:
        print_bytes(to, r);
        break;
    case ETF_LIST:
        print_list(to, r, depth);
        break;
    case ETF_BINARY:
        print_bits(to, r, false);
        break;
    case ETF_SMALL_BIG:
        print_big(to, r, read_u8(r, "size of an integer"));
        break;
    case ETF_LARGE_BIG:
        print_big(to, r, read_count(r, 1, "size of an integer"));
        break;
    case ETF_EXPORT:
        print_fun(to, r, depth);
        break;
    case ETF_MAP:
        print_map(to, r, depth);
        break;
    default:
        reader_fail(r, at, "a term that text assembly can express", "tag %u", tag);
        break;
    }
}

static void print_term(FILE *to, struct reader *r, unsigned depth)
{
    size_t at = r->at;
    uint8_t tag = read_u8(r, "a term");
    if (reader_failed(r))
        return;
    if (depth == DEEPEST)
        reader_fail(r, at, "terms nested at most 1000 deep", "a deeper one");
    else
        print_tagged(to, r, tag, at, depth + 1);
}

static bool read_version(struct reader *r)
{
    size_t at = r->at;
    uint8_t version = read_u8(r, "version of the external term format");
    return reader_failed(r) || version == ETF_VERSION ||
           reader_fail(r, at, "131, the version of the external term format", "%u", version);
}

bool dis_external(FILE *to, struct reader *r)
{
    if (read_version(r))
        print_term(to, r, 0);
    return !reader_failed(r);
}

static bool print_pair(FILE *to, struct reader *r, const char *before, const char *between)
{
    size_t at = r->at;
    if (read_u8(r, "a pair") != ETF_SMALL_TUPLE || read_u8(r, "a pair") != 2)
        return reader_fail(r, at, "a pair of name and value", "another term");
    fputs(before, to);
    print_key(to, r);
    fputs(between, to);
    print_term(to, r, 0);
    fputc('\n', to);
    return !reader_failed(r);
}

bool dis_pairs(FILE *to, struct reader *r, const char *before, const char *between)
{
    if (!read_version(r))
        return false;
    size_t at = r->at;
    uint8_t tag = read_u8(r, "a list of pairs");
    if (tag != ETF_LIST)
        return tag == ETF_NIL || reader_fail(r, at, "a list of pairs", "tag %u", tag);
    uint32_t count = read_count(r, 3, "number of pairs");
    for (uint32_t i = 0; i < count; i++)
        if (!print_pair(to, r, before, between))
            return false;
    return !reader_failed(r);
}

bool dis_has_utf8_keys(struct bytes pairs)
{
    enum { TAG = 8 }; /* behind version, list and its size, tuple and its size */
    if (pairs.size < TAG + 3 || (pairs.data[TAG] != ETF_SMALL_ATOM_UTF8))
        return false;
    const uint8_t *text = pairs.data + TAG + 2;
    size_t size = pairs.data[TAG + 1], left = pairs.size - TAG - 2;
    for (size_t i = 0; i < size && i < left; i++)
        if (text[i] > 0xc3)
            return false;
    return true;
}
