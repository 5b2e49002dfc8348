/* SPDX-License-Identifier: Apache-2.0 */
/* copy.h: copying a term out of one heap into another place: messages, spawn arguments, literals.
 */
#ifndef TICK_VM_COPY_H
#define TICK_VM_COPY_H

#include "vm/memory/heap.h"

/* No copy may have more words; copy_size then gives some larger number, without having gone through
 * all of the term. So a term that shares its parts many times over is an error and no end of work.
 */
extern size_t copy_most_words;

/* Words that a copy of TERM takes; terms shared inside TERM count each time, literals not at all.
 * Works on terms of any depth without recursion. */
size_t copy_size(Term term);

/* The same, but some number above MOST (copy_most_words at most) when it takes more: so that little
 * is looked at of what is too large for some purpose. */
size_t copy_size_up_to(Term term, size_t most);

/* Copies TERM to *TOP (copy_size words), moves *TOP on and returns the copy. Objects that own
 * something outside are chained in front of *OFF_HEAP and counted once more. */
Term copy_term(Term term, Term **top, Term **off_heap);

/* Makes all copies by the calling thread take literals along, or not any more; returns what was
 * before. Not to be changed between measuring a term and copying it. */
bool copy_literals_too(bool on);

/* The same with literals copied too (for moving a term into the literals). */
size_t copy_size_all(Term term);
size_t copy_size_all_up_to(Term term, size_t most);
Term copy_term_all(Term term, Term **top, Term **off_heap);

/* A fragment whose term is a copy of TERM; NULL when memory is exhausted. */
struct fragment *copy_to_fragment(Term term) MUST_CHECK;

/* The same for one of which is known that it takes WORDS. */
struct fragment *copy_measured_to_fragment(Term term, size_t words) MUST_CHECK;

/* A copy of TERM on HEAP. */
Term copy_to_heap(struct heap *heap, Term term);

#endif
