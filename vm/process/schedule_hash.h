/* SPDX-License-Identifier: Apache-2.0 */
/* schedule_hash.h: one number for a whole seeded run: every turn (who, how many reductions, why it
 * ended) and every signal (to whom, of which kind, with which terms), in the order in which they
 * happened. Two runs with the same number have done the same. Addresses are no part of it. */
#ifndef TICK_VM_SCHEDULE_HASH_H
#define TICK_VM_SCHEDULE_HASH_H

#include "vm/process/registers.h"

struct schedule_hash {
    uint64_t hash;
    uint64_t turns;
    uint64_t signals; /* that have been taken in */
};

/* Is a hash made? Set by schedule_hash_begin, before scheduler_run. */
extern bool schedule_is_hashed;

void schedule_hash_begin(void);

/* PID's turn is over after so many REDUCTIONS. USED_UP: because of their number. */
void schedule_hash_turn(Term pid, uint64_t reductions, enum turn_end end, bool used_up);

/* P takes in SIGNALS, newest first. */
void schedule_hash_mail(const struct process *p, const struct fragment *signals);

struct schedule_hash schedule_hash_now(void);

#endif
