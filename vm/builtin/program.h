/* SPDX-License-Identifier: Apache-2.0 */
/* program.h: what the program that embeds the machine tells the builtins. */
#ifndef TICK_VM_PROGRAM_H
#define TICK_VM_PROGRAM_H

#include "vm/term/term.h"

/* What tick:arguments/0 returns: a literal list of strings. Set before scheduler_run. */
extern Term program_arguments;

#endif
