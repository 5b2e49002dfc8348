/* SPDX-License-Identifier: Apache-2.0 */
/* statistics.c: adding up what the schedulers count. */
#include "vm/process/statistics.h"

#include "vm/process/schedulers.h"
#include "vm/process/utilisation.h"

static _Atomic(bool) measures_time;
static _Atomic(int64_t) measured_since;
static _Atomic(uint64_t) input_bytes, output_bytes;

struct machine_statistics statistics_now(void)
{
    struct machine_statistics sum = {0};
    const struct scheduler *own = scheduler_self();
    uint64_t ended = 0;
    for (unsigned i = 0; i < scheduler_count(); i++) {
        const struct scheduler *s = &schedulers[i];
        ended += counter_get(&s->ended);
        sum.spawned += counter_get(&s->spawned);
        sum.turns += counter_get(&s->turns);
        sum.reductions += s == own ? s->regs->executed : counter_get(&s->executed);
        sum.runnable += run_queue_length(&s->queue);
        sum.collections += counter_get(&s->collections);
        sum.reclaimed += counter_get(&s->reclaimed);
    }
    sum.processes = sum.spawned - ended;
    return sum;
}

uint32_t statistics_queue_length(unsigned index)
{
    return run_queue_length(&schedulers[index].queue);
}

bool statistics_is_busy(unsigned index)
{
    return !utilisation_is_idle(&schedulers[index]);
}

unsigned statistics_own_index(void)
{
    return scheduler_self()->index;
}

/* ---- how busy schedulers are ---- */

bool statistics_measure_time(bool measure)
{
    int64_t now = clock_now();
    bool before = atomic_exchange(&measures_time, measure);
    if (measure && !before) {
        for (unsigned i = 0; i < scheduler_count(); i++)
            atomic_store(&schedulers[i].idle_before, utilisation_idle_time(&schedulers[i], now));
        atomic_store(&measured_since, now);
    }
    return before;
}

bool statistics_measures_time(void)
{
    return atomic_load(&measures_time);
}

/* A scheduler that has begun to be idle a moment after NOW was read has been so for less than no
 * time: that counts as none. */
struct scheduler_time statistics_time(unsigned index)
{
    const struct scheduler *s = &schedulers[index];
    int64_t now = clock_now(), total = now - atomic_load(&measured_since);
    int64_t idle = utilisation_idle_time(s, now) - atomic_load(&s->idle_before);
    idle = idle < 0 ? 0 : idle > total ? total : idle;
    return (struct scheduler_time){.active = (uint64_t)(total - idle), .total = (uint64_t)total};
}

/* ---- counting ---- */

void statistics_count_collection(size_t words)
{
    struct scheduler *s = scheduler_self();
    counter_add(&s->collections, 1);
    counter_add(&s->reclaimed, words);
}

void statistics_count_input(size_t bytes)
{
    atomic_fetch_add_explicit(&input_bytes, bytes, memory_order_relaxed);
}

void statistics_count_output(size_t bytes)
{
    atomic_fetch_add_explicit(&output_bytes, bytes, memory_order_relaxed);
}

struct io_statistics statistics_io(void)
{
    return (struct io_statistics){.input = atomic_load_explicit(&input_bytes, memory_order_relaxed),
                                  .output =
                                      atomic_load_explicit(&output_bytes, memory_order_relaxed)};
}
