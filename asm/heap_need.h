/* SPDX-License-Identifier: Apache-2.0 */
/* heap_need.h: the room on the heap that instructions take, and those that reserve it.
 *
 * What builds a list cell, a tuple, a fun or a float takes its room from what test_heap, or another
 * instruction with a heap need, reserved before it. An instruction that may collect garbage ends
 * the reservation: what is left of it is lost. */
#ifndef TICK_ASM_HEAP_NEED_H
#define TICK_ASM_HEAP_NEED_H

#include "asm/effects.h"

/* As in the operand of test_heap: floats and funs are counted, since their sizes are those of the
 * machine; the free variables of funs are among the words. */
struct asm_heap_need {
    uint64_t words, floats, funs;
};

/* What INSTRUCTION takes of the room that was reserved before it. */
struct asm_heap_need asm_heap_need_of(const struct asm_module *module,
                                      const struct asm_instruction *instruction);

/* The heap need that INSTRUCTION reserves by an operand of its own; NULL if it has none. */
const struct asm_operand *asm_heap_operand(const struct asm_module *module,
                                           const struct asm_instruction *instruction);

/* The same in words. */
uint64_t asm_heap_words(struct asm_heap_need need);

/* How many words OPERAND, a heap need, reserves. */
uint64_t asm_reserved_words(const struct asm_operand *operand);

/* Is nothing left behind INSTRUCTION, and at the labels it may go to, of what was reserved before
 * it? EFFECTS are its effects. */
bool asm_ends_reservation(const struct asm_instruction *instruction,
                          const struct asm_effects *effects);

#endif
