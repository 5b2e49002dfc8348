/* SPDX-License-Identifier: Apache-2.0 */
/* test_mailbox.c: the signal queue: order, waking exactly once, and the list of messages. */
#include "tests/unit/fake_process.h"

#include <criterion/criterion.h>
#include <pthread.h>

static void send(struct process *p, int64_t number)
{
    cr_assert(signal_push(p, signal_message(small_make(number))));
}

Test(mailbox, messages_come_out_in_the_order_of_sending)
{
    struct process *p = fake_running(1);
    for (int i = 0; i < 5; i++)
        send(p, i);
    mailbox_fetch(p);
    send(p, 5);
    for (int i = 0; i < 6; i++)
        cr_assert_eq(fake_receive(p), small_make(i));
    cr_assert_eq(fake_receive(p), NON_VALUE);
    cr_assert_eq(p->message_count, 0);
}

Test(mailbox, a_skipped_message_is_found_again_after_a_match)
{
    struct process *p = fake_running(1);
    for (int i = 0; i < 3; i++)
        send(p, i);
    mailbox_fetch(p);
    mailbox_skip(p);
    mailbox_skip(p);
    cr_assert_eq(mailbox_current(p)->term, small_make(2));
    mailbox_remove(p);
    cr_assert_eq(fake_receive(p), small_make(0));
    cr_assert_eq(fake_receive(p), small_make(1));
}

Test(mailbox, the_last_message_can_be_removed_and_others_follow)
{
    struct process *p = fake_running(1);
    send(p, 0);
    send(p, 1);
    mailbox_fetch(p);
    mailbox_skip(p);
    mailbox_remove(p);
    send(p, 2);
    cr_assert_eq(fake_receive(p), small_make(0));
    cr_assert_eq(fake_receive(p), small_make(2));
    cr_assert_eq(fake_receive(p), NON_VALUE);
}

Test(mailbox, who_waits_is_woken_once_by_the_first_of_two)
{
    struct process *p = fake_running(1);
    cr_assert(mailbox_park(p));
    send(p, 0);
    send(p, 1);
    cr_assert_eq(run_queue_length(&schedulers[0].queue), 1);
    cr_assert_eq(run_queue_pop(&schedulers[0].queue), p);
}

Test(mailbox, nobody_parks_over_mail_or_a_wake_up)
{
    struct process *p = fake_running(1);
    send(p, 0);
    cr_assert_not(mailbox_park(p));
    cr_assert_eq(fake_receive(p), small_make(0));
    signal_wake(p);
    cr_assert_not(mailbox_park(p));
    mailbox_fetch(p);
    cr_assert(mailbox_park(p));
    signal_wake(p);
    cr_assert_eq(run_queue_pop(&schedulers[0].queue), p);
}

Test(mailbox, sending_to_one_that_has_ended_fails)
{
    struct process *p = fake_running(2);
    Term id = p->id;
    struct fragment *late = signal_message(SMALL(1));
    proc_exit(p, ATOM_(normal)); /* freed only at the end of the epoch section */
    cr_assert_not(signal_push(p, late));
    cr_assert_not(signal_send(id, late));
}

/* ---- many senders ---- */

#define SENDERS  4
#define MESSAGES 50000

struct sender {
    struct process *to;
    int64_t number;
};

static void *send_many(void *argument)
{
    const struct sender *sender = argument;
    for (int64_t i = 0; i < MESSAGES; i++) {
        send(sender->to, sender->number * MESSAGES + i);
        if (i % 1000 == 0)
            signal_wake(sender->to);
    }
    return NULL;
}

/* Waits as a process does: parked, and then found in a run queue. Returns how often. */
static unsigned wait_for_mail(struct process *p)
{
    if (!mailbox_park(p)) {
        p->regs = schedulers[0].regs;
        return 0;
    }
    struct process *woken;
    while ((woken = run_queue_pop(&schedulers[0].queue)) == NULL)
        spin_pause();
    cr_assert_eq(woken, p);
    cr_assert_eq(run_queue_length(&schedulers[0].queue), 0, "woken twice");
    p->regs = schedulers[0].regs;
    return 1;
}

Test(mailbox, many_threads_send_and_nothing_is_lost_or_reordered, .timeout = 60)
{
    struct process *p = fake_running(2);
    pthread_t threads[SENDERS];
    struct sender senders[SENDERS];
    int64_t next[SENDERS] = {0};
    for (int i = 0; i < SENDERS; i++) {
        senders[i] = (struct sender){p, i};
        cr_assert_eq(pthread_create(&threads[i], NULL, send_many, &senders[i]), 0);
    }
    for (int64_t received = 0; received < SENDERS * MESSAGES;) {
        Term message = fake_receive(p);
        if (message == NON_VALUE) {
            (void)wait_for_mail(p);
            continue;
        }
        int64_t value = small_value(message), sender = value / MESSAGES;
        cr_assert_eq(value % MESSAGES, next[sender]++, "sender %d out of order", (int)sender);
        received++;
    }
    for (int i = 0; i < SENDERS; i++)
        cr_assert_eq(pthread_join(threads[i], NULL), 0);
    cr_assert_eq(fake_receive(p), NON_VALUE);
}
