/* SPDX-License-Identifier: Apache-2.0 */
/* bits.h: binaries and bitstrings.
 *
 *   BOXED_HEAP_BITS  header | size in bits | bytes, padded with zeros to a whole word
 *   BOXED_SUB_BITS   header | first bit | bit behind the last | HEAP_BITS or BIN_REF term
 *   BOXED_BIN_REF    header | struct binary * | next of the off-heap chain
 *
 * A value that a program sees is a HEAP_BITS (up to 64 bytes) or a SUB_BITS. A BIN_REF is only ever
 * seen behind a SUB_BITS: it is one process's counted reference to bytes shared by all. */
#ifndef TICK_VM_BITS_H
#define TICK_VM_BITS_H

#include "vm/memory/heap.h"

#include <stdatomic.h>

#define HEAP_BITS_MAX_BYTES 64
#define SUB_BITS_WORDS      4
#define BIN_REF_WORDS       3

/* Bytes shared by all processes, freed when the last reference goes. Bits behind `used` belong to
 * nobody yet: who moves `used` on may write there (build.h). */
struct binary {
    _Atomic(size_t) references;
    _Atomic(size_t) used; /* bits */
    size_t size;          /* bytes */
    unsigned char bytes[];
};

/* No binary is longer; at most PTRDIFF_MAX / 8. Set before the first one. */
extern size_t binary_most_bytes;

/* With one reference, which is the caller's; contents uninitialised. NULL when memory is exhausted.
 */
struct binary *binary_new(size_t size) MUST_CHECK;

ALWAYS_INLINE void binary_retain(struct binary *binary)
{
    atomic_fetch_add_explicit(&binary->references, 1, memory_order_relaxed);
}

void binary_release(struct binary *binary);

ALWAYS_INLINE struct binary *bin_ref_binary(const Term *object)
{
    return (struct binary *)(uintptr_t)object[1];
}

/* Words of a HEAP_BITS of BITS bits. */
#define HEAP_BITS_WORDS(bits) (2 + ((size_t)(bits) + 63) / 64)

/* Writes a HEAP_BITS of BITS bits at CELL (HEAP_BITS_WORDS words) but for its contents; *BYTES is
 * where those go, bits behind the end are zero already. */
ALWAYS_INLINE Term heap_bits_put(Term *cell, size_t bits, unsigned char **bytes)
{
    size_t words = HEAP_BITS_WORDS(bits);
    cell[words - 1] = 0;
    cell[0] = HEADER(BOXED_HEAP_BITS, words - 1);
    cell[1] = bits;
    *bytes = (unsigned char *)(cell + 2);
    return boxed_make(cell);
}

/* Writes a SUB_BITS at CELL (SUB_BITS_WORDS words): bits FIRST..END of BASE, a HEAP_BITS or BIN_REF
 * term. */
ALWAYS_INLINE Term sub_bits_put(Term *cell, size_t first, size_t end, Term base)
{
    cell[0] = HEADER(BOXED_SUB_BITS, SUB_BITS_WORDS - 1);
    cell[1] = first;
    cell[2] = end;
    cell[3] = base;
    return boxed_make(cell);
}

/* A window on the bits of a bitstring: bits first .. first+size of the bytes at BASE. */
struct bits {
    const unsigned char *base;
    size_t first;
    size_t size;
};

/* The bytes of a HEAP_BITS or BIN_REF. */
ALWAYS_INLINE const unsigned char *bits_base(const Term *object)
{
    if (header_kind(object[0]) == BOXED_BIN_REF)
        return bin_ref_binary(object)->bytes;
    return (const unsigned char *)(object + 2);
}

/* TERM must be a bitstring. Valid until the next collection. */
ALWAYS_INLINE struct bits bits_of(Term term)
{
    const Term *object = boxed_ptr(term);
    if (header_kind(object[0]) == BOXED_HEAP_BITS)
        return (struct bits){.base = bits_base(object), .size = object[1]};
    return (struct bits){
        .base = bits_base(boxed_ptr(object[3])),
        .first = object[1],
        .size = object[2] - object[1],
    };
}

/* Size in bits of a bitstring. */
ALWAYS_INLINE size_t bits_size(Term term)
{
    const Term *object = boxed_ptr(term);
    if (header_kind(object[0]) == BOXED_HEAP_BITS)
        return object[1];
    return object[2] - object[1];
}

ALWAYS_INLINE bool term_is_binary(Term t)
{
    return term_is_bitstring(t) && bits_size(t) % 8 == 0;
}

/* A new binary of SIZE bytes; *BYTES (never NULL) is where the caller writes them. NON_VALUE:
 * memory exhausted. */
Term bits_new_binary(struct heap *heap, size_t size, unsigned char **bytes) MUST_CHECK;

/* A new bitstring of BITS bits, the last byte's unused bits zero already. NON_VALUE: memory
 * exhausted. */
Term bits_new(struct heap *heap, size_t bits, unsigned char **bytes) MUST_CHECK;

/* A copy of SIZE bytes as a binary. NON_VALUE: memory exhausted. */
Term bits_from_bytes(struct heap *heap, const void *bytes, size_t size) MUST_CHECK;

/* The binary of the SIZE bytes that have been written to MEMORY where a struct binary has its own;
 * MEMORY, from malloc, is taken over. Few bytes are copied and the memory freed. */
Term bits_adopt(struct heap *heap, void *memory, size_t size);

/* Bits first..first+size of TERM (within its size) as a bitstring that shares its bytes. */
Term bits_sub(struct heap *heap, Term term, size_t first, size_t size);

/* The bytes of a binary as a pointer: TERM's own memory when its first bit is on a byte boundary,
 * else a copy in *BUFFER (malloc'd, to be freed by the caller; NULL otherwise). NULL: memory
 * exhausted. Of a bitstring, the bits that fill up the last byte are undefined. */
const unsigned char *bits_bytes(Term term, unsigned char **buffer) MUST_CHECK;

/* Copies COUNT bits between places that need not be on byte boundaries and do not overlap. Changes
 * no other bit of the bytes at TO. */
void bits_copy(unsigned char *to, size_t to_bit, const unsigned char *from, size_t from_bit,
               size_t count);

/* -1, 0, 1: as Erlang orders bitstrings. */
int bits_compare(Term a, Term b);

/* The same of bits first..first+count, which both have. */
int bits_compare_part(Term a, Term b, size_t first, size_t count);

#endif
