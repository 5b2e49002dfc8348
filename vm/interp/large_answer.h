/* SPDX-License-Identifier: Apache-2.0 */
/* large_answer.h: leaves the answer to a process_info of much to a dirty scheduler. */
#ifndef TICK_VM_INTERP_LARGE_ANSWER_H
#define TICK_VM_INTERP_LARGE_ANSWER_H

#include "vm/process/signal.h"

/* Does REQUEST (vm/process/request.h) ask P for so much that a dirty scheduler should answer? */
bool answer_is_large(const struct process *p, const struct fragment *request);

/* Between two turns of P: takes REQUEST over when its answer_is_large and somebody would have to
 * wait meanwhile, and returns true. P must not be touched then, and is runnable again when the
 * answer has been sent. */
bool leave_answer(struct process *p, struct fragment *request) MUST_CHECK;

#endif
