/* SPDX-License-Identifier: Apache-2.0 */
/* process_api.h: what the interpreter needs of processes, in one place. */
#ifndef TICK_VM_PROCESS_API_H
#define TICK_VM_PROCESS_API_H

#include "vm/process/lifecycle.h"
#include "vm/process/mailbox.h"
#include "vm/process/signal.h"

#endif
