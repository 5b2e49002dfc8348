/* SPDX-License-Identifier: Apache-2.0 */
/* pattern.h: looking for the first of some byte patterns: what the module binary searches with.
 *
 * One pattern is looked for as it is; for several a trie is made (pattern_trie.h), which a program
 * keeps as the compiled pattern {ac, Reference} and a search keeps from slice to slice. */
#ifndef TICK_VM_BUILTIN_PATTERN_H
#define TICK_VM_BUILTIN_PATTERN_H

#include "vm/memory/heap.h"

struct pattern_trie;

struct pattern_set {
    /* One pattern, or no bytes. */
    const unsigned char *bytes;
    size_t size;
    unsigned char *copy; /* of those bytes, to be freed, or NULL */

    struct pattern_trie *trie; /* several */
    bool is_new;               /* the trie is this set's own */
};

enum pattern_kind {
    PATTERN_BAD,  /* no pattern at all: not a binary, a list of them, or compiled; or empty */
    PATTERN_LONG, /* a list of more than was asked for, of which only so much was looked at */
    PATTERN_ONE,
    PATTERN_SEVERAL,
    PATTERN_COMPILED,
};

/* What TERM is to a program. PATTERN_LONG: a list of more than MOST_PATTERNS, or of more than
 * MOST_BYTES together. *WORK is the number of patterns and bytes of a list that will be compiled.
 */
enum pattern_kind pattern_kind(Term term, size_t most_patterns, size_t most_bytes, size_t *work);

/* The set that TERM means, a pattern or what pattern_set_keep has returned. Valid until the next
 * collection, to be released. False: memory is exhausted. */
bool pattern_set_init(struct pattern_set *set, Term term) MUST_CHECK;

void pattern_set_release(struct pattern_set *set);

/* Releases a set that was made from TERM, and returns a term to make it from the next time; that
 * takes no time. */
Term pattern_set_keep(struct heap *heap, struct pattern_set *set, Term term);

enum pattern_outcome { PATTERN_FOUND, PATTERN_NOT_FOUND, PATTERN_PAUSED };

/* A search, to begin with bytes, at and end; all of it goes on with the next slice. */
struct pattern_search {
    const unsigned char *bytes;
    size_t at;         /* to be read next */
    size_t end;        /* a match lies before this */
    size_t steps;      /* bytes that may still be looked at */
    size_t match_at;   /* the match that begins first, of those the longest; or the best so far */
    size_t match_size; /* 0: none */
    uint32_t node;     /* of the trie */
};

/* Goes on looking until there is a match, the end or no step left. */
enum pattern_outcome pattern_find(const struct pattern_set *set, struct pattern_search *search);

/* After PATTERN_FOUND: goes on behind the match. */
ALWAYS_INLINE void pattern_next(struct pattern_search *search)
{
    search->at = search->match_at + search->match_size;
    search->match_size = 0;
    search->node = 0;
}

#endif
