/* SPDX-License-Identifier: Apache-2.0 */
/* off_heap.h: objects on a heap that own something outside of it: BIN_REF and MAGIC_REF.
 * Each holds one counted reference, and its last word links it to the next of its chain; whoever
 * frees the memory of such an object walks the chain and drops the references first. */
#ifndef TICK_VM_OFF_HEAP_H
#define TICK_VM_OFF_HEAP_H

#include "vm/term/bits.h"
#include "vm/term/ref.h"

ALWAYS_INLINE bool off_heap_is_kind(unsigned kind)
{
    return kind == BOXED_BIN_REF || kind == BOXED_MAGIC_REF;
}

ALWAYS_INLINE struct magic *off_heap_magic(const Term *object)
{
    return (struct magic *)(uintptr_t)object[2];
}

ALWAYS_INLINE Term *off_heap_next(const Term *object)
{
    return (Term *)(uintptr_t)object[header_arity(object[0])];
}

/* Puts OBJECT in front of *CHAIN. */
ALWAYS_INLINE void off_heap_push(Term *object, Term **chain)
{
    object[header_arity(object[0])] = (Term)(uintptr_t)*chain;
    *chain = object;
}

/* Bytes that a collection of OBJECT may set free. */
ALWAYS_INLINE size_t off_heap_bytes(const Term *object)
{
    return header_kind(object[0]) == BOXED_BIN_REF ? bin_ref_binary(object)->size
                                                   : off_heap_magic(object)->bytes;
}

/* Counts one reference more, for a copy of OBJECT. */
void off_heap_retain(const Term *object);

/* Drops the reference that OBJECT holds. */
void off_heap_release(const Term *object);

/* Drops the references of all objects of a chain. */
void off_heap_release_chain(const Term *chain);

/* Bytes owned by the objects of a chain from FIRST up to, not including, END (NULL: all of it). */
size_t off_heap_chain_bytes(const Term *first, const Term *end);

#endif
