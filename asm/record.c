/* SPDX-License-Identifier: Apache-2.0 */
/* Definitions of records, and terms made with them. */

#include "asm/record.h"

#include "asm/parser.h"

#include <stdlib.h>
#include <string.h>

static const char undefined[] = "undefined"; /* a field that nobody gives a value */

void asm_records_free(struct asm_records *records)
{
    asm_intern_free(&records->atoms);
    free(records->items.items);
    free(records->fields.items);
    asm_members_free(&records->numbers);
    asm_arena_free(&records->arena);
}

static const struct asm_entry *text_of(const struct asm_parser *p, uint32_t atom)
{
    return &p->module->atoms.entries.items[atom];
}

static struct asm_field *fields_of(struct asm_parser *p, const struct asm_record *record)
{
    return record->count == 0 ? NULL : p->records.fields.items + record->first;
}

/* ---- definitions ---- */

static struct asm_literal *atom_literal(struct asm_parser *p, uint32_t atom)
{
    struct asm_literal *literal = asm_arena_alloc(&p->arena, sizeof *literal);
    *literal = (struct asm_literal){.kind = LITERAL_ATOM, .atom = atom};
    return literal;
}

static uint64_t size_of(const struct asm_parser *p, const struct asm_literal *value)
{
    struct asm_bytes text = {0};
    asm_literal_write(&text, &p->module->atoms, value, SPELLING_SOURCE);
    uint64_t size = text.size;
    asm_bytes_free(&text);
    return size;
}

static bool parse_field(struct asm_parser *p, struct asm_record *record)
{
    struct asm_span span = p->token.span;
    struct asm_field field;
    if (!asm_parse_atom(p, "the name of a field", &field.atom))
        return false;
    if (asm_member(&p->records.numbers, record->number, field.atom) != ASM_NO_MEMBER)
        return asm_error(p->diag, ASM_MESSAGE_duplicate_field, span,
                         "the record has this field already");
    field.value = asm_accept(p, TOKEN_EQUAL) ? asm_parse_literal(p)
                                             : atom_literal(p, asm_atom(p->module, undefined));
    if (field.value == NULL)
        return false;
    *ASM_PUSH(&p->records.fields) = field;
    record->size += size_of(p, field.value);
    asm_add_member(&p->records.numbers, record->number, field.atom, (uint32_t)record->count++);
    return true;
}

static bool parse_record_fields(struct asm_parser *p, struct asm_record *record)
{
    while (asm_accept(p, TOKEN_COMMA))
        if (!parse_field(p, record))
            return false;
    return p->token.kind == TOKEN_NEWLINE || p->token.kind == TOKEN_END ||
           asm_unexpected(p, "',' and a field, or the end of the line");
}

static bool same_value(struct asm_parser *p, const struct asm_field *a, const struct asm_field *b)
{
    struct asm_bytes one = {0}, other = {0};
    asm_literal_write(&one, &p->module->atoms, a->value, SPELLING_SOURCE);
    asm_literal_write(&other, &p->module->atoms, b->value, SPELLING_SOURCE);
    bool same = one.size == other.size && memcmp(one.data, other.data, one.size) == 0;
    asm_bytes_free(&one);
    asm_bytes_free(&other);
    return same;
}

static bool same_record(struct asm_parser *p, const struct asm_record *a,
                        const struct asm_record *b)
{
    const struct asm_field *ones = fields_of(p, a), *others = fields_of(p, b);
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (ones[i].atom != others[i].atom || !same_value(p, &ones[i], &others[i]))
            return false;
    return true;
}

/* The record of this name; its span is empty if there is none. */
static struct asm_record *find(struct asm_parser *p, uint32_t atom)
{
    struct asm_records *all = &p->records;
    uint32_t number = asm_intern(&all->atoms, &atom, sizeof atom);
    while (all->items.count <= number)
        *ASM_PUSH(&all->items) = (struct asm_record){0};
    return &all->items.items[number];
}

static bool keep_record(struct asm_parser *p, const struct asm_record *record)
{
    struct asm_record *old = find(p, record->atom);
    if (old->span.size == 0) {
        *old = *record;
        return true;
    }
    if (same_record(p, old, record)) {
        p->records.fields.count = record->first;
        return true;
    }
    asm_error(p->diag, ASM_MESSAGE_duplicate_record, record->span,
              "there is another record of this name");
    asm_note(p->diag, old->span, "it is defined here");
    return false;
}

static void swap_arenas(struct asm_parser *p)
{
    struct asm_arena arena = p->arena;
    p->arena = p->records.arena;
    p->records.arena = arena;
}

bool asm_parse_record(struct asm_parser *p)
{
    struct asm_record record = {.span = p->token.span,
                                .first = p->records.fields.count,
                                .number = p->records.definitions++};
    if (!asm_parse_atom(p, "the name of the record", &record.atom))
        return false;
    swap_arenas(p); /* the values outlive the line */
    bool ok = parse_record_fields(p, &record);
    swap_arenas(p);
    if (ok && keep_record(p, &record))
        return true;
    p->records.fields.count = record.first;
    return false;
}

/* ---- names ---- */

static struct asm_nearest nearest_to(const struct asm_parser *p, uint32_t atom)
{
    const struct asm_entry *wanted = text_of(p, atom);
    return asm_nearest_to((const char *)wanted->bytes, wanted->size);
}

static void consider(const struct asm_parser *p, struct asm_nearest *nearest, uint32_t atom)
{
    const struct asm_entry *text = text_of(p, atom);
    asm_nearest_try(nearest, (const char *)text->bytes, text->size, 0, atom);
}

static void suggest(const struct asm_parser *p, const struct asm_nearest *nearest, const char *mark)
{
    if (nearest->best != NULL)
        asm_help(p->diag, "did you mean %s%.*s?", mark, (int)nearest->best_size, nearest->best);
}

static bool unknown_record(struct asm_parser *p, uint32_t atom, struct asm_span span)
{
    const struct asm_entry *text = text_of(p, atom);
    asm_error(p->diag, ASM_MESSAGE_unknown_record, span, "there is no record %.*s", (int)text->size,
              (const char *)text->bytes);
    struct asm_nearest nearest = nearest_to(p, atom);
    for (size_t i = 0; i < p->records.items.count && !asm_diag_full(p->diag); i++)
        if (p->records.items.items[i].span.size > 0)
            consider(p, &nearest, p->records.items.items[i].atom);
    suggest(p, &nearest, "#");
    return false;
}

const struct asm_record *asm_parse_record_name(struct asm_parser *p)
{
    uint32_t atom;
    if (!asm_expect(p, TOKEN_HASH))
        return NULL;
    struct asm_span span = p->token.span;
    if (!asm_parse_atom(p, "the name of a record", &atom))
        return NULL;
    const struct asm_record *record = find(p, atom);
    if (record->span.size > 0)
        return record;
    unknown_record(p, atom, span);
    return NULL;
}

static bool find_field(struct asm_parser *p, const struct asm_record *record, uint32_t atom,
                       struct asm_span span, size_t *field)
{
    *field = asm_member(&p->records.numbers, record->number, atom);
    if (*field != ASM_NO_MEMBER)
        return true;
    const struct asm_entry *text = text_of(p, atom), *name = text_of(p, record->atom);
    asm_error(p->diag, ASM_MESSAGE_unknown_field, span, "the record %.*s has no field %.*s",
              (int)name->size, (const char *)name->bytes, (int)text->size,
              (const char *)text->bytes);
    asm_note(p->diag, record->span, "it is defined here");
    struct asm_nearest nearest = nearest_to(p, atom);
    for (size_t i = 0; i < record->count && !asm_diag_full(p->diag); i++)
        consider(p, &nearest, fields_of(p, record)[i].atom);
    suggest(p, &nearest, "");
    return false;
}

bool asm_parse_field_name(struct asm_parser *p, const struct asm_record *record, size_t *field)
{
    struct asm_token token = p->token;
    uint32_t atom;
    if (asm_accept(p, TOKEN_DOT))
        token = p->token;
    else if (token.kind != TOKEN_LABEL)
        return asm_unexpected(p, "a field, as .name");
    if (token.kind != TOKEN_LABEL)
        return asm_parse_atom(p, "the name of a field", &atom) &&
               find_field(p, record, atom, token.span, field);
    asm_advance(p);
    struct asm_span name = {token.span.at + 1, token.span.size - 1};
    atom = asm_intern(&p->module->atoms, p->diag->source->text + name.at, name.size);
    return find_field(p, record, atom, name, field);
}

/* ---- values of fields ---- */

/* field = value, or _ = value for all fields that are not given so far. */
static bool parse_value(struct asm_parser *p, const struct asm_record *record,
                        struct asm_field_values *values, bool *given)
{
    struct asm_span span = p->token.span;
    bool others = asm_accept(p, TOKEN_UNDERSCORE);
    size_t field = 0;
    uint32_t atom;
    if (!others && (!asm_parse_atom(p, "the name of a field", &atom) ||
                    !find_field(p, record, atom, span, &field)))
        return false;
    if (!others && given[field])
        return asm_error(p->diag, ASM_MESSAGE_duplicate_field, span,
                         "this field is given a value twice");
    if (!asm_expect(p, TOKEN_EQUAL) || !values->parse(values))
        return false;
    for (size_t i = 0; others && i < record->count; i++)
        if (!given[i])
            values->put(values, i);
    if (!others)
        values->put(values, field);
    given[field] = given[field] || !others;
    return true;
}

bool asm_parse_field_values(struct asm_parser *p, const struct asm_record *record,
                            struct asm_field_values *values)
{
    if (!asm_tokens_count(&p->tokens, p->token.span, record->size))
        return false;
    bool *given = asm_arena_alloc(&p->arena, record->count + 1);
    memset(given, 0, record->count + 1);
    if (!asm_open(p, TOKEN_LEFT_BRACE))
        return false;
    for (bool more = p->token.kind != TOKEN_RIGHT_BRACE; more; more = asm_accept(p, TOKEN_COMMA))
        if (!parse_value(p, record, values, given))
            return false;
    return asm_close_items(p, TOKEN_RIGHT_BRACE);
}

struct literal_values {
    struct asm_field_values values;
    struct asm_parser *p;
    struct asm_literal *tuple, *last;
};

static bool parse_literal_value(struct asm_field_values *values)
{
    struct literal_values *to = (struct literal_values *)values;
    to->last = asm_parse_literal(to->p);
    return to->last != NULL;
}

static void put_literal_value(struct asm_field_values *values, size_t field)
{
    struct literal_values *to = (struct literal_values *)values;
    to->tuple->items[1 + field] = to->last;
}

static struct asm_literal *record_tuple(struct asm_parser *p, const struct asm_record *record)
{
    struct asm_literal *tuple = asm_arena_alloc(&p->arena, sizeof *tuple);
    *tuple = (struct asm_literal){.kind = LITERAL_TUPLE};
    tuple->count = 1 + record->count;
    tuple->items = asm_arena_alloc(&p->arena, tuple->count * sizeof *tuple->items);
    tuple->items[0] = atom_literal(p, record->atom);
    for (size_t i = 0; i < record->count; i++)
        tuple->items[1 + i] = fields_of(p, record)[i].value;
    struct literal_values to = {{parse_literal_value, put_literal_value}, p, tuple, NULL};
    return asm_parse_field_values(p, record, &to.values) ? tuple : NULL;
}

struct asm_literal *asm_parse_record_literal(struct asm_parser *p)
{
    const struct asm_record *record = asm_parse_record_name(p);
    if (record == NULL)
        return NULL;
    if (p->token.kind == TOKEN_LEFT_BRACE)
        return record_tuple(p, record);
    if (p->token.kind != TOKEN_LABEL && p->token.kind != TOKEN_DOT) {
        asm_unexpected(p, "'{' and the fields, or one field, as .name");
        return NULL;
    }
    size_t field = 0;
    if (!asm_parse_field_name(p, record, &field))
        return NULL;
    struct asm_literal *number = asm_arena_alloc(&p->arena, sizeof *number);
    *number = (struct asm_literal){.kind = LITERAL_SMALL, .small = (int64_t)field + 2};
    return number;
}
