/* SPDX-License-Identifier: Apache-2.0 */
/* literals.h: the constants of a module that are no immediates. While the module is loaded they lie
 * on a heap of the pool's own; pool_settle moves them, all at once, into the literal area. */
#ifndef TICK_LOADER_LITERALS_H
#define TICK_LOADER_LITERALS_H

#include "loader/beam_file.h"
#include "vm/memory/heap.h"

struct literal_pool {
    struct heap heap;
    Term *terms; /* the literals of the file first, then what was added */
    uint32_t count, capacity;
};

void pool_init(struct literal_pool *pool);
void pool_release(struct literal_pool *pool);

/* Adds TERM, which lies on the pool's heap or is an immediate; returns its index. */
uint32_t pool_add(struct literal_pool *pool, Term term);

/* Decodes one term of the external format onto the pool's heap; NON_VALUE on a fault, which is told
 * with WHAT. */
Term pool_decode(struct literal_pool *pool, struct beam_file *file, struct bytes external,
                 const char *what);

/* The integer with these bytes, two's complement, most significant first, on the pool's heap.
 * NON_VALUE when it is larger than the machine allows. */
Term pool_integer(struct literal_pool *pool, struct bytes digits);

/* Moves everything into the literal area: terms[i] is then the literal. *BLOCK, *WORDS: what holds
 * them. */
bool pool_settle(struct literal_pool *pool, Term **block, size_t *words) MUST_CHECK;

#endif
