/* SPDX-License-Identifier: Apache-2.0 */
/* pattern.h: looking for the first of some byte patterns: what the module binary searches with. */
#ifndef TICK_VM_BUILTIN_PATTERN_H
#define TICK_VM_BUILTIN_PATTERN_H

#include "vm/base/text_buffer.h"
#include "vm/term/term.h"

struct pattern {
    size_t offset; /* in the text of the set */
    size_t size;   /* at least 1 */
};

/* One pattern, or several ordered by size, the longest first. */
struct pattern_set {
    struct text_buffer text;
    struct pattern *patterns;
    size_t count;
    bool begins[256]; /* with this byte some pattern begins */
};

/* The set that a program means by a binary, a list of them, or what pattern_compiled has made of
 * those. False: none of that, or an empty pattern; or memory is exhausted. */
bool pattern_set_init(struct pattern_set *set, Term term) MUST_CHECK;

/* Would pattern_set_init make a set of TERM, but for memory? With how many patterns of how many
 * *BYTES together. */
bool pattern_set_check(Term term, size_t *count, size_t *bytes) MUST_CHECK;

void pattern_set_release(struct pattern_set *set);

enum pattern_outcome { PATTERN_FOUND, PATTERN_NOT_FOUND, PATTERN_PAUSED };

/* Where to look, and where the match that begins first is (of those the longest). */
struct pattern_search {
    const unsigned char *bytes;
    size_t at;  /* moved on */
    size_t end; /* a match lies before this */
    size_t match_size;
};

/* Goes on looking for at most BUDGET bytes. PATTERN_FOUND: the match is at search->at. */
enum pattern_outcome pattern_find(const struct pattern_set *set, struct pattern_search *search,
                                  size_t budget);

#endif
