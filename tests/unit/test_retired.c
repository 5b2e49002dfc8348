/* SPDX-License-Identifier: Apache-2.0 */
/* Retired literals: freed when nothing points into them, kept while something does. */
#include "vm/memory/gc.h"
#include "vm/memory/literal.h"
#include "vm/memory/retired.h"

#include <criterion/criterion.h>

static struct heap heap;

static void setup(void)
{
    cr_assert(literal_area_init());
    heap_init(&heap, 256);
}

TestSuite(retired, .init = setup, .timeout = 60);

static Term retire_tuple(void)
{
    Term tuple = literal_copy(heap_tuple2(&heap, SMALL(1), heap_cons(&heap, SMALL(2), NIL)));
    (void)retired_add(boxed_ptr(tuple), 5);
    return tuple;
}

static bool is_free(Term tuple)
{
    Term *place = literal_alloc(5);
    bool same = place == boxed_ptr(tuple);
    literal_free(place, 5);
    return same;
}

Test(retired, freed_without_marks)
{
    Term tuple = retire_tuple();
    retired_begin();
    cr_assert_eq(retired_end(), 0);
    cr_assert(is_free(tuple));
}

Test(retired, a_pointer_to_any_object_inside_keeps_it)
{
    Term tuple = retire_tuple(), inner = tuple_get(tuple, 1);
    retired_begin();
    retired_mark_terms(&inner, 1);
    cr_assert_eq(retired_end(), 5);
    retired_begin();
    retired_mark_terms((const Term[]){SMALL(1), NIL, HEADER(BOXED_TUPLE, 2)}, 3);
    cr_assert_eq(retired_end(), 0);
    cr_assert(is_free(tuple));
}

Test(retired, found_in_heap_and_stack)
{
    Term first = retire_tuple(), second = retire_tuple(), third = retire_tuple();
    Term root = heap_cons(&heap, first, NIL);
    *--heap.stop = second;
    struct root_array roots = {&root, 1};
    struct gc_request request = {.major = true, .roots = &roots, .root_arrays = 1};
    cr_assert(gc_collect(&heap, &request));
    retired_begin();
    retired_mark_heap(&heap);
    cr_assert_eq(retired_end(), 10);
    cr_assert(is_free(third));
    heap_release(&heap);
}

Test(retired, raw_words_are_no_pointers)
{
    Term tuple = retire_tuple();
    Term words[] = {HEADER(BOXED_FLOAT, 1), tuple};
    retired_begin();
    retired_mark_objects(words, words + 2);
    cr_assert_eq(retired_end(), 0);
}

Test(retired, what_comes_during_a_round_waits)
{
    (void)retire_tuple();
    retired_begin();
    Term late = retire_tuple();
    cr_assert_eq(retired_end(), 5);
    retired_begin();
    cr_assert_eq(retired_end(), 0);
    cr_assert(is_free(late) || retired_words() == 0);
}
