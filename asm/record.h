/* SPDX-License-Identifier: Apache-2.0 */
/* record.h: records: tuples whose elements have names, as in Erlang. They are there only while the
 * text is parsed; the code knows tuples and numbers.
 *
 *     record: "record" name { "," field [ "=" term ] }
 *     term:   "#" name "{" [ field "=" term { "," field "=" term } ] "}"
 *           | "#" name "." field
 *     field:  atom | "_"          (_: all others; only in a term)
 *
 * A field that is not given has the value of the record's line, or else undefined. */
#ifndef TICK_ASM_RECORD_H
#define TICK_ASM_RECORD_H

#include "asm/literal.h"
#include "asm/member.h"

struct asm_parser;

struct asm_field {
    uint32_t atom;
    struct asm_literal *value; /* of a field that is not given */
};

struct asm_record {
    uint32_t atom;
    struct asm_span span; /* its name, where it is defined; size 0: nowhere */
    size_t first, count;  /* in fields */
    uint64_t size;        /* bytes of text that values of fields which are not given stand for */
    uint32_t number;      /* of the definition, which is what its fields are members of */
};

struct asm_records {
    struct asm_intern atoms; /* names, in the order of items */
    ASM_VECTOR(struct asm_record) items;
    ASM_VECTOR(struct asm_field) fields;
    struct asm_members numbers; /* of fields, in their record */
    uint32_t definitions;       /* so far */
    struct asm_arena arena;     /* of the values */
};

void asm_records_free(struct asm_records *records);

/* What follows the word "record". A record that is there already may come again if nothing is
 * different. */
bool asm_parse_record(struct asm_parser *p);

/* "#" and the name of a record. NULL after an error. The pointer holds until another name of a
 * record is parsed. */
const struct asm_record *asm_parse_record_name(struct asm_parser *p);

/* "." and the name of a field of RECORD, counted from 0. */
bool asm_parse_field_name(struct asm_parser *p, const struct asm_record *record, size_t *field);

/* The fields of a record in braces. `parse` takes a value, `put` makes the value taken last that of
 * a field. */
struct asm_field_values {
    bool (*parse)(struct asm_field_values *values);
    void (*put)(struct asm_field_values *values, size_t field);
};
bool asm_parse_field_values(struct asm_parser *p, const struct asm_record *record,
                            struct asm_field_values *values);

/* A term that begins with #: a tuple, or the number of an element, counted from 1. */
struct asm_literal *asm_parse_record_literal(struct asm_parser *p);

#endif
