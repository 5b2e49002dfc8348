/* SPDX-License-Identifier: Apache-2.0 */
/* select.c: the forms of each instruction in a chain, in the order of the lists. */
#include "loader/select.h"

#include <string.h>

#define NO_FORM UINT16_MAX

static uint16_t first_form[OPCODES];
static uint16_t next_form[FORMS];

static bool is_obsolete(unsigned op)
{
    return op <= OP_LAST_GENERIC && opcode_info[op].operands == NULL;
}

/* Some instructions of the loader have the name of an obsolete one. */
static unsigned opcode_named(const char *name)
{
    for (unsigned op = 1; op < OPCODES; op++)
        if (!is_obsolete(op) && opcode_info[op].name != NULL &&
            strcmp(opcode_info[op].name, name) == 0)
            return op;
    return OP_none; /* a form that the machine keeps to itself */
}

void select_init(void)
{
    memset(first_form, 0xFF, sizeof first_form);
    for (unsigned form = FORMS; form-- > 0;) {
        unsigned op = opcode_named(form_rows[form].generic);
        next_form[form] = first_form[op];
        first_form[op] = (uint16_t)form;
    }
}

static bool is_source(const struct operand *o)
{
    return o->kind == OPERAND_X || o->kind == OPERAND_Y || o->kind == OPERAND_TERM ||
           o->kind == OPERAND_LITERAL;
}

static bool fits(char kind, const struct operand *o)
{
    switch (kind) {
    case 'x':
        return o->kind == OPERAND_X;
    case 'y':
        return o->kind == OPERAND_Y;
    case 'r':
        return o->kind == OPERAND_X && o->number == 0;
    case 'c':
        return o->kind == OPERAND_TERM || o->kind == OPERAND_LITERAL;
    case 'i':
        return o->kind == OPERAND_TERM;
    case 't':
        return o->kind == OPERAND_TERM && term_is_small(o->term);
    case 's':
        return is_source(o);
    case 'd':
        return o->kind == OPERAND_X || o->kind == OPERAND_Y;
    case 'f':
        return o->kind == OPERAND_LABEL && o->number != 0;
    case 'p':
        return o->kind == OPERAND_LABEL;
    case 'n':
        return o->kind == OPERAND_NUMBER && o->number <= UINT32_MAX;
    case 'e':
        return o->kind == OPERAND_EXPORT || o->kind == OPERAND_STRING;
    case 'k':
        return o->kind == OPERAND_FUN;
    case 'F':
        return o->kind == OPERAND_FLOAT;
    case 'v':
        return o->kind == OPERAND_LIST;
    case 'o':
        return true;
    default: /* a digit: that number itself */
        return o->kind == OPERAND_NUMBER && o->number == (uint64_t)(kind - '0');
    }
}

static bool all_fit(const char *kinds, const struct instr *in)
{
    if (strlen(kinds) != in->count)
        return false;
    for (unsigned i = 0; i < in->count; i++)
        if (!fits(kinds[i], &in->operands[i]))
            return false;
    return true;
}

const struct form_row *select_form(const struct instr *in)
{
    for (unsigned form = first_form[in->op]; form != NO_FORM; form = next_form[form])
        if (all_fit(form_rows[form].kinds, in))
            return &form_rows[form];
    return NULL;
}

size_t form_bytes(const struct form_row *form, const struct instr *in)
{
    size_t bytes = form->size;
    for (unsigned i = 0; form->kinds[i] != '\0'; i++)
        if (form->kinds[i] == 'v')
            bytes += in->operands[i].count * sizeof(uint64_t);
    return bytes;
}
