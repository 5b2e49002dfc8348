/* SPDX-License-Identifier: Apache-2.0 */
/* transform.h: from the instructions of files to those that vm/interp has forms of. */
#ifndef TICK_LOADER_TRANSFORM_H
#define TICK_LOADER_TRANSFORM_H

#include "loader/decode.h"

/* A growing array of instructions in an arena. Labels and lines stay among them until they are
 * emitted. */
struct instr_list {
    struct arena *arena;
    struct instr *instrs;
    uint32_t count, capacity;
};

/* Appends an instruction with COUNT operands, all zero. */
struct instr *instr_add(struct instr_list *list, enum opcode op, unsigned count, uint32_t offset);

struct transformed {
    struct instr_list list;
    uint64_t label_count;    /* the file's labels and those of checks */
    struct fun_entry **funs; /* of each row of the fun table */
    uint64_t on_load; /* label of the function that runs when the module is loaded; 0: none */
};

/* Rewrites all of CODE, which has been verified. Makes exports and fun entries. False on a fault.
 */
bool transform_code(struct beam_code *code, struct transformed *result) MUST_CHECK;

#endif
