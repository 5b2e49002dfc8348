/* SPDX-License-Identifier: Apache-2.0 */
/* trie_order.h: the order of two hash tries of equal size, as a computation that stops whenever it
 * wants two terms compared: first to sort the keys of each by merging, then to compare keys and at
 * last values. compare.c does the comparisons; where they meet tries again, another computation
 * starts above this one. */
#ifndef TICK_VM_TRIE_ORDER_H
#define TICK_VM_TRIE_ORDER_H

#include "vm/term/term.h"

struct trie_order;

/* Begins within OUTER (or NULL). FLOOR is the caller's, given back by trie_order_floor. No pair is
 * ready yet: trie_order_feed with any result comes first. */
struct trie_order *trie_order_begin(struct trie_order *outer, size_t floor, Term a, Term b,
                                    bool exact);

size_t trie_order_floor(const struct trie_order *order);

/* The pair to be compared now; returns whether exactly. */
bool trie_order_pair(const struct trie_order *order, const Term **a, const Term **b);

enum trie_order_next {
    TRIE_ORDER_PAIR,  /* there is another pair */
    TRIE_ORDER_PAUSE, /* there will be one: to be called again with any result */
    TRIE_ORDER_DONE,  /* *RESULT is now the order of the tries */
};

/* Takes the result for the pair, and goes on for about *LEFT steps, to be taken off. */
enum trie_order_next trie_order_feed(struct trie_order *order, int *result, int64_t *left);

/* Frees ORDER and returns the one around it. */
struct trie_order *trie_order_end(struct trie_order *order);

#endif
