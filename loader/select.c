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

/* ---- which kinds of fields an operand fits ---- */

/* A set of letters and digits as form_row has them. */
#define KIND(letter) (UINT64_C(1) << ((letter) >= 'a' ? (letter) - 'a' + 32 : (letter) - '0'))

static uint64_t number_kinds(uint64_t number)
{
    uint64_t kinds = number <= UINT32_MAX ? KIND('n') : 0;
    return number <= 9 ? kinds | KIND('0' + number) : kinds;
}

/* All kinds of fields that O fits. */
static uint64_t kinds_of(const struct operand *o)
{
    switch (o->kind) {
    case OPERAND_X:
        return KIND('o') | KIND('s') | KIND('d') | KIND('x') | (o->number == 0 ? KIND('r') : 0);
    case OPERAND_Y:
        return KIND('o') | KIND('s') | KIND('d') | KIND('y');
    case OPERAND_TERM:
        return KIND('o') | KIND('s') | KIND('c') | KIND('i') |
               (term_is_small(o->term) ? KIND('t') : 0);
    case OPERAND_LITERAL:
        return KIND('o') | KIND('s') | KIND('c');
    case OPERAND_LABEL:
        return KIND('o') | KIND('p') | (o->number != 0 ? KIND('f') : 0);
    case OPERAND_NUMBER:
        return KIND('o') | number_kinds(o->number);
    case OPERAND_EXPORT:
    case OPERAND_STRING:
        return KIND('o') | KIND('e');
    case OPERAND_FUN:
        return KIND('o') | KIND('k');
    case OPERAND_FLOAT:
        return KIND('o') | KIND('F');
    case OPERAND_LIST:
        return KIND('o') | KIND('v');
    default:
        return KIND('o');
    }
}

/* Does each of COUNT operands fit its field of a form with the fields LETTERS? */
static bool all_fit(const char *letters, const uint64_t *kinds, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        if (letters[i] == '\0' || (kinds[i] & KIND(letters[i])) == 0)
            return false;
    return letters[count] == '\0';
}

/* ---- choosing ---- */

const struct form_row *select_form(const struct instr *in)
{
    uint64_t kinds[UINT8_MAX];
    for (unsigned i = 0; i < in->count; i++)
        kinds[i] = kinds_of(&in->operands[i]);
    for (unsigned form = first_form[in->op]; form != NO_FORM; form = next_form[form])
        if (all_fit(form_rows[form].kinds, kinds, in->count))
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
