/* SPDX-License-Identifier: Apache-2.0 */
/* Matches that are left in the middle: gone on with, by another thread too, and dropped. */
#include "vm/memory/off_heap.h"
#include "vm/regex/match.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

/* A pattern that tries every way to divide the letters in front before it finds the last one. */
#define SLOW    "(a*)*[bd]|c"
#define SUBJECT "aaaaaaaaaaaaaaaac"

static struct regex *regex_of(const char *source, uint32_t options)
{
    struct text_buffer key = TEXT_BUFFER_EMPTY;
    struct regex_error error;
    struct regex_spec spec = {options, 0, 0, (const unsigned char *)source, strlen(source)};
    regex_spec_put(&key, &spec);
    struct regex *regex = regex_get((const unsigned char *)key.bytes, key.size, &error);
    cr_assert_not_null(regex, "%s", error.text);
    text_buffer_release(&key);
    return regex;
}

static struct regex_run *slow_run(void)
{
    struct regex *regex = regex_of(SLOW, 0);
    struct regex_subject subject = {.bytes = (const unsigned char *)SUBJECT,
                                    .size = strlen(SUBJECT),
                                    .match_limit = 10000000,
                                    .depth_limit = 10000000};
    struct regex_run *run = regex_run_new(regex, &subject);
    cr_assert_not_null(run);
    regex_release(regex);
    return run;
}

static void drop(struct regex_run *run)
{
    struct magic *magic = regex_run_magic(run);
    cr_assert_eq(regex_run_of(magic), run);
    magic->release(magic);
}

static void *go_on(void *arg)
{
    struct regex_places places;
    size_t work = 1000;
    enum regex_outcome outcome = regex_run_go(arg, &work, &places);
    cr_assert(work > 0 && work <= 1000);
    return (void *)(uintptr_t)outcome;
}

Test(regex, a_run_pauses_and_comes_to_its_end)
{
    struct regex_run *run = slow_run();
    struct regex_places places;
    enum regex_outcome outcome;
    unsigned slices = 0;
    do {
        size_t work = 10000;
        outcome = regex_run_go(run, &work, &places);
        slices++;
    } while (outcome == REGEX_PAUSED);
    cr_assert_eq(outcome, REGEX_MATCHED);
    cr_expect_gt(slices, 10u);
    cr_expect_eq(places.pairs[0], strlen(SUBJECT) - 1);
    cr_expect_eq(places.pairs[1], strlen(SUBJECT));
    regex_run_finish(run);
    drop(run);
}

Test(regex, a_run_may_be_dropped_at_any_time)
{
    for (unsigned slices = 0; slices < 20; slices++) {
        struct regex_run *run = slow_run();
        for (unsigned i = 0; i < slices; i++)
            cr_assert_eq((uintptr_t)go_on(run), REGEX_PAUSED);
        drop(run);
    }
}

Test(regex, each_slice_may_be_another_threads)
{
    struct regex_run *run = slow_run();
    for (unsigned i = 0; i < 20; i++) {
        pthread_t thread;
        void *outcome;
        cr_assert_eq(pthread_create(&thread, NULL, go_on, run), 0);
        cr_assert_eq(pthread_join(thread, &outcome), 0);
        cr_assert_eq((uintptr_t)outcome, REGEX_PAUSED);
    }
    drop(run);
}

Test(regex, the_cache_gives_the_same_regex_until_others_have_taken_its_place)
{
    struct regex *first = regex_of("x", 0), *again = regex_of("x", 0);
    struct regex *other = regex_of("x", REGEX_CASELESS);
    cr_expect_eq(first, again);
    cr_expect_neq(first, other);
    regex_release(again);
    regex_release(other);
    for (unsigned i = 0; i < 2000; i++) {
        char source[16];
        snprintf(source, sizeof source, "x{%u}", i);
        regex_release(regex_of(source, 0));
    }
    again = regex_of("x", 0);
    cr_expect_neq(first, again, "2000 others are more than the cache holds");
    cr_expect_eq(first->captures, again->captures);
    regex_release(first);
    regex_release(again);
}

/* Whatever a program passes as a compiled pattern is a pattern, or is refused. */
Test(regex, no_portable_form_is_trusted)
{
    unsigned char bytes[24];
    uint32_t state = 1;
    unsigned good = 0;
    for (unsigned i = 0; i < 20000; i++) {
        struct regex_error error;
        for (size_t k = 0; k < sizeof bytes; k++) {
            state = state * 1664525 + 1013904223;
            bytes[k] = (unsigned char)(state >> 24);
        }
        memcpy(bytes, "Tre\1", 4);
        bytes[4] %= 8;
        bytes[5] %= 4;
        bytes[7] %= 128;
        bytes[8] = bytes[9] = 0;
        struct regex *regex = regex_get(bytes, sizeof bytes, &error);
        good += regex != NULL;
        regex_release(regex);
    }
    cr_expect_gt(good, 100u);
    struct regex_error error;
    cr_expect_null(regex_get(bytes, 9, &error));
    bytes[0] = 't';
    cr_expect_null(regex_get(bytes, sizeof bytes, &error));
}
