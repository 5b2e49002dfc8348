/* SPDX-License-Identifier: Apache-2.0 */
/* verify_parts.h: what the files that say what instructions do share. Every function that can find
 * a fault returns false after it, and the walk ends. O is an operand, or the first of several. */
#ifndef TICK_LOADER_VERIFY_PARTS_H
#define TICK_LOADER_VERIFY_PARTS_H

#include "loader/verify_walk.h"

/* ---- how the walk goes on ---- */

static inline enum step step_on(bool ok)
{
    return ok ? STEP_ON : STEP_FAULT;
}

static inline enum step step_stop(bool ok)
{
    return ok ? STEP_STOP : STEP_FAULT;
}

/* ---- verify_registers.c ---- */

/* The instruction at hand. */
const struct instr *walk_instr(const struct walk *w);

/* It relies on what cannot be proved. */
void walk_mark_unproved(struct walk *w);

/* The register that O names; NULL after a fault: a y register outside the frame. */
Type *walk_register(struct walk *w, const struct operand *o);

/* Reads a register, or any other source; a match context only when CONTEXT says so. */
bool walk_read(struct walk *w, const struct operand *o, bool context);
bool walk_read_value(struct walk *w, const struct operand *o);
bool walk_read_list(struct walk *w, const struct operand *list);

/* The first COUNT x registers. */
bool walk_read_arguments(struct walk *w, uint64_t count, bool context);

/* What is known of O, which has been read. */
Type walk_type_of(struct walk *w, const struct operand *o);

bool walk_write(struct walk *w, const struct operand *o, Type type);
bool walk_write_any(struct walk *w, const struct operand *o);

/* O turned out to be of TYPE. */
void walk_refine(struct walk *w, const struct operand *o, Type type);

/* From FIRST on no x register holds anything; with FIRST 0, no float register either. */
void walk_forget(struct walk *w, uint64_t first);

/* Garbage may be collected; the first LIVE x registers are kept. */
bool walk_collect(struct walk *w, uint64_t live);

/* What a collection changes besides registers. */
void walk_after_collection(struct walk *w);

/* Have all slots of the frame been written? */
bool walk_frame_is_written(struct walk *w, const struct state *state);

/* The instruction at hand may raise an exception. */
bool walk_raises(struct walk *w);

/* The label O is a way out; where it is none, an exception. */
bool walk_may_fail(struct walk *w, const struct operand *o);

bool walk_take_heap(struct walk *w, uint64_t words);

bool walk_need_frame(struct walk *w);
bool walk_need_no_frame(struct walk *w);
bool walk_allocate(struct walk *w, uint64_t slots, uint64_t heap, uint64_t live);
bool walk_deallocate(struct walk *w, uint64_t slots);
bool walk_trim(struct walk *w, uint64_t slots, uint64_t remaining);

/* ---- verify_data.c: one instruction each, with its operands ---- */

/* Also get_hd and get_tl; COUNT operands. */
bool step_get_list(struct walk *w, const struct operand *o, unsigned count);
bool step_get_tuple_element(struct walk *w, const struct operand *o);
bool step_set_tuple_element(struct walk *w, const struct operand *o);
bool step_test_arity(struct walk *w, const struct operand *o);
bool step_select(struct walk *w, const struct operand *o);
bool step_get_map_elements(struct walk *w, const struct operand *o);
bool step_move(struct walk *w, const struct operand *from, const struct operand *to);
bool step_swap(struct walk *w, const struct operand *a, const struct operand *b);
bool step_fmove(struct walk *w, const struct operand *o);
bool step_make_fun(struct walk *w, const struct operand *o);
bool step_put_tuple(struct walk *w, const struct operand *o);
bool step_update_record(struct walk *w, const struct operand *o);

/* A test after which its second operand is known to be of TYPE. */
bool step_type_test(struct walk *w, const struct operand *o, Type type);

/* O must be a match context. */
bool step_need_context(struct walk *w, const struct operand *o);
bool step_start_match(struct walk *w, const struct operand *label, const struct operand *source,
                      const struct operand *live, const struct operand *to);
bool step_match_commands(struct walk *w, const struct operand *o);
bool step_set_position(struct walk *w, const struct operand *o);

/* ---- verify_control.c: each a family of instructions; STEP_OTHER to what is not of it ---- */

enum step call_step(struct walk *w, const struct operand *o);
enum step frame_step(struct walk *w, const struct operand *o);
enum step exception_step(struct walk *w, const struct operand *o);
enum step receive_step(struct walk *w, const struct operand *o);

#endif
