/* SPDX-License-Identifier: Apache-2.0 */
/* time.c: builtins that tell the time, and unique integers. The native unit is the nanosecond. */
#include "vm/builtin/support.h"

#include "vm/process/clock.h"
#include "vm/term/arith.h"
#include "vm/term/big.h"

#include <time.h>

#define MILLION INT64_C(1000000)

/* ---- units ---- */

/* Parts of a second; 0: no such unit. */
static int64_t unit_parts(Term unit)
{
    int64_t parts;
    if (small_within(unit, 1, SMALL_MAX, &parts))
        return parts;
    switch (unit) {
    case ATOM_(second):
    case ATOM_(seconds):
        return 1;
    case ATOM_(millisecond):
    case ATOM_(milli_seconds):
        return 1000;
    case ATOM_(microsecond):
    case ATOM_(micro_seconds):
        return MILLION;
    case ATOM_(native):
    case ATOM_(perf_counter):
    case ATOM_(nanosecond):
    case ATOM_(nano_seconds):
        return NANOSECONDS_PER_SECOND;
    default:
        return 0;
    }
}

static bool is_negative(Term integer)
{
    return term_is_small(integer) ? small_value(integer) < 0 : big_is_negative(integer);
}

/* Parts of a second as an integer of any size; NON_VALUE: no such unit. */
static Term unit_integer(Term unit)
{
    if (term_is_integer(unit) && !term_is_small(unit))
        return is_negative(unit) ? NON_VALUE : unit;
    int64_t parts = unit_parts(unit);
    return parts == 0 ? NON_VALUE : small_make(parts);
}

/* The quotient rounded down, of integers of any size; DIVISOR is positive. */
static Term div_down(struct heap *heap, Term dividend, Term divisor, Term *reason)
{
    if (is_negative(dividend)) {
        Term slack = arith_sub(heap, divisor, SMALL(1), reason);
        dividend = arith_sub(heap, dividend, slack, reason);
    }
    return dividend == NON_VALUE ? NON_VALUE : arith_div(heap, dividend, divisor, reason);
}

/* TIME, in FROM parts of a second, in TO parts, rounded down. */
static Term convert(struct process *p, Term time, Term from, Term to)
{
    Term reason, product = arith_mul(&p->heap, time, to, &reason);
    Term result = product == NON_VALUE ? NON_VALUE : div_down(&p->heap, product, from, &reason);
    return result == NON_VALUE ? builtin_badarg(p) : result;
}

static Term convert_time_unit_3(struct process *p, const Term *args)
{
    Term from = unit_integer(args[1]), to = unit_integer(args[2]);
    if (!term_is_integer(args[0]) || from == NON_VALUE || to == NON_VALUE)
        return builtin_badarg(p);
    return convert(p, args[0], from, to);
}

/* NANOSECONDS in UNIT, or badarg. */
static Term in_unit(struct process *p, int64_t nanoseconds, Term unit)
{
    Term parts = unit_integer(unit);
    if (parts == NON_VALUE)
        return builtin_badarg(p);
    Term time = heap_int(&p->heap, nanoseconds), native = SMALL(NANOSECONDS_PER_SECOND);
    return parts == native ? time : convert(p, time, native, parts);
}

/* ---- clocks ---- */

static Term monotonic_time_0(struct process *p, const Term *args)
{
    (void)args;
    return heap_int(&p->heap, clock_now());
}

static Term monotonic_time_1(struct process *p, const Term *args)
{
    return in_unit(p, clock_now(), args[0]);
}

static Term time_offset_0(struct process *p, const Term *args)
{
    (void)args;
    return heap_int(&p->heap, clock_offset());
}

static Term time_offset_1(struct process *p, const Term *args)
{
    return in_unit(p, clock_offset(), args[0]);
}

static Term system_time_0(struct process *p, const Term *args)
{
    (void)args;
    return heap_int(&p->heap, clock_now() + clock_offset());
}

static Term system_time_1(struct process *p, const Term *args)
{
    return in_unit(p, clock_now() + clock_offset(), args[0]);
}

static Term os_system_time_0(struct process *p, const Term *args)
{
    (void)args;
    return heap_int(&p->heap, clock_system());
}

static Term os_system_time_1(struct process *p, const Term *args)
{
    return in_unit(p, clock_system(), args[0]);
}

/* {MegaSeconds, Seconds, MicroSeconds} */
static Term timestamp(struct process *p, int64_t microseconds)
{
    int64_t seconds = microseconds / MILLION;
    return heap_tuple3(&p->heap, small_make(seconds / MILLION), small_make(seconds % MILLION),
                       small_make(microseconds % MILLION));
}

static Term timestamp_0(struct process *p, const Term *args)
{
    (void)args;
    return timestamp(p, (clock_now() + clock_offset()) / 1000);
}

/* erlang:now/0: never the same twice. */
static Term now_0(struct process *p, const Term *args)
{
    static _Atomic(int64_t) last;
    (void)args;
    int64_t now = (clock_now() + clock_offset()) / 1000;
    int64_t before = atomic_load(&last), next;
    do
        next = now > before ? now : before + 1;
    while (!atomic_compare_exchange_weak(&last, &before, next));
    return timestamp(p, next);
}

/* ---- unique integers ---- */

/* All come from one counter; those that are not to be positive only begin further down. */
#define UNIQUE_LEAST (-(INT64_C(1) << 58))

static Term unique_integer(struct process *p, bool positive)
{
    static _Atomic(int64_t) next = 1;
    int64_t value = atomic_fetch_add_explicit(&next, 1, memory_order_relaxed);
    return heap_int(&p->heap, positive ? value : UNIQUE_LEAST + value);
}

static Term unique_integer_0(struct process *p, const Term *args)
{
    (void)args;
    return unique_integer(p, false);
}

static Term unique_integer_1(struct process *p, const Term *args)
{
    bool positive = false;
    Term options = args[0];
    for (; term_is_cons(options); options = list_tail(options)) {
        if (list_head(options) == ATOM_(positive))
            positive = true;
        else if (list_head(options) != ATOM_(monotonic))
            return builtin_badarg(p);
    }
    return term_is_nil(options) ? unique_integer(p, positive) : builtin_badarg(p);
}

/* ---- dates ---- */

static Term date_tuple(struct process *p, const struct tm *tm)
{
    return heap_tuple3(&p->heap, small_make(1900 + tm->tm_year), small_make(1 + tm->tm_mon),
                       small_make(tm->tm_mday));
}

static Term time_tuple(struct process *p, const struct tm *tm)
{
    return heap_tuple3(&p->heap, small_make(tm->tm_hour), small_make(tm->tm_min),
                       small_make(tm->tm_sec));
}

/* {{Year, Month, Day}, {Hour, Minute, Second}} */
static Term date_time(struct process *p, const struct tm *tm)
{
    Term date = date_tuple(p, tm);
    return heap_tuple2(&p->heap, date, time_tuple(p, tm));
}

static struct tm broken_down(time_t seconds, bool local)
{
    struct tm tm;
    if ((local ? localtime_r(&seconds, &tm) : gmtime_r(&seconds, &tm)) == NULL)
        tm = (struct tm){.tm_mday = 1};
    return tm;
}

static struct tm now_broken_down(bool local)
{
    return broken_down((time_t)(clock_system() / NANOSECONDS_PER_SECOND), local);
}

static Term localtime_0(struct process *p, const Term *args)
{
    (void)args;
    struct tm tm = now_broken_down(true);
    return date_time(p, &tm);
}

static Term universaltime_0(struct process *p, const Term *args)
{
    (void)args;
    struct tm tm = now_broken_down(false);
    return date_time(p, &tm);
}

static Term date_0(struct process *p, const Term *args)
{
    (void)args;
    struct tm tm = now_broken_down(true);
    return date_tuple(p, &tm);
}

static Term time_0(struct process *p, const Term *args)
{
    (void)args;
    struct tm tm = now_broken_down(true);
    return time_tuple(p, &tm);
}

/* What OTP takes: Gregorian years; those that a time of 32 bits can express for local time. */
#define YEAR_LEAST       1600
#define LOCAL_YEAR_LEAST 1902
#define YEAR_MOST        (INT32_MAX - 1900)

static bool three_numbers(Term tuple, int64_t numbers[3])
{
    if (!term_is_tuple_of(tuple, 3))
        return false;
    for (unsigned i = 0; i < 3; i++)
        if (!small_within(tuple_get(tuple, i), 0, YEAR_MOST, &numbers[i]))
            return false;
    return true;
}

static int64_t days_in_month(int64_t year, int64_t month)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

/* {{Year, Month, Day}, {Hour, Minute, Second}} of a real date, from year LEAST on. */
static bool read_date_time(Term term, int64_t least, struct tm *tm)
{
    int64_t date[3], time[3];
    if (!term_is_tuple_of(term, 2) || !three_numbers(tuple_get(term, 0), date) ||
        !three_numbers(tuple_get(term, 1), time))
        return false;
    if (date[1] < 1 || date[1] > 12 || date[2] < 1 || date[2] > days_in_month(date[0], date[1]) ||
        date[0] < least || time[0] > 23 || time[1] > 59 || time[2] > 59)
        return false;
    *tm = (struct tm){.tm_year = (int)date[0] - 1900,
                      .tm_mon = (int)date[1] - 1,
                      .tm_mday = (int)date[2],
                      .tm_hour = (int)time[0],
                      .tm_min = (int)time[1],
                      .tm_sec = (int)time[2],
                      .tm_isdst = -1};
    return true;
}

static Term universaltime_to_localtime_1(struct process *p, const Term *args)
{
    struct tm tm;
    if (!read_date_time(args[0], LOCAL_YEAR_LEAST, &tm))
        return builtin_badarg(p);
    tm = broken_down(timegm(&tm), true);
    return date_time(p, &tm);
}

static Term to_universal(struct process *p, Term local, Term summer_time)
{
    struct tm tm;
    bool known = summer_time == ATOM_(true) || summer_time == ATOM_(false) ||
                 summer_time == ATOM_(undefined);
    if (!known || !read_date_time(local, LOCAL_YEAR_LEAST, &tm))
        return builtin_badarg(p);
    if (summer_time != ATOM_(undefined))
        tm.tm_isdst = summer_time == ATOM_(true);
    tm = broken_down(mktime(&tm), false);
    return date_time(p, &tm);
}

static Term localtime_to_universaltime_1(struct process *p, const Term *args)
{
    return to_universal(p, args[0], ATOM_(undefined));
}

static Term localtime_to_universaltime_2(struct process *p, const Term *args)
{
    return to_universal(p, args[0], args[1]);
}

static Term universaltime_to_posixtime_1(struct process *p, const Term *args)
{
    struct tm tm;
    if (!read_date_time(args[0], YEAR_LEAST, &tm))
        return builtin_badarg(p);
    return heap_int(&p->heap, (int64_t)timegm(&tm));
}

/* Days of four centuries, and from the first of March of year 0 to 1970. */
#define DAYS_PER_ERA     146097
#define DAYS_BEFORE_1970 719468
#define SECONDS_PER_DAY  86400

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* {Year, Month, Day}, DAYS after 1970-01-01. Years begin in March, so that the leap day is the last
 * one; month lengths are then 31, 30, 31, 30, 31, five months of 153 days. */
static Term date_of_days(struct process *p, int64_t days)
{
    days += DAYS_BEFORE_1970;
    int64_t era = floor_div(days, DAYS_PER_ERA), day = days - era * DAYS_PER_ERA;
    int64_t year = (day - day / 1460 + day / 36524 - day / (DAYS_PER_ERA - 1)) / 365;
    day -= 365 * year + year / 4 - year / 100;
    int64_t month = (5 * day + 2) / 153;
    day -= (153 * month + 2) / 5;
    year += 400 * era + (month >= 10);
    return heap_tuple3(&p->heap, small_make(year), small_make(month < 10 ? month + 3 : month - 9),
                       small_make(day + 1));
}

/* Any year, unlike gmtime. */
static Term posixtime_to_universaltime_1(struct process *p, const Term *args)
{
    int64_t seconds;
    if (!term_is_integer(args[0]) || !int_to_int64(args[0], &seconds))
        return builtin_badarg(p);
    int64_t days = floor_div(seconds, SECONDS_PER_DAY), left = seconds - days * SECONDS_PER_DAY;
    Term time = heap_tuple3(&p->heap, small_make(left / 3600), small_make(left / 60 % 60),
                            small_make(left % 60));
    return heap_tuple2(&p->heap, date_of_days(p, days), time);
}

/* Both clocks count nanoseconds. */
static Term native_unit_0(struct process *p, const Term *args)
{
    (void)args;
    return heap_int(&p->heap, NANOSECONDS_PER_SECOND);
}

const struct builtin_row builtins_time[] = {
    {"erlang", "monotonic_time", 0, monotonic_time_0},
    {"erlang", "monotonic_time", 1, monotonic_time_1},
    {"erlang", "time_offset", 0, time_offset_0},
    {"erlang", "time_offset", 1, time_offset_1},
    {"erlang", "system_time", 0, system_time_0},
    {"erlang", "system_time", 1, system_time_1},
    {"erlang", "convert_time_unit", 3, convert_time_unit_3},
    {"erlang", "timestamp", 0, timestamp_0},
    {"erlang", "now", 0, now_0},
    {"erlang", "unique_integer", 0, unique_integer_0},
    {"erlang", "unique_integer", 1, unique_integer_1},
    {"erlang", "localtime", 0, localtime_0},
    {"erlang", "universaltime", 0, universaltime_0},
    {"erlang", "date", 0, date_0},
    {"erlang", "time", 0, time_0},
    {"erlang", "universaltime_to_localtime", 1, universaltime_to_localtime_1},
    {"erlang", "localtime_to_universaltime", 1, localtime_to_universaltime_1},
    {"erlang", "localtime_to_universaltime", 2, localtime_to_universaltime_2},
    {"erlang", "universaltime_to_posixtime", 1, universaltime_to_posixtime_1},
    {"erlang", "posixtime_to_universaltime", 1, posixtime_to_universaltime_1},
    {"os", "system_time", 0, os_system_time_0},
    {"os", "system_time", 1, os_system_time_1},
    {"os", "perf_counter", 1, monotonic_time_1},
    {"erts_internal", "time_unit", 0, native_unit_0},
    {"erts_internal", "perf_counter_unit", 0, native_unit_0},
    {0},
};
