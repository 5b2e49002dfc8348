/* SPDX-License-Identifier: Apache-2.0 */
/* Operands, parsed by the letters of opcodes.def. What a letter may look like is said above the
 * function that parses it; only a few instructions need to know more than their letters:
 *
 *   - a number of arguments right before a function ("uf", "ue") is taken from the function's name;
 *   - the sizes of bs_init2 and bs_init_bits, and all numbers in the list of bs_match, are
 * untagged;
 *   - the value of a segment of type string in bs_create_bin is a place in the string table. */

#include "asm/parser.h"

#include <stdlib.h>
#include <string.h>

struct operands {
    struct asm_parser *p;
    unsigned op;
    size_t first; /* of this instruction, in the module's operands */
};

static bool parse_operand(struct operands *o, char letter);

static void add(struct operands *o, enum asm_operand_kind kind, uint64_t value, struct asm_span at)
{
    asm_add_operand(o->p->module, kind, value, at.at);
}

static bool comma(struct operands *o)
{
    return asm_accept(o->p, TOKEN_COMMA) || asm_unexpected(o->p, "',' and another operand");
}

/* ---- registers and values ---- */

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
            return asm_error(p->diag, p->token.span, "registers are numbered from 0 to %d",
                             BEAM_MAX_REGISTERS - 1);
    }
    return true;
}

/* x0, y0 or f0; if TYPED, x0:5 is a register whose type is row 5 of the type table. */
static bool parse_register(struct operands *o, bool typed)
{
    struct asm_parser *p = o->p;
    struct asm_token token = p->token;
    uint32_t number;
    if (!register_number(p, &number))
        return false;
    asm_advance(p);
    add(o,
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
static void add_big(struct operands *o, const struct asm_literal *literal, struct asm_span span)
{
    enum { LONGEST_IN_CODE = 128 }; /* bits, as in files of erlc */
    struct asm_bytes bytes = {0};
    if (asm_integer_bytes(&bytes, literal) <= LONGEST_IN_CODE)
        add(o, OPERAND_BIG, asm_intern(&o->p->module->integers, bytes.data, bytes.size), span);
    else
        add(o, OPERAND_LITERAL, asm_keep_literal(o->p, literal), span);
    asm_bytes_free(&bytes);
}

static bool parse_number(struct operands *o)
{
    struct asm_span span = o->p->token.span;
    uint64_t value;
    if (!asm_parse_number(o->p, "a number", UINT64_MAX, &value))
        return false;
    add(o, OPERAND_UNTAGGED, value, span);
    return true;
}

static bool parse_constant(struct operands *o, bool untagged)
{
    if (untagged && o->p->token.kind == TOKEN_INTEGER)
        return parse_number(o);
    struct asm_span span = o->p->token.span;
    const struct asm_literal *literal = asm_parse_literal(o->p);
    if (literal == NULL)
        return false;
    if (literal->kind == LITERAL_SMALL)
        add(o, OPERAND_INTEGER, (uint64_t)literal->small, span);
    else if (literal->kind == LITERAL_BIG)
        add_big(o, literal, span);
    else if (literal->kind == LITERAL_ATOM)
        add(o, OPERAND_ATOM, literal->atom, span);
    else if (is_empty(literal))
        add(o, OPERAND_NIL, 0, span);
    else
        add(o, OPERAND_LITERAL, asm_keep_literal(o->p, literal), span);
    return true;
}

/* s, m: a register or a term. */
static bool parse_source(struct operands *o, bool untagged)
{
    if (o->p->token.kind == TOKEN_F)
        return asm_error(o->p->diag, o->p->token.span,
                         "a float register cannot stand here; fmove copies it");
    return is_register(o->p->token.kind) ? parse_register(o, true) : parse_constant(o, untagged);
}

/* d, y, F: one of the registers whose kinds are given. */
static bool parse_this_register(struct operands *o, enum asm_token_kind kind,
                                enum asm_token_kind other, const char *what)
{
    if (o->p->token.kind != kind && o->p->token.kind != other)
        return asm_unexpected(o->p, what);
    return parse_register(o, false);
}

/* a: an atom. */
static bool parse_atom(struct operands *o)
{
    struct asm_span span = o->p->token.span;
    uint32_t atom;
    if (!asm_parse_atom(o->p, "an atom", &atom))
        return false;
    add(o, OPERAND_ATOM, atom, span);
    return true;
}

/* ---- labels and functions ---- */

static uint32_t local_name(struct operands *o, const struct asm_function_ref *function)
{
    return asm_name(o->p->module, function->function, function->arity);
}

/* f: .label, - for none, or name/arity for the entry of a function. */
static bool parse_label(struct operands *o)
{
    struct asm_parser *p = o->p;
    struct asm_token token = p->token;
    if (asm_accept(p, TOKEN_MINUS)) {
        add(o, OPERAND_NO_LABEL, 0, token.span);
        return true;
    }
    if (asm_accept(p, TOKEN_LABEL)) {
        uint32_t label = asm_label(p->module, asm_token_text(p, token), token.span.size);
        if (p->module->labels.items[label].used.size == 0)
            p->module->labels.items[label].used = token.span;
        add(o, OPERAND_LABEL, label, token.span);
        return true;
    }
    if (o->op == ASM_OP_bs_start_match4 && (asm_at_word(p, "no_fail") || asm_at_word(p, "resume")))
        return parse_constant(o, false);
    if (token.kind != TOKEN_WORD && token.kind != TOKEN_QUOTED)
        return asm_unexpected(p, "a label or -");
    struct asm_function_ref function;
    if (!asm_parse_function(p, false, &function))
        return false;
    add(o, OPERAND_FUNCTION, local_name(o, &function), function.span);
    return true;
}

/* e, b: module:name/arity. */
static bool parse_import(struct operands *o, bool with_arity)
{
    struct asm_function_ref function;
    if (!asm_parse_function(o->p, true, &function))
        return false;
    if (with_arity)
        add(o, OPERAND_UNTAGGED, function.arity, function.span);
    add(o, OPERAND_IMPORT,
        asm_import(o->p->module, function.module, function.function, function.arity),
        function.span);
    return true;
}

/* uf: name/arity, or an arity and a label. */
static bool parse_local_call(struct operands *o)
{
    struct asm_parser *p = o->p;
    if (p->token.kind == TOKEN_LABEL)
        return asm_error(p->diag, p->token.span,
                         "expected name/arity; before a bare label comes "
                         "the number of arguments: %s 2, %.*s",
                         asm_opcodes[o->op].name, (int)p->token.span.size,
                         asm_token_text(p, p->token));
    if (p->token.kind == TOKEN_INTEGER)
        return parse_operand(o, 'u') && comma(o) && parse_operand(o, 'f');
    struct asm_function_ref function;
    if (!asm_parse_function(p, false, &function))
        return false;
    add(o, OPERAND_UNTAGGED, function.arity, function.span);
    add(o, OPERAND_FUNCTION, local_name(o, &function), function.span);
    return true;
}

/* k: name/arity of the function behind a fun; safe or unsafe in call_fun2. Which row of the fun
 * table it is depends on the free variables, so that finish_lambda sees to it. */
static bool parse_lambda(struct operands *o)
{
    struct asm_parser *p = o->p;
    if (o->op == ASM_OP_call_fun2 && (asm_at_word(p, "safe") || asm_at_word(p, "unsafe")))
        return parse_constant(o, false);
    struct asm_function_ref function;
    if (!asm_parse_function(p, false, &function))
        return false;
    add(o, OPERAND_LAMBDA, local_name(o, &function), function.span);
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
static bool parse_flags(struct operands *o)
{
    struct asm_parser *p = o->p;
    struct asm_span span = p->token.span;
    uint64_t flags = 0;
    asm_open(p, TOKEN_LEFT_BRACKET);
    if (p->token.kind != TOKEN_RIGHT_BRACKET)
        do
            if (!parse_flag(p, &flags))
                return false;
        while (asm_accept(p, TOKEN_COMMA));
    if (!asm_close(p, TOKEN_RIGHT_BRACKET))
        return false;
    add(o, OPERAND_UNTAGGED, flags, span);
    return true;
}

/* <<"bytes">>: a place in the string table. */
static bool parse_table_string(struct operands *o)
{
    struct asm_parser *p = o->p;
    struct asm_span span = p->token.span;
    const struct asm_literal *literal = asm_parse_literal(p);
    if (literal == NULL)
        return false;
    uint32_t string = asm_intern(&p->module->strings, literal->bits.bytes, literal->bits.size);
    add(o, OPERAND_STRING, string, span);
    return true;
}

/* u: a number, a list of flags, or bytes that go into the string table. */
static bool parse_untagged(struct operands *o)
{
    struct asm_parser *p = o->p;
    if (p->token.kind == TOKEN_LEFT_BRACKET)
        return parse_flags(o);
    if (p->token.kind == TOKEN_LEFT_BINARY)
        return parse_table_string(o);
    return parse_number(o);
}

/* n: a number of registers, or _ to have it computed. */
static bool parse_live(struct operands *o)
{
    struct asm_span span = o->p->token.span;
    uint64_t value;
    if (asm_accept(o->p, TOKEN_UNDERSCORE)) {
        add(o, OPERAND_LIVE, 0, span);
        return true;
    }
    if (o->p->token.kind != TOKEN_INTEGER)
        return asm_unexpected(o->p, "the number of live x registers, or _");
    if (!asm_parse_number(o->p, "the number of live x registers", BEAM_MAX_REGISTERS, &value))
        return false;
    add(o, OPERAND_UNTAGGED, value, span);
    return true;
}

static bool parse_need(struct operands *o)
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
            add(o, OPERAND_UNTAGGED, i, span);
            add(o, OPERAND_UNTAGGED, value, span);
            return true;
        }
    return asm_unexpected(p, "words, floats or funs");
}

/* h: a number of words, or [words => 2, floats => 1, funs => 1]. */
static bool parse_heap(struct operands *o)
{
    struct asm_parser *p = o->p;
    struct asm_span span = p->token.span;
    uint64_t value;
    if (p->token.kind != TOKEN_LEFT_BRACKET) {
        if (!asm_parse_number(p, "a heap need", INT32_MAX, &value))
            return false;
        add(o, OPERAND_UNTAGGED, value, span);
        return true;
    }
    add(o, OPERAND_ALLOC, 0, span);
    size_t first = p->module->operands.count;
    asm_open(p, TOKEN_LEFT_BRACKET);
    do
        if (!parse_need(o))
            return false;
    while (asm_accept(p, TOKEN_COMMA));
    p->module->operands.items[first - 1].value = (p->module->operands.count - first) / 2;
    return asm_close(p, TOKEN_RIGHT_BRACKET);
}

/* i: "file", line; or a line of this file; or - when it is not known. */
static bool parse_line(struct operands *o)
{
    struct asm_parser *p = o->p;
    struct asm_span span = p->token.span;
    uint32_t file = p->module->source_file;
    uint64_t line;
    if (asm_accept(p, TOKEN_MINUS)) {
        add(o, OPERAND_LINE, ASM_NO_LINE, span);
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
        if (!ok || !comma(o))
            return false;
    }
    if (!asm_parse_number(p, "a line number", INT32_MAX, &line))
        return false;
    add(o, OPERAND_LINE, asm_line(p->module, file, (uint32_t)line), span);
    return true;
}

/* ---- lists ---- */

/* The letter of an element, which for bs_create_bin depends on the first of its round. */
static char element_letter(const struct operands *o, const char *letters, size_t place)
{
    char letter = letters[place];
    if (o->op != ASM_OP_bs_create_bin || place != 4)
        return letter;
    const struct asm_module *module = o->p->module;
    const struct asm_operand *type = &module->operands.items[module->operands.count - 4];
    const struct asm_entry *name = &module->atoms.entries.items[type->value];
    return name->size == 6 && memcmp(name->bytes, "string", 6) == 0 ? 'u' : letter;
}

/* Elements that come in twos are joined by =>. */
static bool parse_round(struct operands *o, const char *letters)
{
    size_t size = strlen(letters);
    for (size_t i = 0; i < size; i++) {
        if (i > 0 && !(size == 2 ? asm_expect(o->p, TOKEN_ARROW) : comma(o)))
            return false;
        if (!parse_operand(o, element_letter(o, letters, i)))
            return false;
    }
    return true;
}

/* *: [element, ...] or [key => value, ...] */
static bool parse_list(struct operands *o)
{
    struct asm_parser *p = o->p;
    if (p->token.kind != TOKEN_LEFT_BRACKET)
        return asm_unexpected(p, "a list of operands in [ ]");
    add(o, OPERAND_LIST, 0, p->token.span);
    size_t first = p->module->operands.count;
    asm_open(p, TOKEN_LEFT_BRACKET);
    if (p->token.kind != TOKEN_RIGHT_BRACKET)
        do
            if (!parse_round(o, asm_opcode_elements[o->op]))
                return false;
        while (asm_accept(p, TOKEN_COMMA));
    if (p->token.kind != TOKEN_RIGHT_BRACKET)
        return asm_unexpected(p, "',' or ']'");
    p->module->operands.items[first - 1].value = p->module->operands.count - first;
    return asm_close(p, TOKEN_RIGHT_BRACKET);
}

static bool is_integer(const struct asm_operand *operand)
{
    return operand->kind == OPERAND_INTEGER || operand->kind == OPERAND_BIG ||
           operand->kind == OPERAND_UNTAGGED;
}

/* An atom, an integer or a float? */
static bool is_key(const struct asm_module *module, const struct asm_operand *operand)
{
    if (operand->kind != OPERAND_LITERAL)
        return operand->kind == OPERAND_ATOM || is_integer(operand);
    unsigned tag = module->literals.entries.items[operand->value].bytes[1];
    return tag == ETF_NEW_FLOAT || tag == ETF_SMALL_BIG || tag == ETF_LARGE_BIG;
}

/* The keys of a jump table are of one kind: Erlang/OTP's loader handles no others (it may not even
 * come back from a mixed table), and finds terms of other kinds never equal. */
static bool check_keys(struct operands *o)
{
    const struct asm_module *module = o->p->module;
    const struct asm_operand *list = &module->operands.items[o->first + 2];
    if (list->value == 0)
        return asm_error(o->p->diag, (struct asm_span){list->at, 1}, "this list must not be empty");
    for (uint64_t i = 1; i <= list->value; i += 2) {
        const struct asm_operand *key = &list[i], *first = &list[1];
        bool integers = is_integer(key) && is_integer(first);
        if (!integers && (key->kind != first->kind || !is_key(module, key)))
            return asm_error(o->p->diag, (struct asm_span){key->at, 1},
                             "the keys of a select_val are all atoms, all integers or all floats");
    }
    return true;
}

/* ---- all together ---- */

static bool is_size(const struct operands *o)
{
    return o->op == ASM_OP_bs_init2 || o->op == ASM_OP_bs_init_bits;
}

static bool parse_operand(struct operands *o, char letter)
{
    switch (letter) {
    case 's':
        return parse_source(o, is_size(o));
    case 'm':
        return parse_source(o, true);
    case 'S':
        return o->p->token.kind == TOKEN_F ? parse_register(o, false) : parse_source(o, false);
    case 'd':
        return parse_this_register(o, TOKEN_X, TOKEN_Y, "an x or y register");
    case 'D':
        return o->p->token.kind == TOKEN_F ? parse_register(o, false) : parse_operand(o, 'd');
    case 'y':
        return parse_this_register(o, TOKEN_Y, TOKEN_Y, "a y register");
    case 'F':
        return parse_this_register(o, TOKEN_F, TOKEN_F, "a float register");
    case 'f':
        return parse_label(o);
    case 'u':
        return parse_untagged(o);
    case 'n':
        return parse_live(o);
    case 'h':
        return parse_heap(o);
    case 'a':
        return parse_atom(o);
    case 'e':
    case 'b':
        return parse_import(o, false);
    case 'k':
        return parse_lambda(o);
    case 'i':
        return parse_line(o);
    default:
        return parse_list(o);
    }
}

/* How many letters of LETTERS the next operand of the text stands for, parsing it. */
static size_t parse_next(struct operands *o, const char *letters)
{
    if (letters[0] == 'u' && letters[1] == 'f')
        return parse_local_call(o) ? 2 : 0;
    if (letters[0] == 'u' && letters[1] == 'e')
        return parse_import(o, true) ? 2 : 0;
    return parse_operand(o, letters[0]) ? 1 : 0;
}

/* The fun table has a row for each function and number of free variables. */
static bool finish_lambda(struct operands *o)
{
    struct asm_module *module = o->p->module;
    struct asm_operand *operand = &module->operands.items[o->first];
    if (operand->kind != OPERAND_LAMBDA)
        return true;
    uint32_t total = asm_name_of(module, (uint32_t)operand->value).arity;
    struct asm_lambda key = {.name = (uint32_t)operand->value};
    uint64_t free = o->op == ASM_OP_call_fun2 ? total - operand[1].value : operand[2].value;
    if (free > total)
        return asm_error(o->p->diag, (struct asm_span){operand->at, 1},
                         "a function of arity %u has no room for so many values", total);
    key.free = (uint32_t)free;
    operand->value = asm_intern(&module->lambdas, &key, sizeof key);
    return true;
}

bool asm_parse_operands(struct asm_parser *p, unsigned op)
{
    struct operands o = {p, op, p->module->operands.count};
    const char *letters = asm_opcodes[op].operands;
    for (bool first = true; *letters != '\0'; first = false) {
        if (!first && !comma(&o))
            return false;
        size_t taken = parse_next(&o, letters);
        if (taken == 0)
            return false;
        letters += taken;
    }
    if (op == ASM_OP_select_val || op == ASM_OP_select_tuple_arity)
        return check_keys(&o);
    return strchr(asm_opcodes[op].operands, 'k') == NULL || finish_lambda(&o);
}
