/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/gc_harness.h"
#include "vm/memory/literal.h"
#include "vm/term/ref.h"

#include <criterion/criterion.h>
#include <stdlib.h>

struct heap gc_heap;
int gc_magics_alive;

void gc_harness_setup(void)
{
    cr_assert(literal_area_init());
    heap_init(&gc_heap, MIN_WORDS);
}

void gc_harness_teardown(void)
{
    heap_release(&gc_heap);
}

void gc_harness_collect(Term *roots, size_t count, size_t need, bool major)
{
    struct root_array array = {roots, count};
    struct gc_request request = {
        .need = need,
        .major = major,
        .min_words = MIN_WORDS,
        .roots = &array,
        .root_arrays = 1,
    };
    cr_assert(gc_collect(&gc_heap, &request));
    cr_assert_geq((size_t)(gc_heap.stop - gc_heap.top), need);
    cr_assert_null(gc_heap.fragments);
    cr_assert_eq(gc_heap.fragment_words, 0);
    gc_check(&gc_heap, &array, 1);
}

static void magic_gone(struct magic *magic)
{
    gc_magics_alive--;
    free(magic);
}

Term gc_harness_magic(struct heap *on)
{
    struct magic *magic = mem_alloc(sizeof *magic);
    *magic = (struct magic){.references = 1, .release = magic_gone};
    gc_magics_alive++;
    Term *cell = heap_alloc(on, MAGIC_REF_WORDS);
    cell[0] = HEADER(BOXED_MAGIC_REF, MAGIC_REF_WORDS - 1);
    cell[1] = ref_next_number();
    cell[2] = (Term)(uintptr_t)magic;
    cell[3] = (Term)(uintptr_t)on->off_heap;
    on->off_heap = cell;
    return boxed_make(cell);
}
