/* SPDX-License-Identifier: Apache-2.0 */
/* bits_segment.h: what the segments of bs_create_bin are worth: their sizes, what is wrong with
 * them, and their bits. */
#ifndef TICK_VM_BITS_SEGMENT_H
#define TICK_VM_BITS_SEGMENT_H

#include "vm/interp/bits_build.h"
#include "vm/interp/instr.h"

enum fault { FINE, BAD_TYPE, BAD_SIZE, BAD_UNIT, TOO_SHORT, BAD_FLOAT_SIZE, NO_FLOAT, TOO_LARGE };

/* Leaves badarg or system_limit pending. Returns false. */
bool segment_raise(struct registers *regs, enum fault fault);

/* A SIZE that is no small integer, or a negative one. */
enum fault segment_size_fault(Term size);

/* The segments of an operand list, beside registers and stack. */
struct segments {
    struct registers *regs;
    Term *stack;
    const uint64_t *list;
    uint32_t words;
};

/* Adds to *TOTAL the bits of those segments whose size is not fixed, and looks for all that could
 * be wrong with them. False after raising. */
bool segments_measure(const struct segments *segments, size_t *total) MUST_CHECK;

/* Writes them, which have been measured, from bit BIT of BASE on. False after raising: a value with
 * a fixed size is no integer, or memory is exhausted. */
bool segments_write(const struct segments *segments, unsigned char *base, size_t bit) MUST_CHECK;

#endif
