/* SPDX-License-Identifier: Apache-2.0 */
/* survey.c: each process adds to three sums. A binary that several refer to counts in each with the
 * part that falls to one reference, so that nobody has to remember which have been counted. */
#include "vm/process/survey.h"

#include "vm/memory/off_heap.h"
#include "vm/process/census.h"
#include "vm/process/info_items.h"
#include "vm/process/request.h"

#include <stdlib.h>

struct survey {
    struct census census; /* first */
    Term asker;
    _Atomic(uint64_t) bytes, free_bytes, binary_bytes;
};

static uint64_t free_bytes(const struct heap *heap)
{
    ptrdiff_t words = (heap->stop - heap->top) + (heap->old_end - heap->old_top);
    return (uint64_t)words * sizeof(Term);
}

static uint64_t binary_bytes(const Term *object)
{
    uint64_t bytes = 0;
    for (; object != NULL; object = off_heap_next(object)) {
        if (header_kind(object[0]) != BOXED_BIN_REF)
            continue;
        const struct binary *binary = bin_ref_binary(object);
        uint64_t references = atomic_load_explicit(&binary->references, memory_order_relaxed);
        bytes += binary->size / references;
    }
    return bytes;
}

static bool visit(struct census *census, struct process *p)
{
    struct survey *survey = (struct survey *)census;
    uint64_t bytes = (uint64_t)small_value(info_item_memory(&p->heap, p));
    uint64_t binaries = binary_bytes(p->heap.off_heap) + binary_bytes(heap_old_chain(&p->heap));
    atomic_fetch_add_explicit(&survey->bytes, bytes, memory_order_relaxed);
    atomic_fetch_add_explicit(&survey->free_bytes, free_bytes(&p->heap), memory_order_relaxed);
    atomic_fetch_add_explicit(&survey->binary_bytes, binaries, memory_order_relaxed);
    return true;
}

static void done(struct census *census)
{
    struct survey *survey = (struct survey *)census;
    uint64_t bytes = atomic_load(&survey->bytes);
    struct heap heap;
    heap_init(&heap, 64);
    Term all = heap_uint(&heap, bytes);
    Term used = heap_uint(&heap, bytes - atomic_load(&survey->free_bytes));
    Term binaries = heap_uint(&heap, atomic_load(&survey->binary_bytes));
    request_reply(survey->asker, heap_tuple3(&heap, all, used, binaries));
    heap_release(&heap);
    free(survey);
}

void survey_begin(Term asker)
{
    struct survey *survey = mem_zalloc(sizeof *survey);
    survey->census = (struct census){.visit = visit, .done = done};
    survey->asker = asker;
    census_begin(&survey->census);
}
