/* SPDX-License-Identifier: Apache-2.0 */
/* check_state.h: what is known at one point of a function, and how knowledge of two ways that meet
 * is joined. Joining only ever loses knowledge, so that repeating it comes to an end. */
#ifndef TICK_ASM_CHECK_STATE_H
#define TICK_ASM_CHECK_STATE_H

#include "asm/module.h"

enum held_kind {
    HELD_NONE, /* nothing that may be read */
    HELD_TERM,
    HELD_CELL, /* a list cell */
    HELD_FLOAT,
    HELD_MAP,
    HELD_SMALL,    /* number: that very integer, from 0 */
    HELD_TUPLE,    /* number: its size at least */
    HELD_FRESH,    /* the same, made by setelement/3 just now: nothing was collected since */
    HELD_CONTEXT,  /* of a match */
    HELD_POSITION, /* in a match context */
    HELD_CATCH,    /* y registers: the slot of a try or catch; number: block of its handler */
};

/* What a register holds: a kind, and for some a number. */
typedef uint32_t Held;

enum { HELD_NUMBER_MAX = (1 << 24) - 1 };

static inline Held held(enum held_kind kind, uint64_t number)
{
    return (Held)kind | (Held)(number <= HELD_NUMBER_MAX ? number : 0) << 8;
}

static inline enum held_kind held_kind(Held what)
{
    return (enum held_kind)(what & 0xff);
}

static inline uint32_t held_number(Held what)
{
    return what >> 8;
}

static inline bool held_is_tuple(Held what)
{
    return held_kind(what) == HELD_TUPLE || held_kind(what) == HELD_FRESH;
}

/* Is it a tuple with an element INDEX (from 0)? */
static inline bool held_has_element(Held what, uint64_t index)
{
    return held_is_tuple(what) && held_number(what) > index;
}

/* What a constant operand is. */
Held held_constant(const struct asm_module *module, const struct asm_operand *operand);

enum check_frame {
    NO_FRAME = -1,
    MIXED_FRAME = -2,    /* one or another: nothing may use it any more */
    FORGIVEN_FRAME = -3, /* there was a fault about it: anything is right from now on */
};

enum { FORGIVEN_HEAP = UINT32_MAX, NO_INSTRUCTION = UINT32_MAX };

/* Of messages fetched by loop_rec, on one way or another. */
enum { MESSAGE_FETCHED = 1, MESSAGE_NONE = 2 };

/* regs: x registers, then y registers, then float registers, as many as the function uses. */
struct check_state {
    int32_t frame;     /* y registers, or one of check_frame */
    uint32_t heap;     /* words reserved, or FORGIVEN_HEAP */
    uint32_t frame_by; /* the instruction that made (or freed) the frame, for notes */
    uint32_t heap_by;  /* the one that reserved the words */
    uint32_t messages; /* a set of the above */
    uint32_t lowered;  /* at a label: how often it has found less of the heap */
    Held regs[];
};

/* Do both have the same frame, and the same handlers in it (the COUNT registers at FIRST)? */
bool check_frames_agree(const struct check_state *a, const struct check_state *b, uint32_t first,
                        uint32_t count);

/* Joins FROM, whose frame agrees, into the COUNT registers of INTO. True if INTO knows less than
 * before. */
bool check_join(struct check_state *into, const struct check_state *from, uint32_t count);

#endif
