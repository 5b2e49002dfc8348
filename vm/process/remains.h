/* SPDX-License-Identifier: Apache-2.0 */
/* remains.h: freeing what a process that has ended leaves behind. */
#ifndef TICK_VM_REMAINS_H
#define TICK_VM_REMAINS_H

#include "vm/process/process.h"

/* Frees P's heap and the messages that it has not received. What takes long is left to a dirty
 * scheduler when there is something else to do here. Afterwards P has neither. */
void remains_free(struct process *p);

#endif
