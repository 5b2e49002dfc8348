/* SPDX-License-Identifier: Apache-2.0 */
/* verify_state.c: see verify_state.h. */
#include "loader/verify_state.h"

/* Ways with less heap left that a label takes in before it counts on none. */
enum { MOST_LOWERED = 64 };

Type type_of_term(Term term)
{
    if (term_is_small(term) && small_value(term) >= 0 && small_value(term) <= TYPE_NUMBER_MAX)
        return TYPE(TYPE_SMALL, small_value(term));
    if (term_is_cons(term))
        return TYPE(TYPE_CONS, 0);
    if (term_is_float(term))
        return TYPE(TYPE_FLOAT, 0);
    if (term_is_map(term))
        return TYPE(TYPE_MAP, 0);
    if (term_is_tuple(term) && tuple_arity(term) <= TYPE_NUMBER_MAX)
        return TYPE(TYPE_TUPLE, tuple_arity(term));
    return TYPE(TYPE_ANY, 0);
}

static bool is_tuple_type(Type type)
{
    return type_kind(type) == TYPE_TUPLE || type_kind(type) == TYPE_FRESH;
}

/* What is true of both. */
static Type join(Type a, Type b)
{
    if (a == b)
        return a;
    if (type_kind(a) == TYPE_NONE || type_kind(b) == TYPE_NONE)
        return TYPE(TYPE_NONE, 0);
    if (is_tuple_type(a) && is_tuple_type(b)) {
        uint32_t size = type_number(a) < type_number(b) ? type_number(a) : type_number(b);
        bool fresh = type_kind(a) == TYPE_FRESH && type_kind(b) == TYPE_FRESH;
        return TYPE(fresh ? TYPE_FRESH : TYPE_TUPLE, size);
    }
    return TYPE(TYPE_ANY, 0);
}

bool state_frames_agree(const struct state *a, const struct state *b, uint32_t first,
                        uint32_t count)
{
    for (uint32_t i = first; i < first + count; i++)
        if (a->regs[i] != b->regs[i] &&
            (type_kind(a->regs[i]) == TYPE_CATCH || type_kind(b->regs[i]) == TYPE_CATCH))
            return false;
    return a->frame == b->frame;
}

bool state_join(struct state *into, const struct state *from, uint32_t count)
{
    bool changed = false;
    if (from->heap < into->heap) {
        /* A loop that builds would go through all numbers down to the last. */
        into->heap = ++into->lowered < MOST_LOWERED ? from->heap : 0;
        changed = true;
    }
    for (uint32_t i = 0; i < count; i++) {
        Type joined = join(into->regs[i], from->regs[i]);
        changed = changed || joined != into->regs[i];
        into->regs[i] = joined;
    }
    return changed;
}
