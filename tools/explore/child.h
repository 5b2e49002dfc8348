/* SPDX-License-Identifier: Apache-2.0 */
/* child.h: one run of the program, in a process of its own, with what it writes kept in memory. */
#ifndef TICK_EXPLORE_CHILD_H
#define TICK_EXPLORE_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct child {
    pid_t pid; /* 0: none */
    uint64_t seed;
    int64_t deadline;   /* monotonic, in nanoseconds */
    int output, errors; /* files that have no name */
};

/* How a run has ended. */
struct outcome {
    uint64_t seed;
    bool timed_out;
    int signal;            /* that ended it, or 0 */
    int status;            /* else its exit status */
    char *output, *errors; /* malloc'd, with a 0 behind the bytes */
    size_t output_size, errors_size;
};

/* Starts ARGS[0] with ARGS; the mask of signals is the one it begins with. False, after a message
 * on standard error: the system gives no process, or no file. */
bool child_start(struct child *child, char **args);

/* Takes the child's outcome, WAIT_STATUS being what waitpid said, and its files. */
struct outcome child_finish(struct child *child, int wait_status, bool timed_out);

void outcome_release(struct outcome *outcome);

#endif
