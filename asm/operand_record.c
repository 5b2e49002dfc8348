/* SPDX-License-Identifier: Apache-2.0 */
/* Records in operands. Instructions count the elements of a tuple from 0 (get_tuple_element,
 * set_tuple_element) or from 1 (update_record); Erlang's terms count from 1. */

#include "asm/operand_record.h"

#include "asm/span.h"

/* From which number OP counts the elements of a tuple, in its operands or in the list at their
 * end; -1: a number of it is a size. */
static int counts_from(unsigned op, bool in_list)
{
    switch (op) {
    case ASM_OP_get_tuple_element:
    case ASM_OP_set_tuple_element:
        return 0;
    case ASM_OP_update_record:
        return in_list ? 1 : -1;
    default:
        return -1;
    }
}

static bool has_sizes(unsigned op)
{
    return op == ASM_OP_test_arity || op == ASM_OP_is_tagged_tuple ||
           op == ASM_OP_select_tuple_arity || op == ASM_OP_update_record;
}

bool asm_parse_record_number(struct asm_operands *o)
{
    struct asm_parser *p = o->p;
    struct asm_span span = p->token.span;
    int first = counts_from(o->op, o->in_list);
    if (first < 0 && !has_sizes(o->op))
        return asm_unexpected(p, "a number");
    const struct asm_record *record = asm_parse_record_name(p);
    if (record == NULL)
        return false;
    bool has_field = p->token.kind == TOKEN_LABEL || p->token.kind == TOKEN_DOT;
    if (has_field != (first >= 0))
        return asm_error(p->diag, ASM_MESSAGE_record_operand,
                         asm_operand_span(p->diag->source, span.at),
                         first >= 0 ? "expected a field of the record, as #name.field"
                                    : "expected the size of the record, as #name");
    size_t field;
    if (has_field && !asm_parse_field_name(p, record, &field))
        return false;
    /* The name of the record is the element in front of the fields. */
    asm_operand(o, OPERAND_UNTAGGED, 1 + (has_field ? (uint64_t)first + field : record->count),
                span);
    return true;
}

bool asm_parse_record_tag(struct asm_operands *o)
{
    struct asm_span span = o->p->token.span;
    const struct asm_record *record = asm_parse_record_name(o->p);
    if (record == NULL)
        return false;
    asm_operand(o, OPERAND_UNTAGGED, 1 + record->count, span);
    asm_operand(o, OPERAND_ATOM, record->atom, span);
    return true;
}

/* ---- elements ---- */

struct operand_values {
    struct asm_field_values values;
    struct asm_operands *o;
    size_t first; /* operand of the first field */
    struct asm_operand last;
};

static bool parse_operand_value(struct asm_field_values *values)
{
    struct operand_values *to = (struct operand_values *)values;
    if (!asm_parse_source(to->o, false))
        return false;
    to->last = asm_take_operand(to->o->p->module);
    return true;
}

static void put_operand_value(struct asm_field_values *values, size_t field)
{
    struct operand_values *to = (struct operand_values *)values;
    to->o->p->module->operands.items[to->first + field] = to->last;
}

bool asm_parse_record_elements(struct asm_operands *o)
{
    struct asm_parser *p = o->p;
    struct asm_span span = p->token.span;
    const struct asm_record *record = asm_parse_record_name(p);
    if (record == NULL)
        return false;
    asm_operand(o, OPERAND_LIST, 1 + record->count, span);
    asm_operand(o, OPERAND_ATOM, record->atom, span);
    size_t first = p->module->operands.count;
    for (size_t i = 0; i < record->count; i++)
        asm_literal_operand(o, p->records.fields.items[record->first + i].value, span);
    struct operand_values to = {{parse_operand_value, put_operand_value}, o, first, {0}};
    return asm_parse_field_values(p, record, &to.values);
}
