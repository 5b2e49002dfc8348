/* SPDX-License-Identifier: Apache-2.0 */
/* test_alias.c: when an alias ends, for each of its modes. */
#include "tests/unit/fake_process.h"

#include "vm/process/alias.h"
#include "vm/process/link.h"
#include "vm/process/relation.h"

#include <criterion/criterion.h>

enum { NUMBER = 77 };

static struct process *process;

static void setup(void)
{
    process = fake_running(1);
}

TestSuite(alias, .init = setup);

static void expect_life(enum alias_mode mode, bool after_message, bool after_monitor)
{
    alias_add(process, NUMBER, mode, false);
    cr_expect(alias_receive(process, NUMBER), "mode %d", mode);
    cr_expect_eq(alias_receive(process, NUMBER), after_message, "mode %d", mode);
    (void)alias_remove(process, NUMBER);
    alias_add(process, NUMBER, mode, false);
    alias_monitor_ended(process, NUMBER);
    cr_expect_eq(alias_remove(process, NUMBER), after_monitor, "mode %d", mode);
}

Test(alias, each_mode_ends_with_what_it_names)
{
    expect_life(ALIAS_EXPLICIT, true, true);
    expect_life(ALIAS_REPLY, false, true);
    expect_life(ALIAS_DEMONITOR, true, false);
    expect_life(ALIAS_REPLY_DEMONITOR, false, false);
}

Test(alias, none_is_no_alias)
{
    alias_add(process, NUMBER, ALIAS_NONE, false);
    cr_expect(!alias_receive(process, NUMBER));
    cr_expect(!alias_remove(process, NUMBER));
    alias_monitor_ended(process, NUMBER);
}

Test(alias, a_reply_ends_the_monitor_of_the_same_reference)
{
    monitor_add(process, NUMBER, process->id, NON_VALUE);
    alias_add(process, NUMBER, ALIAS_REPLY_DEMONITOR, false);
    cr_expect(alias_receive(process, NUMBER));
    cr_expect_null(relation_find(process, RELATION_MONITOR, NUMBER));
    cr_expect(!alias_receive(process, NUMBER), "the second reply is dropped");
}

Test(alias, a_reply_leaves_the_monitor_when_the_mode_says_so)
{
    monitor_add(process, NUMBER, process->id, NON_VALUE);
    alias_add(process, NUMBER, ALIAS_DEMONITOR, false);
    cr_expect(alias_receive(process, NUMBER));
    cr_expect_not_null(relation_find(process, RELATION_MONITOR, NUMBER));
}
