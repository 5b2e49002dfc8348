/* SPDX-License-Identifier: Apache-2.0 */
/* binary_found.h: the places of the matches that a search has found, and what binary:matches, split
 * and replace make of them.
 *
 * Places are kept as they are in C, in binaries of many, and the result is built from the last one
 * on: then its size is known, and a list comes out in order. */
#ifndef TICK_VM_BUILTIN_BINARY_FOUND_H
#define TICK_VM_BUILTIN_BINARY_FOUND_H

#include "vm/builtin/support.h"

enum search_action { SEARCH_MATCH, SEARCH_MATCHES, SEARCH_SPLIT, SEARCH_REPLACE };
enum trimming { TRIM_NONE, TRIM_END, TRIM_ALL };

/* In bytes. */
struct place {
    uint64_t at, size;
};

#define PLACES_AT_A_TIME 256

/* The last COUNT places are in this structure, those before them in CHUNKS, a list of binaries, the
 * last one first; TOTAL is how many those hold. */
struct found {
    Term chunks;
    size_t total;
    size_t count;
    struct place places[PLACES_AT_A_TIME];
};

/* Moves the last places to a chunk, as is done before the slice ends. False: memory is exhausted.
 */
bool found_keep(struct heap *heap, struct found *found) MUST_CHECK;

ALWAYS_INLINE MUST_CHECK bool found_add(struct heap *heap, struct found *found, size_t at,
                                        size_t size)
{
    if (UNLIKELY(found->count == PLACES_AT_A_TIME) && !found_keep(heap, found))
        return false;
    found->places[found->count++] = (struct place){at, size};
    return true;
}

/* The result of what ACTION looked for in SUBJECT, or NON_VALUE as from a builtin. EXTRA: of split,
 * the trimming; of replace, the pieces of the replacement between which a match is inserted, a list
 * of binaries, the last one first. */
Term found_result(struct process *p, enum search_action action, Term subject, struct found *found,
                  Term extra);

#endif
