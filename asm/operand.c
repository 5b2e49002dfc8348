/* SPDX-License-Identifier: Apache-2.0 */
/* Operands, parsed by the letters of opcodes.def. What a letter may look like is said above the
 * function that parses it; only a few instructions need to know more than their letters:
 *
 *   - a number of arguments right before a function ("uf", "ue") is taken from the function's name;
 *   - the sizes of bs_init2 and bs_init_bits and all numbers in lists of bs_match are untagged;
 *   - the value of a segment of type string in bs_create_bin is a place in the string table. */

#include "asm/operand.h"

#include "asm/in_place.h"
#include "asm/operand_record.h"
#include "asm/span.h"

#include <string.h>

static bool parse_operand(struct asm_operands *o, char letter);

/* ---- labels and functions ---- */

static uint32_t local_name(struct asm_operands *o, const struct asm_function_ref *function)
{
    return asm_name(o->p->module, function->function, function->arity);
}

/* f: .label, - for none, or name/arity for the entry of a function. */
static bool parse_label(struct asm_operands *o)
{
    struct asm_parser *p = o->p;
    struct asm_token token = p->token;
    uint32_t use = p->diag->use;
    if (asm_accept(p, TOKEN_MINUS)) {
        asm_operand(o, OPERAND_NO_LABEL, 0, token.span);
        return true;
    }
    if (asm_accept(p, TOKEN_LABEL)) {
        uint32_t label =
            asm_label(p->module, token.expansion, asm_token_text(p, token), token.span.size);
        asm_use_label(p->module, label, token.span, use);
        asm_operand(o, OPERAND_LABEL, label, token.span);
        return true;
    }
    if (o->op == ASM_OP_bs_start_match4 && (asm_at_word(p, "no_fail") || asm_at_word(p, "resume")))
        return asm_parse_constant(o, false);
    if (!asm_at_function(p))
        return asm_unexpected(p, "a label or -");
    if (asm_is_bare_word(p))
        return asm_label_without_dot(o);
    struct asm_function_ref function;
    if (!asm_parse_function(p, false, &function))
        return false;
    asm_operand(o, OPERAND_FUNCTION, local_name(o, &function), function.span);
    return true;
}

/* e, b: module:name/arity. */
static bool parse_import(struct asm_operands *o, bool with_arity)
{
    struct asm_function_ref function;
    if (!asm_parse_function(o->p, true, &function))
        return false;
    if (with_arity)
        asm_operand(o, OPERAND_UNTAGGED, function.arity, function.span);
    asm_operand(o, OPERAND_IMPORT,
                asm_import(o->p->module, function.module, function.function, function.arity),
                function.span);
    return true;
}

/* uf: name/arity, or an arity and a label. */
static bool parse_local_call(struct asm_operands *o)
{
    struct asm_parser *p = o->p;
    if (p->token.kind == TOKEN_LABEL)
        return asm_arity_missing(o);
    if (p->token.kind == TOKEN_INTEGER)
        return parse_operand(o, 'u') && asm_comma(o) && parse_operand(o, 'f');
    struct asm_function_ref function;
    if (!asm_parse_function(p, false, &function))
        return false;
    asm_operand(o, OPERAND_UNTAGGED, function.arity, function.span);
    asm_operand(o, OPERAND_FUNCTION, local_name(o, &function), function.span);
    return true;
}

/* fun/arity: the function follows, up to "end". */
static bool parse_in_place(struct asm_operands *o)
{
    struct asm_parser *p = o->p;
    struct asm_span span = p->token.span;
    uint64_t arity;
    p->in_place = true;
    asm_advance(p);
    if (!asm_accept(p, TOKEN_SLASH))
        return asm_unexpected(p, "'/' and the arity of the fun");
    if (!asm_parse_number(p, "an arity", BEAM_MAX_ARITY, &arity))
        return false;
    o->arity = (uint32_t)arity;
    asm_operand(o, OPERAND_LAMBDA, 0, span);
    return true;
}

/* k: name/arity of the function behind a fun, or fun/arity for one in place; safe or unsafe in
 * call_fun2. Which row of the fun table it is depends on the free variables, so that finish_lambda
 * sees to it. */
static bool parse_lambda(struct asm_operands *o)
{
    struct asm_parser *p = o->p;
    if (o->op == ASM_OP_call_fun2 && (asm_at_word(p, "safe") || asm_at_word(p, "unsafe")))
        return asm_parse_constant(o, false);
    if (o->op == ASM_OP_make_fun3 && asm_at_word(p, "fun"))
        return parse_in_place(o);
    struct asm_function_ref function;
    if (!asm_parse_function(p, false, &function))
        return false;
    asm_operand(o, OPERAND_LAMBDA, local_name(o, &function), function.span);
    return true;
}

/* ---- lists ---- */

/* The letter of an element, which for bs_create_bin depends on the first of its round. */
static char element_letter(const struct asm_operands *o, const char *letters, size_t place)
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
static bool parse_round(struct asm_operands *o, const char *letters)
{
    size_t size = strlen(letters);
    for (size_t i = 0; i < size; i++) {
        if (i > 0 && !(size == 2 ? asm_expect(o->p, TOKEN_ARROW) : asm_comma(o)))
            return false;
        if (!parse_operand(o, element_letter(o, letters, i)))
            return false;
    }
    return true;
}

/* *: [element, ...] or [key => value, ...]; for put_tuple2 also a record. */
static bool parse_list(struct asm_operands *o)
{
    struct asm_parser *p = o->p;
    if (o->op == ASM_OP_put_tuple2 && p->token.kind == TOKEN_HASH)
        return asm_parse_record_elements(o);
    if (p->token.kind != TOKEN_LEFT_BRACKET)
        return asm_unexpected(p, "a list of operands in [ ]");
    o->in_list = true;
    asm_operand(o, OPERAND_LIST, 0, p->token.span);
    size_t first = p->module->operands.count;
    asm_open(p, TOKEN_LEFT_BRACKET);
    for (bool more = p->token.kind != TOKEN_RIGHT_BRACKET; more; more = asm_accept(p, TOKEN_COMMA))
        if (!parse_round(o, asm_opcode_elements[o->op]))
            return false;
    p->module->operands.items[first - 1].value = p->module->operands.count - first;
    return asm_close_items(p, TOKEN_RIGHT_BRACKET);
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

static struct asm_span span_of(const struct asm_operands *o, const struct asm_operand *operand)
{
    return asm_operand_span(o->p->diag->source, operand->at);
}

static bool mixed_keys(const struct asm_operands *o, const struct asm_operand *first,
                       const struct asm_operand *key)
{
    asm_error(o->p->diag, ASM_MESSAGE_mixed_keys, span_of(o, key),
              "the keys of a select_val are all atoms, all integers or all floats");
    if (key != first)
        asm_note(o->p->diag, span_of(o, first), "the first key is of another kind");
    return false;
}

/* The keys of a jump table are of one kind: Erlang/OTP's loader handles no others (it may not even
 * come back from a mixed table), and finds terms of other kinds never equal. */
static bool check_keys(struct asm_operands *o)
{
    const struct asm_module *module = o->p->module;
    const struct asm_operand *list = &module->operands.items[o->first + 2];
    if (list->value == 0)
        return asm_error(o->p->diag, ASM_MESSAGE_empty_select, span_of(o, list),
                         "this list must not be empty");
    for (uint64_t i = 1; i <= list->value; i += 2) {
        const struct asm_operand *key = &list[i], *first = &list[1];
        bool integers = is_integer(key) && is_integer(first);
        if (!integers && (key->kind != first->kind || !is_key(module, key)))
            return mixed_keys(o, first, key);
    }
    return true;
}

/* ---- all together ---- */

static bool is_size(const struct asm_operands *o)
{
    return o->op == ASM_OP_bs_init2 || o->op == ASM_OP_bs_init_bits;
}

static bool parse_operand(struct asm_operands *o, char letter)
{
    switch (letter) {
    case 's':
    case 'c':
        return asm_parse_source(o, is_size(o));
    case 'm':
        return asm_parse_source(o, true);
    case 'S':
        return o->p->token.kind == TOKEN_F ? asm_parse_register(o, false)
                                           : asm_parse_source(o, false);
    case 'd':
        return asm_parse_this_register(o, TOKEN_X, TOKEN_Y, "an x or y register");
    case 'D':
        return o->p->token.kind == TOKEN_F ? asm_parse_register(o, false) : parse_operand(o, 'd');
    case 'y':
        return asm_parse_this_register(o, TOKEN_Y, TOKEN_Y, "a y register");
    case 'F':
    case 'G':
        return asm_parse_this_register(o, TOKEN_F, TOKEN_F, "a float register");
    case 'f':
        return parse_label(o);
    case 'u':
        return asm_parse_untagged(o);
    case 'n':
        return asm_parse_live(o);
    case 'h':
        return asm_parse_heap(o);
    case 'a':
        return asm_parse_atom_operand(o);
    case 'e':
    case 'b':
        return parse_import(o, false);
    case 'k':
        return parse_lambda(o);
    case 'i':
        return asm_parse_line(o);
    default:
        return parse_list(o);
    }
}

/* How many letters of LETTERS the next operand of the text stands for, parsing it. */
static size_t parse_next(struct asm_operands *o, const char *letters)
{
    if (letters[0] == 'u' && letters[1] == 'f')
        return parse_local_call(o) ? 2 : 0;
    if (letters[0] == 'u' && letters[1] == 'e')
        return parse_import(o, true) ? 2 : 0;
    if (letters[0] == 'u' && letters[1] == 'a' && o->p->token.kind == TOKEN_HASH)
        return asm_parse_record_tag(o) ? 2 : 0;
    return parse_operand(o, letters[0]) ? 1 : 0;
}

static uint32_t lambda(struct asm_module *module, uint32_t name, uint64_t free)
{
    struct asm_lambda key = {.name = name, .free = (uint32_t)free};
    return asm_intern(&module->lambdas, &key, sizeof key);
}

/* The function takes the arguments of the fun and its free variables. Errors have been told, and
 * the function has begun all the same. */
static bool finish_in_place(struct asm_operands *o)
{
    struct asm_module *module = o->p->module;
    const struct asm_operand *operand = &module->operands.items[o->first];
    struct asm_span span = span_of(o, operand);
    uint64_t free = operand[2].value;
    if (free + o->arity > BEAM_MAX_ARITY)
        return asm_error(o->p->diag, ASM_MESSAGE_too_many_free_variables, span,
                         "arguments and free variables are more than %d", BEAM_MAX_ARITY);
    uint32_t name = asm_begin_in_place(module, o->arity + (uint32_t)free, span);
    module->operands.items[o->first].value = lambda(module, name, free);
    return true;
}

/* The fun table has a row for each function and number of free variables. */
static bool finish_lambda(struct asm_operands *o)
{
    struct asm_module *module = o->p->module;
    struct asm_operand *operand = &module->operands.items[o->first];
    if (o->p->in_place)
        return finish_in_place(o);
    if (operand->kind != OPERAND_LAMBDA)
        return true;
    uint32_t total = asm_name_of(module, (uint32_t)operand->value).arity;
    uint64_t free = o->op == ASM_OP_call_fun2 ? total - operand[1].value : operand[2].value;
    if (free > total)
        return asm_error(o->p->diag, ASM_MESSAGE_too_many_free_variables, span_of(o, operand),
                         "a function of arity %u has no room for so many values", total);
    operand->value = lambda(module, (uint32_t)operand->value, free);
    return true;
}

bool asm_parse_operands(struct asm_parser *p, unsigned op)
{
    struct asm_operands o = {.p = p, .op = op, .first = p->module->operands.count};
    const char *letters = asm_opcodes[op].operands;
    for (bool first = true; *letters != '\0'; first = false) {
        if (!asm_more_operands(&o) || (!first && !asm_comma(&o)) || !asm_more_operands(&o))
            return false;
        size_t taken = parse_next(&o, letters);
        if (taken == 0)
            return false;
        letters += taken;
    }
    if (p->token.kind == TOKEN_COMMA)
        return asm_extra_operand(&o);
    if (op == ASM_OP_select_val || op == ASM_OP_select_tuple_arity)
        return check_keys(&o);
    return strchr(asm_opcodes[op].operands, 'k') == NULL || finish_lambda(&o);
}
