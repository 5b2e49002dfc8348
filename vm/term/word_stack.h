/* SPDX-License-Identifier: Apache-2.0 */
/* word_stack.h: what is still to be done while a term is walked: words on the C stack at first, on
 * the C heap when the term is deep. Lets every walk be a loop. */
#ifndef TICK_VM_WORD_STACK_H
#define TICK_VM_WORD_STACK_H

#include "vm/base/base.h"

#include <stdlib.h>

#define WORD_STACK_LOCAL 192

/* Points into itself: never copied, but moved. */
struct word_stack {
    uint64_t *words;
    size_t size;
    size_t capacity;
    uint64_t local[WORD_STACK_LOCAL];
};

ALWAYS_INLINE void word_stack_init(struct word_stack *stack)
{
    stack->words = stack->local;
    stack->size = 0;
    stack->capacity = WORD_STACK_LOCAL;
}

ALWAYS_INLINE void word_stack_release(struct word_stack *stack)
{
    if (UNLIKELY(stack->words != stack->local))
        free(stack->words);
}

/* TO, uninitialised, takes over what is in FROM, which must not be used any more. */
void word_stack_move(struct word_stack *to, struct word_stack *from);

/* Makes room for COUNT more words. */
void word_stack_grow(struct word_stack *stack, size_t count);

/* COUNT new words on top, to be filled by the caller. */
ALWAYS_INLINE uint64_t *word_stack_add(struct word_stack *stack, size_t count)
{
    if (UNLIKELY(stack->capacity - stack->size < count))
        word_stack_grow(stack, count);
    uint64_t *added = stack->words + stack->size;
    stack->size += count;
    return added;
}

ALWAYS_INLINE void word_stack_push(struct word_stack *stack, uint64_t word)
{
    *word_stack_add(stack, 1) = word;
}

ALWAYS_INLINE uint64_t word_stack_pop(struct word_stack *stack)
{
    /* The analyzer does not see that whoever added a word also wrote it. */
    return stack->words[--stack->size]; /* NOLINT(clang-analyzer-core.uninitialized.UndefReturn) */
}

#endif
