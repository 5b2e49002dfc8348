/* SPDX-License-Identifier: Apache-2.0 */
/* turn.h: how long a turn is.
 *
 * Reductions say little about time: an instruction that finds its data in the cache is a hundred
 * times as fast as one that waits for memory, or for a page that the system has to make first. So a
 * turn is given in parts, and whoever has used one up gets the next only while the turn is young:
 *
 *     part | part | part | ... until there have been enough, or until the time is over
 *          ^ the clock is read for the first time
 *
 * Short turns, which are most, read no clock. */
#ifndef TICK_VM_TURN_H
#define TICK_VM_TURN_H

#include "vm/process/registers.h"

#define TURN_PARTS      8
#define PART_REDUCTIONS 4000

/* Nanoseconds, after the first part. A dozen processes that all work take turns in about a
 * millisecond, and a switch from one to the next costs a thousandth of this. */
#define TURN_TIME 100000

/* On a scheduler, for the turn that begins with PART_REDUCTIONS. */
ALWAYS_INLINE void turn_begin(struct registers *regs)
{
    regs->parts = TURN_PARTS - 1;
}

/* For a turn that has one part, whatever its length. */
ALWAYS_INLINE void turn_begin_single(struct registers *regs)
{
    regs->parts = 0;
}

/* The reductions of a part are used up. True: here are more, the turn goes on. */
bool turn_goes_on(struct registers *regs) MUST_CHECK;

#endif
