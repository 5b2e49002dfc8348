/* SPDX-License-Identifier: Apache-2.0 */
/* frame.h: what handlers do with stack frames and room on the heap, in parts: frame.c makes
 * instructions of them, fused.c and call.c take them into theirs. N is the name of the form. */
#ifndef TICK_VM_FRAME_H
#define TICK_VM_FRAME_H

#include "vm/interp/instr.h"
#include "vm/interp/interp.h"

/* A handler that wants NEED words between heap and stack and then does what follows. When they are
 * not there a slow form collects, with LIVE x registers in use, and starts the instruction again.
 */
#define WITH_ROOM(N, NEED, LIVE, ...)    \
    SLOW(N)                              \
    {                                    \
        COLLECT_AND_RETRY((NEED), LIVE); \
    }                                    \
    INSTR(N)                             \
    {                                    \
        if (UNLIKELY(!ROOM(NEED)))       \
            LEAVE_FOR(slow_##N);         \
        __VA_ARGS__;                     \
        NEXT(N);                         \
    }

/* A frame takes one word more than it has slots. */
#define FRAME_WORDS(slots) ((slots) + 1)

#define PUSH_FRAME(slots)            \
    do {                             \
        stack -= FRAME_WORDS(slots); \
        stack[0] = NIL;              \
    } while (0)

/* The same with all slots nil. */
#define PUSH_NILS(slots)                                              \
    do {                                                              \
        for (uint32_t words = FRAME_WORDS(slots); words > 0; words--) \
            *--stack = NIL;                                           \
    } while (0)

/* Instructions that make a frame of nils. */
#define ALLOCATE_NILS(N, SLOTS, LIVE) \
    WITH_ROOM(N, FRAME_WORDS(GET_##SLOTS(N##_a)), GET_##LIVE(N##_b), PUSH_NILS(GET_##SLOTS(N##_a)))

#define ALLOCATE_HEAP_NILS(N, SLOTS, NEED, LIVE)                                         \
    WITH_ROOM(N, FRAME_WORDS(GET_##SLOTS(N##_a)) + GET_##NEED(N##_b), GET_##LIVE(N##_c), \
              PUSH_NILS(GET_##SLOTS(N##_a)))

#define DROP_FRAME(slots) (stack += FRAME_WORDS(slots))

/* Where a call made by this instruction returns to. */
#define AFTER(N) ((Term)(uintptr_t)(pc + N##_size / 8))

/* To the caller of a function that has no frame, or has dropped it. */
#define RETURN_FROM(N)                                 \
    do {                                               \
        CodePtr caller = (CodePtr)(uintptr_t)stack[0]; \
        stack[0] = NIL;                                \
        GOTO(N, caller);                               \
    } while (0)

#endif
