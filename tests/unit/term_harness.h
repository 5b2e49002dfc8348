/* SPDX-License-Identifier: Apache-2.0 */
/* term_harness.h: a heap, and terms on it from Erlang source. */
#ifndef TICK_TESTS_TERM_HARNESS_H
#define TICK_TESTS_TERM_HARNESS_H

#include "vm/memory/heap.h"

extern struct heap term_heap;

/* Before and after each test: atoms, exports (of which external funs are made) and an empty heap.
 */
void term_harness_setup(void);
void term_harness_teardown(void);

/* The term that TEXT begins with (term_reader.h), on term_heap. */
Term term_of(const char *text);

#endif
