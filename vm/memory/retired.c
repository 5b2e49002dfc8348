/* SPDX-License-Identifier: Apache-2.0 */
/* retired.c: retired pieces of the literal area in an array, sorted by address during a round. */
#include "vm/memory/retired.h"

#include "vm/memory/literal.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct piece {
    Term *start;
    size_t words;
    _Atomic(bool) marked;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct piece *pieces;
static size_t count, room;
static _Atomic(size_t) words_retired;

/* What this round is about: a sorted copy, without those that were added later. */
static struct piece *looked_for;
static size_t looked_for_count;

static void add(struct piece piece)
{
    pthread_mutex_lock(&lock);
    if (count == room) {
        room = room == 0 ? 16 : 2 * room;
        pieces = mem_realloc(pieces, room * sizeof *pieces);
    }
    pieces[count++] = piece;
    pthread_mutex_unlock(&lock);
}

size_t retired_add(Term *words, size_t word_count)
{
    add((struct piece){.start = words, .words = word_count});
    return atomic_fetch_add(&words_retired, word_count) + word_count;
}

size_t retired_words(void)
{
    return atomic_load(&words_retired);
}

static int by_address(const void *a, const void *b)
{
    const struct piece *x = a, *y = b;
    return x->start < y->start ? -1 : x->start > y->start;
}

void retired_begin(void)
{
    pthread_mutex_lock(&lock);
    looked_for_count = count;
    looked_for = pieces;
    pieces = NULL;
    count = room = 0;
    pthread_mutex_unlock(&lock);
    qsort(looked_for, looked_for_count, sizeof *looked_for, by_address);
}

size_t retired_end(void)
{
    size_t freed = 0;
    for (size_t i = 0; i < looked_for_count; i++) {
        struct piece *piece = &looked_for[i];
        if (atomic_load_explicit(&piece->marked, memory_order_relaxed)) {
            add((struct piece){.start = piece->start, .words = piece->words});
        } else {
            literal_release(piece->start, piece->words);
            freed += piece->words;
        }
    }
    free(looked_for);
    looked_for = NULL;
    looked_for_count = 0;
    return atomic_fetch_sub(&words_retired, freed) - freed;
}

/* ---- marking ---- */

ALWAYS_INLINE void mark(const Term *object)
{
    size_t low = 0, high = looked_for_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (looked_for[middle].start <= object)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return;
    struct piece *piece = &looked_for[low - 1];
    if (object < piece->start + piece->words)
        atomic_store_explicit(&piece->marked, true, memory_order_relaxed);
}

ALWAYS_INLINE void mark_term(Term term)
{
    if (term_is_immediate(term) || term_is_header(term))
        return;
    const Term *object = term_is_cons(term) ? cons_ptr(term) : boxed_ptr(term);
    if (UNLIKELY(literal_contains(object)))
        mark(object);
}

void retired_mark_terms(const Term *terms, size_t term_count)
{
    for (size_t i = 0; i < term_count; i++)
        mark_term(terms[i]);
}

void retired_mark_objects(const Term *start, const Term *end)
{
    for (const Term *word = start; word < end; word++) {
        if (term_is_header(*word))
            word += header_raw_words(*word);
        else
            mark_term(*word);
    }
}

void retired_mark_heap(const struct heap *heap)
{
    retired_mark_objects(heap->start, heap->top);
    retired_mark_objects(heap->old_start, heap->old_top);
    retired_mark_terms(heap->stop, (size_t)(heap->end - heap->stop));
}
