/* SPDX-License-Identifier: Apache-2.0 */
/* pattern_trie.c: see pattern_trie.h.
 *
 * Nodes are numbered level by level, the root first, and on each level in the order of their
 * strings. So the children of a node are neighbours, and those of the next node follow them. The
 * patterns are sorted, too: those that begin with the string of a node are neighbours. */
#include "vm/builtin/pattern_trie.h"

#include <stdlib.h>
#include <string.h>

#define ROOT 0 /* as a child: none */

struct node {
    uint32_t first_child; /* the last one comes before the first child of the next node */
    uint32_t fail;        /* of the longest end of this node's string that is a node's */
    uint32_t longest;     /* size of the longest pattern that ends the string; 0: none does */
    uint32_t depth;       /* size of the string */
};

struct pattern_trie {
    struct magic magic;
    uint32_t root[256];    /* the children of the root */
    unsigned char *labels; /* of each node, the byte that leads there */
    struct node nodes[];
};

static void release(struct magic *magic)
{
    free(magic);
}

struct magic *pattern_trie_magic(struct pattern_trie *trie)
{
    return &trie->magic;
}

struct pattern_trie *pattern_trie_of(Term term)
{
    return (struct pattern_trie *)magic_of(term, release);
}

ALWAYS_INLINE uint32_t child(const struct pattern_trie *trie, uint32_t node, unsigned char byte)
{
    if (node == ROOT)
        return trie->root[byte];
    uint32_t first = trie->nodes[node].first_child, end = trie->nodes[node + 1].first_child;
    if (end - first <= 1)
        return end != first && trie->labels[first] == byte ? first : ROOT;
    const unsigned char *label = memchr(trie->labels + first, byte, end - first);
    return label == NULL ? ROOT : (uint32_t)(label - trie->labels);
}

/* ---- making ---- */

static int compare(const void *a, const void *b)
{
    const struct byte_string *x = a, *y = b;
    int order = memcmp(x->bytes, y->bytes, x->size < y->size ? x->size : y->size);
    return order != 0 ? order : (x->size > y->size) - (x->size < y->size);
}

static size_t common_prefix(const struct byte_string *a, const struct byte_string *b)
{
    size_t size = 0;
    while (size < a->size && size < b->size && a->bytes[size] == b->bytes[size])
        size++;
    return size;
}

static size_t count_nodes(const struct byte_string *sorted, size_t count)
{
    size_t nodes = 1 + sorted[0].size;
    for (size_t i = 1; i < count; i++)
        nodes += sorted[i].size - common_prefix(&sorted[i - 1], &sorted[i]);
    return nodes;
}

/* The patterns that begin with the string of a node. */
struct range {
    uint32_t from, to;
};

struct builder {
    struct pattern_trie *trie;
    const struct byte_string *patterns;
    struct range *ranges; /* of the nodes there are */
    uint32_t count;
};

static void add_child(struct builder *b, uint32_t parent, unsigned char label, struct range range)
{
    struct pattern_trie *trie = b->trie;
    uint32_t new = b->count++, fail = trie->nodes[parent].fail, next = ROOT;
    while (parent != ROOT && (next = child(trie, fail, label)) == ROOT && fail != ROOT)
        fail = trie->nodes[fail].fail;
    uint32_t depth = trie->nodes[parent].depth + 1;
    bool is_pattern = b->patterns[range.from].size == depth;
    trie->nodes[new] = (struct node){
        .fail = next, .longest = is_pattern ? depth : trie->nodes[next].longest, .depth = depth};
    trie->labels[new] = label;
    b->ranges[new] = range;
}

static void add_children(struct builder *b, uint32_t parent)
{
    struct range rest = b->ranges[parent];
    uint32_t depth = b->trie->nodes[parent].depth;
    b->trie->nodes[parent].first_child = b->count;
    while (rest.from < rest.to && b->patterns[rest.from].size == depth)
        rest.from++;
    while (rest.from < rest.to) {
        struct range same = {rest.from, rest.from + 1};
        unsigned char label = b->patterns[same.from].bytes[depth];
        while (same.to < rest.to && b->patterns[same.to].bytes[depth] == label)
            same.to++;
        if (parent == ROOT)
            b->trie->root[label] = b->count;
        add_child(b, parent, label, same);
        rest.from = same.to;
    }
}

static struct pattern_trie *trie_alloc(size_t nodes)
{
    size_t bytes = sizeof(struct pattern_trie) + (nodes + 1) * sizeof(struct node) + nodes;
    struct pattern_trie *trie = malloc(bytes);
    if (trie == NULL)
        return NULL;
    magic_init(&trie->magic, release, bytes);
    memset(trie->root, 0, sizeof trie->root);
    trie->labels = (unsigned char *)(trie->nodes + nodes + 1);
    trie->nodes[ROOT] = (struct node){0};
    return trie;
}

struct pattern_trie *pattern_trie_new(struct byte_string *patterns, size_t count)
{
    qsort(patterns, count, sizeof patterns[0], compare);
    size_t nodes = count_nodes(patterns, count);
    if (nodes >= UINT32_MAX || count > UINT32_MAX)
        return NULL;
    struct builder b = {.patterns = patterns, .count = 1};
    b.trie = trie_alloc(nodes);
    b.ranges = calloc(nodes, sizeof b.ranges[0]);
    if (b.trie == NULL || b.ranges == NULL) {
        free(b.trie);
        free(b.ranges);
        return NULL;
    }
    b.ranges[ROOT] = (struct range){0, (uint32_t)count};
    for (uint32_t i = 0; i < nodes; i++)
        add_children(&b, i);
    b.trie->nodes[nodes].first_child = b.count;
    free(b.ranges);
    return b.trie;
}

/* ---- searching ---- */

/* Where from byte AT on the first pattern may begin, at most STEPS further. */
ALWAYS_INLINE size_t skip(const struct pattern_trie *trie, const unsigned char *bytes, size_t at,
                          size_t end, size_t steps)
{
    size_t most = end - at < steps ? end : at + steps;
    while (at < most && trie->root[bytes[at]] == ROOT)
        at++;
    return at;
}

/* Notes the longest pattern that ends before byte END, if it is better than what is known. */
ALWAYS_INLINE void note_match(struct pattern_search *search, size_t end, uint32_t size)
{
    size_t start = end - size;
    if (search->match_size == 0 || start < search->match_at ||
        (start == search->match_at && size > search->match_size)) {
        search->match_at = start;
        search->match_size = size;
    }
}

enum pattern_outcome pattern_trie_find(const struct pattern_trie *trie,
                                       struct pattern_search *search)
{
    const unsigned char *bytes = search->bytes;
    size_t at = search->at, end = search->end, steps = search->steps;
    uint32_t node = search->node;
    enum pattern_outcome outcome = PATTERN_PAUSED;
    for (; steps > 0; steps--) {
        if (node == ROOT && search->match_size == 0) {
            size_t from = at;
            at = skip(trie, bytes, at, end, steps - 1);
            steps -= at - from;
        }
        if (at == end) {
            outcome = search->match_size > 0 ? PATTERN_FOUND : PATTERN_NOT_FOUND;
            break;
        }
        uint32_t next = child(trie, node, bytes[at]);
        if (next == ROOT && node != ROOT) {
            node = trie->nodes[node].fail;
        } else {
            node = next;
            at++;
        }
        if (node == ROOT && search->match_size == 0)
            continue;
        const struct node *here = &trie->nodes[node];
        if (here->longest > 0)
            note_match(search, at, here->longest);
        /* What is being read began behind the match: nothing better comes. */
        if (search->match_size > 0 && at - here->depth > search->match_at) {
            outcome = PATTERN_FOUND;
            break;
        }
    }
    search->at = at;
    search->node = node;
    search->steps = steps;
    return outcome;
}
