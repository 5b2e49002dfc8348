/* SPDX-License-Identifier: Apache-2.0 */
/* check_walk.h: the walk through one function, for those who say what instructions need and do
 * (check_step.c, check_control.c, check_bits.c). They never stop at a fault: it is noted, and the
 * walk goes on as if what was missing had been there, so that each fault is told once. */
#ifndef TICK_ASM_CHECK_WALK_H
#define TICK_ASM_CHECK_WALK_H

#include "asm/check_state.h"
#include "asm/heap_need.h"
#include "vm/base/worklist.h"

enum { CHECK_MAX_LETTERS = 9, CHECK_NO_REGISTER = UINT32_MAX, CHECK_NO_BLOCK = UINT32_MAX };

/* What a fault is about. Told by check_tell.c, which says what the numbers mean. */
struct check_fault {
    enum asm_message_id id;
    uint32_t instruction; /* among those of the module */
    uint32_t operand;     /* among those of the module; ASM_NO_PLACE: the instruction itself */
    uint32_t by;          /* an instruction that has to do with it, or NO_INSTRUCTION */
    uint32_t block;       /* in which it was found */
    uint64_t number, other;
};

/* The code from a label to the next one. */
struct check_block {
    uint32_t first;            /* instruction, the label */
    struct check_state *known; /* at the label; NULL: not reached */
};

/* A way to a block that is joined when the join at hand is done. */
struct check_pending {
    uint32_t block;
    struct check_state *state;
};

/* A way from one block to another on which the watched register holds nothing. */
struct check_edge {
    uint32_t from, to; /* blocks */
    uint32_t by;       /* the instruction that leads there */
    uint32_t killer;   /* the one in FROM that lost the value; NO_INSTRUCTION: it was lost before */
};

struct check_walk {
    struct asm_module *module;
    const struct asm_function *function;
    struct asm_arena arena; /* of the states of one function */
    uint32_t x_count, y_count, f_count,
        count; /* registers the function uses, of each sort, in all */
    ASM_VECTOR(struct check_block) blocks;
    struct worklist again;       /* blocks to be walked */
    struct check_state *now;     /* before the instruction at hand */
    struct check_state *scratch; /* for what an exception handler sees */
    uint32_t block;              /* the one at hand */
    uint32_t at_hand;            /* the instruction at hand, among those of the module */
    const struct asm_instruction *instruction;
    const struct asm_operand *operands[CHECK_MAX_LETTERS]; /* by letter; a list at its head */
    struct asm_effects effects;
    const struct asm_instruction *construction; /* that the bs_put_* at hand belong to, or NULL */
    uint64_t budget; /* what may still be joined and walked, in registers and instructions */
    bool joining;    /* a join is at hand */
    ASM_VECTOR(struct check_pending) pending;
    ASM_VECTOR(struct check_fault) faults;

    uint32_t watched; /* CHECK_NO_REGISTER, or a register whose losses are written down */
    uint32_t watched_at, killer;
    ASM_VECTOR(struct check_edge) edges;
};

/* ---- check.c ---- */

/* STATE reaches BLOCK. */
void check_branch(struct check_walk *w, uint32_t block, const struct check_state *state);

/* Walks again with final states and writes down on which branches register WATCHED holds nothing.
 * That INSTRUCTION is reached without a value counts as a branch to one more block. */
void check_watch(struct check_walk *w, uint32_t watched, uint32_t instruction);

/* ---- check_tell.c ---- */

/* Turns the faults of the function at hand into messages. */
void check_tell(struct check_walk *w);

/* ---- check_operands.c ---- */

/* What is wrong with the instruction at hand, reached or not. */
void check_operands(struct check_walk *w);

/* The letters (opcodes.def) of the operands behind the command of bs_match at O, where COUNT
 * operands are left; NULL if there is no such command. */
const char *check_command(const struct asm_module *module, const struct asm_operand *o,
                          uint64_t count);

/* ---- check_step.c ---- */

/* What the instruction at hand does to w->now, and where else it may lead. True: the walk goes on
 * behind it. */
bool check_step(struct check_walk *w);

/* The same by the letters of the operands alone. */
void check_by_letters(struct check_walk *w);

/* ---- check_control.c, check_bits.c: each a family; false: the instruction is not of it ---- */

bool check_control_step(struct check_walk *w, bool *on);
bool check_bits_step(struct check_walk *w);

/* O must be a match context. */
void check_need_context(struct check_walk *w, const struct asm_operand *o);

/* ---- check_registers.c: what instructions have in common. O is an operand ---- */

/* A fault of the instruction at hand, about operand O (NULL: the instruction itself). */
void check_fault(struct check_walk *w, enum asm_message_id id, const struct asm_operand *o,
                 uint64_t number);
void check_fault_by(struct check_walk *w, enum asm_message_id id, const struct asm_operand *o,
                    uint64_t number, uint64_t other, uint32_t by);

static inline bool check_is_register(const struct asm_operand *o)
{
    return o->kind == OPERAND_X || o->kind == OPERAND_Y || o->kind == OPERAND_F;
}

/* Reads any source; a match context only when CONTEXT says so. */
void check_read(struct check_walk *w, const struct asm_operand *o, bool context);
void check_read_list(struct check_walk *w, const struct asm_operand *list);
void check_read_arguments(struct check_walk *w, uint64_t count, bool context);

/* What is known of O. */
Held check_held(const struct check_walk *w, const struct asm_operand *o);

void check_write(struct check_walk *w, const struct asm_operand *o, Held what);

/* O turned out to be WHAT. */
void check_refine(struct check_walk *w, const struct asm_operand *o, Held what);

/* No x register holds anything any more, and no float register. */
void check_forget(struct check_walk *w);

/* The first COUNT x registers hold terms. */
void check_results(struct check_walk *w, uint32_t count);

/* Garbage may be collected; as many x registers are kept as LIVE says. */
void check_collect(struct check_walk *w, const struct asm_operand *live);
void check_after_collection(struct check_walk *w);

/* All slots of the frame are looked at. */
void check_frame_is_written(struct check_walk *w, struct check_state *state);

/* The block of the handler that gets what is raised in state STATE; CHECK_NO_BLOCK: there is none.
 */
uint32_t check_handler(const struct check_walk *w, const struct check_state *state);

/* An exception may be raised. */
void check_may_raise(struct check_walk *w, struct check_state *state);
void check_raises(struct check_walk *w);

/* Label O is a way out; where it is none, an exception. */
void check_may_fail(struct check_walk *w, const struct asm_operand *o);

void check_reserve(struct check_walk *w, uint64_t words);
void check_take_heap(struct check_walk *w, uint64_t words);

void check_need_frame(struct check_walk *w);
void check_need_no_frame(struct check_walk *w);
void check_deallocate(struct check_walk *w, const struct asm_operand *slots);

#endif
