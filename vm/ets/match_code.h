/* SPDX-License-Identifier: Apache-2.0 */
/* match_code.h: the instructions of match programs. An instruction is a word: its number in the
 * lowest eight bits, an operand N above; some have a word C, a term or an address, behind it.
 *
 * Patterns move a cursor over the words of a term. Where one is entered that is not the last word
 * to be looked at, a frame remembers where to go on; those that end in _LAST need none, so a list
 * of any length needs no more frames than its elements do. */
#ifndef TICK_VM_ETS_MATCH_CODE_H
#define TICK_VM_ETS_MATCH_CODE_H

#include "vm/base/base.h"

enum match_op {
    /* patterns */
    MATCH_ANY,        /* the next word may be anything */
    MATCH_BIND,       /* variable N gets its value from it */
    MATCH_SAME,       /* it is the value of variable N */
    MATCH_IMMEDIATE,  /* it is C */
    MATCH_EQUAL,      /* it is equal to C */
    MATCH_TUPLE,      /* it is a tuple of N elements; on with the elements */
    MATCH_TUPLE_LAST, /* the same without a frame */
    MATCH_CONS,       /* it is a cell; on with head and tail */
    MATCH_CONS_LAST,
    MATCH_MAP,     /* it is a map, which gets a frame */
    MATCH_MAP_KEY, /* the map of the frame has key C; on with its value */
    MATCH_UP,      /* back to where the frame says */

    /* expressions: onto the stack */
    MATCH_CONST,       /* C */
    MATCH_VARIABLE,    /* the value of variable N */
    MATCH_OBJECT,      /* $_ */
    MATCH_ALL,         /* $$: a list of N variables */
    MATCH_COPY,        /* the part of the object that is on top becomes a term of the heap */
    MATCH_COPY_VALUE,  /* the same for any term: it may be a part of the program, too */
    MATCH_COPY_OBJECT, /* the like of MATCH_OBJECT, MATCH_ALL and MATCH_CONST, copied */
    MATCH_COPY_ALL,
    MATCH_COPY_CONST,

    /* expressions: the first argument, or element, is on top, the others are below */
    MATCH_MAKE_TUPLE, /* of N elements */
    MATCH_MAKE_CONS,  /* of the head and, on top of it, the tail */
    MATCH_MAKE_MAP,   /* of N pairs: a key on top of each value */
    MATCH_CALL,       /* function number N of match_function.c */
    MATCH_AND,        /* of N */
    MATCH_OR,
    MATCH_AND_ALSO, /* false: on at C, it stays; true: it goes */
    MATCH_OR_ELSE,

    /* guards and bodies */
    MATCH_GUARD, /* takes the top off; unless it is true, the clause does not match */
    MATCH_BODY,  /* what fails from here on gives 'EXIT' */
    MATCH_DROP,
    MATCH_RETURN,
};

#define MATCH_OPERAND_SHIFT 8

ALWAYS_INLINE enum match_op match_op(uint64_t word)
{
    return (enum match_op)(word & 0xFF);
}

ALWAYS_INLINE size_t match_operand(uint64_t word)
{
    return (size_t)(word >> MATCH_OPERAND_SHIFT);
}

#endif
