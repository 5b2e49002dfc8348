/* SPDX-License-Identifier: Apache-2.0 */
/* compare_span.h: what is still to be compared, as a stack. An entry is a span: two arrays of terms
 * of the same length. Tuples, cells and maps turn into spans; the first difference found decides
 * everything.
 *
 * The walk counts its steps down, and stops between two of them when there are no more: then the
 * stack is all that it needs to go on. A step that finds the count used up puts the whole arrays
 * that it was about to go down into back onto the stack. */
#ifndef TICK_VM_TERM_COMPARE_SPAN_H
#define TICK_VM_TERM_COMPARE_SPAN_H

#include "vm/term/comparison.h"
#include "vm/term/word_stack.h"
#include "vm/term/work.h"

#include <limits.h>

#define SPAN_WORDS 3

/* Steps of a comparison that is done in one piece: more than there can be. */
#define STEPS_ENDLESS INT64_MAX

/* Taking a span is worth as many steps as looking at so many words that are the same. */
#define STEPS_OF_SPAN WORK_STEPS_PER_REDUCTION

/* Elements of an array that are looked at between two looks at the count. */
#define ELEMENTS_AT_ONCE ((size_t)1024)

/* A comparison that has been begun. */
struct comparison {
    struct word_stack stack;
    struct trie_order *sorting; /* the innermost; NULL: none */
    enum relation relation;
    bool divisible; /* may it be left unfinished? */
    int result;     /* COMPARE_UNFINISHED until it is known */
};

/* The lowest bits of the last word of a span. */
enum span_flag {
    SPAN_EXACT = 1, /* compared by the exact relation */
    SPAN_BITS = 2,  /* no arrays but two long bitstrings, and how many bits of them are the same */
    SPAN_SHIFT = 2
};

static inline void push_span(struct word_stack *stack, const Term *a, const Term *b, size_t count,
                             bool exact)
{
    if (count == 0)
        return;
    uint64_t *span = word_stack_add(stack, SPAN_WORDS);
    span[0] = (uintptr_t)a;
    span[1] = (uintptr_t)b;
    span[2] = (uint64_t)count << SPAN_SHIFT | exact;
}

/* Takes the next pair from the top span; returns whether it is to be compared exactly. */
ALWAYS_INLINE bool next_pair(struct word_stack *stack, Term *a, Term *b)
{
    uint64_t *span = stack->words + stack->size - SPAN_WORDS;
    const Term *from_a = (const Term *)(uintptr_t)span[0];
    const Term *from_b = (const Term *)(uintptr_t)span[1];
    *a = *from_a;
    *b = *from_b;
    bool exact = span[2] & SPAN_EXACT;
    span[2] -= 1 << SPAN_SHIFT;
    if (span[2] >> SPAN_SHIFT == 0) {
        stack->size -= SPAN_WORDS;
    } else {
        span[0] = (uintptr_t)(from_a + 1);
        span[1] = (uintptr_t)(from_b + 1);
    }
    return exact;
}

/* Goes down into two arrays of COUNT terms: *X and *Y are the first elements that are not the same
 * word, what is behind them goes onto the stack. False: all are the same, or no steps are left, and
 * what has not been looked at is on the stack. */
ALWAYS_INLINE bool first_difference(struct word_stack *stack, const Term *a, const Term *b,
                                    size_t count, bool exact, int64_t *left, Term *x, Term *y)
{
    for (;;) {
        size_t some = count < ELEMENTS_AT_ONCE ? count : ELEMENTS_AT_ONCE, i = 0;
        while (i < some && a[i] == b[i])
            i++;
        *left -= (int64_t)i;
        if (LIKELY(i < some)) {
            *x = a[i];
            *y = b[i];
            if (count > i + 1 && a[count - 1] == b[count - 1])
                count--; /* tuples often end in what is the same: mostly nothing is left then */
            push_span(stack, a + i + 1, b + i + 1, count - i - 1, exact);
            return true;
        }
        a += i;
        b += i;
        count -= i;
        if (count == 0)
            return false;
        if (*left <= 0) {
            push_span(stack, a, b, count, exact);
            return false;
        }
    }
}

/* Skips the identical elements that two lists begin with, as many as there are steps left. */
ALWAYS_INLINE void skip_identical(int64_t *left, Term *a, Term *b)
{
    while (term_is_cons(*a) && term_is_cons(*b) && list_head(*a) == list_head(*b) && *left > 0) {
        *a = list_tail(*a);
        *b = list_tail(*b);
        --*left;
    }
}

/* Charges for the steps between BEGIN and LEFT. */
ALWAYS_INLINE void charge_steps(int64_t begin, int64_t left)
{
    work_charge((size_t)(begin - left) / WORK_STEPS_PER_REDUCTION);
}

/* The order of two bitstrings. When they are long and C is divisible, they go onto its stack
 * instead, and no steps are left: comparison_go_on looks at them a part at a time. */
int compare_bits(struct comparison *c, Term a, Term b, bool exact, int64_t *left);

/* Begins C, for as many steps as *LEFT, and returns its result or COMPARE_UNFINISHED
 * (compare_equal.c, compare_order.c). */
int compare_begin_equal(struct comparison *c, Term a, Term b, int64_t *left);
int compare_begin_order(struct comparison *c, Term a, Term b, int64_t *left);

/* Goes on with C, unless *LEFT is 0, after a pair that is in order RESULT. */
int compare_on_equal(struct comparison *c, int result, int64_t *left);
int compare_on_order(struct comparison *c, int result, int64_t *left);

#endif
