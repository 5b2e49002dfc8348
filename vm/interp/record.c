/* SPDX-License-Identifier: Apache-2.0 */
/* record.c: changing some elements of a tuple of known size. The result is written at `top`, where
 * a test_heap has made room. A tuple is never changed in place: it may be older than the new
 * values, and the collector relies on old terms not referring to younger ones. */
#include "vm/builtin/builtin.h"
#include "vm/interp/instr.h"

/* A place (counted from 1) and a value, as often as there are changes. */
static bool changes_nothing(struct registers *regs, Term *stack, Term source, const uint64_t *list,
                            uint32_t words)
{
    for (uint32_t i = 0; i < words; i += 2)
        if (boxed_ptr(source)[list[i]] != source_fetch(regs, stack, list[i + 1]))
            return false;
    return true;
}

static void put_changed(struct registers *regs, Term *stack, Term *top, Term source,
                        const uint64_t *list, uint32_t words)
{
    __builtin_memcpy(top, boxed_ptr(source), (1 + tuple_arity(source)) * sizeof(Term));
    for (uint32_t i = 0; i < words; i += 2)
        top[list[i]] = source_fetch(regs, stack, list[i + 1]);
}

SLOW(bad_record)
{
    SAVE();
    (void)builtin_badarg(regs->process);
    RESTORE();
    regs->exception_top = NIL;
    LEAVE_FOR(op_raise_pending);
}

#define DEFINE_update_record(N, H, S, A, D, V)                                   \
    INSTR(N)                                                                     \
    {                                                                            \
        Term source = GET_##A(N##_c);                                            \
        uint32_t size = GET_n(N##_b), words = GET_n(N##_e);                      \
        const uint64_t *list = operand_list(pc, N##_size);                       \
        if (UNLIKELY(!term_is_tuple_of(source, size)))                           \
            LEAVE_FOR(slow_bad_record);                                          \
        if (GET_n(N##_a) && changes_nothing(regs, stack, source, list, words)) { \
            PUT_##D(N##_d, source);                                              \
        } else {                                                                 \
            put_changed(regs, stack, top, source, list, words);                  \
            PUT_##D(N##_d, boxed_make(top));                                     \
            top += 1 + size;                                                     \
        }                                                                        \
        pc += words;                                                             \
        NEXT(N);                                                                 \
    }

#include "vm/interp/expand.h"
#include "vm/interp/record.def"
