/* SPDX-License-Identifier: Apache-2.0 */
/* statistics.c: adding up what the schedulers count. */
#include "vm/process/statistics.h"

#include "vm/process/schedulers.h"

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
    }
    sum.processes = sum.spawned - ended;
    return sum;
}

uint32_t statistics_queue_length(unsigned index)
{
    return run_queue_length(&schedulers[index].queue);
}

unsigned statistics_own_index(void)
{
    return scheduler_self()->index;
}
