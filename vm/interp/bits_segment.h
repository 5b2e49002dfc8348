/* SPDX-License-Identifier: Apache-2.0 */
/* bits_segment.h: what the segments of bs_create_bin are worth: their sizes, what is wrong with
 * them, and their bits. */
#ifndef TICK_VM_BITS_SEGMENT_H
#define TICK_VM_BITS_SEGMENT_H

#include "vm/interp/bits_build.h"
#include "vm/interp/instr.h"

enum fault { FINE, BAD_TYPE, BAD_SIZE, BAD_UNIT, TOO_SHORT, BAD_FLOAT_SIZE, NO_FLOAT, TOO_LARGE };

/* Leaves badarg or system_limit pending. */
void segment_raise(struct registers *regs, enum fault fault);

/* A SIZE that is no small integer, or a negative one. */
enum fault segment_size_fault(Term size);

/* The segments of an operand list, beside registers and stack. */
struct segments {
    struct registers *regs;
    Term *stack;
    const uint64_t *list;
    uint32_t words;
    enum fault fault;       /* what is wrong */
    const uint64_t *faulty; /* with which of them */
};

/* Adds to *TOTAL the bits of those segments whose size is not fixed, and looks for all that could
 * be wrong with them. False with a fault. */
bool segments_measure(struct segments *segments, size_t *total) MUST_CHECK;

/* Writes them, which have been measured, from bit BIT of BASE on. False with a fault: a value with
 * a fixed size is no integer, or memory is exhausted. */
bool segments_write(struct segments *segments, unsigned char *base, size_t bit) MUST_CHECK;

/* Leaves the exception for the fault pending; its error_info tells the segment, if its number is
 * known. Allocates. */
void segments_raise(const struct segments *segments);

#endif
