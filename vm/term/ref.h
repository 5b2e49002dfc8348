/* SPDX-License-Identifier: Apache-2.0 */
/* ref.h: references: values that are equal to nothing made before or after.
 *
 *   BOXED_REF        header | number | pid of the maker (an immediate)
 *   BOXED_MAGIC_REF  header | number | struct magic * | next of the off-heap chain
 *
 * A number is unique in this VM: each scheduler draws from a range of its own. A magic reference
 * owns a C object that is released when the last reference to it is collected. */
#ifndef TICK_VM_REF_H
#define TICK_VM_REF_H

#include "vm/memory/heap.h"

#include <stdatomic.h>

#define REF_WORDS       3
#define MAGIC_REF_WORDS 4

struct magic {
    _Atomic(size_t) references;
    size_t bytes; /* that it takes outside of heaps, for the collector to know what is at stake */
    void (*release)(struct magic *); /* called once, by whoever drops the last reference */
};

/* The number of a local reference, plain or magic. */
ALWAYS_INLINE uint64_t ref_number(Term t)
{
    return boxed_ptr(t)[1];
}

/* Writes a reference with NUMBER at CELL (REF_WORDS words). */
ALWAYS_INLINE Term ref_put(Term *cell, uint64_t number, Term maker)
{
    cell[0] = HEADER(BOXED_REF, REF_WORDS - 1);
    cell[1] = number;
    cell[2] = maker;
    return boxed_make(cell);
}

/* A number never returned before. Any thread. */
uint64_t ref_next_number(void);

/* Called by a scheduler thread when it starts: which of the number ranges is its own (1..1023). No
 * two threads may ever be given the same, not even one after the other. */
void ref_use_range(unsigned range);

#endif
