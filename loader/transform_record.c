/* SPDX-License-Identifier: Apache-2.0 */
/* transform_record.c: update_record: the hint becomes a number, and the changes are checked. */
#include "loader/transform_parts.h"
#include "vm/term/atom.h"

/* Pairs of a place, counted from 1, and a value. */
static bool are_changes(const struct operand *list, uint64_t size)
{
    for (uint32_t i = 0; i + 1 < list->count; i += 2) {
        const struct operand *place = &list->list[i];
        if (place->kind != OPERAND_NUMBER || place->number < 1 || place->number > size ||
            !is_source(&list->list[i + 1]))
            return false;
    }
    return list->count % 2 == 0;
}

bool transform_update_record(struct transformer *t, const struct instr *in)
{
    bool reuse = in->operands[0].term == ATOM_(reuse);
    if (!are_changes(&in->operands[4], in->operands[1].number))
        return transform_fail(t, in, "expected pairs of place and value, found other operands");
    struct instr *to = transform_picked(t, OP_update_record, in, "01234");
    to->operands[0] = number_operand(reuse);
    return true;
}
