/* SPDX-License-Identifier: Apache-2.0 */
/* The order in which a work list gives out blocks, against sweeps over an array of flags. */
#include "vm/base/worklist.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static uint32_t take(struct worklist *list)
{
    uint32_t block = 0;
    cr_assert(worklist_take(list, &block));
    return block;
}

Test(worklist, goes_round_in_order)
{
    struct worklist list;
    uint32_t block;
    worklist_init(&list, 1000);
    worklist_add(&list, 700);
    worklist_add(&list, 3);
    worklist_add(&list, 700);
    cr_expect_eq(take(&list), 3);
    worklist_add(&list, 2);
    worklist_add(&list, 3);
    worklist_add(&list, 4);
    cr_expect_eq(take(&list), 4);
    cr_expect_eq(take(&list), 700);
    cr_expect_eq(take(&list), 2);
    cr_expect_eq(take(&list), 3);
    cr_expect_not(worklist_take(&list, &block));
    worklist_release(&list);
}

/* What the list should give: the next flag that is set, from FROM on and then from the start. */
static uint32_t next_of(const bool *flags, uint32_t count, uint32_t from)
{
    for (uint32_t i = 0; i < count; i++)
        if (flags[(from + i) % count])
            return (from + i) % count;
    return UINT32_MAX;
}

static void compare(uint32_t count, unsigned seed)
{
    bool *flags = calloc(count, sizeof *flags);
    uint32_t from = 0, block;
    struct worklist list;
    worklist_init(&list, count);
    srand(seed);
    for (unsigned i = 0; i < 3000; i++) {
        uint32_t expected = next_of(flags, count, from % count);
        if (rand() % 2 == 0) {
            block = (uint32_t)rand() % count;
            worklist_add(&list, block);
            flags[block] = true;
        } else if (worklist_take(&list, &block)) {
            cr_assert_eq(block, expected, "of %u, seed %u", count, seed);
            flags[block] = false;
            from = block + 1;
        } else {
            cr_assert_eq(expected, UINT32_MAX, "of %u, seed %u", count, seed);
        }
    }
    worklist_release(&list);
    free(flags);
}

Test(worklist, is_like_sweeps)
{
    static const uint32_t counts[] = {1, 2, 63, 64, 65, 4095, 4096, 4097, 270000};
    for (unsigned i = 0; i < COUNT_OF(counts); i++)
        for (unsigned seed = 0; seed < 3; seed++)
            compare(counts[i], seed);
}

Test(worklist, may_be_for_no_block)
{
    struct worklist list;
    uint32_t block;
    worklist_init(&list, 0);
    cr_expect_not(worklist_take(&list, &block));
    worklist_release(&list);
}
