/* SPDX-License-Identifier: Apache-2.0 */
/* trie_order.c: bottom-up merge sort of both tries' pairs with its state in a structure, then a
 * walk along the two sorted arrays. */
#include "vm/term/trie_order.h"
#include "vm/term/map.h"

#include <stdlib.h>

struct pair {
    Term key;
    Term value;
};

/* Runs of WIDTH pairs are sorted in FROM; two at a time are merged into TO. */
struct sorter {
    struct pair *from;
    struct pair *to;
    size_t count;
    size_t width;
    size_t start; /* of the two runs */
    size_t left;  /* next of each run, and where it goes */
    size_t right;
    size_t out;
};

enum phase { TAKE_A, TAKE_B, SORT_A, SORT_B, COMPARE_KEYS, COMPARE_VALUES };

struct trie_order {
    struct trie_order *outer;
    size_t floor;
    bool exact;
    enum phase phase;
    size_t next; /* of the sorted pairs, or of those taken out of the maps */
    Term map_b;
    struct map_iterator iterator; /* of the map that pairs are taken out of */
    struct sorter a;
    struct sorter b;
    struct pair pairs[]; /* four arrays */
};

static size_t at_most(size_t index, const struct sorter *s)
{
    return index < s->count ? index : s->count;
}

static void runs_begin(struct sorter *s, size_t start)
{
    s->start = start;
    s->left = start;
    s->right = at_most(start + s->width, s);
    s->out = start;
}

static void runs_end(struct sorter *s)
{
    while (s->left < at_most(s->start + s->width, s))
        s->to[s->out++] = s->from[s->left++];
    while (s->right < at_most(s->start + 2 * s->width, s))
        s->to[s->out++] = s->from[s->right++];
}

static void next_pass(struct sorter *s)
{
    struct pair *sorted = s->to;
    s->to = s->from;
    s->from = sorted;
    s->width *= 2;
    runs_begin(s, 0);
}

/* Goes on to where a comparison is needed; false when all is sorted. */
static bool sorter_advance(struct sorter *s)
{
    while (s->width < s->count) {
        bool left = s->left < at_most(s->start + s->width, s);
        bool right = s->right < at_most(s->start + 2 * s->width, s);
        if (left && right)
            return true;
        runs_end(s);
        if (s->out < s->count)
            runs_begin(s, s->out);
        else
            next_pass(s);
    }
    return false;
}

static bool sorter_feed(struct sorter *s, int result)
{
    s->to[s->out++] = s->from[result <= 0 ? s->left++ : s->right++];
    return sorter_advance(s);
}

static void sorter_init(struct sorter *s, size_t count, struct pair *from, struct pair *to)
{
    *s = (struct sorter){.from = from, .to = to, .count = count, .width = 1};
    runs_begin(s, 0);
}

struct trie_order *trie_order_begin(struct trie_order *outer, size_t floor, Term a, Term b,
                                    bool exact)
{
    size_t count = map_size(a);
    struct trie_order *order = mem_alloc(sizeof *order + 4 * count * sizeof(struct pair));
    order->outer = outer;
    order->floor = floor;
    order->exact = exact;
    order->phase = TAKE_A;
    order->next = 0;
    order->map_b = b;
    map_iterate(&order->iterator, a);
    sorter_init(&order->a, count, order->pairs, order->pairs + count);
    sorter_init(&order->b, count, order->pairs + 2 * count, order->pairs + 3 * count);
    return order;
}

/* Takes pairs out of a map. True: all of them have been. */
static bool take_pairs(struct trie_order *order, struct sorter *s, int64_t *left)
{
    for (; order->next < s->count && *left > 0; order->next++, --*left) {
        struct pair *pair = &s->from[order->next];
        (void)map_next(&order->iterator, &pair->key, &pair->value);
    }
    return order->next == s->count;
}

/* All pairs of a map have been taken when this returns TRIE_ORDER_PAIR: two of A's are wanted. */
static enum trie_order_next take(struct trie_order *order, int64_t *left)
{
    if (order->phase == TAKE_A) {
        if (!take_pairs(order, &order->a, left))
            return TRIE_ORDER_PAUSE;
        order->phase = TAKE_B;
        order->next = 0;
        map_iterate(&order->iterator, order->map_b);
    }
    if (!take_pairs(order, &order->b, left))
        return TRIE_ORDER_PAUSE;
    order->phase = SORT_A;
    order->next = 0;
    sorter_advance(&order->a);
    sorter_advance(&order->b);
    return TRIE_ORDER_PAIR;
}

size_t trie_order_floor(const struct trie_order *order)
{
    return order->floor;
}

bool trie_order_pair(const struct trie_order *order, const Term **a, const Term **b)
{
    const struct sorter *s = order->phase == SORT_A ? &order->a : &order->b;
    switch (order->phase) {
    case TAKE_A:
    case TAKE_B:
    case SORT_A:
    case SORT_B:
        *a = &s->from[s->left].key;
        *b = &s->from[s->right].key;
        return true;
    case COMPARE_KEYS:
        *a = &order->a.from[order->next].key;
        *b = &order->b.from[order->next].key;
        return true;
    case COMPARE_VALUES:
        *a = &order->a.from[order->next].value;
        *b = &order->b.from[order->next].value;
        return order->exact;
    }
    return true;
}

enum trie_order_next trie_order_feed(struct trie_order *order, int *result, int64_t *left)
{
    switch (order->phase) {
    case TAKE_A:
    case TAKE_B:
        *result = 0;
        return take(order, left);
    case SORT_A:
        if (!sorter_feed(&order->a, *result))
            order->phase = SORT_B;
        break;
    case SORT_B:
        if (!sorter_feed(&order->b, *result))
            order->phase = COMPARE_KEYS;
        break;
    case COMPARE_KEYS:
    case COMPARE_VALUES:
        if (*result != 0)
            return TRIE_ORDER_DONE;
        if (++order->next < order->a.count)
            break;
        if (order->phase == COMPARE_VALUES)
            return TRIE_ORDER_DONE;
        order->phase = COMPARE_VALUES;
        order->next = 0;
        break;
    }
    *result = 0;
    return TRIE_ORDER_PAIR;
}

struct trie_order *trie_order_end(struct trie_order *order)
{
    struct trie_order *outer = order->outer;
    free(order);
    return outer;
}
