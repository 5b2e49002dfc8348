/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers of references: never twice, whoever draws them. */
#include "vm/term/ref.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdlib.h>

enum { THREADS = 4, EACH = 20000 };

struct drawer {
    unsigned range; /* 0: none of its own */
    uint64_t numbers[EACH];
};

static void *draw_numbers(void *argument)
{
    struct drawer *drawer = argument;
    if (drawer->range != 0)
        ref_use_range(drawer->range);
    for (int i = 0; i < EACH; i++)
        drawer->numbers[i] = ref_next_number();
    return NULL;
}

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

Test(ref, numbers_are_unique_with_and_without_ranges)
{
    static struct drawer drawers[THREADS] = {{.range = 1}, {.range = 1023}, {.range = 0}};
    static uint64_t all[THREADS * EACH];
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, draw_numbers, &drawers[i]), 0);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        for (int n = 0; n < EACH; n++)
            all[i * EACH + n] = drawers[i].numbers[n];
    }
    qsort(all, COUNT_OF(all), sizeof all[0], by_value);
    for (size_t i = 1; i < COUNT_OF(all); i++)
        cr_assert_neq(all[i], all[i - 1]);
}

Test(ref, a_range_counts_upwards)
{
    ref_use_range(7);
    uint64_t first = ref_next_number();
    cr_assert_eq(ref_next_number(), first + 1);
}

Test(ref, a_term_holds_number_and_maker)
{
    Term cell[REF_WORDS];
    Term ref = ref_put(cell, 99, pid_make(5));
    cr_assert(term_is_local_ref(ref) && term_is_ref(ref));
    cr_assert_eq(ref_number(ref), 99);
    cr_assert_eq(cell[2], pid_make(5));
}
