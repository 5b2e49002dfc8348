/* SPDX-License-Identifier: Apache-2.0 */
/* test_dictionary.c: the process dictionary beside a model, an array of values by key. */
#include "tests/unit/fake_process.h"

#include "vm/process/dictionary.h"
#include "vm/term/build.h"

#include <criterion/criterion.h>
#include <string.h>

#define KEYS 300

static struct process *process;

static void setup(void)
{
    process = fake_running(1);
}

TestSuite(dictionary, .init = setup);

Test(dictionary, empty_one_has_nothing_and_takes_no_memory)
{
    cr_expect_eq(dictionary_get(process, ATOM_(ok)), NON_VALUE);
    cr_expect_eq(dictionary_erase(process, ATOM_(ok)), NON_VALUE);
    cr_expect_eq(dictionary_put(process, ATOM_(ok), SMALL(1)), NON_VALUE);
    cr_expect_eq(dictionary_erase(process, ATOM_(ok)), SMALL(1));
    cr_expect_null(process->dictionary);
}

Test(dictionary, keys_are_the_same_only_when_exactly_equal)
{
    Term one = heap_tuple2(&process->heap, ATOM_(ok), SMALL(1));
    Term same = heap_tuple2(&process->heap, ATOM_(ok), SMALL(1));
    Term real = heap_tuple2(&process->heap, ATOM_(ok), heap_float(&process->heap, 1.0));
    dictionary_put(process, one, SMALL(1));
    cr_expect_eq(dictionary_put(process, real, SMALL(2)), NON_VALUE);
    cr_expect_eq(dictionary_put(process, same, SMALL(3)), SMALL(1));
    cr_expect_eq(dictionary_get(process, one), SMALL(3));
    cr_expect_eq(dictionary_get(process, real), SMALL(2));
}

/* Every pair of the dictionary is one of the model, and there are as many. */
static void expect_model(const Term *model)
{
    bool seen[KEYS] = {false};
    Term key, value;
    for (uint32_t place = 0; dictionary_at(process, &place, &key, &value); place++) {
        int64_t i = small_value(key);
        cr_assert(i >= 0 && i < KEYS && !seen[i], "key %ld", (long)i);
        cr_assert_eq(value, model[i]);
        seen[i] = true;
    }
    for (unsigned i = 0; i < KEYS; i++)
        cr_assert_eq(seen[i], model[i] != NON_VALUE, "key %u", i);
}

Test(dictionary, behaves_as_its_model)
{
    Term model[KEYS];
    for (unsigned i = 0; i < KEYS; i++)
        model[i] = NON_VALUE;
    uint64_t state = 1;
    for (unsigned step = 0; step < 20000; step++) {
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        unsigned i = (unsigned)(state >> 33) % KEYS;
        bool growing = step / 2500 % 2 == 0; /* by turns it grows and shrinks */
        bool erases = (state >> 20) % 4 == 0 ? growing : !growing;
        size_t places = dictionary_places(process);
        size_t moves = dictionary_moves(process, small_make(i), erases);
        if (!erases) {
            cr_assert_eq(dictionary_put(process, small_make(i), small_make(step)), model[i]);
            model[i] = small_make(step);
        } else {
            cr_assert_eq(dictionary_erase(process, small_make(i)), model[i]);
            model[i] = NON_VALUE;
        }
        bool moved = places != 0 && process->dictionary != NULL;
        moved = moved && dictionary_places(process) != places;
        cr_assert_eq(moves != 0, moved, "it is known before what a change moves");
        cr_assert_eq(dictionary_get(process, small_make((i + 7) % KEYS)), model[(i + 7) % KEYS]);
        if (step % 500 == 0)
            expect_model(model);
    }
    expect_model(model);
}
