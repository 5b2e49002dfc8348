/* SPDX-License-Identifier: Apache-2.0 */
/* hash.h: two hashes of terms: Erlang's portable phash2, whose numbers programs may store, and a
 * faster one of 64 well mixed bits for the VM's own tables, valid for one run of the VM. Terms that
 * are exactly equal have equal hashes. No recursion in C. */
#ifndef TICK_VM_HASH_H
#define TICK_VM_HASH_H

#include "vm/term/term.h"

/* All 32 bits; erlang:phash2/1 are the lowest 27. */
uint32_t hash_phash2(Term term);

/* A bijection that spreads every bit over the whole word (the finalizer of splitmix64). */
ALWAYS_INLINE uint64_t hash_mix(uint64_t x)
{
    x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
    return x ^ x >> 31;
}

uint64_t hash_internal_cold(Term term);

ALWAYS_INLINE uint64_t hash_internal(Term term)
{
    return term_is_immediate(term) ? hash_mix(term) : hash_internal_cold(term);
}

#endif
