/* SPDX-License-Identifier: Apache-2.0 */
/* map.c: building, updating and matching maps. The work is vm/term/map.c's; here operands are
 * gathered. */
#include "vm/builtin/builtin.h"
#include "vm/interp/instr.h"
#include "vm/interp/interp.h"
#include "vm/memory/gc.h"
#include "vm/term/map.h"

/* Pairs gathered at a time: an instruction may have hundreds. */
enum { PAIRS_AT_ONCE = 32 };

/* A lookup that is a call takes longer than an instruction. */
#define LOOKUP_REDUCTIONS 4

ALWAYS_INLINE Term look_up(Term map, Term key, int64_t *left)
{
    if (!map_is_flat(map) || !term_is_immediate(key))
        *left -= LOOKUP_REDUCTIONS;
    return map_get(map, key);
}

/* MAP with the pairs of the operand list put in; EXACT: their keys must be there. NON_VALUE after
 * raising badmap or badkey. */
static Term put_pairs(struct registers *regs, Term *stack, Term map, const uint64_t *list,
                      uint32_t words, bool exact)
{
    struct process *p = regs->process;
    if (!term_is_map(map))
        return builtin_error2(p, ATOM_(badmap), map);
    Term pairs[2 * PAIRS_AT_ONCE];
    for (uint32_t done = 0; done < words;) {
        uint32_t count = 0;
        for (; count < COUNT_OF(pairs) && done < words; count++, done++)
            pairs[count] = source_fetch(regs, stack, list[done]);
        Term missing = NON_VALUE;
        map = exact ? map_update_pairs(&p->heap, map, count / 2, pairs, &missing)
                    : map_put_pairs(&p->heap, map, count / 2, pairs);
        if (map == NON_VALUE)
            return builtin_error2(p, ATOM_(badkey), missing);
    }
    return map;
}

/* The error comes from the code itself, not from a builtin: the trace begins there. */
#define PUT_MAP(N, A, D, EXACT)                                                               \
    SLOW(N)                                                                                   \
    {                                                                                         \
        COLLECT_AND_RETRY(0, GET_n(N##_d));                                                   \
    }                                                                                         \
    INSTR(N)                                                                                  \
    {                                                                                         \
        if (UNLIKELY(gc_wanted(&regs->process->heap)))                                        \
            LEAVE_FOR(slow_##N);                                                              \
        uint32_t words = GET_n(N##_e);                                                        \
        SAVE();                                                                               \
        Term map =                                                                            \
            put_pairs(regs, stack, GET_##A(N##_b), operand_list(pc, N##_size), words, EXACT); \
        RESTORE();                                                                            \
        if (UNLIKELY(map == NON_VALUE)) {                                                     \
            if (HAS_LABEL(N##_a))                                                             \
                GOTO(N, LABEL(N##_a));                                                        \
            regs->exception_top = NIL;                                                        \
            LEAVE_FOR(op_raise_pending);                                                      \
        }                                                                                     \
        PUT_##D(N##_c, map);                                                                  \
        pc += words;                                                                          \
        NEXT(N);                                                                              \
    }

#define DEFINE_put_map_assoc(N, P, A, D, L, V) PUT_MAP(N, A, D, false)
#define DEFINE_put_map_exact(N, P, A, D, L, V) PUT_MAP(N, A, D, true)

#define DEFINE_has_map_fields(N, F, A, V)                                             \
    INSTR(N)                                                                          \
    {                                                                                 \
        Term map = GET_##A(N##_b);                                                    \
        uint32_t words = GET_n(N##_c);                                                \
        const uint64_t *list = operand_list(pc, N##_size);                            \
        for (uint32_t i = 0; i < words; i++)                                          \
            if (look_up(map, source_fetch(regs, stack, list[i]), &left) == NON_VALUE) \
                GOTO(N, LABEL(N##_a));                                                \
        pc += words;                                                                  \
        NEXT(N);                                                                      \
    }

/* The map is fetched once: a destination may be the register that holds it. */
#define DEFINE_get_map_elements(N, F, A, V)                                       \
    INSTR(N)                                                                      \
    {                                                                             \
        Term map = GET_##A(N##_b);                                                \
        uint32_t words = GET_n(N##_c);                                            \
        const uint64_t *list = operand_list(pc, N##_size);                        \
        for (uint32_t i = 0; i < words; i += 2) {                                 \
            Term value = look_up(map, source_fetch(regs, stack, list[i]), &left); \
            if (value == NON_VALUE)                                               \
                GOTO(N, LABEL(N##_a));                                            \
            *destination(regs, stack, list[i + 1]) = value;                       \
        }                                                                         \
        pc += words;                                                              \
        NEXT(N);                                                                  \
    }

#include "vm/interp/expand.h"
#include "vm/interp/map.def"
