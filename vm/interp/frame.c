/* SPDX-License-Identifier: Apache-2.0 */
/* frame.c: stack frames and room on the heap.
 *
 * A frame is one word for the return address of whatever it calls, then its y registers:
 *
 *     stack -> | return address, or nil while no call is going on | y0 | y1 | ...
 *
 * so the word that a function without a frame returns through is its caller's. The nil matters: an
 * exception walks the stack, and would take an old return address for a call that is going on. */
#include "vm/interp/instr.h"
#include "vm/interp/interp.h"

/* Everything that finds too little room ends here: the operands say how much and what is live, so
 * each instruction that reserves has a slow form of its own, expanded next to it. */
#define DEFINE_allocate(N, SLOTS, LIVE)                               \
    SLOW(N)                                                           \
    {                                                                 \
        COLLECT_AND_RETRY(GET_##SLOTS(N##_a) + 1, GET_##LIVE(N##_b)); \
    }                                                                 \
    INSTR(N)                                                          \
    {                                                                 \
        if (UNLIKELY(!ROOM(GET_##SLOTS(N##_a) + 1)))                  \
            LEAVE_FOR(slow_##N);                                      \
        stack -= GET_##SLOTS(N##_a) + 1;                              \
        stack[0] = NIL;                                               \
        NEXT(N);                                                      \
    }

#define DEFINE_allocate_heap(N, SLOTS, NEED, LIVE)                                        \
    SLOW(N)                                                                               \
    {                                                                                     \
        COLLECT_AND_RETRY(GET_##SLOTS(N##_a) + 1 + GET_##NEED(N##_b), GET_##LIVE(N##_c)); \
    }                                                                                     \
    INSTR(N)                                                                              \
    {                                                                                     \
        if (UNLIKELY(!ROOM(GET_##SLOTS(N##_a) + 1 + GET_##NEED(N##_b))))                  \
            LEAVE_FOR(slow_##N);                                                          \
        stack -= GET_##SLOTS(N##_a) + 1;                                                  \
        stack[0] = NIL;                                                                   \
        NEXT(N);                                                                          \
    }

#define DEFINE_allocate_zero(N, SLOTS, LIVE)                          \
    SLOW(N)                                                           \
    {                                                                 \
        COLLECT_AND_RETRY(GET_##SLOTS(N##_a) + 1, GET_##LIVE(N##_b)); \
    }                                                                 \
    INSTR(N)                                                          \
    {                                                                 \
        uint32_t words = GET_##SLOTS(N##_a) + 1;                      \
        if (UNLIKELY(!ROOM(words)))                                   \
            LEAVE_FOR(slow_##N);                                      \
        while (words-- > 0)                                           \
            *--stack = NIL;                                           \
        NEXT(N);                                                      \
    }

#define DEFINE_allocate_heap_zero(N, SLOTS, NEED, LIVE)                                   \
    SLOW(N)                                                                               \
    {                                                                                     \
        COLLECT_AND_RETRY(GET_##SLOTS(N##_a) + 1 + GET_##NEED(N##_b), GET_##LIVE(N##_c)); \
    }                                                                                     \
    INSTR(N)                                                                              \
    {                                                                                     \
        uint32_t words = GET_##SLOTS(N##_a) + 1;                                          \
        if (UNLIKELY(!ROOM(words + GET_##NEED(N##_b))))                                   \
            LEAVE_FOR(slow_##N);                                                          \
        while (words-- > 0)                                                               \
            *--stack = NIL;                                                               \
        NEXT(N);                                                                          \
    }

#define DEFINE_test_heap(N, NEED, LIVE)                          \
    SLOW(N)                                                      \
    {                                                            \
        COLLECT_AND_RETRY(GET_##NEED(N##_a), GET_##LIVE(N##_b)); \
    }                                                            \
    INSTR(N)                                                     \
    {                                                            \
        if (UNLIKELY(!ROOM(GET_##NEED(N##_a))))                  \
            LEAVE_FOR(slow_##N);                                 \
        NEXT(N);                                                 \
    }

#define DEFINE_deallocate(N, SLOTS)      \
    INSTR(N)                             \
    {                                    \
        stack += GET_##SLOTS(N##_a) + 1; \
        NEXT(N);                         \
    }

/* The last register that goes becomes the word for return addresses. */
#define DEFINE_trim(N, SLOTS, REMAINING) \
    INSTR(N)                             \
    {                                    \
        stack += GET_##SLOTS(N##_a);     \
        stack[0] = NIL;                  \
        NEXT(N);                         \
    }

#define DEFINE_return(N)                               \
    INSTR(N)                                           \
    {                                                  \
        CodePtr caller = (CodePtr)(uintptr_t)stack[0]; \
        stack[0] = NIL;                                \
        GOTO(N, caller);                               \
    }

#include "vm/interp/expand.h"
#include "vm/interp/frame.def"
