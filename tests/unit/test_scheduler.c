/* SPDX-License-Identifier: Apache-2.0 */
/* test_scheduler.c: whole machines of processes written in C, on one and on several schedulers. */
#include "tests/unit/fake_process.h"

#include "vm/process/clock.h"
#include "vm/process/statistics.h"
#include "vm/term/ref.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <time.h>

static const unsigned thread_counts[] = {1, 2, 4};

#define EACH_THREAD_COUNT(name)                                                              \
    ParameterizedTestParameters(scheduler, name)                                             \
    {                                                                                        \
        return cr_make_param_array(const unsigned, (unsigned *)(uintptr_t)thread_counts, 3); \
    }                                                                                        \
    ParameterizedTest(const unsigned *threads, scheduler, name, .timeout = 60)

static void tell(Term to, Term message)
{
    (void)signal_send(to, signal_message(message));
}

/* ---- a ring: each passes a counter on until it is 0, then everybody ends ---- */

#define RING 200
#define LAPS 50
#define STOP ATOM_(normal)

static enum turn_end relay(struct process *p)
{
    Term message;
    while ((message = fake_receive(p)) != NON_VALUE) {
        if (message == STOP) {
            tell(fake_argument(p), STOP);
            return fake_exit(p, ATOM_(normal));
        }
        tell(fake_argument(p), message);
    }
    return fake_wait(p);
}

static Term ring_first;

static enum turn_end ring_master(struct process *p)
{
    if (ring_first == NON_VALUE) {
        ring_first = p->id;
        for (unsigned i = 0; i < RING; i++)
            ring_first = fake_spawn(relay, ring_first);
        tell(ring_first, small_make(LAPS));
    }
    Term message = fake_receive(p);
    if (message == NON_VALUE)
        return fake_wait(p);
    if (message == STOP) {
        scheduler_stop(7);
        return fake_exit(p, ATOM_(normal));
    }
    int64_t left = small_value(message) - 1;
    tell(ring_first, left == 0 ? STOP : small_make(left));
    return TURN_YIELDED;
}

EACH_THREAD_COUNT(a_token_goes_round_a_ring_and_all_end)
{
    fake_machine(*threads);
    (void)fake_spawn(ring_master, NIL);
    cr_assert_eq(scheduler_run(), 7);
    cr_assert_eq(statistics_now().processes, 0);
    cr_assert_eq(statistics_now().spawned, RING + 1);
}

/* ---- a tree of processes that count themselves ---- */

#define DEPTH 12

static _Atomic(uint32_t) leaves;

static enum turn_end branch(struct process *p)
{
    int64_t depth = small_value(fake_argument(p));
    if (depth == 0) {
        if (atomic_fetch_add(&leaves, 1) + 1 == 1u << DEPTH)
            scheduler_stop(0);
        return fake_exit(p, ATOM_(normal));
    }
    (void)fake_spawn(branch, small_make(depth - 1));
    (void)fake_spawn(branch, small_make(depth - 1));
    return fake_exit(p, ATOM_(normal));
}

EACH_THREAD_COUNT(a_tree_of_processes_unfolds_completely)
{
    fake_machine(*threads);
    (void)fake_spawn(branch, small_make(DEPTH));
    cr_assert_eq(scheduler_run(), 0);
    cr_assert_eq(atomic_load(&leaves), 1u << DEPTH);
}

/* ---- many senders, one receiver that is often parked ---- */

#define SENDERS  20
#define MESSAGES 2000

static int64_t sum, received;

static enum turn_end adder(struct process *p)
{
    Term message;
    while ((message = fake_receive(p)) != NON_VALUE) {
        sum += small_value(message);
        if (++received == SENDERS * MESSAGES)
            scheduler_stop(0);
    }
    return fake_wait(p);
}

static enum turn_end sender(struct process *p)
{
    for (int64_t i = 0; i < MESSAGES; i++)
        tell(fake_argument(p), small_make(i));
    return fake_exit(p, ATOM_(normal));
}

EACH_THREAD_COUNT(every_message_arrives)
{
    fake_machine(*threads);
    Term to = fake_spawn(adder, NIL);
    for (unsigned i = 0; i < SENDERS; i++)
        (void)fake_spawn(sender, to);
    cr_assert_eq(scheduler_run(), 0);
    cr_assert_eq(sum, (int64_t)SENDERS * MESSAGES * (MESSAGES - 1) / 2);
}

/* ---- time-outs: all schedulers sleep until the next one ---- */

#define SLEEPERS 30

static _Atomic(uint32_t) awake;
static int64_t begun;

static enum turn_end sleeper(struct process *p)
{
    int64_t milliseconds = small_value(fake_argument(p));
    mailbox_fetch(p);
    if (!proc_timer_active(p))
        proc_timer_set(p, (uint64_t)milliseconds);
    if (!proc_timer_fired(p))
        return fake_wait(p);
    cr_assert_geq(clock_now() - begun, milliseconds * NANOSECONDS_PER_MILLISECOND,
                  "a timer was early");
    if (atomic_fetch_add(&awake, 1) + 1 == SLEEPERS)
        scheduler_stop(0);
    return fake_exit(p, ATOM_(normal));
}

EACH_THREAD_COUNT(time_outs_come_though_everybody_waits)
{
    fake_machine(*threads);
    begun = clock_now();
    for (unsigned i = 0; i < SLEEPERS; i++)
        (void)fake_spawn(sleeper, small_make(1 + i % 10 * 7));
    cr_assert_eq(scheduler_run(), 0);
}

/* ---- pinned processes ---- */

static _Atomic(uint32_t) hops;

static enum turn_end pinned(struct process *p)
{
    cr_assert_eq(p->scheduler + 1u, p->bound, "a pinned process ran elsewhere");
    if (atomic_fetch_add(&hops, 1) + 1 == 2000)
        scheduler_stop(0);
    Term message = fake_receive(p);
    if (message != NON_VALUE)
        tell(message == NIL ? fake_argument(p) : message, p->id);
    return fake_wait(p);
}

Test(scheduler, pinned_processes_stay_and_wake_sleeping_schedulers, .timeout = 60)
{
    fake_machine(2);
    struct process *a = fake_create(pinned, NIL), *b = fake_create(pinned, a->id);
    a->bound = 1;
    b->bound = 2;
    Term b_id = b->id;
    proc_start(a);
    proc_start(b);
    tell(b_id, NIL);
    cr_assert_eq(scheduler_run(), 0);
}

/* ---- priorities ---- */

static unsigned turns[PRIORITIES];

static enum turn_end spinner(struct process *p)
{
    turns[p->priority]++;
    if (turns[PRIORITY_LOW] == 100)
        scheduler_stop(0);
    return TURN_YIELDED;
}

Test(scheduler, eight_turns_of_normal_to_one_of_low)
{
    fake_machine(1);
    struct process *low = fake_create(spinner, NIL), *normal = fake_create(spinner, NIL);
    low->priority = PRIORITY_LOW;
    proc_start(low);
    proc_start(normal);
    cr_assert_eq(scheduler_run(), 0);
    cr_assert_geq(turns[PRIORITY_NORMAL], 790);
    cr_assert_leq(turns[PRIORITY_NORMAL], 810);
}

static enum turn_end urgent(struct process *p)
{
    cr_assert_eq(turns[PRIORITY_NORMAL], 0, "normal ran before high");
    if (++turns[PRIORITY_HIGH] < 50)
        return TURN_YIELDED;
    return fake_exit(p, ATOM_(normal));
}

static enum turn_end patient(struct process *p)
{
    (void)p;
    turns[PRIORITY_NORMAL]++;
    scheduler_stop(0);
    return TURN_YIELDED;
}

Test(scheduler, high_is_strict)
{
    fake_machine(1);
    (void)fake_spawn(patient, NIL);
    struct process *high = fake_create(urgent, NIL);
    high->priority = PRIORITY_HIGH;
    proc_start(high);
    cr_assert_eq(scheduler_run(), 0);
    cr_assert_eq(turns[PRIORITY_HIGH], 50);
}

/* ---- identifiers ---- */

Test(scheduler, identifiers_are_not_used_again_soon)
{
    fake_machine(1);
    struct slot_cache *cache = &schedulers[0].slots;
    Term first = table_reserve(cache);
    table_free(cache, first);
    for (unsigned i = 0; i < 100000; i++) {
        Term pid = table_reserve(cache);
        cr_assert_neq(pid, first);
        cr_assert_neq(pid, NON_VALUE);
        table_free(cache, pid);
    }
    cr_assert_lt(table_end(), 10000u, "free slots are used again");
}

Test(scheduler, a_full_table_says_so_and_recovers)
{
    atom_init(ATOM_DEFAULT_LIMIT);
    scheduler_init(
        &(struct scheduler_options){.turn = fake_turn, .schedulers = 1, .max_processes = 100});
    struct slot_cache *cache = &schedulers[0].slots;
    Term pids[100];
    for (unsigned i = 0; i < 100; i++)
        cr_assert_neq(pids[i] = table_reserve(cache), NON_VALUE);
    cr_assert_eq(table_reserve(cache), NON_VALUE);
    table_free(cache, pids[50]);
    Term again = table_reserve(cache);
    cr_assert_neq(again, NON_VALUE);
    cr_assert_neq(again, pids[50]);
}

/* ---- messages from outside ---- */

static enum turn_end waits_for_post(struct process *p)
{
    Term message = fake_receive(p);
    if (message == NON_VALUE)
        return fake_wait(p);
    scheduler_stop((int)small_value(message));
    return TURN_YIELDED;
}

static void *post_soon(void *argument)
{
    struct timespec pause = {.tv_nsec = 20000000};
    (void)nanosleep(&pause, NULL);
    scheduler_post((Term)(uintptr_t)argument, signal_message(SMALL(42)));
    return NULL;
}

EACH_THREAD_COUNT(a_thread_that_is_no_scheduler_can_send)
{
    fake_machine(*threads);
    Term pid = fake_spawn(waits_for_post, NIL);
    pthread_t thread;
    cr_assert_eq(pthread_create(&thread, NULL, post_soon, (void *)(uintptr_t)pid), 0);
    cr_assert_eq(scheduler_run(), 42);
    cr_assert_eq(pthread_join(thread, NULL), 0);
}

/* ---- seeded runs ---- */

enum { SEEDED = 10, TURNS = 5000 };

static uint64_t trace;

/* All end with the last turns: what a machine leaves behind would leak in the next. */
static enum turn_end traced(struct process *p)
{
    trace = trace * 31 + pid_data(p->id);
    if (++received == TURNS)
        scheduler_stop((int)(trace & 0x7fffffff));
    return received > TURNS - SEEDED ? fake_exit(p, ATOM_(normal)) : TURN_YIELDED;
}

static int seeded_run(uint64_t seed)
{
    trace = 0;
    received = 0;
    scheduler_init(&(struct scheduler_options){
        .turn = fake_turn, .schedulers = 1, .max_processes = 1000, .seeded = true, .seed = seed});
    for (unsigned i = 0; i < SEEDED; i++)
        (void)fake_spawn(traced, NIL);
    (void)scheduler_run();
    return (int)(trace & 0x7fffffff);
}

Test(scheduler, the_seed_decides_the_order_and_nothing_else_does)
{
    atom_init(ATOM_DEFAULT_LIMIT);
    int first = seeded_run(1), other = seeded_run(2);
    cr_assert_eq(seeded_run(1), first);
    cr_assert_eq(seeded_run(2), other);
    cr_assert_neq(first, other);
}
