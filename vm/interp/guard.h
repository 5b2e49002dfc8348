/* SPDX-License-Identifier: Apache-2.0 */
/* guard.h: calling builtins from instructions that may stand in a guard, where failing means going
 * to a label and the live registers are known. */
#ifndef TICK_VM_GUARD_H
#define TICK_VM_GUARD_H

#include "vm/interp/instr.h"

/* The builtins that instructions call by name. */
enum guard_builtin {
    GUARD_PLUS,
    GUARD_MINUS,
    GUARD_TIMES,
    GUARD_DIV,
    GUARD_REM,
    GUARD_BAND,
    GUARD_BOR,
    GUARD_BXOR,
    GUARD_BSL,
    GUARD_BSR,
    GUARD_ELEMENT,
    GUARD_LENGTH,
    GUARD_BUILTINS
};

extern struct export *guard_exports[GUARD_BUILTINS];

/* Looks them up; once, after the builtins have been entered. */
void guard_init(void);

enum guard_outcome {
    GUARD_DONE,      /* the result is in regs->guard_result */
    GUARD_FAILED,    /* an exception is pending; a label operand, if there is one, forgets it */
    GUARD_COLLECTED, /* garbage was collected instead, or will be: op_collected */
};

/* Instead of a number of live registers, where an instruction does not know it. */
#define GUARD_NO_LIVE UINT32_MAX

/* Calls EXPORT's builtin; state is saved. Collects first when an earlier builtin had to allocate
 * outside the heap block and LIVE is known. Arguments are handed over one by one: a handler that
 * takes the address of a local variable keeps gcc from making jumps of its dispatches. */
enum guard_outcome guard_call1(struct registers *regs, CodePtr pc, struct export *export, Term a,
                               uint32_t live);
enum guard_outcome guard_call2(struct registers *regs, CodePtr pc, struct export *export, Term a,
                               Term b, uint32_t live);
enum guard_outcome guard_call3(struct registers *regs, CodePtr pc, struct export *export, Term a,
                               Term b, Term c, uint32_t live);

/* badarg of EXPORT called with ARGS. */
void guard_badarg(struct registers *regs, struct export *export, const Term *args);

/* How many cells of a list a loop in C walks in the time of one instruction, roughly. */
#define LIST_CELLS_PER_REDUCTION 2

#endif
