/* SPDX-License-Identifier: Apache-2.0 */
/* Whole terms in Erlang's syntax:
 *
 *     term:    [ "-" ] number | character | float | atom | string
 *            | "[" [ term { "," term } [ "|" term ] ] "]"
 *            | "{" [ term { "," term } ] "}"
 *            | "#{" [ term "=>" term { "," term "=>" term } ] "}"
 *            | "<<" [ segment { "," segment } ] ">>"
 *            | "fun" module ":" name "/" arity
 *            | record (see record.h)
 *     string:  one or more in quotes, also on lines that follow one another
 *     segment: string [ "/" "utf8" ] | [ "-" ] number [ ":" bits ]
 */

#include "asm/parser.h"

#include <stdlib.h>
#include <string.h>

/* Terms may be nested this deep: more is no program that somebody wrote. */
enum { DEEPEST = 1000 };

static struct asm_literal *new_literal(struct asm_parser *p, enum asm_literal_kind kind)
{
    struct asm_literal *literal = asm_arena_alloc(&p->arena, sizeof *literal);
    memset(literal, 0, sizeof *literal);
    literal->kind = kind;
    return literal;
}

static struct asm_literal *small(struct asm_parser *p, int64_t value)
{
    struct asm_literal *literal = new_literal(p, LITERAL_SMALL);
    literal->small = value;
    return literal;
}

static struct asm_literal *parse_integer(struct asm_parser *p, bool negative)
{
    struct asm_digits digits;
    if (!asm_text_digits(p->diag, p->token, &p->arena, &digits))
        return NULL;
    asm_advance(p);
    const uint64_t least = UINT64_C(1) << (BEAM_SMALL_INTEGER_BITS - 1);
    uint64_t value;
    if (asm_digits_value(&digits, negative ? least : least - 1, &value))
        return small(p, negative ? -(int64_t)value : (int64_t)value);
    struct asm_literal *literal = new_literal(p, LITERAL_BIG);
    literal->digits = digits;
    literal->negative = negative;
    return literal;
}

static struct asm_literal *parse_float(struct asm_parser *p, bool negative)
{
    struct asm_literal *literal = new_literal(p, LITERAL_FLOAT);
    if (!asm_text_float(p->diag, p->token, &literal->number))
        return NULL;
    if (negative)
        literal->number = -literal->number;
    asm_advance(p);
    return literal;
}

static struct asm_literal *parse_character(struct asm_parser *p, bool negative)
{
    struct asm_characters characters = {0};
    struct asm_literal *literal = NULL;
    if (asm_text_characters(p->diag, p->token, &characters)) {
        int64_t value = characters.points.items[0];
        literal = small(p, negative ? -value : value);
        asm_advance(p);
    }
    free(characters.points.items);
    return literal;
}

static struct asm_literal *parse_signed(struct asm_parser *p)
{
    bool negative = asm_accept(p, TOKEN_MINUS);
    switch (p->token.kind) {
    case TOKEN_INTEGER:
        return parse_integer(p, negative);
    case TOKEN_FLOAT:
        return parse_float(p, negative);
    case TOKEN_CHARACTER:
        return parse_character(p, negative);
    default:
        asm_unexpected(p, "a number");
        return NULL;
    }
}

static struct asm_literal *parse_atom_literal(struct asm_parser *p)
{
    struct asm_literal *literal = new_literal(p, LITERAL_ATOM);
    return asm_parse_atom(p, "a term", &literal->atom) ? literal : NULL;
}

/* Strings that follow one another, also on the next lines, are one. */
static bool parse_strings(struct asm_parser *p, struct asm_characters *characters)
{
    do {
        if (!asm_text_characters(p->diag, p->token, characters))
            return false;
        asm_advance(p);
        while (p->token.kind == TOKEN_NEWLINE && asm_tokens_string_next(&p->tokens))
            asm_advance(p);
    } while (p->token.kind == TOKEN_STRING);
    return true;
}

static struct asm_literal *parse_string(struct asm_parser *p)
{
    struct asm_characters characters = {0};
    struct asm_literal *literal = NULL;
    if (parse_strings(p, &characters)) {
        size_t size = characters.points.count * sizeof(uint32_t);
        uint32_t *points = asm_arena_alloc(&p->arena, size);
        if (size > 0)
            memcpy(points, characters.points.items, size);
        literal = new_literal(p, LITERAL_STRING);
        literal->text.points = points;
        literal->text.size = characters.points.count;
    }
    free(characters.points.items);
    return literal;
}

static struct asm_literal *parse_fun_literal(struct asm_parser *p)
{
    struct asm_function_ref function;
    asm_advance(p);
    if (!asm_parse_function(p, true, &function))
        return NULL;
    struct asm_literal *literal = new_literal(p, LITERAL_FUN);
    literal->fun.module = function.module;
    literal->fun.function = function.function;
    literal->fun.arity = function.arity;
    return literal;
}

static bool parse_item(struct asm_parser *p)
{
    struct asm_literal *item = asm_parse_literal(p);
    if (item == NULL)
        return false;
    *ASM_PUSH(&p->items) = item;
    return true;
}

/* Moves the items from FIRST on into a literal. */
static struct asm_literal *take_items(struct asm_parser *p, enum asm_literal_kind kind,
                                      size_t first)
{
    struct asm_literal *literal = new_literal(p, kind);
    literal->count = p->items.count - first;
    literal->items = asm_arena_alloc(&p->arena, literal->count * sizeof *literal->items);
    if (literal->count > 0)
        memcpy(literal->items, p->items.items + first, literal->count * sizeof *literal->items);
    p->items.count = first;
    return literal;
}

static struct asm_literal *parse_list(struct asm_parser *p)
{
    size_t first = p->items.count;
    struct asm_literal *tail = NULL;
    asm_open(p, TOKEN_LEFT_BRACKET);
    for (bool more = p->token.kind != TOKEN_RIGHT_BRACKET; more; more = asm_accept(p, TOKEN_COMMA))
        if (!parse_item(p))
            return NULL;
    if (p->items.count > first && asm_accept(p, TOKEN_BAR) && (tail = asm_parse_literal(p)) == NULL)
        return NULL;
    if (tail == NULL && p->token.kind != TOKEN_RIGHT_BRACKET) {
        asm_unexpected(p, "',', '|' or ']'");
        return NULL;
    }
    if (!asm_close(p, TOKEN_RIGHT_BRACKET))
        return NULL;
    struct asm_literal *list = take_items(p, LITERAL_LIST, first);
    bool nil = tail != NULL && ((tail->kind == LITERAL_LIST && tail->count == 0) ||
                                (tail->kind == LITERAL_STRING && tail->text.size == 0));
    list->tail = nil ? NULL : tail;
    return list;
}

/* A tuple or a map, which OPEN begins. */
static struct asm_literal *parse_braces(struct asm_parser *p, enum asm_token_kind open,
                                        enum asm_literal_kind kind)
{
    size_t first = p->items.count;
    asm_open(p, open);
    for (bool more = p->token.kind != TOKEN_RIGHT_BRACE; more; more = asm_accept(p, TOKEN_COMMA)) {
        if (!parse_item(p))
            return NULL;
        if (kind == LITERAL_MAP && (!asm_expect(p, TOKEN_ARROW) || !parse_item(p)))
            return NULL;
    }
    return asm_close_items(p, TOKEN_RIGHT_BRACE) ? take_items(p, kind, first) : NULL;
}

/* ---- binaries ---- */

struct bit_buffer {
    struct asm_bytes bytes;
    unsigned used; /* bits of the last byte; 0 = all */
};

static void put_bits(struct bit_buffer *to, uint64_t value, unsigned count)
{
    while (count > 0) {
        if (to->used == 0)
            asm_put8(&to->bytes, 0);
        unsigned room = 8 - to->used, step = count < room ? count : room;
        unsigned bits = (unsigned)(value >> (count - step)) & ((1u << step) - 1);
        to->bytes.data[to->bytes.size - 1] |= (uint8_t)(bits << (room - step));
        to->used = (to->used + step) % 8;
        count -= step;
    }
}

static bool put_text(struct asm_parser *p, struct asm_span span, const struct asm_literal *text,
                     struct bit_buffer *to)
{
    bool utf8 = asm_accept(p, TOKEN_SLASH);
    if (utf8 && !asm_at_word(p, "utf8"))
        return asm_unexpected(p, "utf8");
    if (utf8)
        asm_advance(p);
    struct asm_bytes bytes = {0};
    bool ok = true;
    for (size_t i = 0; i < text->text.size && ok; i++) {
        if (utf8)
            asm_put_utf8(&bytes, text->text.points[i]);
        else if (text->text.points[i] < 256)
            asm_put8(&bytes, text->text.points[i]);
        else
            ok = asm_error(p->diag, ASM_MESSAGE_wide_character, span,
                           "a character above 255 needs \"...\"/utf8 in a binary");
    }
    for (size_t i = 0; i < bytes.size; i++)
        put_bits(to, bytes.data[i], 8);
    asm_bytes_free(&bytes);
    return ok;
}

static bool put_number(struct asm_parser *p, struct asm_span span, const struct asm_literal *number,
                       struct bit_buffer *to)
{
    uint64_t size = 8;
    if (asm_accept(p, TOKEN_COLON) &&
        !asm_parse_number(p, "the number of bits in a segment", 64, &size))
        return false;
    if (number->kind != LITERAL_SMALL)
        return asm_error(p->diag, ASM_MESSAGE_bad_segment, span,
                         "a segment of a binary literal is a string or an integer "
                         "of at most %d bits",
                         BEAM_SMALL_INTEGER_BITS);
    put_bits(to, (uint64_t)number->small, (unsigned)size);
    return true;
}

static bool parse_segment(struct asm_parser *p, struct bit_buffer *to)
{
    struct asm_span span = p->token.span;
    if (p->token.kind == TOKEN_STRING) {
        struct asm_literal *text = parse_string(p);
        return text != NULL && put_text(p, span, text, to);
    }
    struct asm_literal *number = parse_signed(p);
    return number != NULL && put_number(p, span, number, to);
}

static struct asm_literal *parse_segments(struct asm_parser *p, struct bit_buffer *to)
{
    asm_open(p, TOKEN_LEFT_BINARY);
    for (bool more = p->token.kind != TOKEN_RIGHT_BINARY; more; more = asm_accept(p, TOKEN_COMMA))
        if (!parse_segment(p, to))
            return NULL;
    if (!asm_close_items(p, TOKEN_RIGHT_BINARY))
        return NULL;
    struct asm_literal *literal = new_literal(p, LITERAL_BITS);
    uint8_t *bytes = asm_arena_alloc(&p->arena, to->bytes.size);
    if (to->bytes.size > 0)
        memcpy(bytes, to->bytes.data, to->bytes.size);
    literal->bits.bytes = bytes;
    literal->bits.size = to->bytes.size;
    literal->bits.spare = to->used == 0 ? 0 : 8 - to->used;
    return literal;
}

static struct asm_literal *parse_binary(struct asm_parser *p)
{
    struct bit_buffer bits = {0};
    struct asm_literal *literal = parse_segments(p, &bits);
    asm_bytes_free(&bits.bytes);
    return literal;
}

static struct asm_literal *parse_term(struct asm_parser *p)
{
    switch (p->token.kind) {
    case TOKEN_MINUS:
    case TOKEN_INTEGER:
    case TOKEN_FLOAT:
    case TOKEN_CHARACTER:
        return parse_signed(p);
    case TOKEN_WORD:
        return asm_at_word(p, "fun") ? parse_fun_literal(p) : parse_atom_literal(p);
    case TOKEN_STRING:
        return parse_string(p);
    case TOKEN_LEFT_BRACKET:
        return parse_list(p);
    case TOKEN_LEFT_BRACE:
        return parse_braces(p, TOKEN_LEFT_BRACE, LITERAL_TUPLE);
    case TOKEN_MAP:
        return parse_braces(p, TOKEN_MAP, LITERAL_MAP);
    case TOKEN_LEFT_BINARY:
        return parse_binary(p);
    case TOKEN_HASH:
        return asm_parse_record_literal(p);
    default:
        return parse_atom_literal(p);
    }
}

struct asm_literal *asm_parse_literal(struct asm_parser *p)
{
    if (p->depth == DEEPEST) {
        asm_error(p->diag, ASM_MESSAGE_term_too_deep, p->token.span,
                  "terms may be nested at most %d deep", DEEPEST);
        return NULL;
    }
    p->depth++;
    struct asm_literal *literal = parse_term(p);
    p->depth--;
    return literal;
}

uint32_t asm_keep_literal(struct asm_parser *p, const struct asm_literal *literal)
{
    struct asm_bytes bytes = {0};
    asm_literal_write(&bytes, &p->module->atoms, literal, SPELLING_SORTED);
    size_t known = p->module->literals.entries.count;
    uint32_t number = asm_intern(&p->module->literals, bytes.data, bytes.size);
    if (number == known && asm_literal_has_order(literal)) {
        bytes.size = 0;
        asm_literal_write(&bytes, &p->module->atoms, literal, SPELLING_SOURCE);
        asm_spell_literal(p->module, number, &bytes);
    }
    asm_bytes_free(&bytes);
    return number;
}
