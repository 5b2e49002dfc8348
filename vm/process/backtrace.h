/* SPDX-License-Identifier: Apache-2.0 */
/* backtrace.h: the stack of a process as text. */
#ifndef TICK_VM_BACKTRACE_H
#define TICK_VM_BACKTRACE_H

#include "vm/base/text_buffer.h"
#include "vm/process/process.h"

/* Appends a line for where P is, and for each frame of its stack one with the place it returns to
 * and one for each of its slots. Terms are cut off at DEPTH, as ~P counts it, and the stack after
 * the first FRAMES, or SIZE_MAX for all. */
void backtrace_put(struct text_buffer *text, const struct process *p, uint32_t depth,
                   size_t frames);

/* Appends module:function/arity and, where they are known, file and line; what is in no module is
 * named by its address. CODE has been a place where P goes on, or is one word before. */
void backtrace_put_place(struct text_buffer *text, CodePtr code);

#endif
