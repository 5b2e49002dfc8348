/* SPDX-License-Identifier: Apache-2.0 */
/* gc_check.c: proving, for tests and stress builds, that a heap is what it claims to be.
 * Every block that the heap owns becomes a region with two bits for each word: an object begins
 * here and has been visited; an object begins here and is on an off-heap chain. What is reachable
 * is then visited once, with a worklist instead of recursion. */
#include "vm/memory/gc.h"
#include "vm/memory/block.h"
#include "vm/memory/literal.h"
#include "vm/memory/off_heap.h"

#include <inttypes.h>

enum region_kind { REGION_YOUNG, REGION_OLD };

struct region {
    const Term *start;
    const Term *top;
    enum region_kind kind;
    uint8_t *marks; /* a byte for each word */
};

enum mark { MARK_VISITED = 1, MARK_CHAINED = 2 };

struct checker {
    struct region *regions; /* sorted by address */
    size_t region_count;
    const Term **work; /* places that hold a term not yet looked at */
    size_t work_count;
    size_t work_capacity;
};

NORETURN static void broken(const char *what, const Term *place)
{
    fatal("heap check: %s (word %p holds %#" PRIx64 ")", what, (const void *)place, *place);
}

/* ---- regions ---- */

static void add_region(struct checker *c, const Term *start, const Term *top, enum region_kind kind)
{
    size_t words = (size_t)(top - start);
    c->regions[c->region_count++] = (struct region){
        .start = start,
        .top = top,
        .kind = kind,
        .marks = mem_zalloc(words + 1),
    };
}

static int by_address(const void *a, const void *b)
{
    const struct region *x = a;
    const struct region *y = b;
    return x->start < y->start ? -1 : x->start > y->start;
}

static const Term *fragment_top(const struct fragment *fragment)
{
    return fragment->is_room ? (const Term *)(uintptr_t)fragment->term
                             : fragment->data + fragment->words;
}

static void collect_regions(struct checker *c, const struct heap *heap)
{
    size_t count = 2;
    for (const struct fragment *f = heap->fragments; f != NULL; f = f->next)
        count++;
    c->regions = mem_alloc(count * sizeof *c->regions);
    add_region(c, heap->start, heap->top, REGION_YOUNG);
    if (heap->old_start != NULL)
        add_region(c, heap->old_start, heap->old_top, REGION_OLD);
    for (const struct fragment *f = heap->fragments; f != NULL; f = f->next)
        add_region(c, f->data, fragment_top(f), REGION_YOUNG);
    qsort(c->regions, c->region_count, sizeof *c->regions, by_address);
}

static const struct region *region_of(const struct checker *c, const Term *object)
{
    size_t low = 0;
    size_t high = c->region_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct region *region = &c->regions[middle];
        if (object < region->start)
            high = middle;
        else if (object >= region->top)
            low = middle + 1;
        else
            return region;
    }
    return NULL;
}

static uint8_t *mark_of(const struct region *region, const Term *object)
{
    return &region->marks[object - region->start];
}

/* ---- walking ---- */

static void push_words(struct checker *c, const Term *from, size_t count)
{
    if (c->work_count + count > c->work_capacity) {
        c->work_capacity = 2 * c->work_capacity + count + 64;
        c->work = mem_realloc(c->work, c->work_capacity * sizeof *c->work);
    }
    for (size_t i = count; i > 0; i--)
        c->work[c->work_count++] = from + i - 1;
}

static void check_chain(struct checker *c, const Term *chain, enum region_kind kind)
{
    for (const Term *object = chain; object != NULL; object = off_heap_next(object)) {
        const struct region *region = region_of(c, object);
        if (region == NULL || region->kind != kind)
            broken("an off-heap chain leaves its generation", object);
        uint8_t *mark = mark_of(region, object);
        if (*mark & MARK_CHAINED)
            broken("an object is chained twice", object);
        *mark |= MARK_CHAINED;
    }
}

static bool is_known_kind(unsigned kind)
{
    return kind <= BOXED_MATCH;
}

static void visit_boxed(struct checker *c, const struct region *region, const Term *object)
{
    Term header = object[0];
    if (!term_is_header(header) || !is_known_kind(header_kind(header)))
        broken("a boxed term leads to no header", object);
    size_t arity = header_arity(header);
    if (arity >= (size_t)(region->top - object))
        broken("an object is larger than the block it is in", object);
    size_t raw = header_raw_words(header);
    if (raw > arity)
        broken("an object is too small for its kind", object);
    if (off_heap_is_kind(header_kind(header)) && !(*mark_of(region, object) & MARK_CHAINED))
        broken("an object that owns something is on no chain", object);
    push_words(c, object + 1 + raw, arity - raw);
}

/* PLACE holds a pointer; FROM is the region that PLACE is in, NULL for roots. */
static void visit(struct checker *c, const Term *place, const struct region *from)
{
    const Term *object = term_is_cons(*place) ? cons_ptr(*place) : boxed_ptr(*place);
    if (literal_contains(object))
        return;
    const struct region *region = region_of(c, object);
    if (region == NULL)
        broken("a pointer leads out of the heap", place);
    if (from != NULL && from->kind == REGION_OLD && region->kind != REGION_OLD)
        broken("an old term refers to a young one", place);
    uint8_t *mark = mark_of(region, object);
    if (*mark & MARK_VISITED)
        return;
    *mark |= MARK_VISITED;
    if (term_is_boxed(*place))
        visit_boxed(c, region, object);
    else if (object + 1 >= region->top)
        broken("a list cell is not wholly within its block", place);
    else
        push_words(c, object, 2);
}

static void walk(struct checker *c)
{
    while (c->work_count > 0) {
        const Term *place = c->work[--c->work_count];
        const struct region *region = region_of(c, place);
        if (term_is_cons(*place) || term_is_boxed(*place))
            visit(c, place, region);
        else if (region != NULL && term_is_header(*place))
            broken("an object contains a word that is no term", place);
    }
}

static void check_order(const struct heap *heap)
{
    bool young = heap->start <= heap->mature && heap->mature <= heap->top &&
                 heap->top <= heap->stop && heap->stop <= heap->end;
    bool old = heap->old_start <= heap->old_top && heap->old_top <= heap->old_end;
    if (!young || !old)
        fatal("heap check: the limits of the blocks are out of order");
}

void gc_check(const struct heap *heap, const struct root_array *roots, size_t root_arrays)
{
    struct checker c = {0};
    check_order(heap);
    collect_regions(&c, heap);
    check_chain(&c, heap->off_heap, REGION_YOUNG);
    if (heap->old_start != NULL)
        check_chain(&c, old_generation(heap)->off_heap, REGION_OLD);
    push_words(&c, heap->stop, (size_t)(heap->end - heap->stop));
    for (size_t i = 0; i < root_arrays; i++)
        push_words(&c, roots[i].terms, roots[i].count);
    walk(&c);
    for (size_t i = 0; i < c.region_count; i++)
        free(c.regions[i].marks);
    free(c.regions);
    free(c.work);
}
