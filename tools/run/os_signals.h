/* SPDX-License-Identifier: Apache-2.0 */
/* os_signals.h: what the machine does about signals of the operating system:
 *
 *   SIGTERM   it stops, with status 0, as init:stop/0 in OTP does
 *   SIGUSR1   it writes the state of all processes to a file (dump.h) and goes on
 *
 * No handler runs: a thread of its own waits for them, so all it does is ordinary code. */
#ifndef TICK_RUN_OS_SIGNALS_H
#define TICK_RUN_OS_SIGNALS_H

#include <stdbool.h>

/* Starts that thread; before the schedulers' threads, which inherit that these signals are blocked.
 * False: the system gives no thread. */
bool os_signals_begin(void);

#endif
