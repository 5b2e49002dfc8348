/* SPDX-License-Identifier: Apache-2.0 */
/* clang-format off */
/* instr.h: the shape of an instruction, for those who write handlers.
 *
 * Every instruction of the machine is a row in one of the .def lists of this folder (instructions.def includes
 * them all):
 *
 *     I3(get_tuple_element_xnx, get_tuple_element, 1, x, n, x)
 *        |                      |                  |  |
 *        |                      |                  |  kinds of its operands, a to h
 *        |                      |                  reductions: for how many generic instructions it stands
 *        |                      generic instruction (or one that the loader made) for which it stands
 *        name of this form
 *
 * The loader takes the first row whose kinds fit the operands at hand. The .c file beside the list says once how
 * the instruction works, as DEFINE_<generic>(name, kinds...), and all forms expand from that.
 *
 * Kinds, and what the code holds for each (behind the 8-byte address of the handler, in order, a 64-bit field on
 * the next multiple of 8, the whole padded to a multiple of 8):
 *
 *     x     x register           32 bits: byte offset in registers->x
 *     y     y register           32 bits: byte offset from the stack pointer (y0 is at 8)
 *     r     x0                   nothing
 *     c     constant term        64 bits: the term
 *     i     immediate constant   64 bits: the term (atom, small integer or nil)
 *     t     small integer        64 bits: the term
 *     0..9  that very number     nothing
 *     s     any source           64 bits: the term, or the offset of an x register, or of a y register + 4
 *     d     any destination      32 bits: offset of an x register, or of a y register + 4
 *     f     label                32 bits: bytes from the start of this instruction, signed
 *     p     label or none        the same; 0 for none
 *     n     unsigned number      32 bits
 *     e     function by export   64 bits: struct export *
 *     k     fun table row        64 bits: struct fun_entry *
 *     F     float register       32 bits: byte offset in registers->f
 *     v     operand list         32 bits: count; then, behind all fields, that many 64-bit words, each a source as
 *                                in s, a destination as in d, a label as in f (sign-extended), or a number
 *     o     operand left out     nothing; fits anything
 */
/* clang-format on */
#ifndef TICK_VM_INSTR_H
#define TICK_VM_INSTR_H

#include "vm/process/registers.h"

/* ---- sizes and places of operand fields, worked out by the preprocessor ---- */

#define FIELD_BYTES_x 4
#define FIELD_BYTES_y 4
#define FIELD_BYTES_r 0
#define FIELD_BYTES_c 8
#define FIELD_BYTES_i 8
#define FIELD_BYTES_t 8
#define FIELD_BYTES_0 0
#define FIELD_BYTES_1 0
#define FIELD_BYTES_2 0
#define FIELD_BYTES_3 0
#define FIELD_BYTES_4 0
#define FIELD_BYTES_5 0
#define FIELD_BYTES_6 0
#define FIELD_BYTES_7 0
#define FIELD_BYTES_8 0
#define FIELD_BYTES_9 0
#define FIELD_BYTES_s 8
#define FIELD_BYTES_d 4
#define FIELD_BYTES_f 4
#define FIELD_BYTES_p 4
#define FIELD_BYTES_n 4
#define FIELD_BYTES_e 8
#define FIELD_BYTES_k 8
#define FIELD_BYTES_F 4
#define FIELD_BYTES_v 4
#define FIELD_BYTES_o 0

#define FIELD_AT(end, kind) (FIELD_BYTES_##kind == 8 ? ((end) + 7) / 8 * 8 : (end))

#define I0(N, G, C)                         enum { N##_charge = (C), N##_size = 8 };
#define I1(N, G, C, A)                      LAYOUT(N, C, A, o, o, o, o, o, o, o)
#define I2(N, G, C, A, B)                   LAYOUT(N, C, A, B, o, o, o, o, o, o)
#define I3(N, G, C, A, B, D)                LAYOUT(N, C, A, B, D, o, o, o, o, o)
#define I4(N, G, C, A, B, D, E)             LAYOUT(N, C, A, B, D, E, o, o, o, o)
#define I5(N, G, C, A, B, D, E, H)          LAYOUT(N, C, A, B, D, E, H, o, o, o)
#define I6(N, G, C, A, B, D, E, H, J)       LAYOUT(N, C, A, B, D, E, H, J, o, o)
#define I7(N, G, C, A, B, D, E, H, J, K)    LAYOUT(N, C, A, B, D, E, H, J, K, o)
#define I8(N, G, C, A, B, D, E, H, J, K, L) LAYOUT(N, C, A, B, D, E, H, J, K, L)

#define LAYOUT(N, C, A, B, D, E, H, J, K, L)             \
    enum {                                               \
        N##_charge = (C),                                \
        N##_a = FIELD_AT(8, A),                          \
        N##_b = FIELD_AT(N##_a + FIELD_BYTES_##A, B),    \
        N##_c = FIELD_AT(N##_b + FIELD_BYTES_##B, D),    \
        N##_d = FIELD_AT(N##_c + FIELD_BYTES_##D, E),    \
        N##_e = FIELD_AT(N##_d + FIELD_BYTES_##E, H),    \
        N##_f = FIELD_AT(N##_e + FIELD_BYTES_##H, J),    \
        N##_g = FIELD_AT(N##_f + FIELD_BYTES_##J, K),    \
        N##_h = FIELD_AT(N##_g + FIELD_BYTES_##K, L),    \
        N##_size = (N##_h + FIELD_BYTES_##L + 7) / 8 * 8 \
    };
#include "vm/interp/instructions.def"

/* ---- handlers ----
 * The state of the machine is the parameters: pc, the registers, the top of the stack, the top of
 * the heap, the reductions left. They stay in machine registers from handler to handler, because
 * the last thing a handler does is a tail call of the next one. Three forms of the same source:
 *
 * - clang: musttail and preserve_none; the parameters survive calls of C functions unsaved.
 * - gcc: sibling calls; the build checks that they became jumps.
 * - -DTICK_DISPATCH_LOOP: a handler leaves the state in the registers structure and returns to a
 *   loop; for sanitizers and debuggers. */

#define PARAMETERS CodePtr pc, struct registers *regs, Term *stack, Term *top, int64_t left
#define ARGUMENTS  pc, regs, stack, top, left

#if defined(__clang__) && __has_attribute(preserve_none) && !defined(TICK_DISPATCH_LOOP)
#define HANDLER_CONVENTION __attribute__((preserve_none))
#else
#define HANDLER_CONVENTION
#endif

#if defined(__clang__) && !defined(TICK_DISPATCH_LOOP)
#define TAIL_CALL __attribute__((musttail)) return
#else
#define TAIL_CALL return
#endif

typedef HANDLER_CONVENTION void handler(PARAMETERS);

/* Every handler of the lists. */
#define I0(N, G, C)                         handler op_##N;
#define I1(N, G, C, A)                      handler op_##N;
#define I2(N, G, C, A, B)                   handler op_##N;
#define I3(N, G, C, A, B, D)                handler op_##N;
#define I4(N, G, C, A, B, D, E)             handler op_##N;
#define I5(N, G, C, A, B, D, E, H)          handler op_##N;
#define I6(N, G, C, A, B, D, E, H, J)       handler op_##N;
#define I7(N, G, C, A, B, D, E, H, J, K)    handler op_##N;
#define I8(N, G, C, A, B, D, E, H, J, K, L) handler op_##N;
#include "vm/interp/instructions.def"

#ifdef TICK_DISPATCH_LOOP
#define DISPATCH()                \
    do {                          \
        regs->loop_pc = pc;       \
        regs->loop_stack = stack; \
        regs->loop_top = top;     \
        regs->reductions = left;  \
        return;                   \
    } while (0)
#else
#define DISPATCH()                                    \
    do {                                              \
        TAIL_CALL (*(handler *const *)pc)(ARGUMENTS); \
    } while (0)
#endif

/* A handler, and one that is rarely reached. */
#define INSTR(name) HANDLER_CONVENTION void op_##name(PARAMETERS)
#define SLOW(name)  static COLD HANDLER_CONVENTION void slow_##name(PARAMETERS)

/* Leaves for a slow handler, which sees the same instruction. */
#define LEAVE_FOR(name)            \
    do {                           \
        TAIL_CALL name(ARGUMENTS); \
    } while (0)

/* On with the instruction behind this one; N is the name of the form. */
#define NEXT(N)             \
    do {                    \
        left -= N##_charge; \
        pc += N##_size / 8; \
        DISPATCH();         \
    } while (0)

/* On with the instruction at TARGET. */
#define GOTO(N, target)     \
    do {                    \
        left -= N##_charge; \
        pc = (target);      \
        DISPATCH();         \
    } while (0)

/* The same instruction once more, for nothing: after a collection. */
#define AGAIN() DISPATCH()

/* Back to the scheduler; regs->end says why. */
#ifdef TICK_DISPATCH_LOOP
#define END_TURN()            \
    do {                      \
        regs->loop_pc = NULL; \
        return;               \
    } while (0)
#else
#define END_TURN() return
#endif

/* ---- operands, by kind: GET_x(offset) and so on; offset is N_a, N_b, ... ---- */

ALWAYS_INLINE uint32_t field32(CodePtr pc, unsigned offset)
{
    uint32_t value;
    __builtin_memcpy(&value, (const char *)pc + offset, sizeof value);
    return value;
}

ALWAYS_INLINE uint64_t field64(CodePtr pc, unsigned offset)
{
    return pc[offset / 8];
}

ALWAYS_INLINE Term *at_offset(void *base, uint64_t offset)
{
    return (Term *)((char *)base + offset);
}

/* A source as in kind s: a term, or a register, whose lowest two bits are 0. */
ALWAYS_INLINE Term source_fetch(struct registers *regs, Term *stack, uint64_t source)
{
    if (source & TAG_MASK)
        return source;
    return source & 4 ? *at_offset(stack, source - 4) : *at_offset(regs, source);
}

/* COUNT sources of an operand list, written to PLACE. */
ALWAYS_INLINE void fetch_sources(struct registers *regs, Term *stack, const uint64_t *list,
                                 uint32_t count, Term *place)
{
    SHORT_LOOP
    for (uint32_t i = 0; i < count; i++)
        place[i] = source_fetch(regs, stack, list[i]);
}

ALWAYS_INLINE Term *destination(struct registers *regs, Term *stack, uint64_t code)
{
    return code & 4 ? at_offset(stack, code - 4) : at_offset(regs, code);
}

#define GET_x(o) (*at_offset(regs, field32(pc, o)))
#define GET_y(o) (*at_offset(stack, field32(pc, o)))
#define GET_r(o) (regs->x[0])
#define GET_c(o) ((Term)field64(pc, o))
#define GET_i(o) ((Term)field64(pc, o))
#define GET_t(o) ((Term)field64(pc, o))
#define GET_0(o) 0
#define GET_1(o) 1
#define GET_2(o) 2
#define GET_3(o) 3
#define GET_4(o) 4
#define GET_5(o) 5
#define GET_6(o) 6
#define GET_7(o) 7
#define GET_8(o) 8
#define GET_9(o) 9
#define GET_s(o) source_fetch(regs, stack, field64(pc, o))
#define GET_n(o) field32(pc, o)
#define GET_e(o) ((struct export *)(uintptr_t)field64(pc, o))
#define GET_k(o) ((struct fun_entry *)(uintptr_t)field64(pc, o))
#define GET_F(o) (*(double *)((char *)regs->f + field32(pc, o)))

/* A destination of any kind as one of kind d. */
#define CODE_x(o) field32(pc, o)
#define CODE_r(o) 0
#define CODE_d(o) field32(pc, o)

#define PUT_x(o, value) ((void)(GET_x(o) = (value)))
#define PUT_y(o, value) ((void)(GET_y(o) = (value)))
#define PUT_r(o, value) ((void)(regs->x[0] = (value)))
#define PUT_d(o, value) ((void)(*destination(regs, stack, field32(pc, o)) = (value)))

/* What tells whether VALUE of such a kind is a small integer: nobody asks a constant. */
#define SMALL_TAG_x(value) (value)
#define SMALL_TAG_y(value) (value)
#define SMALL_TAG_r(value) (value)
#define SMALL_TAG_s(value) (value)
#define SMALL_TAG_t(value) IMM_SMALL

/* Are both operands, A of kind KIND_A and B of kind KIND_B, small integers? */
#define BOTH_SMALL(KIND_A, a, KIND_B, b) \
    ((SMALL_TAG_##KIND_A(a) & SMALL_TAG_##KIND_B(b) & IMM_MASK) == IMM_SMALL)

/* Where the label operand at OFFSET leads. */
ALWAYS_INLINE CodePtr label_target(CodePtr pc, unsigned offset)
{
    return (CodePtr)((const char *)pc + (int32_t)field32(pc, offset));
}
#define LABEL(o)     label_target(pc, o)
#define HAS_LABEL(o) (field32(pc, o) != 0)

/* The words of an operand list; SIZE is N_size. */
ALWAYS_INLINE const uint64_t *operand_list(CodePtr pc, unsigned size)
{
    return pc + size / 8;
}

/* ---- between handlers and C: what has to be written back, and read again ---- */

/* Before anything that may allocate, raise or look at the process. */
#define SAVE()                            \
    do {                                  \
        regs->process->heap.top = top;    \
        regs->process->heap.stop = stack; \
        regs->reductions = left;          \
    } while (0)

/* After it. */
#define RESTORE()                         \
    do {                                  \
        top = regs->process->heap.top;    \
        stack = regs->process->heap.stop; \
        left = regs->reductions;          \
    } while (0)

/* Are there NEED words between heap and stack? The stress build collects whenever somebody asks. */
#ifdef TICK_STRESS_GC
bool stress_collect_now(struct registers *regs);
#define ROOM(need) ((size_t)(stack - top) >= (size_t)(need) && !stress_collect_now(regs))
#else
#define ROOM(need) ((size_t)(stack - top) >= (size_t)(need))
#endif

/* ---- handlers shared by the families ---- */

/* Collects with NEED and LIVE from the registers structure, then AGAIN, in this turn or the next;
 * or the process ends because it wants too much. */
#define COLLECT_AND_RETRY(need_words, live_registers)                                        \
    do {                                                                                     \
        SAVE();                                                                              \
        (void)proc_collect_or_leave(regs->process, (need_words), regs->x, (live_registers)); \
        LEAVE_FOR(op_collected);                                                             \
    } while (0)

/* An exception stands in regs->exception_*, raised by PC: finds its handler or ends the process. */
handler op_raise_pending;

/* PC is the entry of a function and the turn is used up: switch out with its arguments live. */
handler op_yield_at_entry;

/* Switch out with regs->yield_live x registers live; go on with this same instruction. */
handler op_yield_here;

/* A comparison of the instruction at PC takes long: goes on with it, in this turn and others, then
 * with this same instruction; at once where there is no comparison. */
handler op_comparison;

/* The turn is used up at the instruction at PC, and nobody knows which registers are live: switch
 * out with all of them (midway.h). Goes on as op_comparison does. */
handler op_yield_midway;

/* After proc_collect_or_leave: on with the instruction at PC, in this turn or the next. */
handler op_collected;

/* PROC_EXITING was found set: end the process with its exit_reason. */
handler op_exit_now;
handler op_concerned;

/* Goes on at TARGET, the entry of a function, unless the turn is used up. */
#define ENTER(N, target)                  \
    do {                                  \
        left -= N##_charge;               \
        pc = (target);                    \
        if (UNLIKELY(left <= 0))          \
            LEAVE_FOR(op_yield_at_entry); \
        DISPATCH();                       \
    } while (0)

/* ---- every form has a number, by which the loader and the tracer know it ---- */

enum form {
#define I0(N, G, C)                         FORM_##N,
#define I1(N, G, C, A)                      FORM_##N,
#define I2(N, G, C, A, B)                   FORM_##N,
#define I3(N, G, C, A, B, D)                FORM_##N,
#define I4(N, G, C, A, B, D, E)             FORM_##N,
#define I5(N, G, C, A, B, D, E, H)          FORM_##N,
#define I6(N, G, C, A, B, D, E, H, J)       FORM_##N,
#define I7(N, G, C, A, B, D, E, H, J, K)    FORM_##N,
#define I8(N, G, C, A, B, D, E, H, J, K, L) FORM_##N,
#include "vm/interp/instructions.def"
    FORMS
};

/* What the loader needs to know of a form. */
struct form_row {
    const char *name;
    const char *generic;
    const char *kinds;   /* one letter an operand */
    unsigned short size; /* bytes without operand list */
    handler *code;
};

extern const struct form_row form_rows[FORMS];

#endif
