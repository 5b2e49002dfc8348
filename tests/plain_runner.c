/* SPDX-License-Identifier: Apache-2.0 */
/* plain_runner.c: runs a file of Criterion tests where Criterion's own runner cannot, in the build
 * with the thread sanitizer. That runner maps memory at addresses of its choice to share it with
 * the processes of its tests, and the sanitizer allows only few; so it crashes before the first
 * test.
 *
 * Each test runs in a forked process, as with Criterion. What the test macros expand to calls the
 * functions below instead of those of the library, since a program's own definitions come first.
 * Arguments are not looked at; the last line is in the words of Criterion. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* What Test and TestSuite leave in the program; bounds made by the linker. */
extern struct criterion_test *__start_cr_tst[], *__stop_cr_tst[];
extern struct criterion_suite *__start_cr_sts[] __attribute__((weak));
extern struct criterion_suite *__stop_cr_sts[] __attribute__((weak));

/* Of the process of one test. */
static const struct criterion_test *current;
static const struct criterion_test_extra_data *suite;
static void *parameter;
static atomic_uint failures;

/* ---- what the macros call ---- */

void criterion_send_assert(struct criterion_assert_stats *stats)
{
    if (stats->passed)
        return;
    fprintf(stderr, "%s:%u: %s\n", stats->file, stats->line, stats->message);
    atomic_fetch_add(&failures, 1);
}

void criterion_abort_test(void)
{
    _exit(EXIT_FAILURE);
}

void criterion_continue_test(void)
{
}

void criterion_internal_test_setup(void)
{
    if (suite != NULL && suite->init != NULL)
        suite->init();
    if (current->data->init != NULL)
        current->data->init();
}

void criterion_internal_test_main(void (*test)(void))
{
    if (current->data->kind_ == CR_TEST_PARAMETERIZED)
        ((void (*)(void *))test)(parameter);
    else
        test();
}

void criterion_internal_test_teardown(void)
{
    if (current->data->fini != NULL)
        current->data->fini();
    if (suite != NULL && suite->fini != NULL)
        suite->fini();
}

/* ---- running ---- */

static const struct criterion_test_extra_data *suite_of(const struct criterion_test *test)
{
    for (struct criterion_suite **s = __start_cr_sts; s < __stop_cr_sts; s++)
        if (*s != NULL && strcmp((*s)->name, test->category) == 0)
            return (*s)->data;
    return NULL;
}

static unsigned seconds_for(const struct criterion_test *test)
{
    double seconds = test->data->timeout;
    if (seconds == 0 && suite != NULL)
        seconds = suite->timeout;
    return (unsigned)seconds; /* 0: no limit */
}

/* Tests of what aborts name the signal that they expect to end with. */
static bool ended_well(const struct criterion_test *test, int status)
{
    if (test->data->signal != 0)
        return WIFSIGNALED(status) && WTERMSIG(status) == test->data->signal;
    return WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS;
}

/* Whether the test passed in a process of its own. */
static bool passes(const struct criterion_test *test)
{
    fflush(NULL);
    pid_t pid = fork();
    if (pid < 0) {
        perror("fork");
        return false;
    }
    if (pid == 0) {
        current = test;
        suite = suite_of(test);
        alarm(seconds_for(test));
        test->test();
        exit(failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    int status;
    if (waitpid(pid, &status, 0) == pid && ended_well(test, status))
        return true;
    fprintf(stderr, "%s/%s failed (wait status %#x)\n", test->category, test->name, status);
    return false;
}

static unsigned tested, passing;

static void count(const struct criterion_test *test)
{
    tested++;
    passing += passes(test);
}

static void run(const struct criterion_test *test)
{
    if (test->data->kind_ != CR_TEST_PARAMETERIZED) {
        count(test);
        return;
    }
    struct criterion_test_params params = test->data->param_();
    for (size_t i = 0; i < params.length; i++) {
        parameter = (char *)params.params + i * params.size;
        count(test);
    }
}

int main(void)
{
    for (struct criterion_test **test = __start_cr_tst; test < __stop_cr_tst; test++)
        if (*test != NULL)
            run(*test);
    printf("Synthesis: Tested: %u | Passing: %u\n", tested, passing);
    return passing == tested ? EXIT_SUCCESS : EXIT_FAILURE;
}
