/* SPDX-License-Identifier: Apache-2.0 */
/* object.c: copying tuples into tables and out of them. */
#include "vm/ets/object.h"

#include "vm/memory/copy.h"
#include "vm/memory/off_heap.h"
#include "vm/term/work.h"

#include <stdlib.h>

static bool is_flat(Term tuple)
{
    const Term *elements = tuple_elements(tuple);
    for (size_t i = 0, n = tuple_arity(tuple); i < n; i++)
        if (!term_is_immediate(elements[i]))
            return false;
    return true;
}

/* Literals are copied too: a table may outlive the module they came from. */
size_t ets_object_measure(Term tuple, size_t most)
{
    return is_flat(tuple) ? 1 + tuple_arity(tuple) : copy_size_all_up_to(tuple, most);
}

struct ets_object *ets_object_make(Term tuple, size_t words)
{
    bool flat = words == 1 + tuple_arity(tuple);
    if (words > UINT32_MAX)
        return NULL;
    struct ets_object *object = malloc(sizeof *object + words * sizeof(Term));
    if (UNLIKELY(object == NULL))
        return NULL;
    *object = (struct ets_object){.words = (uint32_t)words, .flags = flat ? ETS_OBJECT_FLAT : 0};
    if (flat) {
        for (size_t i = 0; i < words; i++)
            object->data[i] = boxed_ptr(tuple)[i];
        return object;
    }
    Term *top = object->data;
    (void)copy_term_all(tuple, &top, &object->off_heap);
    return object;
}

struct ets_object *ets_object_new(Term tuple)
{
    return ets_object_make(tuple, ets_object_measure(tuple, copy_most_words));
}

static void free_object(struct ets_object *object)
{
    if (object->off_heap != NULL)
        off_heap_release_chain(object->off_heap);
    free(object);
}

/* Out of its table it finds no new holders. Whoever of the last holder and this one comes second
 * frees it. */
void ets_object_free(struct ets_object *object)
{
    if (LIKELY(!ets_object_is_held(object)) ||
        atomic_fetch_or_explicit(&object->holders, ETS_OBJECT_OUT, memory_order_acq_rel) == 0)
        free_object(object);
}

bool ets_object_hold(struct ets_object *object)
{
    uint16_t holders = atomic_load_explicit(&object->holders, memory_order_relaxed);
    do {
        if (holders == ETS_OBJECT_OUT - 1)
            return false;
    } while (!atomic_compare_exchange_weak_explicit(&object->holders, &holders,
                                                    (uint16_t)(holders + 1), memory_order_relaxed,
                                                    memory_order_relaxed));
    return true;
}

void ets_object_let_go(struct ets_object *object)
{
    uint16_t before = atomic_fetch_sub_explicit(&object->holders, 1, memory_order_acq_rel);
    if (before == (ETS_OBJECT_OUT | 1))
        free_object(object);
}

void ets_object_free_list(struct ets_object *list)
{
    while (list != NULL) {
        struct ets_object *next = list->next;
        ets_object_free(list);
        list = next;
    }
}

/* All pointers of an object lead into it, so each is moved by the same distance. */
Term ets_object_copy_slowly(struct heap *heap, const struct ets_object *object)
{
    work_charge(object->words / WORK_STEPS_PER_REDUCTION);
    Term *to = heap_alloc(heap, object->words);
    Term distance = (Term)(uintptr_t)to - (Term)(uintptr_t)object->data;
    for (size_t i = 0; i < object->words; i++) {
        Term t = object->data[i];
        to[i] = t;
        if (!term_is_header(t)) {
            to[i] += term_is_immediate(t) ? 0 : distance;
            continue;
        }
        size_t first = i;
        for (size_t raw = header_raw_words(t); raw > 0; raw--, i++)
            to[i + 1] = object->data[i + 1];
        if (off_heap_is_kind(header_kind(t))) {
            off_heap_retain(to + first);
            off_heap_push(to + first, &heap->off_heap);
            heap->off_heap_bytes += off_heap_bytes(to + first);
        }
    }
    return boxed_make(to);
}
