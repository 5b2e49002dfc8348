/* SPDX-License-Identifier: Apache-2.0 */
/* external_size.h: how many bytes a term takes in the external term format, without writing it. */
#ifndef TICK_VM_TERM_EXTERNAL_SIZE_H
#define TICK_VM_TERM_EXTERNAL_SIZE_H

#include "vm/memory/heap.h"
#include "vm/term/external_encode.h"

/* Adds to *SIZE the bytes of TERM, as they are written with OPTIONS (enum external_encode_option),
 * without the version byte, in about *STEPS steps (a step is an element or a cell); *STEPS becomes
 * what is left of them. NIL: that was all; else what is left to count, a term on HEAP that nobody
 * else may see: with the same OPTIONS the other function goes on from there. */
Term external_size_some(struct heap *heap, Term term, unsigned options, size_t *steps,
                        size_t *size) MUST_CHECK;
Term external_size_more(struct heap *heap, Term left, unsigned options, size_t *steps,
                        size_t *size) MUST_CHECK;

#endif
