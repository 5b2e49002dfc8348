/* SPDX-License-Identifier: Apache-2.0 */
/* gc_harness.h: a heap to collect, and objects on it whose end is counted. */
#ifndef TICK_TESTS_UNIT_GC_HARNESS_H
#define TICK_TESTS_UNIT_GC_HARNESS_H

#include "vm/memory/gc.h"
#include "vm/memory/magic.h"

#define MIN_WORDS 112

extern struct heap gc_heap;
extern int gc_magics_alive;

/* Before and after each test. */
void gc_harness_setup(void);
void gc_harness_teardown(void);

/* Collects with COUNT ROOTS, makes room for NEED words, and checks the gc_heap. */
void gc_harness_collect(Term *roots, size_t count, size_t need, bool major);

/* A reference on ON to an object that counts as alive until it is released. */
Term gc_harness_magic(struct heap *on);

#endif
