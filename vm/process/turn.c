/* SPDX-License-Identifier: Apache-2.0 */
/* turn.c: see turn.h. */
#include "vm/process/turn.h"

#include "vm/process/clock.h"

/* Something has been charged for that was more than a part: it is paid with parts to come. */
static bool add_parts(struct registers *regs)
{
    while (regs->reductions <= 0 && regs->parts > 0) {
        regs->parts--;
        regs->quantum += PART_REDUCTIONS;
        regs->reductions += PART_REDUCTIONS;
    }
    return regs->reductions > 0;
}

/* The clock is read when the first part is over. */
static bool is_young(struct registers *regs)
{
    int64_t now = clock_now();
    if (regs->parts == TURN_PARTS - 1)
        regs->first_part_over = now;
    return now - regs->first_part_over < TURN_TIME;
}

bool turn_goes_on(struct registers *regs)
{
    bool must_end = regs->process->flags & (PROC_LEFT | PROC_CONCERNED);
    return !must_end && regs->parts > 0 && is_young(regs) && add_parts(regs);
}
