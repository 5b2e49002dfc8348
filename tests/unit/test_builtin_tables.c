/* SPDX-License-Identifier: Apache-2.0 */
/* Builtins against what Erlang/OTP returns, family by family, called at once, in slices, and given
 * up between two slices. */
#include "tests/unit/builtin_harness.h"

#include <criterion/criterion.h>

TestSuite(builtin_tables, .init = harness_setup, .fini = harness_teardown, .timeout = 600);

#define FAMILY(name)               \
    Test(builtin_tables, name)     \
    {                              \
        harness_check_file(#name); \
    }

FAMILY(lists)
FAMILY(tuples)
FAMILY(arith)
FAMILY(compare)
FAMILY(convert)
FAMILY(binaries)
FAMILY(unicode)
FAMILY(characters)
FAMILY(maps)
FAMILY(modules)
FAMILY(binary)
FAMILY(re)
FAMILY(match_spec)
FAMILY(absent)

/* Thousands of collections of large heaps: minutes with the thread sanitizer, which has nothing to
 * find in one thread. */
#ifndef TICK_TSAN
FAMILY(long)
#endif

#define SLICES_BEFORE_GIVING_UP 40

Test(builtin_tables, given_up_in_the_middle)
{
    size_t times = harness_give_up_file("long", SLICES_BEFORE_GIVING_UP);
    cr_expect_gt(times, 500, "only %zu calls were given up", times);
}
