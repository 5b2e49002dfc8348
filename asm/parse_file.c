/* SPDX-License-Identifier: Apache-2.0 */
/* Directives that say what stands in tables of the file beside the code: attributes, types, whole
 * chunks. */

#include "asm/parser.h"

#include "loader/format.h"

#include <stdlib.h>
#include <string.h>

bool asm_parse_attribute(struct asm_parser *p)
{
    uint32_t atom;
    if (!asm_parse_atom(p, "the name of the attribute", &atom) || !asm_expect(p, TOKEN_COMMA))
        return false;
    struct asm_literal *literal = asm_parse_literal(p);
    if (literal == NULL)
        return false;
    struct asm_bytes bytes = {0};
    asm_literal_write(&bytes, &p->module->atoms, literal,
                      p->module->utf8_attributes ? SPELLING_SOURCE : SPELLING_LATIN1);
    *ASM_PUSH(&p->module->attributes) =
        (struct asm_attribute){atom, asm_intern(&p->module->blobs, bytes.data + 1, bytes.size - 1)};
    asm_bytes_free(&bytes);
    return true;
}

/* attributes utf8: how atoms are written in the attributes that follow. */
bool asm_parse_attributes(struct asm_parser *p)
{
    if (!asm_at_word(p, "utf8"))
        return asm_unexpected(p, "utf8");
    if (p->module->attributes.count > 0)
        return asm_error(p->diag, ASM_MESSAGE_attributes_not_first, p->token.span,
                         "this must stand above all attributes");
    asm_advance(p);
    p->module->utf8_attributes = true;
    return true;
}

/* old_uniq NUMBER: what the rows of the fun table carry. */
bool asm_parse_old_uniq(struct asm_parser *p)
{
    uint64_t number = 0;
    if (!asm_parse_number(p, "a number", UINT32_MAX, &number))
        return false;
    p->module->has_old_uniq = true;
    p->module->old_uniq = (uint32_t)number;
    return true;
}

static bool chunk_contents(struct asm_parser *p, struct asm_chunk *chunk)
{
    const struct asm_literal *literal = asm_parse_literal(p);
    if (literal == NULL)
        return false;
    if (literal->kind != LITERAL_BITS || literal->bits.spare != 0)
        return asm_error(p->diag, ASM_MESSAGE_chunk_not_binary, chunk->span,
                         "a chunk holds a binary");
    chunk->contents = asm_intern(&p->module->blobs, literal->bits.bytes, literal->bits.size);
    return true;
}

/* chunk "Name", <<...>>: a chunk of the file as it is; chunk "Name", -: none. */
bool asm_parse_chunk(struct asm_parser *p)
{
    struct asm_span span = p->token.span;
    struct asm_chunk chunk = {.contents = ASM_NO_CHUNK, .span = span};
    if (p->token.kind != TOKEN_STRING || p->token.span.size != 6)
        return asm_unexpected(p, "the four letters of a chunk, as \"Type\"");
    memcpy(chunk.id, asm_token_text(p, p->token) + 1, 4);
    asm_advance(p);
    if (!asm_expect(p, TOKEN_COMMA))
        return false;
    if (!asm_accept(p, TOKEN_MINUS) && !chunk_contents(p, &chunk))
        return false;
    uint32_t number = asm_intern(&p->module->chunk_names, chunk.id, 4);
    if (number < p->module->chunks.count) {
        asm_error(p->diag, ASM_MESSAGE_duplicate_chunk, span, "this chunk is there already");
        asm_note(p->diag, p->module->chunks.items[number].span, "it is first given here");
        return false;
    }
    *ASM_PUSH(&p->module->chunks) = chunk;
    return true;
}

static const struct {
    const char *name;
    uint16_t kinds;
} kinds[] = {
#define TYPE(bits, name) {#name, bits},
#include "loader/types.def"
#undef TYPE
};

/* One of the kinds of a type, added to *SET. */
static bool take_kind(struct asm_parser *p, uint16_t *set)
{
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (asm_at_word(p, kinds[i].name)) {
            *set |= kinds[i].kinds;
            asm_advance(p);
            return true;
        }
    return asm_unexpected(p, "a kind of values, such as atom or integer");
}

/* An integer of 64 bits. */
static bool take_bound(struct asm_parser *p, int64_t *bound)
{
    struct asm_span span = p->token.span;
    if (p->token.kind != TOKEN_INTEGER && p->token.kind != TOKEN_MINUS)
        return asm_unexpected(p, "an integer");
    const struct asm_literal *literal = asm_parse_literal(p);
    if (literal == NULL)
        return false;
    if (literal->kind == LITERAL_SMALL) {
        *bound = literal->small;
        return true;
    }
    struct asm_bytes bytes = {0};
    bool fits = false;
    if (literal->kind == LITERAL_BIG) {
        (void)asm_integer_bytes(&bytes, literal);
        fits = bytes.size <= sizeof *bound;
    }
    uint64_t value = fits && (bytes.data[0] & 0x80) != 0 ? UINT64_MAX : 0;
    for (size_t i = 0; fits && i < bytes.size; i++)
        value = value << 8 | bytes.data[i];
    *bound = (int64_t)value;
    asm_bytes_free(&bytes);
    return fits || asm_error(p->diag, ASM_MESSAGE_bad_type, span,
                             "the bounds of a type are integers of 64 bits");
}

/* type KIND, ...: the next row of the table of types; then perhaps the least and the greatest of
 * its integers. */
bool asm_parse_type(struct asm_parser *p)
{
    struct asm_span span = p->token.span;
    struct asm_type type = {0, BEAM_NO_LEAST, BEAM_NO_MOST};
    do {
        if (p->token.kind == TOKEN_INTEGER || p->token.kind == TOKEN_MINUS) {
            if (!take_bound(p, &type.least) || !asm_expect(p, TOKEN_COMMA) ||
                !take_bound(p, &type.most))
                return false;
            if (type.least > type.most)
                return asm_error(p->diag, ASM_MESSAGE_bad_type, span,
                                 "the lower bound is above the upper one");
            break;
        }
        if (!take_kind(p, &type.kinds))
            return false;
    } while (asm_accept(p, TOKEN_COMMA));
    *ASM_PUSH(&p->module->types) = type;
    return true;
}
