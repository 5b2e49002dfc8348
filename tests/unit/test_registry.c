/* SPDX-License-Identifier: Apache-2.0 */
/* test_registry.c: names, and their races with each other and with the end of a process. */
#include "tests/unit/fake_process.h"

#include "vm/process/registry.h"

#include <criterion/criterion.h>
#include <pthread.h>

static enum turn_end no_program(struct process *p)
{
    (void)p;
    return TURN_EXITED;
}

static struct process *known_process(void)
{
    struct process *p = fake_create(no_program, NIL);
    table_publish(p);
    return p;
}

Test(registry, a_name_leads_to_its_process_until_it_is_removed)
{
    fake_machine(1);
    struct process *p = known_process();
    cr_assert_eq(registry_find(ATOM_(file)), NON_VALUE);
    cr_assert(registry_add(ATOM_(file), p));
    cr_assert_eq(registry_find(ATOM_(file)), p->id);
    cr_assert(registry_remove(ATOM_(file)));
    cr_assert_not(registry_remove(ATOM_(file)));
    cr_assert_eq(registry_find(ATOM_(file)), NON_VALUE);
    cr_assert_eq(atomic_load(&p->name), NIL);
}

Test(registry, one_process_a_name_and_one_name_a_process)
{
    fake_machine(1);
    struct process *p = known_process(), *q = known_process();
    cr_assert(registry_add(ATOM_(file), p));
    cr_assert_not(registry_add(ATOM_(file), q));
    cr_assert_not(registry_add(ATOM_(line), p));
    cr_assert_eq(registry_find(ATOM_(line)), NON_VALUE);
}

Test(registry, who_ends_loses_the_name_and_gets_no_other)
{
    fake_machine(1);
    struct process *p = known_process();
    cr_assert(registry_add(ATOM_(file), p));
    registry_forget(p);
    cr_assert_eq(registry_find(ATOM_(file)), NON_VALUE);
    cr_assert_not(registry_add(ATOM_(file), p));
}

static void count_name(Term name, void *context)
{
    cr_assert(name == ATOM_(file) || name == ATOM_(line));
    ++*(unsigned *)context;
}

Test(registry, all_names_are_visited)
{
    fake_machine(1);
    unsigned count = 0;
    cr_assert(registry_add(ATOM_(file), known_process()));
    cr_assert(registry_add(ATOM_(line), known_process()));
    registry_each(count_name, &count);
    cr_assert_eq(count, 2);
}

/* ---- races ---- */

#define NAMES     8
#define PROCESSES 4
#define ROUNDS    400
#define STEPS     100

static struct process *processes[PROCESSES];
static pthread_barrier_t barrier;

static void random_steps(uint64_t *state)
{
    for (unsigned step = 0; step < STEPS; step++) {
        *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        uint64_t value = *state >> 33;
        Term name = ATOM_TERM(1 + value % NAMES);
        if (value & 256)
            (void)!registry_add(name, processes[value / 16 % PROCESSES]);
        else
            (void)!registry_remove(name);
    }
}

static void *play(void *argument)
{
    uint64_t state = (uint64_t)(uintptr_t)argument;
    for (unsigned round = 0; round < ROUNDS; round++) {
        (void)pthread_barrier_wait(&barrier);
        random_steps(&state);
        (void)pthread_barrier_wait(&barrier);
    }
    return NULL;
}

/* The invariant: the entry of a name holds P exactly when P's name is that one. */
static void check_names(void)
{
    unsigned names = 0, named = 0;
    for (uint32_t i = 1; i <= NAMES; i++) {
        Term pid = registry_find(ATOM_TERM(i));
        if (pid == NON_VALUE)
            continue;
        names++;
        cr_assert_eq(atomic_load(&table_lookup(pid)->name), ATOM_TERM(i));
    }
    for (unsigned i = 0; i < PROCESSES; i++) {
        Term name = atomic_load(&processes[i]->name);
        named += name != NIL && name != NON_VALUE;
    }
    cr_assert_eq(names, named);
}

Test(registry, names_and_processes_agree_whatever_the_interleaving, .timeout = 60)
{
    fake_machine(2);
    pthread_t threads[2];
    cr_assert_eq(pthread_barrier_init(&barrier, NULL, 3), 0);
    for (uintptr_t i = 0; i < 2; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, play, (void *)(i + 1)), 0);
    for (unsigned round = 0; round < ROUNDS; round++) {
        for (unsigned i = 0; i < PROCESSES; i++)
            processes[i] = known_process();
        (void)pthread_barrier_wait(&barrier);
        registry_forget(processes[round % PROCESSES]); /* ends while it is being named */
        (void)pthread_barrier_wait(&barrier);
        check_names();
        cr_assert_eq(atomic_load(&processes[round % PROCESSES]->name), NON_VALUE);
        for (uint32_t i = 1; i <= NAMES; i++)
            (void)!registry_remove(ATOM_TERM(i));
    }
    for (unsigned i = 0; i < 2; i++)
        cr_assert_eq(pthread_join(threads[i], NULL), 0);
}
