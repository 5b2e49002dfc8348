/* SPDX-License-Identifier: Apache-2.0 */
/* long_schedule.h: reports what holds a scheduler longer than it should: a turn, or what a
 * scheduler does between two turns. For those who look for builtins that ought to give up the
 * processor. */
#ifndef TICK_VM_LONG_SCHEDULE_H
#define TICK_VM_LONG_SCHEDULE_H

#include "vm/process/process.h"

/* Nanoseconds that are reported; 0: none are. Set before the machine runs. */
extern int64_t long_schedule_limit;

/* A stretch of this scheduler begins: a turn of P, or none when P is NULL. */
void long_schedule_begin(const struct process *p);

/* The turn is over, P has been switched out and is still the caller's: its stack can be told. */
void long_schedule_left(const struct process *p);

/* The stretch ends. */
void long_schedule_end(void);

#endif
