/* SPDX-License-Identifier: Apache-2.0 */
/* work.h: who pays for walks over terms. Comparing, hashing, copying and building take as long as
 * their terms are large, in the midst of instructions and builtins that know nothing of that. So
 * the walk itself says what it did, and whoever runs a process says where that is to be counted. */
#ifndef TICK_VM_WORK_H
#define TICK_VM_WORK_H

#include "vm/base/base.h"

/* Steps of a walk that take as long as an instruction: words looked at, and bytes compared. */
#define WORK_STEPS_PER_REDUCTION 4
#define WORK_BYTES_PER_REDUCTION 256

/* False in VARIANT=no-trap, where work is not counted and time never runs out: what is measured
 * against it is the price of giving up the processor (bench/small). */
#ifdef TICK_NO_TRAP
#define WORK_IS_COUNTED false
#else
#define WORK_IS_COUNTED true
#endif

/* For each node of a hash trie that is copied with a change. */
#define WORK_PER_TRIE_LEVEL 8

/* The reductions left of the turn that this thread runs; NULL: it runs none, or one without end. */
extern _Thread_local int64_t *work_turn;

ALWAYS_INLINE void work_charge(size_t reductions)
{
    if (WORK_IS_COUNTED && reductions != 0 && work_turn != NULL)
        *work_turn -= (int64_t)reductions;
}

#endif
