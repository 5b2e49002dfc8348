/* SPDX-License-Identifier: Apache-2.0 */
/* How long a turn is, by the virtual clock. */
#include "vm/process/clock.h"
#include "vm/process/turn.h"

#include <criterion/criterion.h>

static struct process process;
static struct registers regs;

/* A turn whose first part is used up, and CHARGED more. */
static void begin(int64_t charged)
{
    clock_init(true);
    process = (struct process){0};
    regs.process = &process;
    turn_begin(&regs);
    regs.quantum = PART_REDUCTIONS;
    regs.reductions = -charged;
}

static int64_t used(void)
{
    return regs.quantum - regs.reductions;
}

Test(turn, has_so_many_parts)
{
    begin(0);
    for (int part = 2; part <= TURN_PARTS; part++) {
        cr_assert(turn_goes_on(&regs));
        cr_assert_eq(regs.reductions, PART_REDUCTIONS);
        cr_assert_eq(regs.quantum, part * PART_REDUCTIONS);
        regs.reductions = 0;
    }
    cr_assert_not(turn_goes_on(&regs));
    cr_assert_eq(used(), TURN_PARTS * PART_REDUCTIONS);
}

Test(turn, ends_when_its_time_is_over)
{
    begin(0);
    clock_advance(NANOSECONDS_PER_SECOND); /* nobody has looked at the clock yet */
    cr_assert(turn_goes_on(&regs));
    regs.reductions = 0;
    clock_advance(TURN_TIME - 1);
    cr_assert(turn_goes_on(&regs));
    regs.reductions = 0;
    clock_advance(1);
    cr_assert_not(turn_goes_on(&regs));
    cr_assert_eq(used(), 3 * PART_REDUCTIONS);
}

Test(turn, pays_a_large_charge_with_parts_to_come)
{
    begin(2 * PART_REDUCTIONS);
    cr_assert(turn_goes_on(&regs));
    cr_assert_eq(regs.reductions, PART_REDUCTIONS);
    cr_assert_eq(regs.parts, TURN_PARTS - 4);
    cr_assert_eq(used(), 3 * PART_REDUCTIONS);
}

Test(turn, ends_with_a_charge_that_nothing_is_left_for)
{
    begin(TURN_PARTS * PART_REDUCTIONS);
    cr_assert_not(turn_goes_on(&regs));
    cr_assert_eq(used(), (1 + TURN_PARTS) * PART_REDUCTIONS);
}

Test(turn, ends_when_the_process_has_something_else_to_do)
{
    const uint32_t flags[] = {PROC_LEFT, PROC_EXITING, PROC_CENSUS, PROC_ERRAND};
    for (size_t i = 0; i < COUNT_OF(flags); i++) {
        begin(0);
        process.flags = flags[i];
        cr_assert_not(turn_goes_on(&regs));
    }
}

Test(turn, of_a_single_part_ends_with_it)
{
    begin(0);
    turn_begin_single(&regs);
    cr_assert_not(turn_goes_on(&regs));
}
