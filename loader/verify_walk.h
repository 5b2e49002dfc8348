/* SPDX-License-Identifier: Apache-2.0 */
/* verify_walk.h: the walk through one function, for those who say what instructions do
 * (verify_step.c, verify_control.c). */
#ifndef TICK_LOADER_VERIFY_WALK_H
#define TICK_LOADER_VERIFY_WALK_H

#include "loader/verify_state.h"
#include "vm/base/worklist.h"

/* A way to a label that is joined when the join at hand is done. */
struct pending {
    struct pending *next;
    uint64_t label;
    struct state *state;
};

struct walk {
    struct beam_code *code;
    struct arena arena; /* of the states of one function */
    const struct beam_function *function;
    uint32_t x_count, y_count, float_count,
        count;             /* registers the function uses, of each sort and in all */
    struct state *now;     /* before the instruction at hand */
    struct state *scratch; /* for what an exception handler sees */
    struct state **at;     /* of each label of the file, what is known there; NULL until reached */
    struct worklist again; /* labels to walk from, by instruction of the function */
    bool joining;          /* a join is at hand */
    struct pending *pending;
    uint32_t at_hand;  /* index of the instruction */
    uint64_t budget;   /* what may still be joined and walked, in registers and instructions */
    bool zeroed;       /* frames of this function are made with all slots nil */
    bool wants_zeroed; /* why the walk was given up */
};

/* The walk goes on behind the instruction, or it does not, or it ends with a fault. STEP_OTHER is
 * for the functions of families in verify_step.c alone. */
enum step { STEP_ON, STEP_STOP, STEP_FAULT, STEP_OTHER };

/* What the instruction at hand does to w->now, and where else it may lead. */
enum step verify_step(struct walk *w);

/* Writes down a fault of the instruction at hand. Returns false. */
bool walk_fail(struct walk *w, const char *expected, const char *found);

/* Joins STATE into what is known at LABEL. Where frames differ nothing of them may be used behind
 * the label, which is how compilers share code that ends in an exception. */
bool walk_branch(struct walk *w, uint64_t label, const struct state *state) MUST_CHECK;

/* The label of the handler that gets what is raised in state STATE; 0: there is none. */
uint32_t walk_handler(const struct walk *w, const struct state *state);

/* verify_step.c: an exception may be raised in state STATE: joins what its handler sees. */
bool walk_may_raise(struct walk *w, const struct state *state) MUST_CHECK;

#endif
