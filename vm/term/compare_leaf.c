/* SPDX-License-Identifier: Apache-2.0 */
/* compare_leaf.c: the order of numbers (floats and integers mixed), atoms, identifiers, bitstrings,
 * and of what funs are known by. */
#include "vm/term/compare_leaf.h"
#include "vm/term/atom.h"
#include "vm/term/big.h"
#include "vm/term/bits.h"
#include "vm/term/external_id.h"
#include "vm/term/ref.h"
#include "vm/term/work.h"

#include <string.h>

#define MAX_EXACT_DOUBLE (INT64_C(1) << 53)

/* Integers up to 2^53 are floats too. */
static int mixed_order(Term integer, double value)
{
    int64_t small = term_is_small(integer) ? small_value(integer) : INT64_MAX;
    if (small > MAX_EXACT_DOUBLE || small < -MAX_EXACT_DOUBLE)
        return int_compare_double(integer, value);
    return (double)small < value ? -1 : (double)small > value;
}

int leaf_order_numbers(Term a, Term b, bool exact)
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

bool leaf_words_equal(Term a, Term b)
{
    const Term *x = boxed_ptr(a);
    const Term *y = boxed_ptr(b);
    return x[0] == y[0] && memcmp(x + 1, y + 1, header_arity(x[0]) * sizeof(Term)) == 0;
}

int leaf_order_atoms(Term a, Term b)
{
    if (a == b)
        return 0;
    const struct atom_text *x = atom_text(a);
    const struct atom_text *y = atom_text(b);
    int order = memcmp(x->utf8, y->utf8, x->bytes < y->bytes ? x->bytes : y->bytes);
    return order != 0 ? order : order_of(x->bytes, y->bytes);
}

static int leaf_order_ids(Term a, Term b)
{
    struct external_id x, y;
    external_id_of(a, &x);
    external_id_of(b, &y);
    bool refs = term_is_ref(a);
    int nodes = leaf_order_atoms(x.node, y.node);
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

int leaf_order_refs(Term a, Term b)
{
    if (term_is_local_ref(a) && term_is_local_ref(b))
        return order_of(ref_number(a), ref_number(b));
    return leaf_order_ids(a, b);
}

int leaf_order_pids(Term a, Term b)
{
    if (term_is_immediate(a) && term_is_immediate(b))
        return order_of(a >> IMM_SHIFT, b >> IMM_SHIFT);
    return leaf_order_ids(a, b);
}

int leaf_order_exports(const struct mfa *a, const struct mfa *b)
{
    int order = leaf_order_atoms(a->module, b->module);
    if (order == 0)
        order = leaf_order_atoms(a->function, b->function);
    return order != 0 ? order : order_of(a->arity, b->arity);
}

int leaf_order_entries(const struct fun_entry *a, const struct fun_entry *b)
{
    int order = leaf_order_atoms(a->module, b->module);
    if (order == 0)
        order = order_of(a->old_index, b->old_index);
    return order != 0 ? order : order_of(a->uniq, b->uniq);
}

int leaf_order_bits(Term a, Term b)
{
    size_t x = bits_size(a), y = bits_size(b);
    work_charge((x < y ? x : y) / 8 / WORK_BYTES_PER_REDUCTION);
    return bits_compare(a, b);
}
