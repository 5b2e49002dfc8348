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

struct ordering {
    struct word_stack stack;
    struct trie_order *sorting; /* the innermost; NULL: none */
};

static int funs_step(struct ordering *o, Term a, Term b, bool exact)
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
        push_span(&o->stack, fun_free(a), fun_free(b), fun_free_count(a), exact);
    return order;
}

/* The pair that the innermost sort wants compared. */
static void push_trie_pair(struct ordering *o)
{
    const Term *a, *b;
    bool exact = trie_order_pair(o->sorting, &a, &b);
    push_span(&o->stack, a, b, 1, exact);
}

static int maps_step(struct ordering *o, Term a, Term b, bool exact)
{
    size_t size = map_size(a);
    int order = order_of(size, map_size(b));
    if (order != 0)
        return order;
    if (map_is_flat(a)) {
        push_span(&o->stack, map_flat_values(a), map_flat_values(b), size, exact);
        push_span(&o->stack, boxed_ptr(a) + 1, boxed_ptr(b) + 1, 1, true);
        return 0;
    }
    o->sorting = trie_order_begin(o->sorting, o->stack.size, a, b, exact);
    push_trie_pair(o);
    return 0;
}

/* Compares two leaves, or objects whose parts go onto the stack. */
static int order_apart(struct ordering *o, Term a, Term b, enum rank rank, bool exact)
{
    switch (rank) {
    case RANK_NUMBER:
        return leaf_order_numbers(a, b, exact);
    case RANK_ATOM:
        return leaf_order_atoms(a, b);
    case RANK_REF:
        return leaf_order_refs(a, b);
    case RANK_FUN:
        return funs_step(o, a, b, exact);
    case RANK_PORT:
    case RANK_PID:
        return leaf_order_pids(a, b);
    case RANK_MAP:
        return maps_step(o, a, b, exact);
    case RANK_BITS:
        return leaf_order_bits(a, b);
    case RANK_TUPLE:
    case RANK_NIL:
    case RANK_LIST:
        break;
    }
    return 0;
}

/* Compares two terms down to the first leaf in which they differ as words; the rest of what is
 * around it goes onto the stack. */
static int order_step(struct ordering *o, Term a, Term b, bool exact)
{
    for (;;) {
        if (term_is_small(a) && term_is_small(b))
            return (int64_t)a < (int64_t)b ? -1 : a != b;
        skip_identical(&a, &b);
        if (a == b)
            return 0;
        if (term_is_cons(a) && term_is_cons(b)) {
            first_difference(&o->stack, cons_ptr(a), cons_ptr(b), 2, exact, &a, &b);
            continue;
        }
        enum rank rank = rank_of(a);
        enum rank rank_b = rank_of(b);
        if (rank != rank_b)
            return rank < rank_b ? -1 : 1;
        if (rank != RANK_TUPLE)
            return order_apart(o, a, b, rank, exact);
        size_t arity = tuple_arity(a);
        if (arity != tuple_arity(b))
            return order_of(arity, tuple_arity(b));
        if (!first_difference(&o->stack, tuple_elements(a), tuple_elements(b), arity, exact, &a,
                              &b))
            return 0;
    }
}

/* Works down to where the innermost sort began. A difference drops what is above that. */
static int order_down(struct ordering *o, int order)
{
    size_t floor = o->sorting == NULL ? 0 : trie_order_floor(o->sorting), steps = 0;
    for (; order == 0 && o->stack.size > floor; steps++) {
        Term a, b;
        struct trie_order *before = o->sorting;
        bool exact = next_pair(&o->stack, &a, &b);
        order = order_step(o, a, b, exact);
        if (o->sorting != before)
            floor = trie_order_floor(o->sorting);
    }
    o->stack.size = floor;
    work_charge(steps);
    return order;
}

static NOINLINE int order(Term a, Term b, bool exact)
{
    struct ordering o;
    word_stack_init(&o.stack);
    o.sorting = NULL;
    int result = order_step(&o, a, b, exact);
    for (;;) {
        result = order_down(&o, result);
        if (o.sorting == NULL)
            break;
        work_charge(1);
        if (trie_order_feed(o.sorting, &result))
            push_trie_pair(&o);
        else
            o.sorting = trie_order_end(o.sorting);
    }
    word_stack_release(&o.stack);
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

/* Orders leaves, and tuples that differ first in leaves, perhaps those of a tuple at their ends; so
 * do most keys of maps. False: that takes the long way. */
ALWAYS_INLINE bool order_quickly(Term a, Term b, int *order)
{
    for (;;) {
        if (leaves_decide(a, b, order))
            return true;
        if (!term_is_tuple(a) || !term_is_tuple(b))
            return false;
        size_t arity = tuple_arity(a);
        if (arity != tuple_arity(b)) {
            *order = arity < tuple_arity(b) ? -1 : 1;
            return true;
        }
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
