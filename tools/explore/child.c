/* SPDX-License-Identifier: Apache-2.0 */
/* child.c: see child.h. */
#define _GNU_SOURCE /* memfd_create */

#include "tools/explore/child.h"
#include "tools/explore/options.h"
#include "vm/base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

NORETURN static void become(const struct child *child, char **args)
{
    sigset_t none;
    int input = open("/dev/null", O_RDONLY);
    sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    if (input >= 0 && dup2(input, STDIN_FILENO) >= 0 && dup2(child->output, STDOUT_FILENO) >= 0 &&
        dup2(child->errors, STDERR_FILENO) >= 0)
        execvp(args[0], args);
    fprintf(stderr, "tick-explore: cannot start %s: %s\n", args[0], strerror(errno));
    _exit(EXIT_USAGE);
}

static void close_files(struct child *child)
{
    if (child->output >= 0)
        (void)close(child->output);
    if (child->errors >= 0)
        (void)close(child->errors);
}

bool child_start(struct child *child, char **args)
{
    child->output = memfd_create("output", MFD_CLOEXEC);
    child->errors = memfd_create("errors", MFD_CLOEXEC);
    child->pid = child->output >= 0 && child->errors >= 0 ? fork() : -1;
    if (child->pid == 0)
        become(child, args);
    if (child->pid > 0)
        return true;
    fprintf(stderr, "tick-explore: cannot start another run: %s\n", strerror(errno));
    close_files(child);
    child->pid = 0;
    return false;
}

/* All bytes of the file FD and a 0; NULL when it cannot be read. */
static char *contents(int fd, size_t *size)
{
    struct stat about;
    if (fstat(fd, &about) != 0)
        return NULL;
    char *bytes = mem_alloc((size_t)about.st_size + 1);
    *size = 0;
    for (ssize_t count = 1; *size < (size_t)about.st_size && count > 0; *size += (size_t)count) {
        count = pread(fd, bytes + *size, (size_t)about.st_size - *size, (off_t)*size);
        if (count < 0) {
            free(bytes);
            return NULL;
        }
    }
    bytes[*size] = '\0';
    return bytes;
}

static char *contents_or_empty(int fd, size_t *size)
{
    char *bytes = contents(fd, size);
    if (bytes != NULL)
        return bytes;
    *size = 0;
    return mem_strdup("");
}

struct outcome child_finish(struct child *child, int wait_status, bool timed_out)
{
    struct outcome outcome = {.seed = child->seed, .timed_out = timed_out};
    if (WIFSIGNALED(wait_status))
        outcome.signal = WTERMSIG(wait_status);
    else
        outcome.status = WEXITSTATUS(wait_status);
    outcome.output = contents_or_empty(child->output, &outcome.output_size);
    outcome.errors = contents_or_empty(child->errors, &outcome.errors_size);
    close_files(child);
    child->pid = 0;
    return outcome;
}

void outcome_release(struct outcome *outcome)
{
    free(outcome->output);
    free(outcome->errors);
    outcome->output = outcome->errors = NULL;
}
