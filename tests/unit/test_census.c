/* SPDX-License-Identifier: Apache-2.0 */
/* A census: every process is asked once, every scheduler passes before and after, one after the
 * other. */
#include "fake_process.h"
#include "vm/process/census.h"

#include <criterion/criterion.h>

enum { PROCESSES = 3000, CENSUSES = 20 };

static _Atomic(unsigned) entered, visits, left, finished;

TestSuite(census, .timeout = 60);

static void enter(struct census *census)
{
    (void)census;
    cr_expect_eq(visits, finished * PROCESSES);
    entered++;
}

static bool visit(struct census *census, struct process *p)
{
    (void)census;
    (void)p;
    visits++;
    return true;
}

static void visited(struct census *census)
{
    (void)census;
    cr_expect_eq(left, finished * scheduler_count());
}

static void leave(struct census *census)
{
    (void)census;
    left++;
}

static struct census censuses[CENSUSES];

static void done(struct census *census)
{
    (void)census;
    finished++;
    cr_expect_eq(entered, finished * scheduler_count());
    cr_expect_eq(left, finished * scheduler_count());
    cr_expect_eq(visits, finished * PROCESSES);
    if (finished == CENSUSES)
        scheduler_stop(0);
}

static enum turn_end sleeper(struct process *p)
{
    return fake_wait(p);
}

static enum turn_end beginner(struct process *p)
{
    if (fake_argument(p) == SMALL(0)) {
        p->heap.end[-1] = SMALL(1);
        for (unsigned i = 0; i < CENSUSES; i++) {
            censuses[i] = (struct census){
                .enter = enter, .visit = visit, .visited = visited, .leave = leave, .done = done};
            census_begin(&censuses[i]);
        }
    }
    return fake_wait(p);
}

static void run(unsigned count)
{
    fake_machine(count);
    for (unsigned i = 1; i < PROCESSES; i++)
        fake_spawn(sleeper, NIL);
    fake_spawn(beginner, SMALL(0));
    cr_assert_eq(scheduler_run(), 0);
    cr_assert_eq(finished, CENSUSES);
}

Test(census, on_one_scheduler)
{
    run(1);
}

Test(census, on_four_schedulers)
{
    run(4);
}

/* Those that were asked and end instead count as having answered. */
static enum turn_end mortal(struct process *p)
{
    return fake_exit(p, ATOM_(normal));
}

static void stop(struct census *census)
{
    (void)census;
    finished++;
    scheduler_stop(0);
}

static bool count_visit(struct census *census, struct process *p)
{
    (void)census;
    (void)p;
    visits++;
    return true;
}

static enum turn_end killer(struct process *p)
{
    censuses[0] = (struct census){.visit = count_visit, .done = stop};
    census_begin(&censuses[0]);
    for (unsigned i = 0; i < 100; i++)
        fake_spawn(mortal, NIL);
    return fake_exit(p, ATOM_(normal));
}

Test(census, the_dead_do_not_hold_it_up)
{
    fake_machine(2);
    fake_spawn(killer, NIL);
    cr_assert_eq(scheduler_run(), 0);
    cr_assert_eq(finished, 1);
}

/* Without a question it is a barrier. */
static enum turn_end barrier(struct process *p)
{
    censuses[0] = (struct census){.enter = leave, .done = stop};
    census_begin(&censuses[0]);
    return fake_exit(p, ATOM_(normal));
}

Test(census, without_a_question_all_schedulers_pass_once)
{
    fake_machine(3);
    fake_spawn(barrier, NIL);
    cr_assert_eq(scheduler_run(), 0);
    cr_assert_eq(left, 3);
}
