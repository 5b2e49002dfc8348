/* SPDX-License-Identifier: Apache-2.0 */
/* heap.c: making and freeing heaps, and the fragments that take what a full block cannot.
 *
 * A builtin that goes on building when the block is full gets its words from a "room" fragment: it
 * is cut up from its front, and each new one is twice as large as the one before, so that a million
 * small allocations make some twenty fragments. The newest room is always first in the list. */
#include "vm/memory/heap.h"
#include "vm/memory/block.h"
#include "vm/memory/off_heap.h"

#define ROOM_MIN_WORDS 28 /* with the fragment's own fields 256 bytes */
#define ROOM_MAX_WORDS ((size_t)128 * 1024 - 4)

void heap_init(struct heap *heap, size_t words)
{
    Term *start = mem_alloc((words == 0 ? 1 : words) * sizeof(Term));
    *heap = (struct heap){
        .top = start,
        .stop = start + words,
        .start = start,
        .end = start + words,
        .mature = start,
    };
}

void heap_release(struct heap *heap)
{
    off_heap_release_chain(heap->off_heap);
    if (heap->old_start != NULL)
        off_heap_release_chain(old_generation(heap)->off_heap);
    fragments_free(heap->fragments);
    old_generation_free(heap);
    block_free(heap->start, heap->end);
    *heap = (struct heap){0};
}

size_t heap_held_bytes(const struct heap *heap)
{
    size_t words = (size_t)(heap->end - heap->start) + (size_t)(heap->old_end - heap->old_start) +
                   heap->fragment_words;
    size_t owned = (ptrdiff_t)heap->off_heap_bytes < 0 ? 0 : heap->off_heap_bytes;
    if (heap->old_start != NULL)
        owned += old_generation(heap)->off_heap_bytes;
    return words * sizeof(Term) + owned;
}

Term *heap_old_chain(const struct heap *heap)
{
    return heap->old_start == NULL ? NULL : old_generation(heap)->off_heap;
}

uint32_t heap_minor_collections(const struct heap *heap)
{
    return heap->old_start == NULL ? 0 : old_generation(heap)->minors;
}

/* ---- fragments ---- */

struct fragment *fragment_new(size_t words)
{
    if (UNLIKELY(words > UINT32_MAX))
        return NULL;
    struct fragment *fragment = pages_memory(sizeof *fragment + words * sizeof(Term));
    if (UNLIKELY(fragment == NULL))
        return NULL;
    *fragment = (struct fragment){.words = (uint32_t)words, .term = NIL};
    return fragment;
}

void fragment_free(struct fragment *fragment)
{
    off_heap_release_chain(fragment->off_heap);
    free(fragment);
}

void fragments_free(struct fragment *first)
{
    while (first != NULL) {
        struct fragment *next = first->next;
        block_poison(first->data, first->words * sizeof(Term));
        free(first);
        first = next;
    }
}

ALWAYS_INLINE struct fragment *newest_room(const struct heap *heap)
{
    struct fragment *first = heap->fragments;
    return first != NULL && first->is_room ? first : NULL;
}

ALWAYS_INLINE Term *room_top(const struct fragment *room)
{
    return (Term *)(uintptr_t)room->term;
}

/* Moves what the objects of FRAGMENT own over to the heap's chain. */
static void adopt_off_heap(struct heap *heap, struct fragment *fragment)
{
    Term *last = fragment->off_heap;
    heap->off_heap_bytes += off_heap_chain_bytes(last, NULL);
    for (Term *next = off_heap_next(last); next != NULL; next = off_heap_next(last))
        last = next;
    Term *first = fragment->off_heap;
    fragment->off_heap = NULL;
    Term *rest = heap->off_heap;
    off_heap_push(last, &rest);
    heap->off_heap = first;
}

void heap_adopt(struct heap *heap, struct fragment *fragment)
{
    if (UNLIKELY(fragment->off_heap != NULL))
        adopt_off_heap(heap, fragment);
    struct fragment *room = newest_room(heap);
    struct fragment **link = room == NULL ? &heap->fragments : &room->next;
    fragment->is_room = false;
    fragment->next = *link;
    *link = fragment;
    heap->fragment_words += fragment->words;
}

/* A new room for at least WORDS words, first in the list. */
static struct fragment *room_add(struct heap *heap, size_t words)
{
    struct fragment *before = newest_room(heap);
    size_t size = before == NULL ? ROOM_MIN_WORDS : 2 * (size_t)before->words + 4;
    if (size > ROOM_MAX_WORDS)
        size = ROOM_MAX_WORDS;
    if (size < words)
        size = words;
    struct fragment *room = fragment_new(size);
    if (UNLIKELY(room == NULL))
        fatal("out of memory (%zu words wanted on a heap)", words);
    room->is_room = true;
    room->term = (Term)(uintptr_t)room->data;
    room->next = heap->fragments;
    heap->fragments = room;
    return room;
}

NOINLINE Term *heap_alloc_fragment(struct heap *heap, size_t words)
{
    struct fragment *room = newest_room(heap);
    if (room == NULL || (size_t)(room->data + room->words - room_top(room)) < words)
        room = room_add(heap, words);
    Term *cell = room_top(room);
    room->term = (Term)(uintptr_t)(cell + words);
    heap->fragment_words += words;
    return cell;
}

void heap_trim(struct heap *heap, Term *cell, size_t words, Term *unused)
{
    Term *end = cell + words;
    if (LIKELY(heap->top == end)) {
        heap->top = unused;
        return;
    }
    struct fragment *room = newest_room(heap);
    if (room != NULL && room_top(room) == end) {
        room->term = (Term)(uintptr_t)unused;
        heap->fragment_words -= (size_t)(end - unused);
    }
}
