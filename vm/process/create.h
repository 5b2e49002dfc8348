/* SPDX-License-Identifier: Apache-2.0 */
/* create.h: inside vm/process: a process before its first turn. */
#ifndef TICK_VM_CREATE_H
#define TICK_VM_CREATE_H

#include "vm/process/lifecycle.h"

/* The caller gives the process a heap. */
#define CREATE_WITHOUT_HEAP SIZE_MAX

/* A process with an identifier of its own and room for HEAP_WORDS words, which nobody knows yet:
 * the caller puts arguments and stack in place and says where it begins. NULL: there are too many.
 */
struct process *proc_create(const struct process *parent, const struct spawn_options *options,
                            size_t heap_words) MUST_CHECK;

#endif
