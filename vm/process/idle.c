/* SPDX-License-Identifier: Apache-2.0 */
/* idle.c: what a scheduler does when there is nothing to run, and what has to be done now and then.
 *
 * Whether another scheduler helps is only a matter of speed, since each runs its own queue to the
 * end by itself: so the words that tell of work and of helpers are read without ordering, and a
 * call that is missed is made up for by the next one. What somebody must not miss (a process given
 * to it, a message from outside, the end) goes through sleep.h. */
#include "vm/process/clock.h"
#include "vm/process/deadlock.h"
#include "vm/process/fire.h"
#include "vm/process/online.h"
#include "vm/process/signal.h"
#include "vm/process/utilisation.h"

#include <stdlib.h>

/* Rounds over all queues before a scheduler sleeps, and pauses between two rounds. */
#define SPIN_ROUNDS 40
#define SPIN_PAUSES 64

/* Timers taken out of the wheel at once. */
#define FIRE_BATCH 64

static CACHE_ALIGNED _Atomic(uint32_t) sleeping; /* schedulers that sleep or are about to */
static CACHE_ALIGNED _Atomic(uint32_t) looking;  /* that look for work */

/* ---- waking ---- */

void scheduler_call_help(const struct scheduler *s)
{
    if (atomic_load_explicit(&sleeping, memory_order_relaxed) == 0 ||
        atomic_load_explicit(&looking, memory_order_relaxed) != 0)
        return;
    unsigned count = scheduler_online();
    for (unsigned i = 1; i <= count; i++) {
        struct scheduler *other = &schedulers[(s->index + i) % count];
        if (other == s)
            continue;
        atomic_fetch_add(&looking, 1);
        if (sleep_wake(&other->sleeper, SLEEP_CALLED))
            return;
        atomic_fetch_sub(&looking, 1);
    }
}

void scheduler_rouse(struct scheduler *s)
{
    atomic_thread_fence(memory_order_seq_cst);
    (void)sleep_wake(&s->sleeper, SLEEP_AWAKE);
}

/* ---- what other threads hand over ---- */

void scheduler_hand(unsigned index, struct post *post)
{
    struct scheduler *s = &schedulers[index];
    post->next = atomic_load_explicit(&s->inbox, memory_order_relaxed);
    while (!atomic_compare_exchange_weak(&s->inbox, &post->next, post))
        continue;
    scheduler_rouse(s);
}

struct message_post {
    struct post post;
    Term pid;
    struct fragment *message;
};

static void take_message(struct post *post)
{
    struct message_post *message = (struct message_post *)post;
    (void)signal_send(message->pid, message->message);
    free(message);
}

void scheduler_post(Term pid, struct fragment *message)
{
    struct message_post *post = mem_alloc(sizeof *post);
    *post = (struct message_post){{.take = take_message}, pid, message};
    scheduler_hand(0, &post->post);
}

static void take_posts(struct scheduler *s)
{
    if (LIKELY(atomic_load_explicit(&s->inbox, memory_order_relaxed) == NULL))
        return;
    struct post *posts = atomic_exchange(&s->inbox, NULL), *oldest = NULL;
    while (posts != NULL) {
        struct post *next = posts->next;
        posts->next = oldest;
        oldest = posts;
        posts = next;
    }
    while (oldest != NULL) {
        struct post *post = oldest;
        oldest = post->next;
        post->take(post);
    }
}

/* ---- timers ---- */

static void fire_timers(struct scheduler *s)
{
    if (atomic_load_explicit(&s->wheel.count, memory_order_relaxed) == 0)
        return;
    uint64_t now = clock_tick();
    struct timer *fired[FIRE_BATCH];
    size_t count;
    do {
        count = wheel_expire(&s->wheel, now, fired, FIRE_BATCH);
        for (size_t i = 0; i < count; i++)
            timer_fire(fired[i]);
    } while (count == FIRE_BATCH);
}

/* Nanoseconds until a timer may be due; negative: there is none. */
static int64_t time_to_timer(struct scheduler *s)
{
    uint64_t next = wheel_next(&s->wheel);
    if (next == UINT64_MAX)
        return -1;
    int64_t left = (int64_t)next * NANOSECONDS_PER_TICK - clock_now();
    return left < 0 ? 0 : left;
}

void scheduler_look_after(struct scheduler *s)
{
    s->work = 0;
    atomic_store_explicit(&s->executed, s->regs->executed, memory_order_relaxed);
    epoch_end(&s->epoch);
    epoch_poll(&s->epoch);
    epoch_begin(&s->epoch);
    if (UNLIKELY(census_wants(&s->census)))
        census_go_on(&s->census);
    fire_timers(s);
    take_posts(s);
    if (!scheduler_alone && run_queue_length(&s->queue) >= 2)
        scheduler_call_help(s);
}

bool scheduler_is_wanted(int64_t nanoseconds)
{
    struct scheduler *s = scheduler_self();
    if (run_queue_length(&s->queue) != 0 || atomic_load(&s->inbox) != NULL)
        return true;
    int64_t left = time_to_timer(s);
    return left >= 0 && left < nanoseconds;
}

/* ---- stealing ---- */

/* Processes that S's owner leaves to others: all but the next, or all while it is busy with long
 * turns. */
static uint32_t spare(const struct scheduler *s)
{
    uint32_t length = run_queue_length(&s->queue);
    uint32_t bound = atomic_load_explicit(&s->queue.bound, memory_order_relaxed);
    length = bound < length ? length - bound : 0;
    bool busy = atomic_load_explicit(&s->busy, memory_order_relaxed);
    return busy || length == 0 ? length : length - 1;
}

static struct scheduler *busiest_other(const struct scheduler *s)
{
    struct scheduler *best = NULL;
    uint32_t most = 0;
    for (unsigned i = 0; i < scheduler_count(); i++) {
        struct scheduler *other = &schedulers[i];
        uint32_t length = other == s ? 0 : spare(other);
        if (length > most) {
            most = length;
            best = other;
        }
    }
    return best;
}

static struct process *steal(struct scheduler *s)
{
    struct scheduler *victim = busiest_other(s);
    if (victim == NULL || run_queue_steal(&victim->queue, &s->queue, 1) == 0)
        return NULL;
    return run_queue_pop(&s->queue);
}

/* Looks for work for a while. S is counted in `looking`, and is not any more afterwards. */
static struct process *look(struct scheduler *s)
{
    struct process *p = NULL;
    for (unsigned round = 0; round < SPIN_ROUNDS && p == NULL; round++) {
        for (unsigned i = 0; round > 0 && i < SPIN_PAUSES; i++)
            spin_pause();
        p = run_queue_pop(&s->queue);
        if (p == NULL)
            p = steal(s);
        if (!scheduler_runs(s))
            break;
    }
    atomic_fetch_sub(&looking, 1);
    if (p != NULL && run_queue_length(&s->queue) >= 1)
        scheduler_call_help(s);
    return p;
}

/* ---- sleeping ---- */

static bool has_work(const struct scheduler *s)
{
    return run_queue_length(&s->queue) != 0 || atomic_load(&s->inbox) != NULL ||
           census_wants(&s->census) || !scheduler_runs(s) ||
           (!scheduler_alone && busiest_other(s) != NULL);
}

static enum sleep_state sleep_unless(struct scheduler *s,
                                     bool (*must_wake)(const struct scheduler *s))
{
    epoch_end(&s->epoch);
    sleep_begin(&s->sleeper);
    enum sleep_state state =
        must_wake(s) ? sleep_not(&s->sleeper) : sleep_now(&s->sleeper, time_to_timer(s));
    epoch_begin(&s->epoch);
    return state;
}

/* A call to help that was meant for the scheduler when it still ran is not answered any more. */
void scheduler_sleep(struct scheduler *s, bool (*must_wake)(const struct scheduler *s))
{
    if (sleep_unless(s, must_wake) == SLEEP_CALLED)
        atomic_fetch_sub(&looking, 1);
}

/* Sleeps until there may be something to do. True: it was called to help, and is counted in
 * `looking`. */
static bool sleep_until_called(struct scheduler *s)
{
    atomic_fetch_add(&sleeping, 1);
    enum sleep_state state = sleep_unless(s, has_work);
    atomic_fetch_sub(&sleeping, 1);
    return state == SLEEP_CALLED;
}

/* Virtual time has nothing to wait for: it moves on to the next timer. Without one nothing can
 * happen any more, since a seeded run gets no messages from outside. */
static void skip_to_timer(struct scheduler *s)
{
    int64_t left = time_to_timer(s);
    if (census_wants(&s->census))
        return;
    if (left >= 0) {
        clock_advance(left);
    } else if (!scheduler_stopping()) {
        deadlock_report();
        scheduler_stop(DEADLOCK_STATUS);
    }
}

/* S has nothing to do: it looks round, then sleeps. */
static struct process *idle(struct scheduler *s)
{
    struct process *p = NULL;
    if (clock_is_virtual()) {
        skip_to_timer(s);
        return NULL;
    }
    if (!scheduler_alone) {
        atomic_fetch_add(&looking, 1);
        p = look(s);
    }
    return p == NULL && sleep_until_called(s) ? look(s) : p;
}

struct process *scheduler_find_work(struct scheduler *s)
{
    atomic_store_explicit(&s->busy, false, memory_order_relaxed);
    scheduler_look_after(s);
    struct process *p = run_queue_pop(&s->queue);
    if (p != NULL)
        return p;
    utilisation_idle(s);
    p = idle(s);
    utilisation_busy(s);
    return p;
}
