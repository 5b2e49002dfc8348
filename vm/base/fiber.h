/* SPDX-License-Identifier: Apache-2.0 */
/* fiber.h: a C function on a stack of its own, which it may leave in the middle and return to. For
 * work inside a library that cannot be divided from outside.
 *
 * A fiber may be resumed by another thread than before, so its function keeps no address of
 * anything thread-local across fiber_leave. One that is freed in the middle is simply gone: what
 * its function owns is the caller's business. */
#ifndef TICK_VM_FIBER_H
#define TICK_VM_FIBER_H

#include "vm/base/base.h"

struct fiber;

/* A fiber that will call FUNCTION(ARG) when it is resumed first. NULL when memory is exhausted.
 * Freed with fiber_free. */
struct fiber *fiber_new(void (*function)(void *), void *arg) MUST_CHECK;

/* Runs the fiber until it leaves or its function returns: then true, and it must not be resumed
 * again. */
bool fiber_resume(struct fiber *fiber);

/* Called on the fiber's own stack: back to whoever has resumed it. */
void fiber_leave(struct fiber *fiber);

/* Not while it runs. NULL is allowed. */
void fiber_free(struct fiber *fiber);

#endif
