/* SPDX-License-Identifier: Apache-2.0 */
/* data.c: moving terms between registers, building and taking apart lists and tuples.
 * Builders write at `top` without asking: a test_heap before them has reserved the words, which
 * the loader proves. Sources are read before anything is written, since a destination may be one.
 */
#include "vm/interp/instr.h"

#define DEFINE_move(N, A, B)            \
    INSTR(N)                            \
    {                                   \
        PUT_##B(N##_b, GET_##A(N##_a)); \
        NEXT(N);                        \
    }

#define PLACE_x(o) at_offset(regs, field32(pc, o))
#define PLACE_d(o) destination(regs, stack, field32(pc, o))

#define DEFINE_swap(N, A, B)                               \
    INSTR(N)                                               \
    {                                                      \
        Term *a = PLACE_##A(N##_a), *b = PLACE_##B(N##_b); \
        Term old = *a;                                     \
        *a = *b;                                           \
        *b = old;                                          \
        NEXT(N);                                           \
    }

#define DEFINE_init_yregs(N, A)                            \
    INSTR(N)                                               \
    {                                                      \
        uint32_t count = GET_n(N##_a);                     \
        const uint64_t *list = operand_list(pc, N##_size); \
        SHORT_LOOP                                         \
        for (uint32_t i = 0; i < count; i++)               \
            *destination(regs, stack, list[i]) = NIL;      \
        pc += count;                                       \
        NEXT(N);                                           \
    }

#define DEFINE_put_list(N, A, B, D)     \
    INSTR(N)                            \
    {                                   \
        top[0] = GET_##A(N##_a);        \
        top[1] = GET_##B(N##_b);        \
        PUT_##D(N##_c, cons_make(top)); \
        top += 2;                       \
        NEXT(N);                        \
    }

#define DEFINE_get_list(N, A, B, D)                  \
    INSTR(N)                                         \
    {                                                \
        const Term *cell = cons_ptr(GET_##A(N##_a)); \
        Term head = cell[0], tail = cell[1];         \
        PUT_##B(N##_b, head);                        \
        PUT_##D(N##_c, tail);                        \
        NEXT(N);                                     \
    }

#define DEFINE_get_hd(N, A, B)                     \
    INSTR(N)                                       \
    {                                              \
        PUT_##B(N##_b, list_head(GET_##A(N##_a))); \
        NEXT(N);                                   \
    }

#define DEFINE_get_tl(N, A, B)                     \
    INSTR(N)                                       \
    {                                              \
        PUT_##B(N##_b, list_tail(GET_##A(N##_a))); \
        NEXT(N);                                   \
    }

#define DEFINE_put_tuple2(N, A, B)                         \
    INSTR(N)                                               \
    {                                                      \
        uint32_t count = GET_n(N##_b);                     \
        const uint64_t *list = operand_list(pc, N##_size); \
        top[0] = HEADER(BOXED_TUPLE, count);               \
        fetch_sources(regs, stack, list, count, top + 1);  \
        PUT_##A(N##_a, boxed_make(top));                   \
        top += 1 + count;                                  \
        pc += count;                                       \
        NEXT(N);                                           \
    }

#define DEFINE_get_tuple_element(N, A, B, D)                       \
    INSTR(N)                                                       \
    {                                                              \
        PUT_##D(N##_c, tuple_get(GET_##A(N##_a), GET_##B(N##_b))); \
        NEXT(N);                                                   \
    }

/* Overwrites an element of a tuple that setelement/3 has just made: nobody else can see it. */
#define DEFINE_set_tuple_element(N, A, B, D)                             \
    INSTR(N)                                                             \
    {                                                                    \
        tuple_elements(GET_##B(N##_b))[GET_##D(N##_c)] = GET_##A(N##_a); \
        NEXT(N);                                                         \
    }

#include "vm/interp/expand.h"
#include "vm/interp/data.def"
