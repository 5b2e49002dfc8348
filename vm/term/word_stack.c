/* SPDX-License-Identifier: Apache-2.0 */
/* word_stack.c: the move from the C stack to the C heap, and growth there by doubling. */
#include "vm/term/word_stack.h"

#include <string.h>

COLD void word_stack_move(struct word_stack *to, struct word_stack *from)
{
    word_stack_init(to);
    to->size = from->size;
    if (from->words == from->local) {
        memcpy(to->local, from->local, from->size * sizeof(uint64_t));
        return;
    }
    to->words = from->words;
    to->capacity = from->capacity;
}

COLD void word_stack_grow(struct word_stack *stack, size_t count)
{
    size_t capacity = 2 * (stack->capacity + count);
    if (stack->words == stack->local) {
        stack->words = mem_alloc(capacity * sizeof(uint64_t));
        memcpy(stack->words, stack->local, stack->size * sizeof(uint64_t));
    } else {
        stack->words = mem_realloc(stack->words, capacity * sizeof(uint64_t));
    }
    stack->capacity = capacity;
}
