/* SPDX-License-Identifier: Apache-2.0 */
/* test_timer.c: the timing wheel, beside a plain array of expiries. */
#include "vm/process/wheel.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#define TIMERS 2000
#define BATCH  16

static struct timer timers[TIMERS];
static uint64_t due[TIMERS]; /* 0: not set */
static struct wheel wheel;
static uint64_t now;

static uint64_t random_state = 42;

static uint64_t draw(uint64_t below)
{
    random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (random_state >> 24) % below;
}

static void set(size_t i, uint64_t expiry)
{
    wheel_set(&wheel, &timers[i], expiry, now);
    due[i] = expiry <= now ? now + 1 : expiry;
}

static size_t count_set(void)
{
    size_t count = 0;
    for (size_t i = 0; i < TIMERS; i++)
        count += due[i] != 0;
    return count;
}

/* Lets time pass until TICK; exactly the timers that are due fire, the earlier ones first. */
static void pass_until(uint64_t tick)
{
    struct timer *fired[BATCH];
    size_t count;
    uint64_t last = 0;
    now = tick;
    do {
        count = wheel_expire(&wheel, now, fired, BATCH);
        for (size_t k = 0; k < count; k++) {
            size_t i = (size_t)(fired[k] - timers);
            cr_assert_neq(due[i], 0, "timer %zu fired but was not set", i);
            cr_assert_leq(due[i], now, "timer %zu fired early", i);
            cr_assert_geq(due[i], last, "timer %zu fired after a later one", i);
            last = due[i];
            due[i] = 0;
        }
    } while (count == BATCH);
    for (size_t i = 0; i < TIMERS; i++)
        cr_assert(due[i] == 0 || due[i] > now, "timer %zu was forgotten", i);
    cr_assert_eq(atomic_load(&wheel.count), count_set());
}

static uint64_t earliest(void)
{
    uint64_t first = UINT64_MAX;
    for (size_t i = 0; i < TIMERS; i++)
        if (due[i] != 0 && due[i] < first)
            first = due[i];
    return first;
}

static void begin(uint64_t tick)
{
    now = tick;
    wheel_init(&wheel, now);
}

Test(timer, fires_at_its_tick_and_not_before)
{
    begin(1000);
    set(0, 1005);
    pass_until(1004);
    cr_assert_neq(due[0], 0);
    pass_until(1005);
    cr_assert_eq(due[0], 0);
}

Test(timer, an_expiry_that_has_passed_fires_at_the_next_tick)
{
    begin(1000);
    set(0, 10);
    pass_until(1000);
    cr_assert_neq(due[0], 0);
    pass_until(1001);
    cr_assert_eq(due[0], 0);
}

Test(timer, a_cancelled_timer_does_not_fire_and_can_be_set_again)
{
    begin(77);
    set(0, 500);
    cr_assert(wheel_cancel(&wheel, &timers[0]));
    cr_assert_not(wheel_cancel(&wheel, &timers[0]));
    due[0] = 0;
    pass_until(600);
    set(0, 700);
    pass_until(700);
    cr_assert_eq(due[0], 0);
    cr_assert_not(wheel_cancel(&wheel, &timers[0]), "it has fired");
}

Test(timer, boundaries_of_all_levels)
{
    begin(63);
    size_t i = 0;
    for (unsigned level = 1; level < WHEEL_LEVELS - 1; level++)
        for (int64_t offset = -1; offset <= 1; offset++)
            set(i++, (uint64_t)((INT64_C(1) << (level * WHEEL_BITS)) + offset));
    while (count_set() != 0) {
        uint64_t next = earliest();
        pass_until(next - 1);
        pass_until(next);
    }
}

Test(timer, the_next_event_is_never_later_than_the_first_timer)
{
    begin(5);
    for (size_t i = 0; i < 200; i++)
        set(i, now + 1 + draw(UINT64_C(1) << (1 + draw(30))));
    while (count_set() != 0) {
        uint64_t next = wheel_next(&wheel);
        cr_assert_leq(next, earliest());
        cr_assert_gt(next, now);
        pass_until(next);
    }
    cr_assert_eq(wheel_next(&wheel), UINT64_MAX);
}

/* Spans from one tick to years, all mixed. */
static void random_step(void)
{
    size_t i = draw(TIMERS);
    if (due[i] == 0) {
        set(i, now + draw(UINT64_C(1) << (1 + draw(34))));
    } else if (draw(2) == 0) {
        cr_assert(wheel_cancel(&wheel, &timers[i]));
        due[i] = 0;
    }
}

Test(timer, agrees_with_a_plain_array_over_random_steps, .timeout = 60)
{
    begin(123456789);
    for (unsigned round = 0; round < 3000; round++) {
        for (unsigned step = 0; step < 40; step++)
            random_step();
        pass_until(now + draw(UINT64_C(1) << draw(24)));
    }
}

/* ---- many ---- */

enum { MANY = 1000000, HORIZON = 10000000 };

/* Lets the wheel fire what is due until TICK, and returns how many: all between BEFORE and TICK. */
static size_t fire_many(uint64_t before, uint64_t tick)
{
    static struct timer *fired[1024];
    size_t count, sum = 0;
    do {
        count = wheel_expire(&wheel, tick, fired, COUNT_OF(fired));
        for (size_t k = 0; k < count; k++) {
            cr_assert_gt(fired[k]->expiry, before, "a timer was late");
            cr_assert_leq(fired[k]->expiry, tick, "a timer fired early");
        }
        sum += count;
    } while (count == COUNT_OF(fired));
    return sum;
}

Test(timer, of_a_million_none_is_early_and_none_is_lost, .timeout = 60)
{
    struct timer *many = mem_zalloc(MANY * sizeof *many);
    begin(1000);
    for (size_t i = 0; i < MANY; i++)
        wheel_set(&wheel, &many[i], now + 1 + draw(HORIZON), now);
    size_t left = MANY;
    for (size_t i = 0; i < MANY; i += 3, left--)
        cr_assert(wheel_cancel(&wheel, &many[i]));
    while (now <= HORIZON + 1000) {
        uint64_t tick = now + 1 + draw(HORIZON / 100);
        left -= fire_many(now, tick);
        now = tick;
        cr_assert_eq(atomic_load(&wheel.count), left);
    }
    cr_assert_eq(left, 0);
    for (size_t i = 0; i < MANY; i++)
        cr_assert(!wheel_cancel(&wheel, &many[i]), "timer %zu is still set", i);
    free(many);
}
