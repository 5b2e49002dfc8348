/* SPDX-License-Identifier: Apache-2.0 */
/* retired.h: literals that no table leads to any more, but perhaps a process does.
 *
 * Terms of processes point into the literal area without any count, so a retired piece can only be
 * freed once all processes have been looked through. That happens in rounds, for all pieces at the
 * time: retired_begin clears the marks, retired_mark_… set them where a term points into a piece,
 * and retired_end frees the pieces without a mark. A piece that is retired during a round waits for
 * the next one. When a round pays is decided in vm/process/literals.c. */
#ifndef TICK_VM_RETIRED_H
#define TICK_VM_RETIRED_H

#include "vm/memory/heap.h"

/* Retires COUNT words at WORDS, which literal_alloc returned. Any thread. Returns how many words
 * are retired now. */
size_t retired_add(Term *words, size_t count);

/* How many words are retired. */
size_t retired_words(void);

/* Begins a round; one at a time. */
void retired_begin(void);

/* Ends it; returns how many words are still retired. */
size_t retired_end(void);

/* Marks what the COUNT terms at TERMS point to, which may be registers or a stack. During a round,
 * any thread. */
void retired_mark_terms(const Term *terms, size_t count);

/* Marks what the objects from START up to END, one behind the other, point to. */
void retired_mark_objects(const Term *start, const Term *end);

/* Marks what is referred to from the blocks and the stack of HEAP, which has just had a major
 * collection. */
void retired_mark_heap(const struct heap *heap);

#endif
