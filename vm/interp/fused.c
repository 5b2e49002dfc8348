/* SPDX-License-Identifier: Apache-2.0 */
/* fused.c: instructions that do what two of the others do, one after the other. */
#include "vm/interp/frame.h"

#define DEFINE_deallocate_return(N, SLOTS) \
    INSTR(N)                               \
    {                                      \
        DROP_FRAME(GET_##SLOTS(N##_a));    \
        RETURN_FROM(N);                    \
    }

#define DEFINE_move_return(N, A, B)     \
    INSTR(N)                            \
    {                                   \
        PUT_##B(N##_b, GET_##A(N##_a)); \
        RETURN_FROM(N);                 \
    }

#define DEFINE_move_move(N, A, B, D, E) \
    INSTR(N)                            \
    {                                   \
        PUT_##B(N##_b, GET_##A(N##_a)); \
        PUT_##E(N##_d, GET_##D(N##_c)); \
        NEXT(N);                        \
    }

#define DEFINE_move_call(N, A, B, F)    \
    INSTR(N)                            \
    {                                   \
        PUT_##B(N##_b, GET_##A(N##_a)); \
        stack[0] = AFTER(N);            \
        ENTER(N, LABEL(N##_c));         \
    }

#define DEFINE_move_call_only(N, A, B, F) \
    INSTR(N)                              \
    {                                     \
        PUT_##B(N##_b, GET_##A(N##_a));   \
        ENTER(N, LABEL(N##_c));           \
    }

#define DEFINE_move_call_last(N, A, B, F, SLOTS) \
    INSTR(N)                                     \
    {                                            \
        PUT_##B(N##_b, GET_##A(N##_a));          \
        DROP_FRAME(GET_##SLOTS(N##_d));          \
        ENTER(N, LABEL(N##_c));                  \
    }

#define DEFINE_move_move_call(N, A, B, D, E, F) \
    INSTR(N)                                    \
    {                                           \
        PUT_##B(N##_b, GET_##A(N##_a));         \
        PUT_##E(N##_d, GET_##D(N##_c));         \
        stack[0] = AFTER(N);                    \
        ENTER(N, LABEL(N##_e));                 \
    }

#define DEFINE_move_move_call_last(N, A, B, D, E, F, SLOTS) \
    INSTR(N)                                                \
    {                                                       \
        PUT_##B(N##_b, GET_##A(N##_a));                     \
        PUT_##E(N##_d, GET_##D(N##_c));                     \
        DROP_FRAME(GET_##SLOTS(N##_f));                     \
        ENTER(N, LABEL(N##_e));                             \
    }

#define DEFINE_trim_call(N, SLOTS, REMAINING, F) \
    INSTR(N)                                     \
    {                                            \
        stack += GET_##SLOTS(N##_a);             \
        stack[0] = AFTER(N);                     \
        ENTER(N, LABEL(N##_c));                  \
    }

#define DEFINE_allocate_move(N, SLOTS, LIVE, A, B)                   \
    WITH_ROOM(N, FRAME_WORDS(GET_##SLOTS(N##_a)), GET_##LIVE(N##_b), \
              PUSH_FRAME(GET_##SLOTS(N##_a));                        \
              PUT_##B(N##_d, GET_##A(N##_c)))

#define DEFINE_allocate_init(N, SLOTS, LIVE)            ALLOCATE_NILS(N, SLOTS, LIVE)
#define DEFINE_allocate_heap_init(N, SLOTS, NEED, LIVE) ALLOCATE_HEAP_NILS(N, SLOTS, NEED, LIVE)

#define DEFINE_allocate_get_list(N, SLOTS, LIVE, A, B, D)                                       \
    WITH_ROOM(N, FRAME_WORDS(GET_##SLOTS(N##_a)), GET_##LIVE(N##_b),                            \
              PUSH_FRAME(GET_##SLOTS(N##_a));                                                   \
              const Term *cell = cons_ptr(GET_##A(N##_c)); Term head = cell[0], tail = cell[1]; \
              PUT_##B(N##_d, head); PUT_##D(N##_e, tail))

#define PUT_CELL(head, tail, D, at)  \
    do {                             \
        top[0] = (head);             \
        top[1] = (tail);             \
        PUT_##D(at, cons_make(top)); \
        top += 2;                    \
    } while (0)

#define DEFINE_test_heap_put_list(N, NEED, LIVE, A, B, D) \
    WITH_ROOM(N, GET_##NEED(N##_a), GET_##LIVE(N##_b),    \
              PUT_CELL(GET_##A(N##_c), GET_##B(N##_d), D, N##_e))

#define DEFINE_put_list_return(N, NEED, LIVE, A, B, D, SLOTS)    \
    SLOW(N)                                                      \
    {                                                            \
        COLLECT_AND_RETRY(GET_##NEED(N##_a), GET_##LIVE(N##_b)); \
    }                                                            \
    INSTR(N)                                                     \
    {                                                            \
        if (UNLIKELY(!ROOM(GET_##NEED(N##_a))))                  \
            LEAVE_FOR(slow_##N);                                 \
        PUT_CELL(GET_##A(N##_c), GET_##B(N##_d), D, N##_e);      \
        DROP_FRAME(GET_##SLOTS(N##_f));                          \
        RETURN_FROM(N);                                          \
    }

/* A list that is empty costs one: the second instruction is not executed. */
#define DEFINE_nonempty_get_list(N, F, A, B, D)  \
    INSTR(N)                                     \
    {                                            \
        Term list = GET_##A(N##_b);              \
        if (term_is_cons(list)) {                \
            const Term *cell = cons_ptr(list);   \
            Term head = cell[0], tail = cell[1]; \
            PUT_##B(N##_c, head);                \
            PUT_##D(N##_d, tail);                \
            NEXT(N);                             \
        }                                        \
        left++;                                  \
        GOTO(N, LABEL(N##_a));                   \
    }

#define DEFINE_is_tuple_of(N, F, A, B)               \
    INSTR(N)                                         \
    {                                                \
        Term tuple = GET_##A(N##_b);                 \
        if (term_is_tuple_of(tuple, GET_##B(N##_c))) \
            NEXT(N);                                 \
        left += !term_is_tuple(tuple);               \
        GOTO(N, LABEL(N##_a));                       \
    }

/* Elements B and B + 1. */
#define DEFINE_get_two_elements(N, A, B, D, E)                                 \
    INSTR(N)                                                                   \
    {                                                                          \
        const Term *element = tuple_elements(GET_##A(N##_a)) + GET_##B(N##_b); \
        Term first = element[0], second = element[1];                          \
        PUT_##D(N##_c, first);                                                 \
        PUT_##E(N##_d, second);                                                \
        NEXT(N);                                                               \
    }

#include "vm/interp/expand.h"
#include "vm/interp/fused.def"
