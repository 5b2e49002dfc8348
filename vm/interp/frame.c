/* SPDX-License-Identifier: Apache-2.0 */
/* frame.c: stack frames and room on the heap.
 *
 * A frame is one word for the return address of whatever it calls, then its y registers:
 *
 *     stack -> | return address, or nil while no call is going on | y0 | y1 | ...
 *
 * so the word that a function without a frame returns through is its caller's. The nil matters: an
 * exception walks the stack, and would take an old return address for a call that is going on. */
#include "vm/interp/frame.h"

#define DEFINE_allocate(N, SLOTS, LIVE) \
    WITH_ROOM(N, FRAME_WORDS(GET_##SLOTS(N##_a)), GET_##LIVE(N##_b), PUSH_FRAME(GET_##SLOTS(N##_a)))

#define DEFINE_allocate_heap(N, SLOTS, NEED, LIVE)                                       \
    WITH_ROOM(N, FRAME_WORDS(GET_##SLOTS(N##_a)) + GET_##NEED(N##_b), GET_##LIVE(N##_c), \
              PUSH_FRAME(GET_##SLOTS(N##_a)))

#define DEFINE_allocate_zero(N, SLOTS, LIVE)            ALLOCATE_NILS(N, SLOTS, LIVE)
#define DEFINE_allocate_heap_zero(N, SLOTS, NEED, LIVE) ALLOCATE_HEAP_NILS(N, SLOTS, NEED, LIVE)

#define DEFINE_test_heap(N, NEED, LIVE) WITH_ROOM(N, GET_##NEED(N##_a), GET_##LIVE(N##_b), (void)0)

#define DEFINE_deallocate(N, SLOTS)     \
    INSTR(N)                            \
    {                                   \
        DROP_FRAME(GET_##SLOTS(N##_a)); \
        NEXT(N);                        \
    }

/* The last register that goes becomes the word for return addresses. */
#define DEFINE_trim(N, SLOTS, REMAINING) \
    INSTR(N)                             \
    {                                    \
        stack += GET_##SLOTS(N##_a);     \
        stack[0] = NIL;                  \
        NEXT(N);                         \
    }

#define DEFINE_return(N) \
    INSTR(N)             \
    {                    \
        RETURN_FROM(N);  \
    }

#include "vm/interp/expand.h"
#include "vm/interp/frame.def"
