/* SPDX-License-Identifier: Apache-2.0 */
/* clock.c: reading the clocks of the system, or the virtual one. The virtual clock is moved by the
 * only scheduler there is then. */
#include "vm/process/clock.h"

#include <stdlib.h>
#include <time.h>

/* Where virtual time begins: 1 January 2026. */
#define VIRTUAL_EPOCH (INT64_C(1767225600) * NANOSECONDS_PER_SECOND)

static bool is_virtual;
static int64_t virtual_now;
static int64_t offset;
static int64_t start;

static int64_t read_clock(clockid_t clock)
{
    struct timespec time;
    if (UNLIKELY(clock_gettime(clock, &time) != 0))
        fatal("the system has no clock");
    return (int64_t)time.tv_sec * NANOSECONDS_PER_SECOND + time.tv_nsec;
}

static void move_to_utc(void)
{
    if (setenv("TZ", "UTC0", 1) != 0)
        fatal("out of memory for the time zone");
    tzset();
}

void clock_init(bool make_virtual)
{
    is_virtual = make_virtual;
    if (is_virtual)
        move_to_utc();
    virtual_now = 0;
    start = clock_now();
    offset = is_virtual ? VIRTUAL_EPOCH : read_clock(CLOCK_REALTIME) - start;
}

int64_t clock_now(void)
{
    return is_virtual ? virtual_now : read_clock(CLOCK_MONOTONIC);
}

int64_t clock_offset(void)
{
    return offset;
}

int64_t clock_system(void)
{
    return is_virtual ? virtual_now + offset : read_clock(CLOCK_REALTIME);
}

int64_t clock_start(void)
{
    return start;
}

void clock_advance(int64_t nanoseconds)
{
    if (is_virtual)
        virtual_now += nanoseconds;
}

bool clock_is_virtual(void)
{
    return is_virtual;
}
