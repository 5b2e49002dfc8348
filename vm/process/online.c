/* SPDX-License-Identifier: Apache-2.0 */
/* online.c: see online.h. */
#include "vm/process/online.h"

#include "vm/process/utilisation.h"

_Atomic(uint32_t) schedulers_running;

static _Atomic(uint32_t) online;

void online_init(unsigned count)
{
    atomic_store(&online, count);
    atomic_store(&schedulers_running, count);
}

unsigned scheduler_online(void)
{
    return atomic_load_explicit(&online, memory_order_relaxed);
}

struct scheduler *scheduler_home(const struct process *p)
{
    return &schedulers[(p->bound - 1u) % scheduler_online()];
}

unsigned scheduler_set_online(unsigned count)
{
    unsigned before = atomic_exchange(&online, count);
    if (!scheduler_stopping())
        atomic_store(&schedulers_running, count);
    if (scheduler_stopping()) /* has been called meanwhile */
        atomic_store(&schedulers_running, 0);
    for (unsigned i = 0; i < scheduler_count(); i++)
        (void)sleep_wake(&schedulers[i].sleeper, SLEEP_AWAKE);
    return before;
}

bool scheduler_online_is_settled(void)
{
    for (unsigned i = scheduler_online(); i < scheduler_count(); i++)
        if (!atomic_load(&schedulers[i].stands_by))
            return false;
    return true;
}

/* ---- standing by ---- */

/* S's queue to the others: bound processes to where they are at home now, the rest to one. Ends
 * when S may run again, since its own may be the home then. */
static void give_away(struct scheduler *s)
{
    struct scheduler *target = &schedulers[s->index % scheduler_online()];
    struct process *p;
    while (!scheduler_runs(s) && (p = run_queue_pop(&s->queue)) != NULL) {
        struct scheduler *to = p->bound != 0 ? scheduler_home(p) : target;
        (void)run_queue_push(&to->queue, p);
        scheduler_rouse(to);
    }
}

static bool must_wake(const struct scheduler *s)
{
    return run_queue_length(&s->queue) != 0 || atomic_load(&s->inbox) != NULL ||
           census_wants(&s->census) || scheduler_runs(s) || scheduler_stopping();
}

void scheduler_stand_by(struct scheduler *s)
{
    utilisation_idle(s);
    atomic_store(&s->stands_by, true);
    while (!scheduler_runs(s) && !scheduler_stopping()) {
        scheduler_look_after(s);
        give_away(s);
        scheduler_sleep(s, must_wake);
    }
    atomic_store(&s->stands_by, false);
    utilisation_busy(s);
}
