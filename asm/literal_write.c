/* SPDX-License-Identifier: Apache-2.0 */
/* Constant terms in the external term format. The depth of recursion is that of the term, which the
 * parser limits. */

#include "asm/literal.h"
#include "asm/intern.h"
#include "loader/format.h"

#include <gmp.h>
#include <stdlib.h>
#include <string.h>

struct writer {
    struct asm_bytes *to;
    const struct asm_intern *atoms;
    enum asm_spelling spelling;
};

static void write_term(const struct writer *w, const struct asm_literal *literal);

/* UTF-8 of characters up to 255 begins with C3 at most; those above 127 take two bytes. */
static bool is_latin1(const uint8_t *text, size_t size, size_t *characters)
{
    *characters = size;
    for (size_t i = 0; i < size; i++) {
        if (text[i] > 0xc3)
            return false;
        *characters -= text[i] >= 0xc0;
    }
    return true;
}

static void write_latin1(struct asm_bytes *to, const uint8_t *text, size_t size, size_t characters)
{
    asm_put8(to, ETF_ATOM);
    asm_put16(to, (unsigned)characters);
    for (size_t i = 0; i < size; i++) {
        unsigned first = text[i];
        asm_put8(to, first < 0x80 ? first : (first << 6 & 0xc0) | (text[++i] & 0x3f));
    }
}

void asm_atom_write(struct asm_bytes *to, const uint8_t *text, size_t size,
                    enum asm_spelling spelling)
{
    size_t characters;
    if (spelling == SPELLING_LATIN1 && is_latin1(text, size, &characters)) {
        write_latin1(to, text, size, characters);
        return;
    }
    asm_put8(to, size < 256 ? ETF_SMALL_ATOM_UTF8 : ETF_ATOM_UTF8);
    if (size < 256)
        asm_put8(to, (unsigned)size);
    else
        asm_put16(to, (unsigned)size);
    asm_put(to, text, size);
}

static void write_atom(const struct writer *w, uint32_t atom)
{
    const struct asm_entry *text = &w->atoms->entries.items[atom];
    asm_atom_write(w->to, text->bytes, text->size, w->spelling);
}

/* MAGNITUDE has its SIZE bytes in little-endian order. */
static void write_magnitude(const struct writer *w, bool negative, const uint8_t *magnitude,
                            size_t size)
{
    asm_put8(w->to, size < 256 ? ETF_SMALL_BIG : ETF_LARGE_BIG);
    if (size < 256)
        asm_put8(w->to, (unsigned)size);
    else
        asm_put32(w->to, (uint32_t)size);
    asm_put8(w->to, negative);
    asm_put(w->to, magnitude, size);
}

static void write_small(const struct writer *w, int64_t value)
{
    if (value >= 0 && value < 256) {
        asm_put8(w->to, ETF_SMALL_INTEGER);
        asm_put8(w->to, (unsigned)value);
    } else if (value >= INT32_MIN && value <= INT32_MAX) {
        asm_put8(w->to, ETF_INTEGER);
        asm_put32(w->to, (uint32_t)value);
    } else {
        uint8_t magnitude[8];
        size_t size = 0;
        for (uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value; rest > 0; rest >>= 8)
            magnitude[size++] = (uint8_t)rest;
        write_magnitude(w, value < 0, magnitude, size);
    }
}

static void write_big(const struct writer *w, const struct asm_literal *literal)
{
    mpz_t value;
    mpz_init_set_str(value, literal->digits.text, literal->digits.base);
    size_t size = (mpz_sizeinbase(value, 2) + 7) / 8;
    uint8_t *magnitude = mem_alloc(size);
    mpz_export(magnitude, &size, -1, 1, 0, 0, value);
    write_magnitude(w, literal->negative, magnitude, size);
    free(magnitude);
    mpz_clear(value);
}

size_t asm_integer_bytes(struct asm_bytes *to, const struct asm_literal *literal)
{
    mpz_t value, modulus;
    mpz_init_set_str(value, literal->digits.text, literal->digits.base);
    mpz_init_set(modulus, value);
    size_t bits = mpz_sizeinbase(value, 2);
    if (literal->negative)
        mpz_sub_ui(modulus, modulus, 1);
    size_t size = mpz_sizeinbase(modulus, 2) / 8 + 1; /* one bit is the sign */
    mpz_set_ui(modulus, 0);
    mpz_setbit(modulus, 8 * size);
    if (literal->negative)
        mpz_sub(value, modulus, value);
    uint8_t *bytes = mem_zalloc(size);
    size_t used = (mpz_sizeinbase(value, 2) + 7) / 8;
    mpz_export(bytes + size - used, NULL, 1, 1, 0, 0, value);
    asm_put(to, bytes, size);
    free(bytes);
    mpz_clears(value, modulus, NULL);
    return bits;
}

static void write_float(const struct writer *w, double number)
{
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    asm_put8(w->to, ETF_NEW_FLOAT);
    asm_put64(w->to, bits);
}

static void write_text(const struct writer *w, const uint32_t *points, size_t count)
{
    bool bytes = count < 65536;
    for (size_t i = 0; i < count && bytes; i++)
        bytes = points[i] < 256;
    if (count == 0) {
        asm_put8(w->to, ETF_NIL);
    } else if (bytes) {
        asm_put8(w->to, ETF_STRING);
        asm_put16(w->to, (unsigned)count);
        for (size_t i = 0; i < count; i++)
            asm_put8(w->to, points[i]);
    } else {
        asm_put8(w->to, ETF_LIST);
        asm_put32(w->to, (uint32_t)count);
        for (size_t i = 0; i < count; i++)
            write_small(w, points[i]);
        asm_put8(w->to, ETF_NIL);
    }
}

static bool is_list_of_bytes(const struct asm_literal *list)
{
    if (list->tail != NULL || list->count >= 65536)
        return false;
    for (size_t i = 0; i < list->count; i++) {
        const struct asm_literal *item = list->items[i];
        if (item->kind != LITERAL_SMALL || item->small < 0 || item->small > 255)
            return false;
    }
    return true;
}

static void write_list(const struct writer *w, const struct asm_literal *list)
{
    if (list->count == 0) {
        asm_put8(w->to, ETF_NIL);
        return;
    }
    if (is_list_of_bytes(list)) {
        asm_put8(w->to, ETF_STRING);
        asm_put16(w->to, (unsigned)list->count);
        for (size_t i = 0; i < list->count; i++)
            asm_put8(w->to, (unsigned)list->items[i]->small);
        return;
    }
    asm_put8(w->to, ETF_LIST);
    asm_put32(w->to, (uint32_t)list->count);
    for (size_t i = 0; i < list->count; i++)
        write_term(w, list->items[i]);
    if (list->tail == NULL)
        asm_put8(w->to, ETF_NIL);
    else
        write_term(w, list->tail);
}

static void write_tuple(const struct writer *w, const struct asm_literal *tuple)
{
    if (tuple->count < 256) {
        asm_put8(w->to, ETF_SMALL_TUPLE);
        asm_put8(w->to, (unsigned)tuple->count);
    } else {
        asm_put8(w->to, ETF_LARGE_TUPLE);
        asm_put32(w->to, (uint32_t)tuple->count);
    }
    for (size_t i = 0; i < tuple->count; i++)
        write_term(w, tuple->items[i]);
}

/* A pair of a map, written one behind the other: the sorted spelling of its key, KEY bytes from
 * START on; from TEXT on the pair itself, up to END. */
struct pair {
    const uint8_t *bytes;
    size_t start, key, text, end;
    size_t number; /* order in the source */
};

static int compare_keys(const struct pair *a, const struct pair *b)
{
    size_t common = a->key < b->key ? a->key : b->key;
    int order = memcmp(a->bytes + a->start, b->bytes + b->start, common);
    return order != 0 ? order : (a->key > b->key) - (a->key < b->key);
}

static int by_number(const void *a, const void *b)
{
    const struct pair *left = a, *right = b;
    return left->number < right->number ? -1 : 1;
}

static int by_key(const void *a, const void *b)
{
    int order = compare_keys(a, b);
    return order != 0 ? order : by_number(a, b);
}

static void write_pairs(const struct writer *w, struct pair *pairs, size_t count)
{
    qsort(pairs, count, sizeof *pairs, by_key);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (i + 1 == count || compare_keys(&pairs[i], &pairs[i + 1]) != 0)
            pairs[kept++] = pairs[i];
    if (w->spelling != SPELLING_SORTED)
        qsort(pairs, kept, sizeof *pairs, by_number);
    asm_put8(w->to, ETF_MAP);
    asm_put32(w->to, (uint32_t)kept);
    for (size_t i = 0; i < kept; i++)
        asm_put(w->to, pairs[i].bytes + pairs[i].text, pairs[i].end - pairs[i].text);
}

static void write_map(const struct writer *w, const struct asm_literal *map)
{
    size_t count = map->count / 2;
    struct pair *pairs = mem_alloc((count + 1) * sizeof *pairs);
    struct asm_bytes bytes = {0};
    struct writer inner = {&bytes, w->atoms, w->spelling};
    struct writer sorted = {&bytes, w->atoms, SPELLING_SORTED};
    for (size_t i = 0; i < count; i++) {
        struct pair *pair = &pairs[i];
        *pair = (struct pair){.start = bytes.size, .text = bytes.size, .number = i};
        write_term(&sorted, map->items[2 * i]);
        pair->key = bytes.size - pair->start;
        if (w->spelling != SPELLING_SORTED) {
            pair->text = bytes.size;
            write_term(&inner, map->items[2 * i]);
        }
        write_term(&inner, map->items[2 * i + 1]);
        pair->end = bytes.size;
    }
    for (size_t i = 0; i < count; i++)
        pairs[i].bytes = bytes.data;
    write_pairs(w, pairs, count);
    asm_bytes_free(&bytes);
    free(pairs);
}

static void write_bits(const struct writer *w, const struct asm_literal *literal)
{
    asm_put8(w->to, literal->bits.spare == 0 ? ETF_BINARY : ETF_BIT_BINARY);
    asm_put32(w->to, (uint32_t)literal->bits.size);
    if (literal->bits.spare != 0)
        asm_put8(w->to, 8 - literal->bits.spare);
    asm_put(w->to, literal->bits.bytes, literal->bits.size);
}

static void write_fun(const struct writer *w, const struct asm_literal *literal)
{
    asm_put8(w->to, ETF_EXPORT);
    write_atom(w, literal->fun.module);
    write_atom(w, literal->fun.function);
    write_small(w, literal->fun.arity);
}

static void write_term(const struct writer *w, const struct asm_literal *literal)
{
    switch (literal->kind) {
    case LITERAL_SMALL:
        write_small(w, literal->small);
        break;
    case LITERAL_BIG:
        write_big(w, literal);
        break;
    case LITERAL_FLOAT:
        write_float(w, literal->number);
        break;
    case LITERAL_ATOM:
        write_atom(w, literal->atom);
        break;
    case LITERAL_STRING:
        write_text(w, literal->text.points, literal->text.size);
        break;
    case LITERAL_LIST:
        write_list(w, literal);
        break;
    case LITERAL_TUPLE:
        write_tuple(w, literal);
        break;
    case LITERAL_MAP:
        write_map(w, literal);
        break;
    case LITERAL_BITS:
        write_bits(w, literal);
        break;
    case LITERAL_FUN:
        write_fun(w, literal);
        break;
    }
}

void asm_literal_write(struct asm_bytes *to, const struct asm_intern *atoms,
                       const struct asm_literal *literal, enum asm_spelling spelling)
{
    struct writer w = {to, atoms, spelling};
    asm_put8(to, ETF_VERSION);
    write_term(&w, literal);
}

bool asm_literal_has_order(const struct asm_literal *literal)
{
    bool has_items = literal->kind == LITERAL_LIST || literal->kind == LITERAL_TUPLE ||
                     literal->kind == LITERAL_MAP;
    if (!has_items)
        return false;
    if (literal->kind == LITERAL_MAP && literal->count > 2)
        return true;
    for (size_t i = 0; i < literal->count; i++)
        if (asm_literal_has_order(literal->items[i]))
            return true;
    return literal->kind == LITERAL_LIST && literal->tail != NULL &&
           asm_literal_has_order(literal->tail);
}
