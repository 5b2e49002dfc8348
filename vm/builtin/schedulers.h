/* SPDX-License-Identifier: Apache-2.0 */
/* schedulers.h: what system_info tells about schedulers and processors. */
#ifndef TICK_VM_BUILTIN_SCHEDULERS_H
#define TICK_VM_BUILTIN_SCHEDULERS_H

#include "vm/builtin/support.h"

/* The value of ITEM, on P's heap; NON_VALUE: it is not one of these. */
Term schedulers_info(struct process *p, Term item);

#endif
