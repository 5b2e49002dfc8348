/* SPDX-License-Identifier: Apache-2.0 */
/* errand.h: requests (request.h) that a process does between two turns, when all its terms are in
 * known places and nothing is half done: it collects its garbage for another, changes a flag, tells
 * that it is suspended, or what it has much of. Until then they are kept in `aside`, oldest first,
 * and with them, while a process is midway (midway.h), all questions about it but whether it is
 * alive. */
#ifndef TICK_VM_ERRAND_H
#define TICK_VM_ERRAND_H

#include "vm/process/signal.h"

/* Keeps REQUEST for the end of the turn if that must be. False: it can be answered now. */
bool errand_keep(struct process *p, struct fragment *request) MUST_CHECK;

/* Does them. Afterwards P may be PROC_EXITING. False: P is left to a dirty scheduler, must not be
 * touched, and goes on with its errands when it is runnable again. */
bool errands_do(struct process *p) MUST_CHECK;

/* P has ended: says so to those who wait. */
void errands_refuse(struct process *p);

#endif
