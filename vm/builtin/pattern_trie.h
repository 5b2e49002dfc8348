/* SPDX-License-Identifier: Apache-2.0 */
/* pattern_trie.h: looking for any of many byte patterns at once (Aho and Corasick).
 *
 * The patterns form a trie, and each node knows where to go on when its string does not go on as
 * hoped: at the longest end of that string that is in the trie, too. So every byte is read once,
 * however many patterns there are. Of several matches the one that begins first counts, and of
 * those that begin there the longest; bytes behind it that were read to see that are read again. */
#ifndef TICK_VM_BUILTIN_PATTERN_TRIE_H
#define TICK_VM_BUILTIN_PATTERN_TRIE_H

#include "vm/builtin/pattern.h"
#include "vm/memory/magic.h"

/* A magic object (magic.h), never changed after it was made. */
struct pattern_trie;

struct byte_string {
    const unsigned char *bytes;
    size_t size; /* at least 1 */
};

/* Of COUNT patterns, whose order this changes; nothing refers to them afterwards. The reference is
 * the caller's. NULL: memory is exhausted. */
struct pattern_trie *pattern_trie_new(struct byte_string *patterns, size_t count) MUST_CHECK;

struct magic *pattern_trie_magic(struct pattern_trie *trie);

/* The trie behind a magic reference, else NULL. */
struct pattern_trie *pattern_trie_of(Term term);

/* See pattern_find. */
enum pattern_outcome pattern_trie_find(const struct pattern_trie *trie,
                                       struct pattern_search *search);

#endif
