/* SPDX-License-Identifier: Apache-2.0 */
/* compare_equal.c: equality, exact or not, as a loop over a stack of what is still to be compared
 * (compare_span.h). */
#include "vm/term/big.h"
#include "vm/term/bits.h"
#include "vm/term/compare.h"
#include "vm/term/compare_leaf.h"
#include "vm/term/compare_span.h"
#include "vm/term/map.h"
#include "vm/term/map_trie.h"
#include "vm/term/ref.h"

static bool ids_equal(Term a, Term b)
{
    if (term_is_local_ref(a) && term_is_local_ref(b))
        return ref_number(a) == ref_number(b);
    return term_is_kind(a, BOXED_EXTERNAL) && term_is_kind(b, BOXED_EXTERNAL) &&
           leaf_words_equal(a, b);
}

/* The words of two trie nodes with the same header. Keys are always compared exactly. */
static void push_nodes(struct word_stack *stack, const Term *a, const Term *b, bool exact)
{
    size_t words = header_arity(a[0]);
    size_t pairs = trie_pair_count(a);
    if (exact) {
        push_span(stack, a + 1, b + 1, words, true);
        return;
    }
    push_span(stack, trie_children(a), trie_children(b), words - 1 - 2 * pairs, false);
    for (size_t i = 0; i < pairs; i++) {
        push_span(stack, trie_pairs(a) + 2 * i + 1, trie_pairs(b) + 2 * i + 1, 1, false);
        push_span(stack, trie_pairs(a) + 2 * i, trie_pairs(b) + 2 * i, 1, true);
    }
}

/* Two boxed objects, not the same and no two tuples: are they equal but for what goes onto the
 * stack? */
static bool equal_boxed(struct comparison *c, Term a, Term b, bool exact, int64_t *left)
{
    struct word_stack *stack = &c->stack;
    const Term *x = boxed_ptr(a);
    const Term *y = boxed_ptr(b);
    unsigned kind = header_kind(x[0]);
    switch (kind) {
    case BOXED_POS_BIG:
    case BOXED_NEG_BIG:
        if (header_kind(y[0]) == BOXED_FLOAT)
            return !exact && leaf_order_numbers(a, b, false) == 0;
        return leaf_words_equal(a, b);
    case BOXED_FLOAT:
        return term_is_number(b) && leaf_order_numbers(a, b, exact) == 0;
    case BOXED_FUN:
        if (x[0] != y[0] || x[1] != y[1])
            return false;
        push_span(stack, x + 2, y + 2, header_arity(x[0]) - 1, exact);
        return true;
    case BOXED_MAP:
        if (x[0] != y[0])
            return false;
        push_span(stack, x + 2, y + 2, header_arity(x[0]) - 1, exact);
        push_span(stack, x + 1, y + 1, 1, true);
        return true;
    case BOXED_MAP_NODE:
        if (x[0] != y[0] || x[1] != y[1])
            return false;
        push_nodes(stack, x, y, exact);
        return true;
    case BOXED_HEAP_BITS:
    case BOXED_SUB_BITS:
        return term_is_bitstring(b) && bits_size(a) == bits_size(b) &&
               compare_bits(c, a, b, exact, left) == 0;
    default:
        return ids_equal(a, b);
    }
}

/* Are X and Y two numbers or bitstrings with the same words? Then they are equal. */
ALWAYS_INLINE bool same_raw_words(const Term *x, const Term *y)
{
    unsigned kind = header_kind(x[0]);
    if (x[0] != y[0] || (kind != BOXED_HEAP_BITS && kind != BOXED_FLOAT))
        return false;
    size_t words = header_arity(x[0]);
    while (words > 0 && x[words] == y[words])
        words--;
    return words == 0;
}

/* Compares two terms down to the first leaf in which they differ as words; the rest of what is
 * around it goes onto the stack. */
ALWAYS_INLINE bool equal_step(struct comparison *c, Term a, Term b, bool exact, int64_t *left)
{
    struct word_stack *stack = &c->stack;
    for (;;) {
        skip_identical(left, &a, &b);
        if (a == b)
            return true;
        if (term_is_cons(a) && term_is_cons(b)) {
            if (UNLIKELY(*left <= 0)) {
                push_span(stack, cons_ptr(a), cons_ptr(b), 2, exact);
                return true;
            }
            push_span(stack, cons_ptr(a) + 1, cons_ptr(b) + 1, 1, exact);
            a = list_head(a);
            b = list_head(b);
            continue;
        }
        if (!term_is_boxed(a) || !term_is_boxed(b))
            return !exact && term_is_number(a) && term_is_number(b) &&
                   leaf_order_numbers(a, b, false) == 0;
        const Term *x = boxed_ptr(a);
        const Term *y = boxed_ptr(b);
        if (header_kind(x[0]) != BOXED_TUPLE) {
            if (same_raw_words(x, y))
                return true;
            int64_t copy = *left; /* of which the address is taken: LEFT stays in a register */
            bool same = equal_boxed(c, a, b, exact, &copy);
            *left = copy;
            return same;
        }
        if (x[0] != y[0])
            return false;
        if (UNLIKELY(--*left < 0)) {
            push_span(stack, x + 1, y + 1, header_arity(x[0]), exact);
            return true;
        }
        if (!first_difference(stack, x + 1, y + 1, header_arity(x[0]), exact, left, &a, &b))
            return true;
    }
}

/* Works down the stack after a pair that is the SAME. Inlined with LEFT in a register. */
ALWAYS_INLINE int equal_down(struct comparison *c, bool same, int64_t *left)
{
    while (same && c->stack.size != 0) {
        Term a, b;
        if (UNLIKELY(*left <= 0))
            return COMPARE_UNFINISHED;
        *left -= STEPS_OF_SPAN;
        bool exact = next_pair(&c->stack, &a, &b);
        same = equal_step(c, a, b, exact, left);
    }
    return same;
}

int compare_begin_equal(struct comparison *c, Term a, Term b, int64_t *left)
{
    int64_t steps = *left;
    bool same = equal_step(c, a, b, c->relation == RELATION_EQUAL_EXACT, &steps);
    int result = equal_down(c, same, &steps);
    *left = steps;
    return result;
}

int compare_on_equal(struct comparison *c, int result, int64_t *left)
{
    int64_t steps = *left;
    result = equal_down(c, result == 0, &steps);
    *left = steps;
    return result;
}

static bool equal(Term a, Term b, bool exact)
{
    struct comparison c; /* not an initialiser: that would clear all of it */
    int64_t left = STEPS_ENDLESS;
    c.divisible = false;
    word_stack_init(&c.stack);
    bool same = equal_step(&c, a, b, exact, &left);
    same = equal_down(&c, same, &left);
    charge_steps(STEPS_ENDLESS, left);
    word_stack_release(&c.stack);
    return same;
}

NOINLINE bool compare_equal_exact(Term a, Term b)
{
    return equal(a, b, true);
}

NOINLINE bool compare_equal(Term a, Term b)
{
    return equal(a, b, false);
}
