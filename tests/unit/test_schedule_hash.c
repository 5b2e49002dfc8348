/* SPDX-License-Identifier: Apache-2.0 */
/* test_schedule_hash.c: what the hash of a schedule tells apart, and what it does not see. */
#include "tests/unit/fake_process.h"

#include "vm/process/schedule_hash.h"

#include <criterion/criterion.h>

static void setup(void)
{
    atom_init(ATOM_DEFAULT_LIMIT);
}

TestSuite(schedule_hash, .init = setup);

static void machine(uint64_t seed)
{
    scheduler_init(&(struct scheduler_options){.turn = fake_turn,
                                               .schedulers = 1,
                                               .max_processes = 1 << 20,
                                               .seeded = true,
                                               .seed = seed});
    schedule_hash_begin();
}

/* A run with three processes: one that has a number, FIRST, and two that send to it. */
static struct schedule_hash hash_of(uint64_t seed, fake_program *program, int64_t first)
{
    machine(seed);
    Term one = fake_spawn(program, small_make(first));
    (void)fake_leave(table_lookup(fake_spawn(program, one)));
    (void)fake_leave(table_lookup(fake_spawn(program, one)));
    (void)scheduler_run();
    return schedule_hash_now();
}

/* Who has a number counts it down for each message; who has a pid sends to it. */
static enum turn_end sends(struct process *p)
{
    Term argument = fake_argument(p);
    if (term_is_local_pid(argument)) {
        (void)signal_send(argument, signal_message(p->id));
        return TURN_YIELDED;
    }
    while (fake_receive(p) != NON_VALUE)
        argument = small_make(small_value(argument) - 1);
    p->heap.end[-1] = argument;
    if (small_value(argument) > 0)
        return TURN_YIELDED;
    scheduler_stop(0);
    return fake_exit(p, ATOM_(normal));
}

Test(schedule_hash, the_same_seed_gives_the_same)
{
    struct schedule_hash a = hash_of(1, sends, 100), b = hash_of(1, sends, 100);
    cr_expect_eq(a.hash, b.hash);
    cr_expect_eq(a.turns, b.turns);
    cr_expect_eq(a.signals, b.signals);
    cr_expect_geq(a.signals, 100);
}

Test(schedule_hash, another_seed_gives_another)
{
    uint64_t first = hash_of(1, sends, 100).hash;
    for (uint64_t seed = 2; seed < 50; seed++)
        cr_expect_neq(hash_of(seed, sends, 100).hash, first, "seed %lu", seed);
}

Test(schedule_hash, more_signals_are_seen)
{
    cr_expect_neq(hash_of(1, sends, 100).hash, hash_of(1, sends, 150).hash);
}

/* Signals of a process that has been made but does not run. */
static uint64_t hash_after(size_t count, struct fragment *const *signals)
{
    machine(0);
    struct process *p = fake_leave(fake_create(sends, NIL));
    for (size_t i = 0; i < count; i++) {
        signals[i]->next = NULL;
        schedule_hash_mail(p, signals[i]);
    }
    return schedule_hash_now().hash;
}

static void free_all(size_t count, struct fragment *const *signals)
{
    for (size_t i = 0; i < count; i++)
        fragment_free(signals[i]);
}

Test(schedule_hash, order_kind_and_numbers_of_signals_count)
{
    machine(0);
    struct fragment *one = signal_message(small_make(1)), *two = signal_message(small_make(2));
    struct fragment *link = signal_new(SIGNAL_LINK, small_make(1), 1, 0, 0);
    struct fragment *unlink = signal_new(SIGNAL_UNLINK, small_make(1), 1, 5, 0);
    struct fragment *later = signal_new(SIGNAL_UNLINK, small_make(1), 1, 6, 0);
    struct fragment *all[] = {one, two, link, unlink, later};
    uint64_t in_order = hash_after(2, (struct fragment *[]){one, two});
    cr_expect_eq(in_order, hash_after(2, (struct fragment *[]){one, two}));
    cr_expect_neq(in_order, hash_after(2, (struct fragment *[]){two, one}), "order");
    cr_expect_neq(hash_after(1, &one), hash_after(1, &link), "kind");
    cr_expect_neq(hash_after(1, &unlink), hash_after(1, &later), "number of an unlink");
    free_all(COUNT_OF(all), all);
}

Test(schedule_hash, where_a_term_lies_does_not_count)
{
    machine(0);
    const Term elements[] = {small_make(1), ATOM_(normal)};
    struct fragment *a = signal_tuple(SIGNAL_MESSAGE, 2, elements);
    struct fragment *b = signal_tuple(SIGNAL_MESSAGE, 2, elements);
    cr_expect_neq(a->term, b->term);
    cr_expect_eq(hash_after(1, &a), hash_after(1, &b));
    free_all(2, (struct fragment *[]){a, b});
}
