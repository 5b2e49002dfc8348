/* SPDX-License-Identifier: Apache-2.0 */
/* verify_state.h: what is known at one point of a function, and how knowledge of two ways that meet
 * is joined. */
#ifndef TICK_LOADER_VERIFY_STATE_H
#define TICK_LOADER_VERIFY_STATE_H

#include "loader/decode.h"

/* What a register holds: a kind, and for some a number. Joining only ever loses knowledge. */
enum type_kind {
    TYPE_NONE, /* nothing that may be read */
    TYPE_ANY,  /* some term */
    TYPE_CONS, /* a list cell */
    TYPE_FLOAT,
    TYPE_MAP,
    TYPE_SMALL,    /* number: that very integer, from 0 */
    TYPE_TUPLE,    /* number: its size at least */
    TYPE_FRESH,    /* the same, made by setelement/3 just now: nobody else has it, nothing was
                      collected since */
    TYPE_CONTEXT,  /* of a match */
    TYPE_POSITION, /* in a match context */
    TYPE_CATCH,    /* y registers: number: label of the handler */
};

typedef uint32_t Type;

#define TYPE_NUMBER_MAX    ((1u << 24) - 1)
#define TYPE(kind, number) ((Type)(kind) | (Type)(number) << 8)

ALWAYS_INLINE enum type_kind type_kind(Type type)
{
    return (enum type_kind)(type & 0xFF);
}

ALWAYS_INLINE uint32_t type_number(Type type)
{
    return type >> 8;
}

/* Is it a tuple with an element INDEX (from 0)? */
ALWAYS_INLINE bool type_has_element(Type type, uint64_t index)
{
    return (type_kind(type) == TYPE_TUPLE || type_kind(type) == TYPE_FRESH) &&
           type_number(type) > index;
}

Type type_of_term(Term term);

#define NO_FRAME      (-1)
#define UNKNOWN_FRAME (-2) /* one or another: nothing may use it any more */

/* regs: x registers, then y registers, then float registers, as many as the function uses. */
struct state {
    int32_t frame;    /* y registers, or one of the above */
    uint32_t heap;    /* reserved words */
    uint32_t lowered; /* at a label: how often it has found less of them */
    Type regs[];
};

/* Do both have the same frame, and the same handlers in it (the COUNT registers at FIRST)? */
bool state_frames_agree(const struct state *a, const struct state *b, uint32_t first,
                        uint32_t count);

/* Joins FROM, whose frame agrees, into the COUNT registers of INTO. True when INTO knows less than
 * before. */
bool state_join(struct state *into, const struct state *from, uint32_t count);

#endif
