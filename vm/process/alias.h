/* SPDX-License-Identifier: Apache-2.0 */
/* alias.h: references to which messages can be sent, until the process that made them does not want
 * any more. A reference holds the pid of its maker, so finding the process takes no table; whether
 * the alias still is one, its owner decides when the message comes in (an entry in relation.h). */
#ifndef TICK_VM_ALIAS_H
#define TICK_VM_ALIAS_H

#include "vm/process/process.h"

/* When it ends, besides when it is told to. */
enum alias_mode {
    ALIAS_NONE,
    ALIAS_EXPLICIT,        /* only then */
    ALIAS_REPLY,           /* with the first message */
    ALIAS_DEMONITOR,       /* with the monitor that has the same reference */
    ALIAS_REPLY_DEMONITOR, /* with either, and the message ends the monitor, too */
};

/* Makes the reference with NUMBER, which P has made, an alias of P. PRIORITY: messages that are
 * sent to it as priority messages are received as such. */
void alias_add(struct process *p, uint64_t number, enum alias_mode mode, bool priority);

bool alias_is_priority(const struct process *p, uint64_t number);

/* Is there such an alias? */
bool alias_is_active(const struct process *p, uint64_t number);

/* False: it was none. */
bool alias_remove(struct process *p, uint64_t number);

/* A message to the alias has come. True: it is to be received. */
bool alias_receive(struct process *p, uint64_t number);

/* The monitor with this reference is no more. */
void alias_monitor_ended(struct process *p, uint64_t number);

#endif
