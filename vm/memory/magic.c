/* SPDX-License-Identifier: Apache-2.0 */
/* magic.c: from terms to objects and back. What the collector and the copier do with magic
 * references is in off_heap.c. */
#include "vm/memory/magic.h"

#include "vm/memory/off_heap.h"

void magic_init(struct magic *magic, magic_release_fn *release, size_t bytes)
{
    atomic_init(&magic->references, 1);
    magic->release = release;
    magic->bytes = bytes;
}

Term magic_reference(struct heap *heap, struct magic *magic)
{
    return magic_reference_numbered(heap, magic, ref_next_number());
}

Term magic_reference_numbered(struct heap *heap, struct magic *magic, uint64_t number)
{
    Term *cell = heap_alloc(heap, MAGIC_REF_WORDS);
    cell[0] = HEADER(BOXED_MAGIC_REF, MAGIC_REF_WORDS - 1);
    cell[1] = number;
    cell[2] = (Term)(uintptr_t)magic;
    off_heap_push(cell, &heap->off_heap);
    heap->off_heap_bytes += magic->bytes;
    return boxed_make(cell);
}

struct magic *magic_of(Term term, magic_release_fn *release)
{
    if (!term_is_kind(term, BOXED_MAGIC_REF))
        return NULL;
    struct magic *magic = off_heap_magic(boxed_ptr(term));
    return magic->release == release ? magic : NULL;
}

void magic_keep(struct magic *magic)
{
    atomic_fetch_add_explicit(&magic->references, 1, memory_order_relaxed);
}

bool magic_keep_living(struct magic *magic)
{
    size_t count = atomic_load_explicit(&magic->references, memory_order_relaxed);
    while (count != 0)
        if (atomic_compare_exchange_weak_explicit(&magic->references, &count, count + 1,
                                                  memory_order_relaxed, memory_order_relaxed))
            return true;
    return false;
}

void magic_drop(struct magic *magic)
{
    if (atomic_fetch_sub_explicit(&magic->references, 1, memory_order_acq_rel) == 1)
        magic->release(magic);
}
