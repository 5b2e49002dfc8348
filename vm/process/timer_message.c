/* SPDX-License-Identifier: Apache-2.0 */
/* timer_message.c: one block for the timer and what it will send. It lives as long as somebody
 * holds its reference or it is set. The message of start_timer contains the reference; that circle
 * is broken when the message leaves, or is thrown away. */
#include "vm/process/timer_message.h"

#include "vm/memory/copy.h"
#include "vm/memory/magic.h"
#include "vm/process/clock.h"
#include "vm/process/registry.h"
#include "vm/process/signal.h"
#include "vm/process/table.h"
#include "vm/term/atom.h"

#include <stdlib.h>

struct timer_message {
    struct magic magic;
    struct timer timer;
    Term to;
    struct fragment *message;
};

static void release(struct magic *magic)
{
    free(magic);
}

/* The timer behind REFERENCE, or NULL. */
static struct timer_message *timer_of(Term reference)
{
    return (struct timer_message *)magic_of(reference, release);
}

Term timer_message_start(struct process *p, int64_t when, Term to, Term message, bool wrap)
{
    struct timer_message *t = mem_alloc(sizeof *t);
    *t = (struct timer_message){.to = to, .timer.kind = TIMER_MESSAGE};
    magic_init(&t->magic, release, 0);
    magic_keep(&t->magic); /* until it has fired or is cancelled */
    Term reference = magic_reference(&p->heap, &t->magic);
    const Term wrapped[] = {ATOM_(timeout), reference, message};
    bool before = copy_literals_too(true);
    t->message = wrap ? signal_tuple(SIGNAL_MESSAGE, 3, wrapped) : signal_message(message);
    (void)copy_literals_too(before);
    timer_start(&t->timer, when);
    return reference;
}

/* Begun milliseconds count. A timer fires up to a tick after its time; that does not. */
static int64_t milliseconds_left(const struct timer *timer)
{
    int64_t left = ((int64_t)timer->expiry - 1) * NANOSECONDS_PER_TICK - clock_now();
    return left <= 0 ? 0 : (left - 1) / NANOSECONDS_PER_MILLISECOND + 1;
}

/* The timer of a process that has ended counts as cancelled. */
static bool has_receiver(const struct timer_message *t)
{
    return term_is_atom(t->to) || table_lookup(t->to) != NULL;
}

int64_t timer_message_left(Term reference)
{
    const struct timer_message *t = timer_of(reference);
    if (t == NULL || !has_receiver(t) ||
        atomic_load_explicit(&t->timer.state, memory_order_acquire) != TIMER_SET)
        return -1;
    return milliseconds_left(&t->timer);
}

int64_t timer_message_cancel(Term reference)
{
    struct timer_message *t = timer_of(reference);
    if (t == NULL || !timer_stop(&t->timer))
        return -1;
    int64_t left = has_receiver(t) ? milliseconds_left(&t->timer) : -1;
    fragment_free(t->message);
    magic_drop(&t->magic);
    return left;
}

void timer_message_fire(struct timer *timer)
{
    struct timer_message *t =
        (struct timer_message *)((char *)timer - offsetof(struct timer_message, timer));
    Term pid = term_is_atom(t->to) ? registry_find(t->to) : t->to;
    if (pid == NON_VALUE)
        fragment_free(t->message);
    else
        (void)signal_send(pid, t->message);
    magic_drop(&t->magic);
}
