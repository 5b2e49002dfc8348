/* SPDX-License-Identifier: Apache-2.0 */
/* compare_span.h: what is still to be compared, as a stack. An entry is a span: two arrays of terms
 * of the same length. Tuples, cells and maps turn into spans; the first difference found decides
 * everything. */
#ifndef TICK_VM_TERM_COMPARE_SPAN_H
#define TICK_VM_TERM_COMPARE_SPAN_H

#include "vm/term/term.h"
#include "vm/term/word_stack.h"
#include "vm/term/work.h"

#define SPAN_WORDS 3

static inline void push_span(struct word_stack *stack, const Term *a, const Term *b, size_t count,
                             bool exact)
{
    if (count == 0)
        return;
    uint64_t *span = word_stack_add(stack, SPAN_WORDS);
    span[0] = (uintptr_t)a;
    span[1] = (uintptr_t)b;
    span[2] = (uint64_t)count << 1 | exact;
}

/* Takes the next pair from the top span; returns whether it is to be compared exactly. */
ALWAYS_INLINE bool next_pair(struct word_stack *stack, Term *a, Term *b)
{
    uint64_t *span = stack->words + stack->size - SPAN_WORDS;
    const Term *from_a = (const Term *)(uintptr_t)span[0];
    const Term *from_b = (const Term *)(uintptr_t)span[1];
    *a = *from_a;
    *b = *from_b;
    bool exact = span[2] & 1;
    span[2] -= 2;
    if (span[2] >> 1 == 0) {
        stack->size -= SPAN_WORDS;
    } else {
        span[0] = (uintptr_t)(from_a + 1);
        span[1] = (uintptr_t)(from_b + 1);
    }
    return exact;
}

/* Goes down into two arrays of COUNT terms: *X and *Y are the first elements that are not the same
 * word, what is behind them goes onto the stack. False: all are the same. */
ALWAYS_INLINE bool first_difference(struct word_stack *stack, const Term *a, const Term *b,
                                    size_t count, bool exact, Term *x, Term *y)
{
    for (; count > 0 && *a == *b; count--) {
        a++;
        b++;
    }
    if (count == 0)
        return false;
    *x = *a;
    *y = *b;
    push_span(stack, a + 1, b + 1, count - 1, exact);
    return true;
}

/* Skips the identical elements that two lists begin with; longer beginnings are charged for. */
ALWAYS_INLINE void skip_identical(Term *a, Term *b)
{
    size_t skipped = 0;
    for (; term_is_cons(*a) && term_is_cons(*b) && list_head(*a) == list_head(*b); skipped++) {
        *a = list_tail(*a);
        *b = list_tail(*b);
    }
    work_charge(skipped / WORK_STEPS_PER_REDUCTION);
}

#endif
