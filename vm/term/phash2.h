/* SPDX-License-Identifier: Apache-2.0 */
/* phash2.h: erlang:phash2 of a term of any size, a part at a time (the whole at once: hash.h). */
#ifndef TICK_VM_PHASH2_H
#define TICK_VM_PHASH2_H

#include "vm/memory/heap.h"
#include "vm/term/word_stack.h"

/* A walk in progress; begun or restored, and in any case ended. */
struct phash2_walk {
    struct word_stack stack;
    uint32_t hash;  /* the result, when the walk is done */
    uint32_t pairs; /* of the innermost map */
    size_t left;    /* steps */
};

void phash2_begin(struct phash2_walk *walk, Term term);
void phash2_end(struct phash2_walk *walk);

/* Goes on for about *LEFT steps, and takes off what it used. True: the walk is done. */
bool phash2_go_on(struct phash2_walk *walk, size_t *left);

/* The walk as a term that nobody else may see, and back. */
Term phash2_save(struct heap *heap, const struct phash2_walk *walk);
void phash2_restore(struct phash2_walk *walk, Term saved);

#endif
