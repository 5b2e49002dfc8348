/* SPDX-License-Identifier: Apache-2.0 */
/* compare_leaf.h: the order of two terms of the same kind that have no terms in them, or of what a
 * fun is known by. Each function returns a number below, equal to, or above 0. */
#ifndef TICK_VM_TERM_COMPARE_LEAF_H
#define TICK_VM_TERM_COMPARE_LEAF_H

#include "vm/term/fun.h"
#include "vm/term/term.h"

ALWAYS_INLINE int order_of(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

/* Exactly: an integer is less than a float, else their values decide. */
int leaf_order_numbers(Term a, Term b, bool exact);

int leaf_order_atoms(Term a, Term b);
int leaf_order_refs(Term a, Term b);

/* Two pids, or two ports. */
int leaf_order_pids(Term a, Term b);

/* Two bitstrings: their contents are looked at, but for what cannot matter. Charges for it. */
int leaf_order_bits(Term a, Term b);

int leaf_order_exports(const struct mfa *a, const struct mfa *b);
int leaf_order_entries(const struct fun_entry *a, const struct fun_entry *b);

/* Have two boxed objects the same header and contents? */
bool leaf_words_equal(Term a, Term b);

#endif
