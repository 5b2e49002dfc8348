/* SPDX-License-Identifier: Apache-2.0 */
/* long_schedule.c: see long_schedule.h. A process that has ended or waits belongs to others at the
 * end of its turn, so of such a turn only where it began is known. */
#define _GNU_SOURCE /* RUSAGE_THREAD */
#include "vm/process/long_schedule.h"

#include "vm/process/backtrace.h"
#include "vm/process/clock.h"
#include "vm/term/print.h"

#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

#define TERM_DEPTH 8
#define FRAMES     10

int64_t long_schedule_limit;

static _Thread_local struct {
    int64_t begun;
    int64_t computed; /* by the thread, before */
    long faults;      /* likewise */
    Term pid;         /* NON_VALUE: between two turns */
    CodePtr in;
    bool reported;
} stretch;

/* Processor time of the thread, which tells whether the machine was busy with something else. */
static int64_t computing_time(void)
{
    struct timespec time;
    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) != 0)
        return 0;
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

/* Pages that the thread had to wait for, which the system counts as computing. */
static long page_faults(void)
{
    struct rusage usage;
    return getrusage(RUSAGE_THREAD, &usage) != 0 ? 0 : usage.ru_minflt + usage.ru_majflt;
}

void long_schedule_begin(const struct process *p)
{
    stretch.begun = clock_now();
    stretch.computed = computing_time();
    stretch.faults = page_faults();
    stretch.pid = p == NULL ? NON_VALUE : p->id;
    stretch.in = p == NULL ? NULL : p->pc;
    stretch.reported = false;
}

static void put_length(struct text_buffer *text, int64_t nanoseconds)
{
    char line[128];
    (void)snprintf(line, sizeof line,
                   " held a scheduler for %.3f ms, computing for %.3f ms, with %ld page faults\n",
                   (double)nanoseconds / 1e6, (double)(computing_time() - stretch.computed) / 1e6,
                   page_faults() - stretch.faults);
    text_put_string(text, line);
}

/* P: the process, when it may be looked at. */
static void report(int64_t nanoseconds, const struct process *p)
{
    struct text_buffer text = TEXT_BUFFER_EMPTY;
    stretch.reported = true;
    if (stretch.pid == NON_VALUE)
        text_put_string(&text, "looking after timers and memory");
    else
        print_term(&text, stretch.pid, &PRINT_PRETTY);
    put_length(&text, nanoseconds);
    if (stretch.in != NULL) {
        text_put_string(&text, "  from ");
        backtrace_put_place(&text, stretch.in);
        text_put_string(&text, "\n");
    }
    if (p != NULL) {
        text_put_string(&text, "  to:\n");
        backtrace_put(&text, p, TERM_DEPTH, FRAMES);
    }
    if (!text.failed)
        (void)fwrite(text.bytes, 1, text.size, stderr);
    text_buffer_release(&text);
}

static void report_if_long(const struct process *p)
{
    int64_t taken = clock_now() - stretch.begun;
    if (UNLIKELY(taken > long_schedule_limit) && !stretch.reported)
        report(taken, p);
}

void long_schedule_left(const struct process *p)
{
    report_if_long(p);
}

void long_schedule_end(void)
{
    report_if_long(NULL);
}
