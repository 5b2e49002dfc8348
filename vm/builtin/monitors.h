/* SPDX-License-Identifier: Apache-2.0 */
/* monitors.h: options of monitors, which spawn_opt takes, too. */
#ifndef TICK_VM_BUILTIN_MONITORS_H
#define TICK_VM_BUILTIN_MONITORS_H

#include "vm/builtin/support.h"

#include "vm/process/alias.h"

struct monitor_options {
    enum alias_mode alias;
    Term tag;      /* NON_VALUE: 'DOWN' */
    bool priority; /* of the message */
};

/* Reads [{alias, Mode} | {tag, Term} | priority]. */
bool monitor_read_options(Term list, struct monitor_options *options);

/* Gives P's monitor with this reference its alias and its tag. */
void monitor_apply_options(struct process *p, uint64_t number,
                           const struct monitor_options *options);

#endif
