/* SPDX-License-Identifier: Apache-2.0 */
/* effects.h: what an instruction does to x registers and to the flow of control. */
#ifndef TICK_ASM_EFFECTS_H
#define TICK_ASM_EFFECTS_H

#include "asm/module.h"

enum { ASM_SET_WORDS = BEAM_MAX_REGISTERS / 64 };

/* A set of x registers. */
struct asm_set {
    uint64_t words[ASM_SET_WORDS];
};

/* What does not show in the operands. */
struct asm_effects {
    uint32_t arguments; /* x registers, from x0 on, that are read besides the operands */
    uint32_t results;   /* the same, written; at the very end */
    bool clobbers;      /* no x register keeps its value, on no way out; then results are made */
    bool ends;          /* the next instruction is not reached from here */
    bool handler;       /* its label is that of an exception handler */
};

/* Registers that are read and written, arguments and results among them. */
struct asm_accesses {
    struct asm_set reads, writes;
    const struct asm_operand
        *live; /* the number of registers kept if it collects garbage, or NULL */
};

void asm_set_add(struct asm_set *set, uint64_t number);

/* Adds x0 to x(COUNT - 1). */
void asm_set_add_first(struct asm_set *set, uint64_t count);

struct asm_effects asm_effects_of(const struct asm_module *module,
                                  const struct asm_instruction *instruction);

struct asm_accesses asm_accesses_of(const struct asm_module *module,
                                    const struct asm_instruction *instruction);

/* Does it call one of the functions that never return: erlang:error/1 to /3, exit/1, throw/1? */
bool asm_calls_raiser(const struct asm_module *module, const struct asm_instruction *instruction);

/* Can a stack trace begin at or lead through this instruction, so that it needs a line? */
bool asm_needs_line(const struct asm_module *module, const struct asm_instruction *instruction);

#endif
