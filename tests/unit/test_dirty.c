/* SPDX-License-Identifier: Apache-2.0 */
/* test_dirty.c: jobs of processes written in C: who does them, how many at once, and what becomes
 * of them when the process is killed or the machine ends. Work that must go on together waits for
 * each other by semaphores, so nothing here depends on how fast a thread is. */
#include "tests/unit/fake_process.h"

#include "vm/process/dirty.h"

#include <criterion/criterion.h>
#include <semaphore.h>

static void setup(void)
{
    atom_init(ATOM_DEFAULT_LIMIT);
}

TestSuite(dirty, .init = setup, .timeout = 60);

static void machine(unsigned count, unsigned io, bool seeded)
{
    scheduler_init(&(struct scheduler_options){.turn = fake_turn,
                                               .schedulers = count,
                                               .max_processes = 1 << 16,
                                               .dirty_io = io,
                                               .seeded = seeded,
                                               .seed = 7});
}

/* ---- jobs of processes ---- */

/* Jobs are kept: a machine may end before it has been told of all of them. */
static struct job {
    struct dirty_job job;
    struct process *process;
} made[2000];
static _Atomic(int) jobs_made;

static _Atomic(int) worked, came_back, at_once, most_at_once;
static _Atomic(bool) on_dirty_thread;

static void (*between)(void); /* what the work is */

static void work(struct dirty_job *job, struct registers *regs)
{
    (void)job;
    (void)regs;
    int now = atomic_fetch_add(&at_once, 1) + 1, most = atomic_load(&most_at_once);
    while (now > most && !atomic_compare_exchange_weak(&most_at_once, &most, now))
        ;
    atomic_store(&on_dirty_thread, dirty_is_here());
    if (between != NULL)
        between();
    atomic_fetch_sub(&at_once, 1);
    atomic_fetch_add(&worked, 1);
}

static void done(struct dirty_job *job)
{
    atomic_fetch_add(&came_back, 1);
    scheduler_enqueue(((struct job *)job)->process);
}

static enum turn_end leave_job(struct process *p)
{
    struct job *j = &made[atomic_fetch_add(&jobs_made, 1)];
    *j = (struct job){{.kind = DIRTY_IO, .work = work, .done = done}, p};
    dirty_after_turn(p->regs, &j->job);
    return TURN_YIELDED;
}

/* Leaves as many jobs as the process was told, one after the other; the last process to end stops
 * the machine. */
static _Atomic(int) processes_left;
static const int jobs_each = 20;

static enum turn_end jobs(struct process *p)
{
    Term *left = &p->heap.end[-1];
    if (*left != SMALL(0)) {
        *left = small_make(small_value(*left) - 1);
        return leave_job(p);
    }
    if (atomic_fetch_sub(&processes_left, 1) == 1)
        scheduler_stop(3);
    return fake_exit(p, ATOM_(normal));
}

static void run_jobs(int processes)
{
    atomic_store(&processes_left, processes);
    for (int i = 0; i < processes; i++)
        (void)fake_spawn(jobs, small_make(jobs_each));
    cr_assert_eq(scheduler_run(), 3);
    cr_assert_eq(atomic_load(&worked), processes * jobs_each);
    cr_assert_eq(atomic_load(&came_back), processes * jobs_each);
}

Test(dirty, every_job_is_done_once_and_comes_back)
{
    machine(2, 3, false);
    run_jobs(50);
    cr_assert(atomic_load(&on_dirty_thread));
    cr_assert_leq(atomic_load(&most_at_once), 3);
}

Test(dirty, a_seeded_machine_does_its_jobs_itself_one_by_one)
{
    machine(1, 3, true);
    run_jobs(50);
    cr_assert_not(atomic_load(&on_dirty_thread));
    cr_assert_eq(atomic_load(&most_at_once), 1);
}

static void alone(void)
{
    cr_assert_eq(atomic_load(&at_once), 1);
}

Test(dirty, one_thread_does_one_job_at_a_time)
{
    between = alone;
    machine(2, 1, false);
    run_jobs(20);
    cr_assert_eq(atomic_load(&most_at_once), 1);
}

static _Atomic(int) arrived;
static sem_t all_arrived;

/* Comes to an end when four jobs are here at the same time. */
static void meet(void)
{
    if (atomic_fetch_add(&arrived, 1) + 1 == 4)
        for (int i = 0; i < 4; i++)
            (void)sem_post(&all_arrived);
    (void)sem_wait(&all_arrived);
    atomic_fetch_sub(&arrived, 1);
}

static enum turn_end one_job(struct process *p)
{
    Term *left = &p->heap.end[-1];
    if (*left == SMALL(0)) {
        if (atomic_fetch_sub(&processes_left, 1) == 1)
            scheduler_stop(0);
        return fake_exit(p, ATOM_(normal));
    }
    *left = SMALL(0);
    return leave_job(p);
}

Test(dirty, as_many_threads_are_made_as_jobs_want_and_the_limit_allows)
{
    (void)sem_init(&all_arrived, 0, 0);
    between = meet;
    machine(1, 4, false);
    atomic_store(&processes_left, 4);
    for (int i = 0; i < 4; i++)
        (void)fake_spawn(one_job, SMALL(1));
    cr_assert_eq(scheduler_run(), 0);
    cr_assert_eq(atomic_load(&most_at_once), 4);
    cr_assert_eq(dirty_count(DIRTY_IO), 4);
    cr_assert_eq(dirty_queue_length(DIRTY_IO), 0);
}

/* ---- killed and ended meanwhile ---- */

static sem_t begun, may_end;

static void block(void)
{
    (void)sem_post(&begun);
    (void)sem_wait(&may_end);
}

static void let_block(void)
{
    (void)sem_init(&begun, 0, 0);
    (void)sem_init(&may_end, 0, 0);
    between = block;
}

/* Kills the process of its argument when that is away, then lets the job end; stops the machine
 * when the process has gone. */
static enum turn_end killer(struct process *p)
{
    static bool sent;
    Term victim = fake_argument(p);
    if (!sent) {
        sent = true;
        (void)sem_wait(&begun);
        const Term kill[] = {ATOM_(exit_signal), p->id, ATOM_(kill)};
        (void)signal_send(victim, signal_tuple(SIGNAL_EXIT, 3, kill));
        (void)sem_post(&may_end);
    }
    if (table_lookup(victim) != NULL)
        return TURN_YIELDED;
    scheduler_stop(atomic_load(&came_back));
    return fake_exit(p, ATOM_(normal));
}

static enum turn_end must_not_go_on(struct process *p)
{
    Term *left = &p->heap.end[-1];
    cr_assert_neq(*left, SMALL(0), "it ran again after it had been killed");
    *left = SMALL(0);
    return leave_job(p);
}

Test(dirty, a_killed_process_ends_when_its_job_comes_back)
{
    let_block();
    machine(2, 1, false);
    Term victim = fake_spawn(must_not_go_on, SMALL(1));
    (void)fake_spawn(killer, victim);
    cr_assert_eq(scheduler_run(), 1);
    cr_assert_eq(atomic_load(&worked), 1);
}

static enum turn_end stops_when_it_has_begun(struct process *p)
{
    (void)sem_wait(&begun);
    scheduler_stop(5);
    return fake_exit(p, ATOM_(normal));
}

Test(dirty, a_job_that_waits_for_something_outside_does_not_hold_up_the_end)
{
    let_block();
    machine(2, 1, false);
    (void)fake_spawn(must_not_go_on, SMALL(1));
    (void)fake_spawn(stops_when_it_has_begun, NIL);
    cr_assert_eq(scheduler_run(), 5);
    cr_assert_eq(atomic_load(&worked), 0);

    /* The next machine does not hear of it, and has threads of its own. */
    between = NULL;
    machine(1, 1, false);
    atomic_store(&processes_left, 1);
    (void)fake_spawn(jobs, SMALL(1));
    cr_assert_eq(scheduler_run(), 3);
    cr_assert_eq(atomic_load(&came_back), 1);
    (void)sem_post(&may_end);
}

/* ---- work for nobody ---- */

static sem_t has_left;

static void work_for_nobody(void *object)
{
    if (object != NULL)
        (void)sem_wait(&has_left);
    atomic_store(&on_dirty_thread, dirty_is_here());
    atomic_fetch_add(&worked, 1);
}

/* Work that ends only after it has been left, and was then begun by another thread. */
static enum turn_end leaves_work(struct process *p)
{
    Term *left_it = &p->heap.end[-1];
    if (*left_it == SMALL(0)) {
        *left_it = SMALL(1);
        dirty_leave(DIRTY_IO, work_for_nobody, &has_left);
        (void)sem_post(&has_left);
    }
    if (atomic_load(&worked) == 0)
        return TURN_YIELDED;
    scheduler_stop(3);
    return fake_exit(p, ATOM_(normal));
}

Test(dirty, what_is_left_for_nobody_is_done_by_a_dirty_thread)
{
    (void)sem_init(&has_left, 0, 0);
    machine(1, 1, false);
    (void)fake_spawn(leaves_work, SMALL(0));
    cr_assert_eq(scheduler_run(), 3);
    cr_assert_eq(atomic_load(&worked), 1);
    cr_assert(atomic_load(&on_dirty_thread));
}

Test(dirty, a_thread_that_is_no_scheduler_leaves_nothing)
{
    machine(1, 1, false);
    dirty_leave(DIRTY_IO, work_for_nobody, NULL);
    cr_assert_eq(atomic_load(&worked), 1);
    cr_assert_not(atomic_load(&on_dirty_thread));
}

/* ---- no time between begin and end ---- */

Test(dirty, a_machine_without_jobs_begins_and_ends)
{
    for (int i = 0; i < 100; i++) {
        dirty_init((const unsigned[]){1, 1}, false);
        dirty_stop();
    }
    cr_assert_eq(dirty_queue_length(DIRTY_CPU), 0);
}

static enum turn_end leaves_and_stops(struct process *p)
{
    scheduler_stop(1);
    return leave_job(p);
}

Test(dirty, a_machine_ends_while_its_threads_begin)
{
    for (int i = 0; i < 50; i++) {
        machine(1, 1, false);
        (void)fake_spawn(leaves_and_stops, SMALL(1));
        cr_assert_eq(scheduler_run(), 1);
    }
    cr_assert_leq(atomic_load(&came_back), atomic_load(&worked));
}
