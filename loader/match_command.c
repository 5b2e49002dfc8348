/* SPDX-License-Identifier: Apache-2.0 */
/* match_command.c: see match_command.h. */
#include "loader/match_command.h"

#include "vm/process/registers.h"
#include "vm/term/atom.h"

#include <string.h>

#define MAX_VALUE_BITS 64

static const struct {
    Term name;
    const char *operands;
} commands[] = {
#define OP(number, name, operands, text)
#define OP_COMMAND(name, text, operands) {ATOM_(name), operands},
#include "loader/opcodes.def"
};

static bool fits(char letter, const struct operand *o)
{
    switch (letter) {
    case 'n':
        return o->kind == OPERAND_NUMBER && o->number <= X_REGISTERS;
    case 'u':
        return o->kind == OPERAND_NUMBER && o->number <= UINT32_MAX;
    case 'v':
        return o->kind == OPERAND_NUMBER;
    case 'd':
        return o->kind == OPERAND_X || o->kind == OPERAND_Y;
    default: /* s: only constants occur */
        return o->kind == OPERAND_TERM || o->kind == OPERAND_LITERAL;
    }
}

static bool all_fit(const char *operands, const struct operand *o)
{
    for (; *operands != '\0'; operands++, o++)
        if (!fits(*operands, o))
            return false;
    return true;
}

const char *match_command(const struct operand *list, uint32_t count)
{
    if (list[0].kind != OPERAND_TERM)
        return NULL;
    for (size_t i = 0; i < COUNT_OF(commands); i++) {
        const char *operands = commands[i].operands;
        if (list[0].term != commands[i].name)
            continue;
        bool whole = count > strlen(operands) && all_fit(operands, list + 1);
        bool long_value =
            list[0].term == ATOM_(exactly_equal) && whole && list[2].number > MAX_VALUE_BITS;
        return whole && !long_value ? operands : NULL;
    }
    return NULL;
}
