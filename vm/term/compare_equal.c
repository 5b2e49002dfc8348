/* SPDX-License-Identifier: Apache-2.0 */
/* compare_equal.c: equality, exact or not, as a loop over a stack of what is still to be compared.
 */
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
static bool equal_boxed(struct word_stack *stack, Term a, Term b, bool exact)
{
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
        return term_is_bitstring(b) && bits_size(a) == bits_size(b) && leaf_order_bits(a, b) == 0;
    default:
        return ids_equal(a, b);
    }
}

/* Compares two terms down to the first leaf in which they differ as words; the rest of what is
 * around it goes onto the stack. */
ALWAYS_INLINE bool equal_step(struct word_stack *stack, Term a, Term b, bool exact)
{
    for (;;) {
        skip_identical(&a, &b);
        if (a == b)
            return true;
        if (term_is_cons(a) && term_is_cons(b)) {
            first_difference(stack, cons_ptr(a), cons_ptr(b), 2, exact, &a, &b);
            continue;
        }
        if (!term_is_boxed(a) || !term_is_boxed(b))
            return !exact && term_is_number(a) && term_is_number(b) &&
                   leaf_order_numbers(a, b, false) == 0;
        const Term *x = boxed_ptr(a);
        const Term *y = boxed_ptr(b);
        if (header_kind(x[0]) != BOXED_TUPLE)
            return equal_boxed(stack, a, b, exact);
        if (x[0] != y[0])
            return false;
        if (!first_difference(stack, x + 1, y + 1, header_arity(x[0]), exact, &a, &b))
            return true;
    }
}

static bool equal(Term a, Term b, bool exact)
{
    struct word_stack stack;
    word_stack_init(&stack);
    bool same = equal_step(&stack, a, b, exact);
    size_t steps = 0;
    for (; same && stack.size != 0; steps++) {
        exact = next_pair(&stack, &a, &b);
        same = equal_step(&stack, a, b, exact);
    }
    work_charge(steps);
    word_stack_release(&stack);
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
