/* SPDX-License-Identifier: Apache-2.0 */
/* See check_state.h. */

#include "asm/check_state.h"

/* Ways with less heap left that a label takes in before it counts on none, as in the loader. */
enum { MOST_LOWERED = 64 };

static Held held_literal(const struct asm_entry *literal)
{
    const uint8_t *bytes = literal->bytes + 1; /* behind the version */
    switch (bytes[0]) {
    case ETF_LIST:
    case ETF_STRING:
        return held(HELD_CELL, 0);
    case ETF_NEW_FLOAT:
        return held(HELD_FLOAT, 0);
    case ETF_MAP:
        return held(HELD_MAP, 0);
    case ETF_SMALL_TUPLE:
        return held(HELD_TUPLE, bytes[1]);
    case ETF_LARGE_TUPLE:
        return held(HELD_TUPLE, (uint64_t)bytes[1] << 24 | (uint64_t)bytes[2] << 16 |
                                    (uint64_t)bytes[3] << 8 | bytes[4]);
    default:
        return held(HELD_TERM, 0);
    }
}

Held held_constant(const struct asm_module *module, const struct asm_operand *operand)
{
    if (operand->kind == OPERAND_LITERAL)
        return held_literal(&module->literals.entries.items[operand->value]);
    if (operand->kind == OPERAND_INTEGER && operand->value <= HELD_NUMBER_MAX)
        return held(HELD_SMALL, operand->value);
    return held(HELD_TERM, 0);
}

/* What is true of both. */
static Held join(Held a, Held b)
{
    if (held_kind(a) == HELD_NONE || held_kind(b) == HELD_NONE)
        return held(HELD_NONE, 0);
    if (held_is_tuple(a) && held_is_tuple(b)) {
        bool fresh = held_kind(a) == HELD_FRESH && held_kind(b) == HELD_FRESH;
        uint32_t size = held_number(a) < held_number(b) ? held_number(a) : held_number(b);
        return held(fresh ? HELD_FRESH : HELD_TUPLE, size);
    }
    return held(HELD_TERM, 0);
}

bool check_frames_agree(const struct check_state *a, const struct check_state *b, uint32_t first,
                        uint32_t count)
{
    if (a->frame == FORGIVEN_FRAME || b->frame == FORGIVEN_FRAME)
        return true;
    for (uint32_t i = first; i < first + count; i++)
        if (a->regs[i] != b->regs[i] &&
            (held_kind(a->regs[i]) == HELD_CATCH || held_kind(b->regs[i]) == HELD_CATCH))
            return false;
    return a->frame == b->frame;
}

/* The smaller of both; but a loop that builds would go through all numbers down to the last. */
static bool join_heap(struct check_state *into, const struct check_state *from)
{
    if (into->heap == FORGIVEN_HEAP || (from->heap >= into->heap && from->heap != FORGIVEN_HEAP))
        return false;
    bool counts = from->heap == FORGIVEN_HEAP || ++into->lowered < MOST_LOWERED;
    into->heap = counts ? from->heap : 0;
    into->heap_by = from->heap_by;
    return true;
}

bool check_join(struct check_state *into, const struct check_state *from, uint32_t count)
{
    bool changed = join_heap(into, from);
    if (from->frame == FORGIVEN_FRAME && into->frame != FORGIVEN_FRAME) {
        into->frame = FORGIVEN_FRAME;
        changed = true;
    }
    if ((from->messages & ~into->messages) != 0) {
        into->messages |= from->messages;
        changed = true;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (into->regs[i] == from->regs[i])
            continue;
        Held joined = join(into->regs[i], from->regs[i]);
        changed = changed || joined != into->regs[i];
        into->regs[i] = joined;
    }
    return changed;
}
