/* SPDX-License-Identifier: Apache-2.0 */
/* Heaps without a collector: allocation, rooms, trimming, adoption of fragments, building blocks.
 */
#include "vm/memory/copy.h"
#include "vm/memory/gc.h"
#include "vm/memory/heap.h"
#include "vm/term/bits.h"

#include <criterion/criterion.h>

static struct heap heap;

/* 16 words for terms. */
static void setup(void)
{
    heap_init(&heap, 16 + HEAP_STACK_RESERVE);
}

static void teardown(void)
{
    heap_release(&heap);
}

TestSuite(heap, .init = setup, .fini = teardown);

Test(heap, allocates_from_the_block_while_there_is_room)
{
    Term *a = heap_alloc(&heap, 10);
    Term *b = heap_alloc(&heap, 6);
    cr_assert_eq(a, heap.start);
    cr_assert_eq(b, a + 10);
    cr_assert_null(heap.fragments);
    cr_assert_eq(heap.top, heap.stop - HEAP_STACK_RESERVE);
}

Test(heap, goes_on_in_a_room_when_the_block_is_full)
{
    heap_alloc(&heap, 10);
    Term *large = heap_alloc(&heap, 7);
    cr_assert(large < heap.start || large >= heap.end);
    cr_assert_eq(heap.fragment_words, 7);
    Term *small = heap_alloc(&heap, 6);
    cr_assert_eq(small, heap.start + 10, "what still fits goes into the block");
    Term *next = heap_alloc(&heap, 3);
    cr_assert_eq(next, large + 7, "a room is cut up from its front");
    cr_assert_eq(heap.fragment_words, 10);
}

Test(heap, wants_to_collect_for_more_than_fragments_may_hold)
{
    size_t most = gc_fragment_words(&heap);
    cr_assert_gt(most, (size_t)(heap.end - heap.start));
    cr_assert(!gc_wanted_for(&heap, most));
    cr_assert(gc_wanted_for(&heap, most + 1));
    heap_alloc(&heap, 16);
    cr_assert(!gc_wanted_for(&heap, most), "fragments take what is not much");
    heap_alloc(&heap, 1);
    cr_assert(gc_wanted_for(&heap, most));
    cr_assert(!gc_wanted_for(&heap, most - 1));
}

Test(heap, makes_few_rooms_for_many_allocations)
{
    Term list = NIL;
    for (int i = 0; i < 1000000; i++)
        list = heap_cons(&heap, small_make(i), list);
    size_t rooms = 0;
    for (const struct fragment *f = heap.fragments; f != NULL; f = f->next)
        rooms++;
    cr_assert_lt(rooms, 50);
    cr_assert_eq(heap.fragment_words, 2000000 - 16);
    for (int i = 999999; i >= 0; i--, list = list_tail(list))
        cr_assert_eq(list_head(list), small_make(i));
    cr_assert_eq(list, NIL);
}

Test(heap, trims_the_newest_allocation_wherever_it_is)
{
    Term *a = heap_alloc(&heap, 10);
    heap_trim(&heap, a, 10, a + 4);
    cr_assert_eq(heap.top, a + 4);
    Term *b = heap_alloc(&heap, 20);
    heap_trim(&heap, b, 20, b + 5);
    cr_assert_eq(heap.fragment_words, 5);
    heap_alloc(&heap, 12);
    cr_assert_eq(heap_alloc(&heap, 1), b + 5);
}

Test(heap, leaves_an_allocation_alone_that_is_not_the_newest)
{
    Term *a = heap_alloc(&heap, 4);
    heap_alloc(&heap, 4);
    heap_trim(&heap, a, 4, a + 1);
    cr_assert_eq(heap.top, a + 8);
}

Test(heap, adopts_fragments_behind_the_room_in_use)
{
    heap_alloc(&heap, 16);
    Term *room = heap_alloc(&heap, 2);
    struct fragment *message = fragment_new(3);
    cr_assert_not_null(message);
    message->data[0] = HEADER(BOXED_TUPLE, 2);
    message->data[1] = message->data[2] = NIL;
    heap_adopt(&heap, message);
    cr_assert_eq(heap.fragment_words, 5);
    cr_assert_eq(heap_alloc(&heap, 2), room + 2, "the room is still the first");
}

Test(heap, adopting_moves_the_off_heap_chain_in_order)
{
    unsigned char *bytes;
    Term own = bits_new_binary(&heap, 1000, &bytes);
    struct heap other;
    heap_init(&other, 64);
    Term list = NIL;
    for (int i = 0; i < 3; i++)
        list = heap_cons(&other, bits_new_binary(&other, 100, &bytes), list);
    struct fragment *message = copy_to_fragment(list);
    heap_adopt(&heap, message);
    cr_assert_eq(heap.off_heap_bytes, 1300);
    Term roots[] = {own, message->term};
    gc_check(&heap, &(struct root_array){roots, 2}, 1);
    heap_release(&other);
}

Test(heap, builds_tuples)
{
    Term elements[] = {SMALL(1), SMALL(2), SMALL(3), SMALL(4)};
    Term built[] = {
        heap_tuple(&heap, 4, elements),
        heap_tuple2(&heap, SMALL(1), SMALL(2)),
        heap_tuple3(&heap, SMALL(1), SMALL(2), SMALL(3)),
        heap_tuple4(&heap, SMALL(1), SMALL(2), SMALL(3), SMALL(4)),
    };
    size_t arities[] = {4, 2, 3, 4};
    for (size_t t = 0; t < 4; t++) {
        cr_assert(term_is_tuple_of(built[t], arities[t]));
        for (size_t i = 0; i < arities[t]; i++)
            cr_assert_eq(tuple_get(built[t], i), elements[i]);
    }
    cr_assert(term_is_tuple_of(heap_tuple(&heap, 0, NULL), 0));
}

static void check_big(Term t, enum boxed_kind kind, uint64_t limb)
{
    cr_assert(term_is_kind(t, kind));
    cr_assert_eq(header_arity(boxed_header(t)), 1);
    cr_assert_eq(boxed_ptr(t)[1], limb);
}

Test(heap, makes_integers_big_exactly_where_they_do_not_fit)
{
    cr_assert_eq(heap_int(&heap, SMALL_MAX), SMALL(SMALL_MAX));
    cr_assert_eq(heap_int(&heap, SMALL_MIN), SMALL(SMALL_MIN));
    cr_assert_eq(heap_uint(&heap, (uint64_t)SMALL_MAX), SMALL(SMALL_MAX));
    check_big(heap_int(&heap, SMALL_MAX + 1), BOXED_POS_BIG, (uint64_t)SMALL_MAX + 1);
    check_big(heap_int(&heap, SMALL_MIN - 1), BOXED_NEG_BIG, (uint64_t)SMALL_MAX + 2);
    check_big(heap_int(&heap, INT64_MIN), BOXED_NEG_BIG, UINT64_C(1) << 63);
    check_big(heap_uint(&heap, UINT64_MAX), BOXED_POS_BIG, UINT64_MAX);
}

Test(heap, builds_lists_in_order_with_a_tail)
{
    Term items[] = {SMALL(7), SMALL(8)};
    Term list = heap_list(&heap, 2, items, SMALL(9));
    cr_assert_eq(list_head(list), SMALL(7));
    cr_assert_eq(list_head(list_tail(list)), SMALL(8));
    cr_assert_eq(list_tail(list_tail(list)), SMALL(9));
    cr_assert_eq(heap_list(&heap, 0, items, NIL), NIL);
}

Test(heap, makes_strings_of_code_points)
{
    static const char text[] = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80";
    static const int64_t expected[] = {'a', 0xE9, 0x20AC, 0x1F600};
    Term list = heap_string(&heap, text, sizeof text - 1);
    for (size_t i = 0; i < COUNT_OF(expected); i++, list = list_tail(list))
        cr_assert_eq(small_value(list_head(list)), expected[i]);
    cr_assert_eq(list, NIL);
    cr_assert_eq(heap_string(&heap, "", 0), NIL);
}
