/* SPDX-License-Identifier: Apache-2.0 */
/* gc.c: the collector: Cheney's algorithm with one or two target blocks.
 *
 * A cons that has moved has NON_VALUE in its head and its new term in its tail; a boxed object that
 * has moved has its new term where its header was. Whatever is neither a literal nor in the older
 * generation is young and moves. Sizes are decided twice: before, so that everything could survive;
 * afterwards, when the survivors are known, and if the block turns out to be wrong for them they
 * are moved once more into one that is right. That costs little: survivors are few where it happens
 * often, and growth is geometric.
 *
 * A heap with few survivors has no older generation: copying them every time costs less than a
 * second block. */
#include "vm/memory/gc.h"
#include "vm/memory/block.h"
#include "vm/memory/literal.h"
#include "vm/memory/off_heap.h"

/* The older generation begins when so many words have survived once. */
#ifdef TICK_STRESS_GC
#define PROMOTE_MIN_WORDS 16
#else
#define PROMOTE_MIN_WORDS 256
#endif

/* Blocks up to this size are not worth shrinking. */
#define SHRINK_MIN_WORDS 1024

/* Owned bytes that the older generation may gain before they alone cause a major collection. */
#define OLD_BYTES_SLACK ((size_t)8 * 1024 * 1024)

enum mode { MODE_KEEP, MODE_PROMOTE, MODE_MAJOR };

struct collector {
    Term *top;      /* of the new young block */
    Term *old_top;  /* of the older generation */
    Term *old_from; /* the older generation, which stays where it is; empty in a major collection */
    size_t old_bytes;
    Term *mature_from; /* what is promoted */
    size_t mature_bytes;
};

/* ---- moving objects ---- */

ALWAYS_INLINE bool is_within(const Term *object, const Term *from, size_t bytes)
{
    return (uintptr_t)object - (uintptr_t)from < bytes;
}

ALWAYS_INLINE bool is_young(const struct collector *gc, const Term *object)
{
    return !is_within(object, gc->old_from, gc->old_bytes) && !literal_contains(object);
}

ALWAYS_INLINE Term *reserve(struct collector *gc, const Term *object, size_t words)
{
    Term **top = is_within(object, gc->mature_from, gc->mature_bytes) ? &gc->old_top : &gc->top;
    Term *to = *top;
    *top = to + words;
    return to;
}

ALWAYS_INLINE Term move_cons(struct collector *gc, Term term)
{
    Term *cell = cons_ptr(term);
    if (!is_young(gc, cell))
        return term;
    if (cell[0] == NON_VALUE)
        return cell[1];
    Term *to = reserve(gc, cell, 2);
    to[0] = cell[0];
    to[1] = cell[1];
    cell[0] = NON_VALUE;
    return cell[1] = cons_make(to);
}

ALWAYS_INLINE Term move_boxed(struct collector *gc, Term term)
{
    Term *object = boxed_ptr(term);
    if (!is_young(gc, object))
        return term;
    Term header = object[0];
    if (term_is_boxed(header))
        return header;
    size_t words = 1 + header_arity(header);
    Term *to = reserve(gc, object, words);
    to[0] = header;
    for (size_t i = 1; i < words; i++)
        to[i] = object[i];
    return object[0] = boxed_make(to);
}

ALWAYS_INLINE void update(struct collector *gc, Term *place)
{
    Term term = *place;
    if (term_is_cons(term))
        *place = move_cons(gc, term);
    else if (term_is_boxed(term))
        *place = move_boxed(gc, term);
}

ALWAYS_INLINE void move_roots(struct collector *gc, Term *terms, size_t count)
{
    for (size_t i = 0; i < count; i++)
        update(gc, &terms[i]);
}

/* Moves what the objects from SCAN on refer to, up to a *TOP that this moves on. */
ALWAYS_INLINE Term *scan_objects(struct collector *gc, Term *scan, Term *const *top)
{
    while (scan < *top) {
        if (term_is_header(*scan))
            scan += header_raw_words(*scan);
        else
            update(gc, scan);
        scan++;
    }
    return scan;
}

/* Moves everything that the roots, and STACK_WORDS words at STACK, lead to. */
static void move_all(struct collector *gc, const struct gc_request *request, Term *stack,
                     size_t stack_words)
{
    struct collector local = *gc;
    Term *scan = local.top;
    Term *old_scan = local.old_top;
    move_roots(&local, stack, stack_words);
    for (size_t i = 0; i < request->root_arrays; i++)
        move_roots(&local, request->roots[i].terms, request->roots[i].count);
    while (scan < local.top || old_scan < local.old_top) {
        scan = scan_objects(&local, scan, &local.top);
        old_scan = scan_objects(&local, old_scan, &local.old_top);
    }
    *gc = local;
}

/* ---- objects that own something outside ---- */

/* Sorts the objects of CHAIN that have moved into the chains of where they are now, and drops the
 * references of the others. OLD is NULL where there is no older generation. */
static void sweep_off_heap(Term *chain, Term **young, struct old_generation *old,
                           const struct collector *gc)
{
    while (chain != NULL) {
        bool moved = term_is_boxed(chain[0]);
        Term *object = moved ? boxed_ptr(chain[0]) : chain;
        Term *next = off_heap_next(object);
        if (!moved) {
            off_heap_release(object);
        } else if (is_within(object, gc->old_from, gc->old_bytes)) {
            off_heap_push(object, &old->off_heap);
            old->off_heap_bytes += off_heap_bytes(object);
        } else {
            off_heap_push(object, young);
        }
        chain = next;
    }
}

/* ---- one pass ---- */

/* The smallest size of the row 112, 160, 224, 320, 448 ... that is at least WORDS: about half as
 * large again each time, and each fills a size class of the allocator exactly. */
static size_t block_size(size_t words)
{
    size_t seven = 7 * 16;
    while (seven < words) {
        size_t five = seven / 7 * 10;
        if (five >= words)
            return five;
        seven *= 2;
    }
    return seven;
}

static size_t stack_words(const struct heap *heap)
{
    return (size_t)(heap->end - heap->stop);
}

static size_t mature_words(const struct heap *heap)
{
    return (size_t)(heap->mature - heap->start);
}

/* Gives HEAP an older generation with room for what is mature now, and as much again later. */
static bool old_generation_begin(struct heap *heap)
{
    if (heap->old_start != NULL)
        return true;
    size_t words = block_size(2 * mature_words(heap));
    if (words > BLOCK_MAX_WORDS)
        return false;
    struct old_generation *old = pages_memory(sizeof *old + words * sizeof(Term));
    if (old == NULL)
        return false;
    *old = (struct old_generation){.bytes_limit = SIZE_MAX};
    heap->old_start = heap->old_top = old->words;
    heap->old_end = old->words + words;
    return true;
}

/* Frees what the survivors have left, and makes the block at YOUNG the heap's own. */
static void take_over(struct heap *heap, const struct collector *gc, Term *young, size_t words,
                      bool major)
{
    size_t stack = stack_words(heap);
    fragments_free(heap->fragments);
    block_free(heap->start, heap->end);
    heap->fragments = NULL;
    heap->fragment_words = 0;
    heap->start = young;
    heap->end = young + words;
    heap->stop = heap->end - stack;
    heap->top = heap->mature = gc->top;
    heap->old_top = gc->old_top;
    if (major) {
        old_generation_free(heap);
        heap->old_start = heap->old_top = heap->old_end = NULL;
    }
}

/* Moves everything alive into a new young block of WORDS words, which must be enough for all there
 * is, and in MODE_PROMOTE into the older generation. False: no memory, nothing has changed. */
static bool evacuate(struct heap *heap, const struct gc_request *request, size_t words,
                     enum mode mode)
{
    Term *young = block_alloc(words);
    if (young == NULL)
        return false;
    if (mode == MODE_PROMOTE && !old_generation_begin(heap)) {
        free(young);
        return false;
    }
    struct collector gc = {.top = young, .old_top = heap->old_top};
    struct old_generation *old = NULL;
    if (mode != MODE_MAJOR && heap->old_start != NULL) {
        old = old_generation(heap);
        gc.old_from = heap->old_start;
        gc.old_bytes = (size_t)(heap->old_end - heap->old_start) * sizeof(Term);
    }
    if (mode == MODE_PROMOTE) {
        gc.mature_from = heap->start;
        gc.mature_bytes = mature_words(heap) * sizeof(Term);
    }
    size_t stack = stack_words(heap);
    Term *stop = memcpy(young + words - stack, heap->stop, stack * sizeof(Term));
    move_all(&gc, request, stop, stack);

    Term *chain = NULL;
    sweep_off_heap(heap->off_heap, &chain, old, &gc);
    if (mode == MODE_MAJOR && heap->old_start != NULL)
        sweep_off_heap(old_generation(heap)->off_heap, &chain, NULL, &gc);
    heap->off_heap = chain;
    heap->off_heap_bytes = 0;
    if (old != NULL && old->bytes_limit == SIZE_MAX)
        old->bytes_limit = 2 * old->off_heap_bytes + OLD_BYTES_SLACK;
    if (mode == MODE_PROMOTE)
        old->minors++;
    take_over(heap, &gc, young, words, mode == MODE_MAJOR);
    return true;
}

/* ---- deciding ---- */

static enum mode choose_mode(const struct heap *heap, const struct gc_request *request)
{
    if (request->major)
        return MODE_MAJOR;
    if (heap->old_start == NULL)
        return mature_words(heap) < PROMOTE_MIN_WORDS ? MODE_KEEP : MODE_PROMOTE;
    const struct old_generation *old = old_generation(heap);
    bool full = (size_t)(heap->old_end - heap->old_top) < mature_words(heap) ||
                (request->minors != 0 && old->minors >= request->minors);
    return full || old->off_heap_bytes > old->bytes_limit ? MODE_MAJOR : MODE_PROMOTE;
}

/* Words that the new young block must have so that everything could survive. */
static size_t worst_case(const struct heap *heap, enum mode mode)
{
    size_t words = (size_t)(heap->top - heap->start) + heap->fragment_words + stack_words(heap);
    if (mode == MODE_PROMOTE)
        words -= mature_words(heap);
    if (mode == MODE_MAJOR)
        words += heap_old_words(heap);
    return words;
}

static size_t least_words(const struct gc_request *request)
{
    return request->major || request->min_words > GC_BUSY_WORDS ? request->min_words
                                                                : GC_BUSY_WORDS;
}

/* The size to begin with: as it is, or the next one if half of it is taken by what survived last
 * time, stays here and may well survive again. */
static size_t size_before(const struct heap *heap, const struct gc_request *request, enum mode mode)
{
    size_t size = (size_t)(heap->end - heap->start), least = least_words(request);
    bool crowded = mode != MODE_PROMOTE && mature_words(heap) + stack_words(heap) > size / 2;
    size = crowded ? block_size(size + 1) : size;
    return size < least ? least : size;
}

size_t gc_work(const struct heap *heap, const struct gc_request *request)
{
    enum mode mode = choose_mode(heap, request);
    size_t most = worst_case(heap, mode) + request->need, before = size_before(heap, request, mode);
    return most > before ? most : before;
}

void gc_prepare_room(struct heap *heap, size_t wanted)
{
    size_t used = wanted + heap_old_words(heap) + (size_t)(heap->top - heap->start);
    size_t free_words = (size_t)(heap->stop - heap->top);
    pages_prepare(heap->top, heap->top + (used < free_words ? used : free_words));
}

/* The size that is right for the survivors: a quarter of it free, and what was asked for. FULL: all
 * that lives is in this block, so it may shrink. */
static size_t size_after(const struct heap *heap, const struct gc_request *request, size_t size,
                         bool full)
{
    size_t used = (size_t)(heap->top - heap->start) + stack_words(heap);
    size_t wanted = used + request->need;
    if (wanted > size || used > size - size / 4)
        size = block_size(wanted + wanted / 3);
    else if (full && size > SHRINK_MIN_WORDS && wanted < size / 8)
        size = block_size(wanted * 4);
    return size < least_words(request) ? least_words(request) : size;
}

/* A block may be larger than right because everything could have survived. That is left alone if it
 * is not much, or if the survivors are too many to be moved again for it. */
static bool fits(const struct heap *heap, size_t right)
{
    size_t size = (size_t)(heap->end - heap->start);
    size_t used = (size_t)(heap->top - heap->start) + stack_words(heap);
    return size == right || (size > right && size <= right + right / 2 && used >= size / 4);
}

static void check_after(const struct heap *heap, const struct gc_request *request)
{
#ifdef TICK_STRESS_GC
    gc_check(heap, request->roots, request->root_arrays);
#else
    (void)heap;
    (void)request;
#endif
}

bool gc_collect(struct heap *heap, const struct gc_request *request)
{
    if (request->need > BLOCK_MAX_WORDS)
        return false;
    enum mode mode = choose_mode(heap, request);
    size_t before = size_before(heap, request, mode);
    size_t most = worst_case(heap, mode);
    if (!evacuate(heap, request, most > before ? block_size(most) : before, mode))
        return false;
    size_t right = size_after(heap, request, before, mode != MODE_PROMOTE);
    if (!fits(heap, right) && !evacuate(heap, request, right, MODE_KEEP) &&
        (size_t)(heap->stop - heap->top) < request->need)
        return false;
    check_after(heap, request);
    return true;
}
