/* SPDX-License-Identifier: Apache-2.0 */
/* os_signals.c: the thread that waits for signals. It is never joined: it ends with the program. */
#include "tools/run/os_signals.h"

#include "vm/process/dump.h"
#include "vm/process/scheduler.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#define DUMP_FILE "tick.dump"

static sigset_t awaited;

static const char *dump_path(void)
{
    const char *path = getenv("TICK_DUMP"); /* nobody changes the environment */
    return path != NULL && path[0] != '\0' ? path : DUMP_FILE;
}

static void *wait_for_signals(void *unused)
{
    (void)unused;
    for (;;) {
        int number;
        if (sigwait(&awaited, &number) != 0)
            continue;
        if (number == SIGTERM)
            scheduler_stop(0);
        else
            dump_begin(dump_path());
    }
    return NULL;
}

bool os_signals_begin(void)
{
    pthread_t thread;
    sigemptyset(&awaited);
    sigaddset(&awaited, SIGTERM);
    sigaddset(&awaited, SIGUSR1);
    if (pthread_sigmask(SIG_BLOCK, &awaited, NULL) != 0 ||
        pthread_create(&thread, NULL, wait_for_signals, NULL) != 0)
        return false;
    return pthread_detach(thread) == 0;
}
