/* SPDX-License-Identifier: Apache-2.0 */
/* info_memory.c: the items of process_info that tell of memory and its collection. */
#include "vm/process/info_items.h"

#include "vm/memory/off_heap.h"
#include "vm/process/dictionary.h"
#include "vm/process/relation.h"
#include "vm/process/settings.h"
#include "vm/term/atom.h"

static Term size_term(size_t size)
{
    return small_make((int64_t)size);
}

static size_t block_words(const struct process *p)
{
    return (size_t)(p->heap.end - p->heap.start);
}

static size_t old_words(const struct process *p)
{
    return (size_t)(p->heap.old_end - p->heap.old_start);
}

size_t info_heap_words(const struct process *p)
{
    return block_words(p) + old_words(p) + p->heap.fragment_words;
}

Term info_item_heap_size(struct heap *heap, struct process *p)
{
    (void)heap;
    return size_term(block_words(p));
}

Term info_item_total_heap_size(struct heap *heap, struct process *p)
{
    (void)heap;
    return size_term(info_heap_words(p));
}

Term info_item_stack_size(struct heap *heap, struct process *p)
{
    (void)heap;
    return size_term((size_t)(p->heap.end - p->heap.stop));
}

Term info_item_memory(struct heap *heap, struct process *p)
{
    (void)heap;
    size_t bytes = sizeof *p + info_heap_words(p) * sizeof(Term);
    for (const struct fragment *m = p->messages; m != NULL; m = m->next)
        bytes += sizeof *m + m->words * sizeof(Term);
    if (p->relations != NULL)
        bytes += sizeof *p->relations + ((size_t)p->relations->mask + 1) * sizeof(struct relation);
    if (p->dictionary != NULL)
        bytes += sizeof *p->dictionary + ((size_t)p->dictionary->mask + 1) * 2 * sizeof(Term);
    return size_term(bytes);
}

Term info_item_min_heap_size(struct heap *heap, struct process *p)
{
    (void)heap;
    return small_make(p->settings->min_heap_words);
}

Term info_item_min_bin_vheap_size(struct heap *heap, struct process *p)
{
    return heap_uint(heap, p->settings->min_bin_vheap_words);
}

Term info_item_max_heap_size(struct heap *heap, struct process *p)
{
    return settings_heap_limit_term(heap, &p->settings->heap_limit);
}

static Term pair_list(struct heap *heap, size_t count, const Term *names, const Term *values)
{
    Term list = NIL;
    while (count-- > 0)
        list = heap_cons(heap, heap_tuple2(heap, names[count], values[count]), list);
    return list;
}

Term info_item_fullsweep_after(struct heap *heap, struct process *p)
{
    (void)heap;
    return small_make(p->settings->fullsweep_after);
}

Term info_item_garbage_collection(struct heap *heap, struct process *p)
{
    const Term names[] = {ATOM_(max_heap_size), ATOM_(min_bin_vheap_size), ATOM_(min_heap_size),
                          ATOM_(fullsweep_after), ATOM_(minor_gcs)};
    const Term values[] = {info_item_max_heap_size(heap, p), info_item_min_bin_vheap_size(heap, p),
                           info_item_min_heap_size(heap, p), info_item_fullsweep_after(heap, p),
                           small_make(heap_minor_collections(&p->heap))};
    return pair_list(heap, COUNT_OF(names), names, values);
}

Term info_item_garbage_collection_info(struct heap *heap, struct process *p)
{
    const Term names[] = {ATOM_(old_heap_block_size),
                          ATOM_(heap_block_size),
                          ATOM_(mbuf_size),
                          ATOM_(recent_size),
                          ATOM_(stack_size),
                          ATOM_(old_heap_size),
                          ATOM_(heap_size),
                          ATOM_(bin_vheap_size),
                          ATOM_(bin_vheap_block_size),
                          ATOM_(bin_old_vheap_size),
                          ATOM_(bin_old_vheap_block_size)};
    const Term values[] = {
        size_term(old_words(p)),
        size_term(block_words(p)),
        size_term(p->heap.fragment_words),
        size_term((size_t)(p->heap.mature - p->heap.start)),
        info_item_stack_size(heap, p),
        size_term((size_t)(p->heap.old_top - p->heap.old_start)),
        size_term((size_t)(p->heap.top - p->heap.start)),
        size_term(off_heap_chain_bytes(p->heap.off_heap, NULL) / sizeof(Term)),
        info_item_min_bin_vheap_size(heap, p),
        size_term(off_heap_chain_bytes(heap_old_chain(&p->heap), NULL) / sizeof(Term)),
        info_item_min_bin_vheap_size(heap, p)};
    return pair_list(heap, COUNT_OF(names), names, values);
}

/* ---- binaries ---- */

static Term binaries_of(struct heap *heap, const Term *object, Term list)
{
    for (; object != NULL; object = off_heap_next(object)) {
        if (header_kind(object[0]) != BOXED_BIN_REF)
            continue;
        const struct binary *binary = bin_ref_binary(object);
        size_t references = atomic_load_explicit(&binary->references, memory_order_relaxed);
        list = heap_cons(heap,
                         heap_tuple3(heap, heap_uint(heap, (uintptr_t)binary),
                                     size_term(binary->size), size_term(references)),
                         list);
    }
    return list;
}

Term info_item_binary(struct heap *heap, struct process *p)
{
    return binaries_of(heap, p->heap.off_heap, binaries_of(heap, heap_old_chain(&p->heap), NIL));
}

size_t info_binary_bytes(const struct process *p)
{
    return off_heap_chain_bytes(p->heap.off_heap, NULL) +
           off_heap_chain_bytes(heap_old_chain(&p->heap), NULL);
}
