/* SPDX-License-Identifier: Apache-2.0 */
/* compare_order.c: the order of terms as a loop over a stack of what is still to be compared.
 *
 * Only the order of two hash tries needs more: their keys have to be sorted first, and sorting
 * needs comparisons of its own. So a merge sort is kept as data (trie_order.h) and fed with results
 * until it is done. */
#include "vm/term/compare.h"
#include "vm/term/compare_leaf.h"
#include "vm/term/compare_span.h"
#include "vm/term/map.h"
#include "vm/term/trie_order.h"

/* What is ordered without a stack. */
#define SMALL_ARITY 32
#define SMALL_DEPTH 4

enum rank {
    RANK_NUMBER,
    RANK_ATOM,
    RANK_REF,
    RANK_FUN,
    RANK_PORT,
    RANK_PID,
    RANK_TUPLE,
    RANK_MAP,
    RANK_NIL,
    RANK_LIST,
    RANK_BITS
};

static const unsigned char boxed_ranks[BOXED_KINDS] = {
    [BOXED_TUPLE] = RANK_TUPLE,   [BOXED_POS_BIG] = RANK_NUMBER, [BOXED_NEG_BIG] = RANK_NUMBER,
    [BOXED_FLOAT] = RANK_NUMBER,  [BOXED_REF] = RANK_REF,        [BOXED_FUN] = RANK_FUN,
    [BOXED_MAP] = RANK_MAP,       [BOXED_MAP_NODE] = RANK_MAP,   [BOXED_HEAP_BITS] = RANK_BITS,
    [BOXED_SUB_BITS] = RANK_BITS, [BOXED_BIN_REF] = RANK_BITS,   [BOXED_MAGIC_REF] = RANK_REF,
};

static enum rank rank_of(Term t)
{
    if (term_is_small(t))
        return RANK_NUMBER;
    if (term_is_cons(t))
        return RANK_LIST;
    if (term_is_boxed(t)) {
        if (term_is_kind(t, BOXED_EXTERNAL))
            return term_is_pid(t) ? RANK_PID : term_is_port(t) ? RANK_PORT : RANK_REF;
        return boxed_ranks[header_kind(boxed_header(t))];
    }
    if (term_is_atom(t))
        return RANK_ATOM;
    return term_is_nil(t) ? RANK_NIL : term_is_local_pid(t) ? RANK_PID : RANK_PORT;
}

static int funs_step(struct comparison *c, Term a, Term b, bool exact)
{
    bool a_external = fun_is_external(a);
    if (a_external != fun_is_external(b))
        return a_external ? 1 : -1;
    if (a_external)
        return leaf_order_exports(&fun_export(a)->mfa, &fun_export(b)->mfa);
    int order = leaf_order_entries(fun_entry(a), fun_entry(b));
    if (order == 0)
        order = order_of(fun_free_count(a), fun_free_count(b));
    if (order == 0)
        push_span(&c->stack, fun_free(a), fun_free(b), fun_free_count(a), exact);
    return order;
}

/* The pair that the innermost sort wants compared. */
static void push_trie_pair(struct comparison *c)
{
    const Term *a, *b;
    bool exact = trie_order_pair(c->sorting, &a, &b);
    push_span(&c->stack, a, b, 1, exact);
}

static int maps_step(struct comparison *c, Term a, Term b, bool exact)
{
    size_t size = map_size(a);
    int order = order_of(size, map_size(b));
    if (order != 0)
        return order;
    if (map_is_flat(a)) {
        push_span(&c->stack, map_flat_values(a), map_flat_values(b), size, exact);
        push_span(&c->stack, boxed_ptr(a) + 1, boxed_ptr(b) + 1, 1, true);
        return 0;
    }
    c->sorting = trie_order_begin(c->sorting, c->stack.size, a, b, exact);
    return 0;
}

/* Compares two leaves, or objects whose parts go onto the stack. */
static int order_apart(struct comparison *c, Term a, Term b, enum rank rank, bool exact,
                       int64_t *left)
{
    switch (rank) {
    case RANK_NUMBER:
        return leaf_order_numbers(a, b, exact);
    case RANK_ATOM:
        return leaf_order_atoms(a, b);
    case RANK_REF:
        return leaf_order_refs(a, b);
    case RANK_FUN:
        return funs_step(c, a, b, exact);
    case RANK_PORT:
    case RANK_PID:
        return leaf_order_pids(a, b);
    case RANK_MAP:
        return maps_step(c, a, b, exact);
    case RANK_BITS:
        return compare_bits(c, a, b, exact, left);
    case RANK_TUPLE:
    case RANK_NIL:
    case RANK_LIST:
        break;
    }
    return 0;
}

/* Goes down into two tuples; true: to *A and *B, which differ; else *ORDER is that of the tuples,
 * but for what is on the stack. */
ALWAYS_INLINE bool tuples_step(struct comparison *c, Term *a, Term *b, bool exact, int64_t *left,
                               int *order)
{
    const Term *x = boxed_ptr(*a);
    const Term *y = boxed_ptr(*b);
    size_t arity = header_arity(x[0]);
    *order = order_of(arity, header_arity(y[0]));
    if (*order != 0)
        return false;
    if (UNLIKELY(--*left < 0)) {
        push_span(&c->stack, x + 1, y + 1, arity, exact);
        return false;
    }
    return first_difference(&c->stack, x + 1, y + 1, arity, exact, left, a, b);
}

/* Compares two terms down to the first leaf in which they differ as words; the rest of what is
 * around it goes onto the stack. */
ALWAYS_INLINE int order_step(struct comparison *c, Term a, Term b, bool exact, int64_t *left)
{
    for (;;) {
        if (term_is_small(a) && term_is_small(b))
            return (int64_t)a < (int64_t)b ? -1 : a != b;
        skip_identical(left, &a, &b);
        if (a == b)
            return 0;
        if (term_is_cons(a) && term_is_cons(b)) {
            if (UNLIKELY(*left <= 0)) {
                push_span(&c->stack, cons_ptr(a), cons_ptr(b), 2, exact);
                return 0;
            }
            push_span(&c->stack, cons_ptr(a) + 1, cons_ptr(b) + 1, 1, exact);
            a = list_head(a);
            b = list_head(b);
            continue;
        }
        if (term_is_tuple(a) && term_is_tuple(b)) {
            int order;
            if (!tuples_step(c, &a, &b, exact, left, &order))
                return order;
            continue;
        }
        enum rank rank = rank_of(a);
        enum rank rank_b = rank_of(b);
        if (rank != rank_b)
            return rank < rank_b ? -1 : 1;
        int64_t copy = *left; /* of which the address is taken: LEFT stays in a register */
        int order = order_apart(c, a, b, rank, exact, &copy);
        *left = copy;
        return order;
    }
}

/* Works down to where the innermost sort began. A difference drops what is above that. */
ALWAYS_INLINE int order_down(struct comparison *c, int order, int64_t *steps)
{
    size_t floor = c->sorting == NULL ? 0 : trie_order_floor(c->sorting);
    int64_t left = *steps;
    while (order == 0 && c->stack.size > floor) {
        Term a, b;
        struct trie_order *before = c->sorting;
        if (UNLIKELY(left <= 0)) {
            *steps = left;
            return COMPARE_UNFINISHED;
        }
        left -= STEPS_OF_SPAN;
        bool exact = next_pair(&c->stack, &a, &b);
        order = order_step(c, a, b, exact, &left);
        if (UNLIKELY(c->sorting != before))
            floor = trie_order_floor(c->sorting);
    }
    c->stack.size = floor;
    *steps = left;
    return order;
}

int compare_on_order(struct comparison *c, int result, int64_t *left)
{
    for (;;) {
        result = order_down(c, result, left);
        if (LIKELY(c->sorting == NULL) || result == COMPARE_UNFINISHED)
            return result;
        switch (trie_order_feed(c->sorting, &result, left)) {
        case TRIE_ORDER_PAIR:
            *left -= STEPS_OF_SPAN;
            push_trie_pair(c);
            break;
        case TRIE_ORDER_PAUSE:
            return COMPARE_UNFINISHED;
        case TRIE_ORDER_DONE:
            c->sorting = trie_order_end(c->sorting);
        }
    }
}

static NOINLINE int order(Term a, Term b, bool exact)
{
    struct comparison c; /* not an initialiser: that would clear all of it */
    int64_t left = STEPS_ENDLESS;
    c.divisible = false;
    c.sorting = NULL;
    word_stack_init(&c.stack);
    int result = order_step(&c, a, b, exact, &left);
    result = compare_on_order(&c, result, &left);
    charge_steps(STEPS_ENDLESS, left);
    word_stack_release(&c.stack);
    return result;
}

/* Are two terms that are not the same small integers, atoms or of different ranks? Then their order
 * is in *ORDER. */
ALWAYS_INLINE bool leaves_decide(Term a, Term b, int *order)
{
    if (term_is_small(a) && term_is_small(b)) {
        *order = (int64_t)a < (int64_t)b ? -1 : 1;
        return true;
    }
    enum rank rank = rank_of(a);
    enum rank rank_b = rank_of(b);
    if (rank == rank_b && rank != RANK_ATOM)
        return false;
    *order = rank == rank_b ? leaf_order_atoms(a, b) : rank < rank_b ? -1 : 1;
    return true;
}

/* Orders leaves, and small tuples that differ first in leaves, perhaps those of a tuple at their
 * ends; so do most keys of maps. False: that takes the long way. */
ALWAYS_INLINE bool order_quickly(Term a, Term b, int *order)
{
    for (unsigned depth = 0; depth < SMALL_DEPTH; depth++) {
        if (leaves_decide(a, b, order))
            return true;
        if (!term_is_tuple(a) || !term_is_tuple(b))
            return false;
        size_t arity = tuple_arity(a);
        if (arity != tuple_arity(b)) {
            *order = arity < tuple_arity(b) ? -1 : 1;
            return true;
        }
        if (arity > SMALL_ARITY)
            return false;
        const Term *x = tuple_elements(a);
        const Term *y = tuple_elements(b);
        size_t i = 0;
        while (i < arity && x[i] == y[i])
            i++;
        if (i == arity) {
            *order = 0;
            return true;
        }
        if (i + 1 < arity)
            return leaves_decide(x[i], y[i], order);
        a = x[i];
        b = y[i];
    }
    return false;
}

int compare_begin_order(struct comparison *c, Term a, Term b, int64_t *left)
{
    int result;
    if (order_quickly(a, b, &result))
        return result;
    result = order_step(c, a, b, false, left);
    return compare_on_order(c, result, left);
}

NOINLINE int compare_order(Term a, Term b)
{
    int result;
    return order_quickly(a, b, &result) ? result : order(a, b, false);
}

NOINLINE int compare_order_exact(Term a, Term b)
{
    int result;
    return order_quickly(a, b, &result) ? result : order(a, b, true);
}
