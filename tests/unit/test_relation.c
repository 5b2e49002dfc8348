/* SPDX-License-Identifier: Apache-2.0 */
/* test_relation.c: the table of links and monitors, and the agreement of two ends under
 * interleavings. */
#include "tests/unit/fake_process.h"

#include "vm/process/handle.h"
#include "vm/process/link.h"
#include "vm/process/relation.h"
#include "vm/term/ref.h"

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
    p->regs = schedulers[0].regs;
    table_publish(p);
    return p;
}

static uint64_t draw(uint64_t *state, uint64_t below)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (*state >> 33) % below;
}

/* ---- the table ---- */

#define KEYS 600

Test(relation, the_table_agrees_with_an_array)
{
    fake_machine(1);
    struct process *p = known_process();
    bool there[KEYS] = {false};
    uint64_t state = 7;
    for (unsigned step = 0; step < 200000; step++) {
        /* the range of keys grows and shrinks, and the table with it */
        uint64_t key = draw(&state, 1 + KEYS * (step / 1000 % 10) / 10);
        struct relation *r = relation_find(p, RELATION_MONITOR, key);
        cr_assert_eq(r != NULL, there[key]);
        if (r != NULL)
            relation_remove(p, r);
        else
            (void)relation_add(p, RELATION_MONITOR, key, NIL, NON_VALUE);
        there[key] = !there[key];
    }
    uint32_t count = 0;
    for (uint64_t key = 0; key < KEYS; key++)
        count += there[key];
    const struct relation *r;
    for (uint32_t i = 0; (r = relation_at(p, &i)) != NULL; i++, count--)
        cr_assert(there[r->key]);
    cr_assert_eq(count, 0);
}

Test(relation, kinds_with_the_same_key_are_different)
{
    fake_machine(1);
    struct process *p = known_process();
    (void)relation_add(p, RELATION_MONITOR, 9, NIL, NON_VALUE);
    cr_assert_null(relation_find(p, RELATION_MONITORED, 9));
    (void)relation_add(p, RELATION_MONITORED, 9, NIL, NON_VALUE);
    relation_remove(p, relation_find(p, RELATION_MONITOR, 9));
    cr_assert_not_null(relation_find(p, RELATION_MONITORED, 9));
}

/* ---- links ---- */

static bool is_linked(const struct process *p, const struct process *other)
{
    const struct relation *link = relation_find(p, RELATION_LINK, other->id);
    return link != NULL && link->detail == 0;
}

static unsigned count_messages(struct process *p)
{
    unsigned count = 0;
    mailbox_fetch(p);
    for (const struct fragment *m = p->messages; m != NULL; m = m->next)
        count++;
    return count;
}

Test(relation, a_link_is_seen_at_both_ends_and_unlinked_at_both)
{
    fake_machine(1);
    struct process *a = known_process(), *b = known_process();
    cr_assert(link_to(a, b->id));
    mailbox_fetch(b);
    cr_assert(is_linked(a, b) && is_linked(b, a));
    link_remove(b, a->id);
    mailbox_fetch(a);
    mailbox_fetch(b);
    cr_assert_null(relation_find(a, RELATION_LINK, b->id));
    cr_assert_null(relation_find(b, RELATION_LINK, a->id));
}

Test(relation, after_unlink_an_exit_signal_on_its_way_is_dropped)
{
    fake_machine(2);
    struct process *a = known_process(), *b = known_process();
    a->flags |= PROC_TRAP_EXIT;
    cr_assert(link_to(a, b->id));
    mailbox_fetch(b);
    proc_exit(b, ATOM_(killed));
    link_remove(a, b->id);
    cr_assert_eq(count_messages(a), 0);
    cr_assert_null(relation_find(a, RELATION_LINK, b->id));
}

Test(relation, an_old_acknowledgement_does_not_undo_a_new_link)
{
    fake_machine(1);
    struct process *a = known_process(), *b = known_process();
    cr_assert(link_to(a, b->id));
    link_remove(a, b->id);
    cr_assert(link_to(a, b->id));
    mailbox_fetch(b);
    mailbox_fetch(a);
    cr_assert(is_linked(a, b) && is_linked(b, a));
}

Test(relation, a_trapped_link_gives_one_exit_message)
{
    fake_machine(2);
    struct process *a = known_process(), *b = known_process();
    a->flags |= PROC_TRAP_EXIT;
    cr_assert(link_to(a, b->id));
    cr_assert(link_to(b, a->id));
    proc_exit(b, ATOM_(killed));
    cr_assert_eq(count_messages(a), 1);
    cr_assert_eq(tuple_get(a->messages->term, 2), ATOM_(killed));
    cr_assert_not(link_to(a, pid_make(UINT64_C(1) << 40)), "nobody has this pid");
}

Test(relation, linking_to_one_that_ends_meanwhile_gives_noproc_or_its_reason_once)
{
    fake_machine(2);
    struct process *a = known_process(), *b = known_process();
    a->flags |= PROC_TRAP_EXIT;
    cr_assert(link_to(a, b->id)); /* the signal is in b's mail when b ends */
    proc_exit(b, ATOM_(killed));
    cr_assert_eq(count_messages(a), 1);
    cr_assert_eq(tuple_get(a->messages->term, 2), ATOM_(noproc));
}

/* Two owners link, unlink and take in their mail as they like; once both are quiet they agree. */

#define LINK_ROUNDS 300
#define LINK_STEPS  300

struct side {
    struct process *own, *other;
    uint64_t state;
    pthread_barrier_t *barrier;
};

static void *link_at_random(void *argument)
{
    struct side *side = argument;
    for (unsigned round = 0; round < LINK_ROUNDS; round++) {
        (void)pthread_barrier_wait(side->barrier);
        for (unsigned step = 0; step < LINK_STEPS; step++) {
            uint64_t what = draw(&side->state, 4);
            if (what == 0)
                cr_assert(link_to(side->own, side->other->id));
            else if (what == 1)
                link_remove(side->own, side->other->id);
            else
                mailbox_fetch(side->own);
        }
        for (unsigned settle = 0; settle < 4; settle++) {
            (void)pthread_barrier_wait(side->barrier);
            mailbox_fetch(side->own);
        }
        (void)pthread_barrier_wait(side->barrier);
        cr_assert_eq(is_linked(side->own, side->other), is_linked(side->other, side->own),
                     "round %u", round);
    }
    return NULL;
}

Test(relation, two_ends_agree_whatever_the_interleaving, .timeout = 60)
{
    fake_machine(2);
    pthread_barrier_t barrier;
    pthread_t thread;
    cr_assert_eq(pthread_barrier_init(&barrier, NULL, 2), 0);
    struct process *a = known_process(), *b = known_process();
    struct side sides[] = {{a, b, 1, &barrier}, {b, a, 2, &barrier}};
    cr_assert_eq(pthread_create(&thread, NULL, link_at_random, &sides[1]), 0);
    (void)link_at_random(&sides[0]);
    cr_assert_eq(pthread_join(thread, NULL), 0);
}

/* ---- monitors ---- */

Test(relation, a_monitor_gives_one_down_with_reference_pid_and_reason)
{
    fake_machine(2);
    struct process *a = known_process(), *b = known_process();
    Term b_id = b->id;
    monitor_add(a, 77, b->id, NON_VALUE);
    mailbox_fetch(b);
    proc_exit(b, ATOM_(killed));
    cr_assert_eq(count_messages(a), 1);
    Term down = a->messages->term;
    cr_assert(term_is_tuple_of(down, 5));
    cr_assert_eq(ref_number(tuple_get(down, 1)), 77);
    cr_assert_eq(tuple_get(down, 3), b_id);
    cr_assert_eq(tuple_get(down, 4), ATOM_(killed));
    cr_assert_null(relation_find(a, RELATION_MONITOR, 77));
}

Test(relation, a_monitor_that_was_ended_gives_nothing)
{
    fake_machine(2);
    struct process *a = known_process(), *b = known_process();
    monitor_add(a, 77, b->id, NON_VALUE);
    mailbox_fetch(b);
    cr_assert(monitor_remove(a, 77));
    cr_assert_not(monitor_remove(a, 77));
    proc_exit(b, ATOM_(killed));
    cr_assert_eq(count_messages(a), 0);
}

Test(relation, monitoring_nobody_gives_noproc)
{
    fake_machine(1);
    struct process *a = known_process();
    monitor_add(a, 5, NON_VALUE, ATOM_(file));
    monitor_add(a, 6, pid_make(UINT64_C(3) << 40), NON_VALUE);
    cr_assert_eq(count_messages(a), 2);
    Term down = a->messages->term;
    cr_assert_eq(tuple_get(tuple_get(down, 3), 0), ATOM_(file));
    cr_assert_eq(tuple_get(down, 4), ATOM_(noproc));
}

/* The watched ends while the watcher monitors and demonitors: a monitor gives one DOWN, unless it
 * was ended in time. */

#define WATCH_ROUNDS 2000
#define WATCHES      8

static void *end_process(void *argument)
{
    proc_exit(argument, ATOM_(normal));
    return NULL;
}

Test(relation, each_monitor_gives_one_down_when_the_watched_ends_at_any_moment, .timeout = 60)
{
    fake_machine(2);
    struct process *a = known_process();
    for (unsigned round = 0; round < WATCH_ROUNDS; round++) {
        struct process *b = known_process();
        Term b_id = b->id;
        pthread_t thread;
        unsigned kept = 0;
        cr_assert_eq(pthread_create(&thread, NULL, end_process, b), 0);
        for (uint64_t i = 0; i < WATCHES; i++) {
            monitor_add(a, i + 1, b_id, NON_VALUE);
            kept += i % 2 == 0 || !monitor_remove(a, i + 1);
        }
        cr_assert_eq(pthread_join(thread, NULL), 0);
        cr_assert_eq(count_messages(a), kept, "round %u", round);
        while (fake_receive(a) != NON_VALUE)
            continue;
    }
}
