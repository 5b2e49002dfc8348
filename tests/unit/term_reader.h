/* SPDX-License-Identifier: Apache-2.0 */
/* term_reader.h: terms from Erlang source, for tests. */
#ifndef TICK_TESTS_TERM_READER_H
#define TICK_TESTS_TERM_READER_H

#include "vm/memory/heap.h"

struct term_reader {
    struct heap *heap;
    const char *at; /* what has not been read yet */
    /* Called for Module:Function(Args...), which may stand wherever a term may. */
    Term (*call)(Term module, Term function, unsigned count, const Term *args);
};

#define READER_MAX_ITEMS 512

/* Module:Function(Args...); ARGS has room for READER_MAX_ITEMS. Returns their number. */
unsigned read_call(struct term_reader *reader, Term *module, Term *function, Term *args);

/* The next term. What is no term ends the test. */
Term read_term(struct term_reader *reader);

#endif
