/* SPDX-License-Identifier: Apache-2.0 */
/* spawn_options.h: the option lists of spawn_opt and spawn_request. */
#ifndef TICK_VM_BUILTIN_SPAWN_OPTIONS_H
#define TICK_VM_BUILTIN_SPAWN_OPTIONS_H

#include "vm/builtin/monitors.h"

#include "vm/process/lifecycle.h"

struct spawn_arguments {
    struct spawn_options
        spawn; /* its settings may be the ones below: the structure must not move */
    struct monitor_options monitor;
    struct settings settings;
    /* Of spawn_request. */
    Term reply_tag;
    bool reply_success;
    bool reply_error;
};

/* Reads LIST; false: something in it is no option, or no list. With REQUEST the options of
 * spawn_request are some, too. */
bool spawn_options_read(Term list, bool request, struct spawn_arguments *out);

#endif
