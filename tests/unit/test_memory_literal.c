/* SPDX-License-Identifier: Apache-2.0 */
/* The literal area: allocation, reuse, exhaustion, copies of terms, several threads. */
#include "vm/memory/copy.h"
#include "vm/memory/literal.h"
#include "vm/term/bits.h"

#include <criterion/criterion.h>
#include <pthread.h>

static struct heap heap;

static void setup(void)
{
    heap_init(&heap, 4096);
}

static void setup_area(void)
{
    setup();
    cr_assert(literal_area_init());
}

static void teardown(void)
{
    heap_release(&heap);
}

TestSuite(literal, .init = setup_area, .fini = teardown, .timeout = 60);

Test(literal_before, contains_nothing_before_it_exists, .init = setup, .fini = teardown)
{
    static Term word;
    Term local;
    cr_assert_not(literal_contains(NULL));
    cr_assert_not(literal_contains(&word));
    cr_assert_not(literal_contains(&local));
    cr_assert_not(literal_contains(heap.start));
    cr_assert_null(literal_alloc(1));
}

Test(literal, words_lie_in_the_range_and_can_be_written)
{
    Term *small = literal_alloc(3);
    Term *large = literal_alloc(1000000);
    cr_assert(literal_contains(small) && literal_contains(large + 999999));
    small[2] = large[0] = large[999999] = NIL;
    cr_assert(large >= small + 3);
    cr_assert_not(literal_contains(heap.start));
}

Test(literal, freed_words_are_used_again_and_neighbours_merge)
{
    Term *a = literal_alloc(10);
    Term *b = literal_alloc(10);
    Term *c = literal_alloc(10);
    Term *guard = literal_alloc(2);
    literal_free(a, 10);
    literal_free(c, 10);
    literal_free(b, 10);
    cr_assert_eq(literal_alloc(30), a);
    cr_assert_gt(literal_alloc(2), guard, "nothing is left below");
}

Test(literal, exhaustion_is_reported_and_does_no_harm)
{
    cr_assert_null(literal_alloc(SIZE_MAX));
    cr_assert_null(literal_alloc(LITERAL_RANGE / sizeof(Term) + 1));
    cr_assert_not_null(literal_alloc(2));
    cr_assert_null(literal_alloc(LITERAL_RANGE / sizeof(Term)));
    cr_assert_not_null(literal_alloc(2));
}

Test(literal, copies_refer_to_nothing_outside_themselves)
{
    Term inner = literal_copy(heap_cons(&heap, SMALL(1), NIL));
    Term outer = literal_copy(heap_tuple2(&heap, inner, inner));
    cr_assert(literal_contains(boxed_ptr(outer)));
    cr_assert(literal_contains(cons_ptr(tuple_get(outer, 0))));
    cr_assert_neq(tuple_get(outer, 0), inner);
    literal_free_copy(inner);
    cr_assert_eq(list_head(tuple_get(outer, 1)), SMALL(1));
    cr_assert_eq(literal_copy(outer), outer);
    cr_assert_eq(literal_copy(NIL), NIL);
}

Test(literal, freeing_a_copy_releases_its_binaries_and_all_its_words)
{
    unsigned char *bytes;
    Term binary = bits_new_binary(&heap, 100, &bytes);
    struct binary *shared = bin_ref_binary(boxed_ptr(boxed_ptr(binary)[3]));
    Term copy = literal_copy(heap_list(&heap, 2, (const Term[]){binary, binary}, NIL));
    cr_assert_eq(shared->references, 3);
    Term *first = cons_ptr(copy);
    literal_free_copy(copy);
    cr_assert_eq(shared->references, 1);
    cr_assert_eq(literal_alloc(18), first);
}

static void *churn(void *seed)
{
    size_t words = 1 + (size_t)(uintptr_t)seed;
    for (int i = 0; i < 20000; i++) {
        Term *place = literal_alloc(words);
        for (size_t w = 0; w < words; w++)
            place[w] = (Term)words;
        for (size_t w = 0; w < words; w++) {
            if (place[w] != (Term)words)
                return seed;
        }
        literal_free(place, words);
    }
    return NULL;
}

Test(literal, threads_never_get_the_same_words)
{
    pthread_t threads[4];
    for (uintptr_t i = 0; i < 4; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, churn, (void *)(5 * i + 1)), 0);
    for (int i = 0; i < 4; i++) {
        void *failed;
        pthread_join(threads[i], &failed);
        cr_assert_null(failed);
    }
}
