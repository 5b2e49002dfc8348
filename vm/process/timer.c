/* SPDX-License-Identifier: Apache-2.0 */
/* timer.c: time-outs of receives, and what timers do when they fire. */
#include "vm/process/timer.h"

#include "vm/process/clock.h"
#include "vm/process/fire.h"
#include "vm/process/schedulers.h"
#include "vm/process/signal.h"
#include "vm/process/timer_message.h"

void timer_start(struct timer *timer, int64_t when)
{
    struct scheduler *s = scheduler_self();
    timer->wheel = s->index;
    wheel_set(&s->wheel, timer, clock_tick_after(when), clock_tick());
}

bool timer_stop(struct timer *timer)
{
    return wheel_cancel(&schedulers[timer->wheel].wheel, timer);
}

void proc_timer_set(struct process *p, uint64_t milliseconds)
{
    p->timer.kind = TIMER_RECEIVE;
    timer_start(&p->timer, clock_after(clock_now(), (int64_t)milliseconds));
}

void proc_timer_cancel_slowly(struct process *p)
{
    struct timer *timer = &p->timer;
    if (!timer_stop(timer))
        atomic_store_explicit(&timer->state, TIMER_IDLE, memory_order_relaxed);
}

/* The process may have ended since the timer was taken out; then its memory is still there, and its
 * mail closed. */
void timer_fire(struct timer *timer)
{
    if (timer->kind == TIMER_MESSAGE)
        timer_message_fire(timer);
    else
        signal_wake((struct process *)((char *)timer - offsetof(struct process, timer)));
}
