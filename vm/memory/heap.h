/* SPDX-License-Identifier: Apache-2.0 */
/* heap.h: the memory of one process: a block for young terms and the stack, an older generation,
 * and fragments that lie outside both until the next collection.
 *
 *      start        mature           top            stop                 end
 *        | survived   |   newest     |     free      |  stack: y registers, return addresses |
 *        |  once      |   terms   -> |               | <- grows down                         |
 *
 * Whoever builds terms asks for words with heap_alloc, which never collects and never fails: when
 * the block is full the words come from a fragment. Collection happens only where the interpreter
 * knows all roots (gc.h), so C code may hold terms in local variables between any two allocations.
 *
 * The same structure without a stack is a place to build terms outside any process. */
#ifndef TICK_VM_HEAP_H
#define TICK_VM_HEAP_H

#include "vm/term/term.h"

/* Of an unreceived message. */
enum fragment_flag {
    FRAGMENT_ON_HEAP = 1 << 0, /* its term lies on the heap */
    FRAGMENT_MARKED = 1 << 1,  /* a marker may be at its `next`: vm/process/marker.h */
};

/* A block of words outside the heap: a message or other signal on its way, or the room a builtin
 * got when the heap was full. TERM is the message; OFF_HEAP chains the objects in DATA that own
 * something outside (see struct heap). The kinds of signals are in vm/process/signal.h. */
struct fragment {
    struct fragment *next;
    uint32_t words; /* of data */
    uint8_t kind;
    uint8_t flags;
    uint16_t
        is_room; /* made by heap_alloc_fragment: TERM is then the address of the first free word */
    Term term;
    Term *off_heap;
    Term data[];
};

struct heap {
    Term *top;  /* first free word */
    Term *stop; /* end of the free words: the top of the stack */
    Term *start;
    Term *end;
    Term *mature;    /* start <= mature <= top */
    Term *old_start; /* the older generation: NULL until something is promoted */
    Term *old_top;
    Term *old_end;
    struct fragment *fragments;
    size_t fragment_words; /* in all of them: what the next collection has to make room for */
    Term
        *off_heap; /* young BOXED_BIN_REF and BOXED_MAGIC_REF objects, chained by their last word */
    size_t off_heap_bytes; /* owned by those made since the last collection, and a head start, which
                              may be negative (gc_wanted) */
};

/* Words from a fragment of its own; used by heap_alloc when the block is full. */
Term *heap_alloc_fragment(struct heap *heap, size_t words);

/* Words of the block that heap_alloc leaves to the stack: a builtin that has filled the block with
 * a slice of its work then finds room to keep its state there (live registers), and nothing has to
 * be collected for that. */
#define HEAP_STACK_RESERVE 8

/* WORDS uninitialised words for new terms; the caller fills all of them before anything collects.
 */
ALWAYS_INLINE Term *heap_alloc(struct heap *heap, size_t words)
{
    Term *cell = heap->top;
    if (UNLIKELY(heap->stop - cell < (ptrdiff_t)(words + HEAP_STACK_RESERVE)))
        return heap_alloc_fragment(heap, words);
    heap->top = cell + words;
    return cell;
}

/* Gives back the words from UNUSED on, which must be the end of the newest allocation
 * CELL..CELL+WORDS. */
void heap_trim(struct heap *heap, Term *cell, size_t words, Term *unused);

/* A heap without stack, everything in one block of WORDS words (more goes to fragments). */
void heap_init(struct heap *heap, size_t words);

/* Frees blocks and fragments and releases everything owned outside. The structure stays with the
 * caller. */
void heap_release(struct heap *heap);

/* About how many bytes heap_release gives back: blocks, fragments and what the objects in
 * them own outside. */
size_t heap_held_bytes(const struct heap *heap);

/* A new fragment with room for WORDS words, not linked anywhere; NULL when memory is exhausted. */
struct fragment *fragment_new(size_t words) MUST_CHECK;

/* Frees a fragment that no heap has taken over, with what its objects own outside. */
void fragment_free(struct fragment *fragment);

/* Takes over FRAGMENT (a received message): its terms are now terms of this heap. */
void heap_adopt(struct heap *heap, struct fragment *fragment);

/* The objects of the older generation that own something outside, chained like off_heap; and how
 * many minor collections that generation has survived. */
Term *heap_old_chain(const struct heap *heap);
uint32_t heap_minor_collections(const struct heap *heap);

/* ---- building blocks ---- */

ALWAYS_INLINE Term heap_cons(struct heap *heap, Term head, Term tail)
{
    Term *cell = heap_alloc(heap, 2);
    cell[0] = head;
    cell[1] = tail;
    return cons_make(cell);
}

/* A tuple of ARITY elements copied from ELEMENTS. */
Term heap_tuple(struct heap *heap, size_t arity, const Term *elements);
Term heap_tuple2(struct heap *heap, Term a, Term b);
Term heap_tuple3(struct heap *heap, Term a, Term b, Term c);
Term heap_tuple4(struct heap *heap, Term a, Term b, Term c, Term d);

ALWAYS_INLINE Term heap_float(struct heap *heap, double value)
{
    return float_put(heap_alloc(heap, FLOAT_WORDS), value);
}

/* A small integer, or a big one where it does not fit. */
Term heap_int(struct heap *heap, int64_t value);
Term heap_uint(struct heap *heap, uint64_t value);

/* The list of COUNT terms at ITEMS, in that order, ending in TAIL. */
Term heap_list(struct heap *heap, size_t count, const Term *items, Term tail);

/* A list of the bytes (or, for UTF-8, code points; TEXT is valid) of TEXT. */
Term heap_string(struct heap *heap, const char *text, size_t bytes);

#endif
