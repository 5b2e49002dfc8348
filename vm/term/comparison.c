/* SPDX-License-Identifier: Apache-2.0 */
/* comparison.c: leaving comparisons unfinished, and going on with them. */
#include "vm/term/comparison.h"

#include "vm/term/bits.h"
#include "vm/term/compare_leaf.h"
#include "vm/term/compare_span.h"
#include "vm/term/trie_order.h"

#include <stdlib.h>

/* Bits of two bitstrings that are compared at once, in some ten microseconds if they lie on bytes
 * in the same way. */
#define BITS_AT_ONCE  ((size_t)1 << 20)
#define BITS_PER_STEP (8 * WORK_BYTES_PER_REDUCTION / WORK_STEPS_PER_REDUCTION)

static void release(struct comparison *c)
{
    while (c->sorting != NULL)
        c->sorting = trie_order_end(c->sorting);
    word_stack_release(&c->stack);
}

void comparison_free(struct comparison *comparison)
{
    if (comparison != NULL)
        release(comparison);
    free(comparison);
}

/* C has used up its steps: it becomes *REST, or takes the result of what it has become before. */
static COLD int leave(struct comparison *c, struct comparison **rest)
{
    if (*rest != NULL) {
        int result = (*rest)->result;
        comparison_free(*rest);
        *rest = NULL;
        release(c);
        return result;
    }
    struct comparison *kept = mem_alloc(sizeof *kept);
    kept->sorting = c->sorting;
    kept->relation = c->relation;
    kept->divisible = true;
    kept->result = COMPARE_UNFINISHED;
    word_stack_move(&kept->stack, &c->stack);
    *rest = kept;
    return COMPARE_UNFINISHED;
}

NOINLINE int compare_within(enum relation relation, Term a, Term b, struct comparison **rest)
{
    struct comparison c; /* not an initialiser: that would clear all of it */
    int64_t left = COMPARE_STEPS;
    c.relation = relation;
    c.divisible = true;
    c.sorting = NULL;
    word_stack_init(&c.stack);
    int result = relation == RELATION_ORDER ? compare_begin_order(&c, a, b, &left)
                                            : compare_begin_equal(&c, a, b, &left);
    charge_steps(COMPARE_STEPS, left);
    if (UNLIKELY(result == COMPARE_UNFINISHED))
        return leave(&c, rest);
    word_stack_release(&c.stack);
    return result;
}

/* ---- long bitstrings ---- */

int compare_bits(struct comparison *c, Term a, Term b, bool exact, int64_t *left)
{
    size_t x = bits_size(a), y = bits_size(b);
    if (LIKELY((x < y ? x : y) <= BITS_AT_ONCE || !c->divisible))
        return leaf_order_bits(a, b);
    uint64_t *span = word_stack_add(&c->stack, SPAN_WORDS);
    span[0] = a;
    span[1] = b;
    span[2] = SPAN_BITS | exact;
    *left = 0;
    return 0;
}

static uint64_t *bits_on_top(struct comparison *c)
{
    if (c->stack.size == 0)
        return NULL;
    uint64_t *span = c->stack.words + c->stack.size - SPAN_WORDS;
    return span[2] & SPAN_BITS ? span : NULL;
}

/* Compares the bitstrings of SPAN, on top, as far as the steps go; then it is taken off. */
static int go_on_with_bits(struct comparison *c, uint64_t *span, int64_t *left)
{
    size_t x = bits_size(span[0]), y = bits_size(span[1]), common = x < y ? x : y;
    size_t place = span[2] >> SPAN_SHIFT;
    int order = 0;
    while (order == 0 && place < common && *left > 0) {
        size_t some = common - place < BITS_AT_ONCE ? common - place : BITS_AT_ONCE;
        order = bits_compare_part(span[0], span[1], place, some);
        place += some;
        *left -= 1 + (int64_t)(some / BITS_PER_STEP);
    }
    span[2] = (uint64_t)place << SPAN_SHIFT | (span[2] & (SPAN_BITS | SPAN_EXACT));
    if (order == 0 && place < common)
        return COMPARE_UNFINISHED;
    c->stack.size -= SPAN_WORDS;
    return order != 0 ? order : order_of(x, y);
}

bool comparison_go_on(struct comparison *comparison, size_t steps)
{
    int64_t begin = steps < INT64_MAX ? (int64_t)steps : INT64_MAX, left = begin;
    uint64_t *bits = bits_on_top(comparison);
    int result = bits == NULL ? 0 : go_on_with_bits(comparison, bits, &left);
    if (result != COMPARE_UNFINISHED)
        result = comparison->relation == RELATION_ORDER
                     ? compare_on_order(comparison, result, &left)
                     : compare_on_equal(comparison, result, &left);
    charge_steps(begin, left);
    comparison->result = result;
    return result != COMPARE_UNFINISHED;
}
