/* SPDX-License-Identifier: Apache-2.0 */
/* gc.h: the generational copying collector of one heap.
 *
 * A minor collection copies what is alive of the young block and the fragments: terms that have
 * survived one before (below heap->mature) into the older generation, the others into a new young
 * block. A major one copies both generations into one new young block. Literals (literal.h) are
 * never copied. Roots are arrays of terms; the stack of the heap itself is always one of them.
 * Words with the header tag among the roots (return addresses) are passed over.
 *
 * Relies on: an older term never refers to a newer one (terms are not changed once something could
 * have collected), and no word is in two root arrays. */
#ifndef TICK_VM_GC_H
#define TICK_VM_GC_H

#include "vm/memory/heap.h"

/* The block of a process that has filled its first one, which most never do, is at least so large:
 * else one that builds a little again and again would collect all the time. Not after a major
 * collection, which a program asks for in order to save memory. */
#define GC_BUSY_WORDS 224

struct root_array {
    Term *terms;
    size_t count;
};

struct gc_request {
    size_t need;        /* words that must be free afterwards */
    bool major;         /* collect both generations */
    uint32_t min_words; /* the young block never gets smaller than this */
    uint32_t minors;    /* so many of an older generation, then a major one; 0: without limit */
    const struct root_array *roots;
    size_t root_arrays;
};

/* False when the memory cannot be had: the heap and the roots are then as they were, or at least
 * hold the same terms. Releases what dead objects owned: a magic object's release function must not
 * touch this heap. */
bool gc_collect(struct heap *heap, const struct gc_request *request) MUST_CHECK;

/* Words that the collection copies, or gets from the system to be free, at most. */
size_t gc_work(const struct heap *heap, const struct gc_request *request);

/* After a collection, while nobody waits: gets the pages that will be used until the next one from
 * the system, each of which an allocation would wait for. These are as many words as live, and
 * WANTED: what has been reclaimed, and what was asked for. A heap may have been given more room
 * than it has ever used; that is left alone. */
void gc_prepare_room(struct heap *heap, size_t wanted);

/* Owned bytes that a heap may gather between two collections, in addition to its own size. */
#define GC_OFF_HEAP_SLACK ((size_t)512 * 1024)

/* Words that may lie in fragments before they are collected: as many as in the block, and some, so
 * that a copy of all that lives in a block can be made beside it, with what is noted for that. */
ALWAYS_INLINE size_t gc_fragment_words(const struct heap *heap)
{
    size_t words = (size_t)(heap->end - heap->start);
    return words + words / 8;
}

/* True when fragments or memory owned outside have grown so much that collecting pays although the
 * block itself is not full. To be asked where all roots are known, after a receive or a builtin. */
ALWAYS_INLINE bool gc_wanted(const struct heap *heap)
{
    size_t words = (size_t)(heap->end - heap->start);
    return heap->fragment_words > gc_fragment_words(heap) ||
           (int64_t)heap->off_heap_bytes > (int64_t)(words * sizeof(Term) + GC_OFF_HEAP_SLACK);
}

/* The same for what is about to build ROOM words: is collecting wanted now, or would be in the
 * midst of that? */
ALWAYS_INLINE bool gc_wanted_for(const struct heap *heap, size_t room)
{
    bool fits = room <= (size_t)(heap->stop - heap->top);
    return gc_wanted(heap) || (!fits && heap->fragment_words + room > gc_fragment_words(heap));
}

/* Debug: walks everything reachable from the stack and ROOTS and aborts with a description when a
 * pointer leads anywhere but into this heap, its fragments or the literals, when an old term refers
 * to a young one, when a header makes no sense, or when an object that owns something is not
 * chained. Takes time and memory in proportion to the heap. */
void gc_check(const struct heap *heap, const struct root_array *roots, size_t root_arrays);

#endif
