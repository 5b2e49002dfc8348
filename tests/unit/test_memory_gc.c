/* SPDX-License-Identifier: Apache-2.0 */
/* The collector, by examples. */
#include "tests/unit/gc_harness.h"
#include "vm/memory/copy.h"
#include "vm/memory/literal.h"
#include "vm/term/bits.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

TestSuite(gc, .init = gc_harness_setup, .fini = gc_harness_teardown, .timeout = 120);

static size_t block_words(void)
{
    return (size_t)(gc_heap.end - gc_heap.start);
}

static Term count_up(size_t length)
{
    Term list = NIL;
    for (size_t i = length; i > 0; i--)
        list = heap_cons(&gc_heap, small_make((int64_t)i), list);
    return list;
}

static void check_count_up(Term list, size_t length)
{
    for (size_t i = 1; i <= length; i++, list = list_tail(list))
        cr_assert_eq(list_head(list), small_make((int64_t)i));
    cr_assert_eq(list, NIL);
}

/* ---- examples ---- */

Test(gc, frees_what_nothing_refers_to)
{
    count_up(50);
    Term root = heap_tuple2(&gc_heap, SMALL(1), SMALL(2));
    gc_harness_collect(&root, 1, 0, false);
    cr_assert_eq(gc_heap.top - gc_heap.start, 3);
    cr_assert_eq(block_words(), GC_BUSY_WORDS);
}

Test(gc, makes_the_block_of_a_busy_process_larger_but_not_where_a_program_asks)
{
    Term root = count_up(4);
    gc_harness_collect(&root, 1, 0, true);
    cr_assert_eq(block_words(), MIN_WORDS);
    gc_harness_collect(&root, 1, 0, false);
    cr_assert_eq(block_words(), GC_BUSY_WORDS);
}

Test(gc, keeps_sharing)
{
    Term shared = count_up(3);
    Term root = heap_tuple2(&gc_heap, shared, shared);
    gc_harness_collect(&root, 1, 0, false);
    cr_assert_eq(tuple_get(root, 0), tuple_get(root, 1));
    cr_assert_eq(gc_heap.top - gc_heap.start, 3 + 6);
}

Test(gc, passes_over_return_addresses_and_catches_on_the_stack)
{
    gc_heap.stop -= 4;
    gc_heap.stop[0] = 0x1000; /* any word with the tag of a header */
    gc_heap.stop[1] = catch_make(&gc_heap);
    gc_heap.stop[2] = count_up(4);
    gc_heap.stop[3] = NON_VALUE;
    gc_harness_collect(NULL, 0, 500, false);
    cr_assert_eq(gc_heap.stop, gc_heap.end - 4);
    cr_assert_eq(gc_heap.stop[0], 0x1000);
    cr_assert_eq(catch_code(gc_heap.stop[1]), &gc_heap);
    check_count_up(gc_heap.stop[2], 4);
    cr_assert_eq(gc_heap.stop[3], NON_VALUE);
}

Test(gc, moves_no_literal)
{
    Term literal = literal_copy(heap_tuple2(&gc_heap, SMALL(1), count_up(3)));
    Term root = heap_tuple2(&gc_heap, literal, NIL);
    gc_harness_collect(&root, 1, 0, true);
    cr_assert_eq(tuple_get(root, 0), literal);
    cr_assert_eq(gc_heap.top - gc_heap.start, 3);
    literal_free_copy(literal);
}

Test(gc, makes_room_for_what_is_needed)
{
    Term root = count_up(20);
    gc_harness_collect(&root, 1, 10000, false);
    cr_assert_leq(block_words(), 20000);
    check_count_up(root, 20);
}

Test(gc, promotes_what_survives_twice)
{
    Term root = count_up(1000);
    gc_harness_collect(&root, 1, 0, false);
    cr_assert_null(gc_heap.old_start);
    cr_assert_eq(gc_heap.mature, gc_heap.top);
    Term young = heap_cons(&gc_heap, SMALL(0), root);
    gc_harness_collect(&young, 1, 0, false);
    cr_assert_eq(gc_heap.old_top - gc_heap.old_start, 2000);
    cr_assert_eq(gc_heap.top - gc_heap.start, 2);
    check_count_up(list_tail(young), 1000);
    gc_harness_collect(&young, 1, 0, true);
    cr_assert_null(gc_heap.old_start);
    check_count_up(list_tail(young), 1000);
}

Test(gc, has_no_older_generation_for_few_survivors)
{
    Term root = count_up(4);
    for (int i = 0; i < 5; i++)
        gc_harness_collect(&root, 1, 0, false);
    cr_assert_null(gc_heap.old_start);
    cr_assert_eq(block_words(), GC_BUSY_WORDS);
}

Test(gc, collects_the_older_generation_when_it_fills_up)
{
    Term root = NIL;
    size_t most = 0;
    for (int round = 0; round < 300; round++) {
        root = count_up(500); /* garbage two collections later, promoted by then */
        gc_harness_collect(&root, 1, 0, false);
        if (gc_heap.old_start != NULL && (size_t)(gc_heap.old_end - gc_heap.old_start) > most)
            most = (size_t)(gc_heap.old_end - gc_heap.old_start);
        Term both[] = {root, count_up(3)};
        gc_harness_collect(both, 2, 0, false);
        root = both[0];
    }
    check_count_up(root, 500);
    cr_assert_gt(most, 0);
    cr_assert_lt(most, 10000, "dead terms pile up in the older generation");
}

Test(gc, grows_in_steps_and_shrinks_after_a_major_collection)
{
    Term root = NIL;
    size_t collections = 0;
    for (int64_t i = 100000; i > 0; i--) {
        if (gc_heap.stop - gc_heap.top < 2) {
            gc_harness_collect(&root, 1, 2, false);
            collections++;
        }
        root = heap_cons(&gc_heap, small_make(i), root);
    }
    cr_assert_lt(collections, 40);
    check_count_up(root, 100000);
    root = count_up(7);
    gc_harness_collect(&root, 1, 0, true);
    cr_assert_leq(block_words(), 1024);
    check_count_up(root, 7);
}

Test(gc, takes_fragments_in_without_keeping_their_room)
{
    Term root = NIL;
    for (int i = 0; i < 2000; i++) {
        Term message[2] = {SMALL(i), SMALL(i + 1)};
        struct fragment *fragment = copy_to_fragment(heap_tuple(&gc_heap, 2, message));
        root = fragment->term;
        heap_adopt(&gc_heap, fragment);
        if (gc_wanted(&gc_heap) || gc_heap.stop - gc_heap.top < 8)
            gc_harness_collect(&root, 1, 8, false);
    }
    cr_assert_leq(block_words(), 2 * MIN_WORDS);
    cr_assert_eq(tuple_get(root, 1), SMALL(2000));
}

Test(gc, survives_long_lists)
{
    Term root = count_up(1000000);
    for (int i = 0; i < 3; i++)
        gc_harness_collect(&root, 1, 0, false);
    gc_harness_collect(&root, 1, 0, true);
    check_count_up(root, 1000000);
}

Test(gc, survives_deep_nesting)
{
    Term root = NIL;
    for (int i = 0; i < 1000000; i++)
        root = i % 2 ? heap_tuple2(&gc_heap, root, SMALL(i)) : heap_cons(&gc_heap, root, NIL);
    for (int i = 0; i < 3; i++)
        gc_harness_collect(&root, 1, 0, false);
    for (int i = 999999; i >= 0; i--)
        root = i % 2 ? tuple_get(root, 0) : list_head(root);
    cr_assert_eq(root, NIL);
}

Test(gc, reports_that_memory_cannot_be_had)
{
    Term root = count_up(30);
    struct root_array array = {&root, 1};
    size_t impossible[] = {SIZE_MAX, (size_t)1 << 40};
    for (size_t i = 0; i < COUNT_OF(impossible); i++) {
        struct gc_request request = {.need = impossible[i], .roots = &array, .root_arrays = 1};
        cr_assert_not(gc_collect(&gc_heap, &request));
        gc_check(&gc_heap, &array, 1);
        check_count_up(root, 30);
    }
}

/* ---- memory outside ---- */

Test(gc, releases_what_dead_objects_own)
{
    Term root = gc_harness_magic(&gc_heap);
    gc_harness_magic(&gc_heap);
    gc_harness_collect(&root, 1, 0, false);
    cr_assert_eq(gc_magics_alive, 1);
    root = NIL;
    gc_harness_collect(&root, 1, 0, false);
    cr_assert_eq(gc_magics_alive, 0);
}

Test(gc, releases_dead_objects_of_the_older_generation_in_a_major_collection)
{
    Term roots[] = {gc_harness_magic(&gc_heap), count_up(1000)};
    gc_harness_collect(roots, 2, 0, false);
    gc_harness_collect(roots, 2, 0, false);
    roots[0] = NIL;
    gc_harness_collect(roots, 2, 0, false);
    cr_assert_eq(gc_magics_alive, 1, "a minor collection leaves the older generation alone");
    gc_harness_collect(roots, 2, 0, true);
    cr_assert_eq(gc_magics_alive, 0);
}

Test(gc, is_wanted_when_much_memory_is_owned_outside)
{
    unsigned char *bytes;
    cr_assert_not(gc_wanted(&gc_heap));
    Term root = bits_new_binary(&gc_heap, 2 * GC_OFF_HEAP_SLACK, &bytes);
    memset(bytes, 0, 2 * GC_OFF_HEAP_SLACK);
    cr_assert(gc_wanted(&gc_heap));
    gc_harness_collect(&root, 1, 0, false);
    cr_assert_not(gc_wanted(&gc_heap), "what has survived does not count again");
}

Test(gc, large_binaries_in_the_older_generation_bring_a_major_collection)
{
    enum { MADE = 60 }; /* so few that the generation is not full of objects */
    struct binary *made[MADE];
    Term roots[] = {NIL, count_up(300)};
    gc_harness_collect(roots, 2, 0, false);
    for (int i = 0; i < MADE; i++) {
        unsigned char *bytes;
        roots[0] = bits_new_binary(&gc_heap, 1 << 20, &bytes);
        made[i] = bin_ref_binary(boxed_ptr(boxed_ptr(roots[0])[3]));
        binary_retain(made[i]);
        gc_harness_collect(roots, 2, 0, false);
        gc_harness_collect(roots, 2, 0, false);
    }
    size_t alive = 0;
    for (int i = 0; i < MADE; i++) {
        alive += made[i]->references > 1;
        binary_release(made[i]);
    }
    cr_assert_geq(alive, 1);
    cr_assert_leq(alive, 20, "%zu dead binaries are kept", alive);
}

/* ---- the checker ---- */

Test(gc, check_finds_a_pointer_out_of_the_heap, .signal = SIGABRT)
{
    Term outside[3] = {HEADER(BOXED_TUPLE, 2), NIL, NIL};
    Term root = boxed_make(outside);
    gc_check(&gc_heap, &(struct root_array){&root, 1}, 1);
}

Test(gc, check_finds_an_old_term_that_refers_to_a_young_one, .signal = SIGABRT)
{
    Term root = count_up(1000);
    gc_harness_collect(&root, 1, 0, false);
    gc_harness_collect(&root, 1, 0, false);
    cons_ptr(root)[0] = heap_cons(&gc_heap, NIL, NIL);
    gc_check(&gc_heap, &(struct root_array){&root, 1}, 1);
}

Test(gc, check_finds_an_owner_that_is_not_chained, .signal = SIGABRT)
{
    Term root = gc_harness_magic(&gc_heap);
    gc_heap.off_heap = NULL;
    gc_check(&gc_heap, &(struct root_array){&root, 1}, 1);
}

/* ---- room ---- */

enum { PAGE = 4096, LARGE_WORDS = 1 << 20 };

/* Which of the pages that lie whole between FROM and TO are in memory. */
static size_t pages_in_memory(const Term *from, const Term *to, size_t *all)
{
    static unsigned char pages[LARGE_WORDS * sizeof(Term) / PAGE];
    uintptr_t first = ((uintptr_t)from + PAGE - 1) & ~(uintptr_t)(PAGE - 1);
    uintptr_t end = (uintptr_t)to & ~(uintptr_t)(PAGE - 1);
    size_t found = 0;
    *all = (end - first) / PAGE;
    cr_assert_leq(*all, COUNT_OF(pages));
    cr_assert_eq(mincore((void *)first, end - first, pages), 0);
    for (size_t i = 0; i < *all; i++)
        found += pages[i] & 1;
    return found;
}

static bool system_prepares_pages(void)
{
#ifdef MADV_POPULATE_WRITE
    void *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    bool can = madvise(page, PAGE, MADV_POPULATE_WRITE) == 0;
    (void)munmap(page, PAGE);
    return can;
#else
    return false;
#endif
}

Test(gc, prepares_as_much_room_as_has_been_used)
{
    Term list = count_up(1000);
    size_t all;
    gc_harness_collect(&list, 1, LARGE_WORDS / 2, true);
    Term *end = gc_heap.top + LARGE_WORDS / 4;
    gc_prepare_room(&gc_heap, LARGE_WORDS / 4);
    if (system_prepares_pages())
        cr_assert_eq(pages_in_memory(gc_heap.top, end, &all), all);
    cr_assert_lt(pages_in_memory(end + LARGE_WORDS / 8, gc_heap.stop, &all), all);
    for (int64_t i = 1; i <= 1000; i++, list = list_tail(list))
        cr_assert_eq(list_head(list), small_make(i));
    cr_assert_eq(list, NIL);
}

Test(gc, counts_a_large_block_as_work)
{
    struct gc_request request = {.min_words = MIN_WORDS};
    Term list = count_up(10);
    cr_assert_lt(gc_work(&gc_heap, &request), 2 * GC_BUSY_WORDS);
    cr_assert_gt(gc_work(&gc_heap, &(struct gc_request){.need = LARGE_WORDS}), LARGE_WORDS);
    gc_harness_collect(&list, 1, LARGE_WORDS, true);
    cr_assert_geq(gc_work(&gc_heap, &request), LARGE_WORDS);
}
