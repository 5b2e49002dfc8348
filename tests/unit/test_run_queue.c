/* SPDX-License-Identifier: Apache-2.0 */
/* test_run_queue.c: who runs next, who may be stolen. */
#include "tests/unit/fake_process.h"

#include "vm/process/run_queue.h"

#include <criterion/criterion.h>

static struct run_queue queue, other;

static void setup(void)
{
    fake_machine(1);
    run_queue_init(&queue);
    run_queue_init(&other);
}

TestSuite(run_queue, .init = setup);

static struct process *ready(unsigned priority)
{
    struct process *p = fake_leave(fake_create(fake_no_program, NIL));
    p->priority = priority;
    run_queue_push(&queue, p);
    return p;
}

Test(run_queue, first_in_first_out)
{
    struct process *a = ready(PRIORITY_NORMAL), *b = ready(PRIORITY_NORMAL);
    cr_expect_eq(run_queue_pop(&queue), a);
    struct process *c = ready(PRIORITY_NORMAL);
    cr_expect_eq(run_queue_pop(&queue), b);
    cr_expect_eq(run_queue_pop(&queue), c);
    cr_expect_null(run_queue_pop(&queue));
    cr_expect_eq(run_queue_push(&queue, a), 1, "an emptied list can be filled again");
    cr_expect_eq(run_queue_pop(&queue), a);
}

Test(run_queue, higher_priorities_go_first)
{
    struct process *low = ready(PRIORITY_LOW), *max = ready(PRIORITY_MAX);
    struct process *normal = ready(PRIORITY_NORMAL), *high = ready(PRIORITY_HIGH);
    cr_expect_eq(run_queue_pop(&queue), max);
    cr_expect_eq(run_queue_pop(&queue), high);
    cr_expect_eq(run_queue_pop(&queue), normal);
    cr_expect_eq(run_queue_pop(&queue), low);
}

Test(run_queue, low_gets_one_turn_after_eight_of_normal)
{
    struct process *low = ready(PRIORITY_LOW);
    struct process *normal = ready(PRIORITY_NORMAL);
    for (unsigned turn = 1; turn <= 36; turn++) {
        struct process *next = run_queue_pop(&queue);
        cr_expect_eq(next, turn % 9 == 0 ? low : normal, "turn %u", turn);
        run_queue_push(&queue, next);
    }
}

Test(run_queue, chance_picks_among_the_first_of_the_highest_priority)
{
    struct process *all[] = {ready(PRIORITY_NORMAL), ready(PRIORITY_NORMAL),
                             ready(PRIORITY_NORMAL)};
    ready(PRIORITY_LOW);
    cr_expect_eq(run_queue_pop_any(&queue, 2, 7), all[1], "the second of two");
    cr_expect_eq(run_queue_pop_any(&queue, 4, 5), all[2], "only two are left");
    struct process *last = ready(PRIORITY_NORMAL);
    cr_expect_eq(run_queue_pop_any(&queue, 1, 9), all[0]);
    cr_expect_eq(run_queue_pop_any(&queue, 4, 1), last,
                 "taking the last one has kept the list whole");
}

Test(run_queue, a_thief_takes_half_in_order)
{
    struct process *all[6];
    for (unsigned i = 0; i < 6; i++)
        all[i] = ready(PRIORITY_NORMAL);
    cr_expect_eq(run_queue_steal(&queue, &other, 1), 3);
    cr_expect_eq(run_queue_length(&queue), 3);
    cr_expect_eq(run_queue_length(&other), 3);
    for (unsigned i = 0; i < 3; i++) {
        cr_expect_eq(run_queue_pop(&other), all[i]);
        cr_expect_eq(run_queue_pop(&queue), all[i + 3]);
    }
}

Test(run_queue, bound_processes_are_not_stolen)
{
    struct process *bound = fake_leave(fake_create(fake_no_program, NIL));
    bound->bound = 1;
    run_queue_push(&queue, bound);
    struct process *free_one = ready(PRIORITY_NORMAL);
    cr_expect_eq(atomic_load(&queue.bound), 1);
    cr_expect_eq(run_queue_steal(&queue, &other, 2), 1, "there is only one to take");
    cr_expect_eq(run_queue_pop(&other), free_one);
    cr_expect_eq(run_queue_pop(&queue), bound);
    cr_expect_eq(atomic_load(&queue.bound), 0);
}

Test(run_queue, the_last_one_is_stolen_only_when_asked_for)
{
    struct process *p = ready(PRIORITY_HIGH);
    cr_expect_eq(run_queue_steal(&queue, &other, 0), 0);
    cr_expect_eq(run_queue_steal(&queue, &other, 1), 1);
    cr_expect_null(run_queue_pop(&queue));
    cr_expect_eq(run_queue_pop(&other), p);
}

Test(run_queue, whatever_chance_picks_priorities_hold)
{
    for (uint64_t seed = 0; seed < 200; seed++) {
        uint64_t random = seed;
        struct process *low = ready(PRIORITY_LOW), *high = ready(PRIORITY_HIGH);
        struct process *max = ready(PRIORITY_MAX);
        unsigned low_turns = 0;
        for (unsigned i = 0; i < 5; i++)
            (void)ready(PRIORITY_NORMAL);
        queue.normal_turns = 0;
        cr_expect_eq(run_queue_pop_any(&queue, 4, random++), max);
        cr_expect_eq(run_queue_pop_any(&queue, 4, random++), high);
        for (unsigned turn = 0; turn < 90; turn++) {
            struct process *p = run_queue_pop_any(&queue, 4, random * 7919 + turn);
            low_turns += p == low;
            run_queue_push(&queue, p);
        }
        cr_expect_eq(low_turns, 10, "seed %lu: eight turns of normal to one of low", seed);
        while (run_queue_pop(&queue) != NULL)
            continue;
    }
}
