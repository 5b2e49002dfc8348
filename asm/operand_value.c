/* SPDX-License-Identifier: Apache-2.0 */
/* Operands that are values: registers, terms, numbers of all sorts, source lines. */

#include "asm/operand.h"

#include "asm/frame.h"
#include "asm/operand_record.h"

#include <stdlib.h>

void asm_operand(struct asm_operands *o, enum asm_operand_kind kind, uint64_t value,
                 struct asm_span span)
{
    asm_add_operand(o->p->module, kind, value, span.at);
}

bool asm_comma(struct asm_operands *o)
{
    return asm_accept(o->p, TOKEN_COMMA) || asm_unexpected(o->p, "',' and another operand");
}

/* ---- registers and terms ---- */

static bool is_register(enum asm_token_kind kind)
{
    return kind == TOKEN_X || kind == TOKEN_Y || kind == TOKEN_F;
}

static bool register_number(struct asm_parser *p, uint32_t *number)
{
    const char *text = asm_token_text(p, p->token);
    *number = 0;
    for (uint32_t i = 1; i < p->token.span.size; i++) {
        *number = *number * 10 + (uint32_t)(text[i] - '0');
        if (*number >= BEAM_MAX_REGISTERS)
            return asm_error(p->diag, ASM_MESSAGE_register_number, p->token.span,
                             "registers are numbered from 0 to %d", BEAM_MAX_REGISTERS - 1);
    }
    return true;
}

/* x0, y0 or f0; if TYPED, x0:5 is a register whose type is row 5 of the type table. */
bool asm_parse_register(struct asm_operands *o, bool typed)
{
    struct asm_parser *p = o->p;
    struct asm_token token = p->token;
    uint32_t number;
    if (!register_number(p, &number))
        return false;
    asm_advance(p);
    asm_operand(o,
                token.kind == TOKEN_X   ? OPERAND_X
                : token.kind == TOKEN_Y ? OPERAND_Y
                                        : OPERAND_F,
                number, token.span);
    if (!typed || token.kind == TOKEN_F || !asm_accept(p, TOKEN_COLON))
        return true;
    uint64_t type;
    if (!asm_parse_number(p, "a row of the type table", (1 << 24) - 2, &type))
        return false;
    p->module->operands.items[p->module->operands.count - 1].type = ((uint32_t)type + 1) & 0xffffff;
    return true;
}

static bool is_empty(const struct asm_literal *literal)
{
    return (literal->kind == LITERAL_LIST && literal->count == 0) ||
           (literal->kind == LITERAL_STRING && literal->text.size == 0);
}

/* An integer of more than 60 bits stands in the code if it is short, else among the literals. */
static void add_big(struct asm_operands *o, const struct asm_literal *literal, struct asm_span span)
{
    enum { LONGEST_IN_CODE = 128 }; /* bits, as in files of erlc */
    struct asm_bytes bytes = {0};
    if (asm_integer_bytes(&bytes, literal) <= LONGEST_IN_CODE)
        asm_operand(o, OPERAND_BIG, asm_intern(&o->p->module->integers, bytes.data, bytes.size),
                    span);
    else
        asm_operand(o, OPERAND_LITERAL, asm_keep_literal(o->p, literal), span);
    asm_bytes_free(&bytes);
}

static bool parse_number(struct asm_operands *o)
{
    struct asm_span span = o->p->token.span;
    uint64_t value;
    if (!asm_parse_number(o->p, "a number", UINT64_MAX, &value))
        return false;
    asm_operand(o, OPERAND_UNTAGGED, value, span);
    return true;
}

void asm_literal_operand(struct asm_operands *o, const struct asm_literal *literal,
                         struct asm_span span)
{
    if (literal->kind == LITERAL_SMALL)
        asm_operand(o, OPERAND_INTEGER, (uint64_t)literal->small, span);
    else if (literal->kind == LITERAL_BIG)
        add_big(o, literal, span);
    else if (literal->kind == LITERAL_ATOM)
        asm_operand(o, OPERAND_ATOM, literal->atom, span);
    else if (is_empty(literal))
        asm_operand(o, OPERAND_NIL, 0, span);
    else
        asm_operand(o, OPERAND_LITERAL, asm_keep_literal(o->p, literal), span);
}

bool asm_parse_constant(struct asm_operands *o, bool untagged)
{
    if (untagged && o->p->token.kind == TOKEN_INTEGER)
        return parse_number(o);
    struct asm_span span = o->p->token.span;
    const struct asm_literal *literal = asm_parse_literal(o->p);
    if (literal != NULL)
        asm_literal_operand(o, literal, span);
    return literal != NULL;
}

static bool float_register(struct asm_parser *p)
{
    asm_error(p->diag, ASM_MESSAGE_float_register, p->token.span,
              "a float register cannot stand here");
    asm_help(p->diag, "fmove makes a term of it in an x or y register");
    return false;
}

/* s, m: a register or a term. */
bool asm_parse_source(struct asm_operands *o, bool untagged)
{
    if (o->p->token.kind == TOKEN_F)
        return float_register(o->p);
    return is_register(o->p->token.kind) ? asm_parse_register(o, true)
                                         : asm_parse_constant(o, untagged);
}

/* d, y, F: one of the registers whose kinds are given. */
bool asm_parse_this_register(struct asm_operands *o, enum asm_token_kind kind,
                             enum asm_token_kind other, const char *what)
{
    if (o->p->token.kind != kind && o->p->token.kind != other)
        return asm_unexpected(o->p, what);
    return asm_parse_register(o, false);
}

/* a: an atom. */
bool asm_parse_atom_operand(struct asm_operands *o)
{
    struct asm_span span = o->p->token.span;
    uint32_t atom;
    if (!asm_parse_atom(o->p, "an atom", &atom))
        return false;
    asm_operand(o, OPERAND_ATOM, atom, span);
    return true;
}

/* ---- numbers ---- */

static bool parse_flag(struct asm_parser *p, uint64_t *flags)
{
    static const struct {
        const char *name;
        unsigned flag;
    } names[] = {
        {"aligned", BEAM_BITS_ALIGNED},
        {"little", BEAM_BITS_LITTLE},
        {"big", 0},
        {"signed", BEAM_BITS_SIGNED},
        {"unsigned", 0},
        {"exact", BEAM_BITS_EXACT},
        {"native", BEAM_BITS_NATIVE},
    };
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (asm_at_word(p, names[i].name)) {
            *flags |= names[i].flag;
            asm_advance(p);
            return true;
        }
    return asm_unexpected(p, "little, big, native, signed, unsigned, aligned or exact");
}

/* [little, signed] */
static bool parse_flags(struct asm_operands *o)
{
    struct asm_parser *p = o->p;
    struct asm_span span = p->token.span;
    uint64_t flags = 0;
    asm_open(p, TOKEN_LEFT_BRACKET);
    for (bool more = p->token.kind != TOKEN_RIGHT_BRACKET; more; more = asm_accept(p, TOKEN_COMMA))
        if (!parse_flag(p, &flags))
            return false;
    if (!asm_close_items(p, TOKEN_RIGHT_BRACKET))
        return false;
    asm_operand(o, OPERAND_UNTAGGED, flags, span);
    return true;
}

/* <<"bytes">>: a place in the string table. */
static bool parse_table_string(struct asm_operands *o)
{
    struct asm_parser *p = o->p;
    struct asm_span span = p->token.span;
    const struct asm_literal *literal = asm_parse_literal(p);
    if (literal == NULL)
        return false;
    uint32_t string = asm_intern(&p->module->strings, literal->bits.bytes, literal->bits.size);
    asm_operand(o, OPERAND_STRING, string, span);
    return true;
}

/* u: a number, a list of flags, bytes that go into the string table, a record or a field of one; _
 * for the size of a frame. */
bool asm_parse_untagged(struct asm_operands *o)
{
    struct asm_parser *p = o->p;
    struct asm_span span = p->token.span;
    if (p->module->operands.count - o->first == (size_t)asm_frame_operand(o->op) &&
        asm_accept(p, TOKEN_UNDERSCORE)) {
        asm_operand(o, OPERAND_FRAME, 0, span);
        return true;
    }
    if (p->token.kind == TOKEN_LEFT_BRACKET)
        return parse_flags(o);
    if (p->token.kind == TOKEN_LEFT_BINARY)
        return parse_table_string(o);
    if (p->token.kind == TOKEN_HASH)
        return asm_parse_record_number(o);
    return parse_number(o);
}

/* n: a number of registers, or _ to have it computed. */
bool asm_parse_live(struct asm_operands *o)
{
    struct asm_span span = o->p->token.span;
    uint64_t value;
    if (asm_accept(o->p, TOKEN_UNDERSCORE)) {
        asm_operand(o, OPERAND_LIVE, 0, span);
        return true;
    }
    if (o->p->token.kind != TOKEN_INTEGER)
        return asm_unexpected(o->p, "the number of live x registers, or _");
    if (!asm_parse_number(o->p, "the number of live x registers", BEAM_MAX_REGISTERS, &value))
        return false;
    asm_operand(o, OPERAND_UNTAGGED, value, span);
    return true;
}

static bool parse_need(struct asm_operands *o)
{
    static const char *const names[] = {"words", "floats", "funs"};
    struct asm_parser *p = o->p;
    for (unsigned i = 0; i < COUNT_OF(names); i++)
        if (asm_at_word(p, names[i])) {
            struct asm_span span = p->token.span;
            uint64_t value;
            asm_advance(p);
            if (!asm_expect(p, TOKEN_ARROW) ||
                !asm_parse_number(p, "a heap need", INT32_MAX, &value))
                return false;
            asm_operand(o, OPERAND_UNTAGGED, i, span);
            asm_operand(o, OPERAND_UNTAGGED, value, span);
            return true;
        }
    return asm_unexpected(p, "words, floats or funs");
}

/* h: a number of words, [words => 2, floats => 1, funs => 1], or _ to have it computed. */
bool asm_parse_heap(struct asm_operands *o)
{
    struct asm_parser *p = o->p;
    struct asm_span span = p->token.span;
    uint64_t value;
    if (asm_accept(p, TOKEN_UNDERSCORE)) {
        asm_operand(o, OPERAND_HEAP, 0, span);
        return true;
    }
    if (p->token.kind != TOKEN_LEFT_BRACKET) {
        if (!asm_parse_number(p, "a heap need", INT32_MAX, &value))
            return false;
        asm_operand(o, OPERAND_UNTAGGED, value, span);
        return true;
    }
    asm_operand(o, OPERAND_ALLOC, 0, span);
    size_t first = p->module->operands.count;
    asm_open(p, TOKEN_LEFT_BRACKET);
    do
        if (!parse_need(o))
            return false;
    while (asm_accept(p, TOKEN_COMMA));
    p->module->operands.items[first - 1].value = (p->module->operands.count - first) / 2;
    return asm_close_items(p, TOKEN_RIGHT_BRACKET);
}

/* i: "file", line; or a line of this file; or - when it is not known. */
bool asm_parse_line(struct asm_operands *o)
{
    struct asm_parser *p = o->p;
    struct asm_span span = p->token.span;
    const struct asm_file *own;
    asm_source_line(p->diag->source, asm_here(p).at, &own);
    uint32_t file = asm_file(p->module, own->name);
    uint64_t line;
    if (asm_accept(p, TOKEN_MINUS)) {
        asm_operand(o, OPERAND_LINE, ASM_NO_LINE, span);
        return true;
    }
    if (p->token.kind == TOKEN_STRING) {
        struct asm_characters characters = {0};
        struct asm_bytes bytes = {0};
        bool ok = asm_text_characters(p->diag, p->token, &characters);
        for (size_t i = 0; i < characters.points.count; i++)
            asm_put_utf8(&bytes, characters.points.items[i]);
        file = asm_intern(&p->module->files, bytes.data, bytes.size);
        free(characters.points.items);
        asm_bytes_free(&bytes);
        asm_advance(p);
        if (!ok || !asm_comma(o))
            return false;
    }
    if (!asm_parse_number(p, "a line number", INT32_MAX, &line))
        return false;
    asm_operand(o, OPERAND_LINE, asm_line(p->module, file, (uint32_t)line), span);
    return true;
}
