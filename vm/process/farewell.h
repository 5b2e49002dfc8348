/* SPDX-License-Identifier: Apache-2.0 */
/* farewell.h: what a process that ends tells those linked to it and those who watch it: at once
 * when that is little, else divided. */
#ifndef TICK_VM_FAREWELL_H
#define TICK_VM_FAREWELL_H

#include "vm/process/process.h"

/* P, with p->exit_reason, is about to end on the calling scheduler, and anybody can still find it.
 * True: its last signals take long to make. A dirty scheduler does, P belongs to it, and will end
 * in a turn of its own. */
bool farewells_leave(struct process *p) MUST_CHECK;

/* P ends, nobody finds it any more and its relations do not change. Breaks all links, then ends all
 * monitors: who has both sees the exit signal first, as in OTP. False: this goes on between turns,
 * THEN is called afterwards, and P must not be touched. */
bool relations_end(struct process *p, void (*then)(struct process *)) MUST_CHECK;

#endif
