/* SPDX-License-Identifier: Apache-2.0 */
/* hash.h: two hashes of terms: Erlang's portable phash2, whose numbers programs may store, and a
 * faster one of 64 well mixed bits for the VM's own tables, valid for one run of the VM. Terms that
 * are exactly equal have equal hashes. No recursion in C. */
#ifndef TICK_VM_HASH_H
#define TICK_VM_HASH_H

#include "vm/term/term.h"

/* All 32 bits; erlang:phash2/1 are the lowest 27. */
uint32_t hash_phash2(Term term);

/* Spreads every bit over the whole word: both halves of a product of 128 bits. */
ALWAYS_INLINE uint64_t hash_mix(uint64_t x)
{
    unsigned __int128 product =
        (unsigned __int128)(x ^ UINT64_C(0x9E3779B97F4A7C15)) * UINT64_C(0xD6E8FEB86659FD93);
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* Takes one more word into the state that the hash of a compound term is made from. */
ALWAYS_INLINE uint64_t hash_add(uint64_t state, uint64_t word)
{
    return ((state << 5 | state >> 59) ^ word) * UINT64_C(0xF1357AEA2E62A9C5);
}

/* What goes in for a cell, before its head and its tail. */
#define HASH_CONS 0x100

uint64_t hash_internal_any(Term term); /* immediate or not */

ALWAYS_INLINE uint64_t hash_internal(Term term)
{
    return term_is_immediate(term) ? hash_mix(term) : hash_internal_any(term);
}

#endif
