/* SPDX-License-Identifier: Apache-2.0 */
/* compare.c: equality and order as loops over a stack of what is still to be compared.
 *
 * An entry of the stack is a span: two arrays of terms of the same length. Tuples, cells and maps
 * turn into spans; the first difference found decides everything. Only the order of two hash tries
 * needs more: their keys have to be sorted first, and sorting needs comparisons of its own. So a
 * merge sort is kept as data (trie_order.h) and fed with results until it is done. */
#include "vm/term/compare.h"
#include "vm/term/atom.h"
#include "vm/term/big.h"
#include "vm/term/bits.h"
#include "vm/term/external_id.h"
#include "vm/term/fun.h"
#include "vm/term/map.h"
#include "vm/term/map_trie.h"
#include "vm/term/ref.h"
#include "vm/term/trie_order.h"
#include "vm/term/word_stack.h"
#include "vm/term/work.h"

#include <string.h>

/* ---- spans ---- */

#define SPAN_WORDS 3

static void push_span(struct word_stack *stack, const Term *a, const Term *b, size_t count,
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

/* ---- leaves ---- */

static int order_of(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

#define MAX_EXACT_DOUBLE (INT64_C(1) << 53)

/* Integers up to 2^53 are floats too. */
static int mixed_order(Term integer, double value)
{
    int64_t small = term_is_small(integer) ? small_value(integer) : INT64_MAX;
    if (small > MAX_EXACT_DOUBLE || small < -MAX_EXACT_DOUBLE)
        return int_compare_double(integer, value);
    return (double)small < value ? -1 : (double)small > value;
}

static int numbers_order(Term a, Term b, bool exact)
{
    bool a_float = term_is_float(a);
    bool b_float = term_is_float(b);
    if (!a_float && !b_float)
        return int_compare(a, b);
    if (a_float && b_float) {
        double x = float_value(a);
        double y = float_value(b);
        return x < y ? -1 : x > y;
    }
    if (exact)
        return a_float ? 1 : -1;
    return a_float ? -mixed_order(b, float_value(a)) : mixed_order(a, float_value(b));
}

static bool boxed_words_equal(Term a, Term b)
{
    const Term *x = boxed_ptr(a);
    const Term *y = boxed_ptr(b);
    return x[0] == y[0] && memcmp(x + 1, y + 1, header_arity(x[0]) * sizeof(Term)) == 0;
}

static int atoms_order(Term a, Term b)
{
    if (a == b)
        return 0;
    const struct atom_text *x = atom_text(a);
    const struct atom_text *y = atom_text(b);
    int order = memcmp(x->utf8, y->utf8, x->bytes < y->bytes ? x->bytes : y->bytes);
    return order != 0 ? order : order_of(x->bytes, y->bytes);
}

static int ids_order(Term a, Term b)
{
    struct external_id x, y;
    external_id_of(a, &x);
    external_id_of(b, &y);
    bool refs = term_is_ref(a);
    int nodes = atoms_order(x.node, y.node);
    if (nodes == 0)
        nodes = order_of(x.creation, y.creation);
    if (refs && nodes != 0)
        return nodes;
    uint32_t common = x.count < y.count ? x.count : y.count;
    if (refs && common > 3)
        common = 3; /* the maker of a reference is not part of its identity */
    for (uint32_t i = common; i-- > 0;)
        if (x.numbers[i] != y.numbers[i])
            return order_of(x.numbers[i], y.numbers[i]);
    return nodes;
}

static int refs_order(Term a, Term b)
{
    if (term_is_local_ref(a) && term_is_local_ref(b))
        return order_of(ref_number(a), ref_number(b));
    return ids_order(a, b);
}

static int pids_order(Term a, Term b)
{
    if (term_is_immediate(a) && term_is_immediate(b))
        return order_of(a >> IMM_SHIFT, b >> IMM_SHIFT);
    return ids_order(a, b);
}

static int exports_order(const struct mfa *a, const struct mfa *b)
{
    int order = atoms_order(a->module, b->module);
    if (order == 0)
        order = atoms_order(a->function, b->function);
    return order != 0 ? order : order_of(a->arity, b->arity);
}

static int entries_order(const struct fun_entry *a, const struct fun_entry *b)
{
    int order = atoms_order(a->module, b->module);
    if (order == 0)
        order = order_of(a->old_index, b->old_index);
    return order != 0 ? order : order_of(a->uniq, b->uniq);
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

/* Two bitstrings: their contents are looked at, but for what cannot matter. */
static int bits_order(Term a, Term b)
{
    size_t x = bits_size(a), y = bits_size(b);
    work_charge((x < y ? x : y) / 8 / WORK_BYTES_PER_REDUCTION);
    return bits_compare(a, b);
}

/* ---- equality ---- */

static bool ids_equal(Term a, Term b)
{
    if (term_is_local_ref(a) && term_is_local_ref(b))
        return ref_number(a) == ref_number(b);
    return term_is_kind(a, BOXED_EXTERNAL) && term_is_kind(b, BOXED_EXTERNAL) &&
           boxed_words_equal(a, b);
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
            return !exact && numbers_order(a, b, false) == 0;
        return boxed_words_equal(a, b);
    case BOXED_FLOAT:
        return term_is_number(b) && numbers_order(a, b, exact) == 0;
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
        return term_is_bitstring(b) && bits_size(a) == bits_size(b) && bits_order(a, b) == 0;
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
                   numbers_order(a, b, false) == 0;
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

/* ---- order ---- */

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
        return exports_order(&fun_export(a)->mfa, &fun_export(b)->mfa);
    int order = entries_order(fun_entry(a), fun_entry(b));
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
        return numbers_order(a, b, exact);
    case RANK_ATOM:
        return atoms_order(a, b);
    case RANK_REF:
        return refs_order(a, b);
    case RANK_FUN:
        return funs_step(o, a, b, exact);
    case RANK_PORT:
    case RANK_PID:
        return pids_order(a, b);
    case RANK_MAP:
        return maps_step(o, a, b, exact);
    case RANK_BITS:
        return bits_order(a, b);
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
    *order = rank == rank_b ? atoms_order(a, b) : rank < rank_b ? -1 : 1;
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
