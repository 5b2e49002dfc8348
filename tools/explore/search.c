/* SPDX-License-Identifier: Apache-2.0 */
/* search.c: see search.h. The first seed runs alone, since its outcome may be what is expected of
 * all others. */
#include "tools/explore/search.h"

#include "loader/path.h"
#include "vm/base/base.h"
#include "vm/process/deadlock.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#define NANOSECONDS INT64_C(1000000000)

struct search {
    const struct explore_options *options;
    struct child *children;
    unsigned running;
    uint64_t next; /* seed */
    char **args;   /* of tick-run */
    char seed[24]; /* among them */
    struct outcome *expected, *found;
    bool any_found, failed;
};

static int64_t now(void)
{
    struct timespec time;
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * NANOSECONDS + time.tv_nsec;
}

/* ---- what is expected ---- */

bool is_deadlock(const struct outcome *outcome)
{
    return !outcome->timed_out && outcome->signal == 0 && outcome->status == DEADLOCK_STATUS &&
           strstr(outcome->errors, "deadlock: ") != NULL;
}

static bool same_output(const struct outcome *a, const struct outcome *b)
{
    return a->output_size == b->output_size && memcmp(a->output, b->output, a->output_size) == 0;
}

static bool as_expected(const struct search *s, const struct outcome *outcome)
{
    const struct expectation *expect = &s->options->expect;
    if (outcome->timed_out || outcome->signal != 0 || outcome->status != s->expected->status)
        return false;
    if (!expect->status_given && is_deadlock(outcome))
        return false;
    bool any_output = expect->status_given && !expect->output_given;
    return any_output || same_output(outcome, s->expected);
}

static void read_all(FILE *file, struct outcome *expected)
{
    enum { CHUNK = 4096 };
    size_t count;
    do {
        expected->output = mem_realloc(expected->output, expected->output_size + CHUNK + 1);
        count = fread(expected->output + expected->output_size, 1, CHUNK, file);
        expected->output_size += count;
    } while (count == CHUNK);
    expected->output[expected->output_size] = '\0';
}

static bool read_expected(const char *path, struct outcome *expected)
{
    FILE *file = fopen(path, "rb");
    bool good = file != NULL;
    if (good) {
        read_all(file, expected);
        good = !ferror(file);
    }
    if (!good)
        fprintf(stderr, "tick-explore: cannot read %s: %s\n", path, strerror(errno));
    if (file != NULL)
        (void)fclose(file);
    return good;
}

/* ---- runs ---- */

static bool start_next(struct search *s)
{
    struct child *child = s->children;
    while (child->pid != 0)
        child++;
    snprintf(s->seed, sizeof s->seed, "%" PRIu64, s->next);
    child->seed = s->next;
    child->deadline = now() + s->options->seconds * NANOSECONDS;
    if (!child_start(child, s->args))
        return false;
    s->next++;
    s->running++;
    return true;
}

/* Ends all runs that cannot matter any more. */
static void end_later_runs(struct search *s)
{
    for (unsigned i = 0; i < s->options->jobs; i++)
        if (s->children[i].pid != 0 && (s->failed || s->children[i].seed > s->found->seed))
            (void)kill(s->children[i].pid, SIGKILL);
}

static bool cannot_be_run(const struct outcome *outcome)
{
    return outcome->signal == 0 && outcome->status == EXIT_USAGE &&
           strncmp(outcome->errors, "tick-", strlen("tick-")) == 0;
}

static void judge(struct search *s, struct outcome outcome)
{
    bool is_first = outcome.seed == s->options->first;
    if (is_first && cannot_be_run(&outcome)) {
        fputs(outcome.errors, stderr);
        s->failed = true;
        outcome_release(&outcome);
        return;
    }
    if (is_first && !s->options->expect.status_given) {
        s->expected->status = outcome.status;
        s->expected->output = mem_alloc(outcome.output_size + 1);
        memcpy(s->expected->output, outcome.output, outcome.output_size + 1);
        s->expected->output_size = outcome.output_size;
    }
    bool earlier = !s->any_found || outcome.seed < s->found->seed;
    if (as_expected(s, &outcome) || !earlier) {
        outcome_release(&outcome);
        return;
    }
    outcome_release(s->found);
    *s->found = outcome;
    s->any_found = true;
    end_later_runs(s);
}

/* ---- waiting ---- */

/* The end of a child is waited for, not handled; and who has started us may have ignored it, so
 * that its status would be lost. */
static void watch_children(void)
{
    sigset_t child_ends;
    sigemptyset(&child_ends);
    sigaddset(&child_ends, SIGCHLD);
    (void)sigprocmask(SIG_BLOCK, &child_ends, NULL);
    (void)signal(SIGCHLD, SIG_DFL);
}

/* Sleeps until a run has ended or is over its time. */
static void sleep_until_event(const struct search *s)
{
    sigset_t child_ends;
    int64_t deadline = INT64_MAX, left;
    for (unsigned i = 0; i < s->options->jobs; i++)
        if (s->children[i].pid != 0 && s->children[i].deadline < deadline)
            deadline = s->children[i].deadline;
    left = deadline - now();
    left = left < 0 ? 0 : left;
    sigemptyset(&child_ends);
    sigaddset(&child_ends, SIGCHLD);
    (void)sigtimedwait(
        &child_ends, NULL,
        &(struct timespec){.tv_sec = left / NANOSECONDS, .tv_nsec = left % NANOSECONDS});
}

static void kill_late_runs(const struct search *s)
{
    for (unsigned i = 0; i < s->options->jobs; i++)
        if (s->children[i].pid != 0 && s->children[i].deadline <= now())
            (void)kill(s->children[i].pid, SIGKILL);
}

static void wait_for_one(struct search *s)
{
    int status;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG)) == 0) {
        sleep_until_event(s);
        kill_late_runs(s);
    }
    struct child *child = s->children;
    while (child->pid != pid)
        child++;
    s->running--;
    bool late = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL && child->deadline <= now();
    struct outcome outcome = child_finish(child, status, late);
    if (s->any_found && outcome.seed > s->found->seed)
        outcome_release(&outcome);
    else
        judge(s, outcome);
}

/* ---- the search ---- */

static bool may_start(const struct search *s)
{
    unsigned at_once = s->next == s->options->first + 1 && s->running == 1 ? 1 : s->options->jobs;
    return !s->failed && !s->any_found && s->next <= s->options->last && s->running < at_once;
}

static void search_all(struct search *s)
{
    do {
        while (may_start(s))
            if (!start_next(s)) {
                s->failed = true;
                end_later_runs(s);
            }
        if (s->running > 0)
            wait_for_one(s);
    } while (s->running > 0 || may_start(s));
}

/* tick-run --seed N OPTIONS -- PROGRAM ARGS */
static void make_args(struct search *s, char *runner, const char *program)
{
    static char option[] = "--seed";
    size_t count = 0, own = 0, given = 0;
    while (s->options->run_options[own] != NULL)
        own++;
    while (s->options->args[given] != NULL)
        given++;
    s->args = mem_alloc((5 + own + given) * sizeof *s->args);
    s->args[count++] = runner;
    s->args[count++] = option;
    s->args[count++] = s->seed;
    for (size_t i = 0; i < own; i++)
        s->args[count++] = s->options->run_options[i];
    s->args[count++] = (char *)(uintptr_t)program;
    for (size_t i = 0; i <= given; i++)
        s->args[count++] = s->options->args[i];
}

/* tick-run beside this program, or the one in PATH. */
static char *runner_path(void)
{
    char *folder = path_of_program();
    if (folder == NULL)
        return mem_strdup("tick-run");
    size_t bytes = strlen(folder) + sizeof "/tick-run";
    char *path = mem_alloc(bytes);
    snprintf(path, bytes, "%s/tick-run", folder);
    free(folder);
    return path;
}

enum search_end search(const struct explore_options *options, const char *program,
                       struct outcome *expected, struct outcome *found)
{
    struct search s = {
        .options = options, .next = options->first, .expected = expected, .found = found};
    *expected = (struct outcome){.status = options->expect.status};
    *found = (struct outcome){0};
    if (options->expect.output_given && !read_expected(options->expect.output_file, expected))
        return SEARCH_FAILED;
    watch_children();
    char *runner = runner_path();
    s.children = mem_zalloc(options->jobs * sizeof *s.children);
    make_args(&s, runner, program);
    search_all(&s);
    free(s.args);
    free(s.children);
    free(runner);
    return s.failed ? SEARCH_FAILED : s.any_found ? SEARCH_FOUND : SEARCH_ALL_AS_EXPECTED;
}
