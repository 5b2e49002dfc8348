/* SPDX-License-Identifier: Apache-2.0 */
/* fiber.c: see fiber.h. The sanitizers want to be told of every change of stacks. */
#include "vm/base/fiber.h"

#include <stdlib.h>
#include <ucontext.h>

#ifdef TICK_ASAN
#include <sanitizer/common_interface_defs.h>
#endif
#ifdef TICK_TSAN
#include <sanitizer/tsan_interface.h>
#endif

#define STACK_BYTES ((size_t)64 << 10)

struct fiber {
    ucontext_t here, there; /* the fiber; who has resumed it */
    void (*function)(void *);
    void *arg;
    bool finished;
#ifdef TICK_ASAN
    const void *caller_stack;
    size_t caller_size;
    void *fake_stack;
#endif
#ifdef TICK_TSAN
    void *tsan_here, *tsan_there;
#endif
    char stack[STACK_BYTES] __attribute__((aligned(16)));
};

static void entered(struct fiber *fiber, void *fake_stack)
{
#ifdef TICK_ASAN
    __sanitizer_finish_switch_fiber(fake_stack, &fiber->caller_stack, &fiber->caller_size);
#endif
    (void)fiber;
    (void)fake_stack;
}

/* makecontext passes ints: the pointer comes in two halves. */
static void start(unsigned high, unsigned low)
{
    struct fiber *fiber = (struct fiber *)((uintptr_t)high << 32 | low);
    entered(fiber, NULL);
    fiber->function(fiber->arg);
    fiber->finished = true;
#ifdef TICK_ASAN
    __sanitizer_start_switch_fiber(NULL, fiber->caller_stack, fiber->caller_size);
#endif
#ifdef TICK_TSAN
    __tsan_switch_to_fiber(fiber->tsan_there, 0);
#endif
    (void)setcontext(&fiber->there);
}

/* Lets FIBER begin at start, on its own stack. */
static bool prepare(struct fiber *fiber)
{
    if (getcontext(&fiber->here) != 0)
        return false;
    fiber->here.uc_stack.ss_sp = fiber->stack;
    fiber->here.uc_stack.ss_size = STACK_BYTES;
    fiber->here.uc_link = NULL;
    uintptr_t address = (uintptr_t)fiber;
    makecontext(&fiber->here, (void (*)(void))(uintptr_t)start, 2, (unsigned)(address >> 32),
                (unsigned)address);
#ifdef TICK_TSAN
    fiber->tsan_here = __tsan_create_fiber(0);
#endif
    return true;
}

struct fiber *fiber_new(void (*function)(void *), void *arg)
{
    struct fiber *fiber = malloc(sizeof *fiber);
    if (fiber == NULL || !prepare(fiber)) {
        free(fiber);
        return NULL;
    }
    fiber->function = function;
    fiber->arg = arg;
    fiber->finished = false;
    return fiber;
}

bool fiber_resume(struct fiber *fiber)
{
#ifdef TICK_ASAN
    void *fake_stack;
    __sanitizer_start_switch_fiber(&fake_stack, fiber->stack, STACK_BYTES);
#endif
#ifdef TICK_TSAN
    fiber->tsan_there = __tsan_get_current_fiber();
    __tsan_switch_to_fiber(fiber->tsan_here, 0);
#endif
    (void)swapcontext(&fiber->there, &fiber->here);
#ifdef TICK_ASAN
    __sanitizer_finish_switch_fiber(fake_stack, NULL, NULL);
#endif
    return fiber->finished;
}

void fiber_leave(struct fiber *fiber)
{
#ifdef TICK_ASAN
    __sanitizer_start_switch_fiber(&fiber->fake_stack, fiber->caller_stack, fiber->caller_size);
#endif
#ifdef TICK_TSAN
    __tsan_switch_to_fiber(fiber->tsan_there, 0);
#endif
    (void)swapcontext(&fiber->here, &fiber->there);
#ifdef TICK_ASAN
    entered(fiber, fiber->fake_stack);
#endif
}

void fiber_free(struct fiber *fiber)
{
    if (fiber == NULL)
        return;
#ifdef TICK_TSAN
    __tsan_destroy_fiber(fiber->tsan_here);
#endif
    free(fiber);
}
