/* SPDX-License-Identifier: Apache-2.0 */
/* map_trie_bulk.c: tries of many pairs at once: built from arrays, merged from two tries. Recursion
 * is bounded by the TRIE_LEVELS + 1 levels. */
#include "vm/term/map_trie.h"
#include "vm/term/compare.h"
#include "vm/term/hash.h"
#include "vm/term/trie_node.h"

#include <stdlib.h>
#include <string.h>

/* The contents of a node while it is put together, in the order of their branches. */
struct draft {
    uint32_t branches;
    size_t pair_count;
    size_t child_count;
    Term pairs[2 * TRIE_BRANCHES];
    Term children[TRIE_BRANCHES];
};

static void draft_start(struct draft *draft)
{
    draft->branches = 0;
    draft->pair_count = 0;
    draft->child_count = 0;
}

static void draft_pair(struct draft *draft, uint32_t bit, Term key, Term value)
{
    draft->branches |= bit;
    draft->pairs[2 * draft->pair_count] = key;
    draft->pairs[2 * draft->pair_count + 1] = value;
    draft->pair_count++;
}

static void draft_child(struct draft *draft, uint32_t bit, Term child)
{
    draft->branches |= bit << TRIE_BRANCHES;
    draft->children[draft->child_count++] = child;
}

static Term node_with_room(struct heap *heap, uint32_t branches, size_t pair_count,
                           const Term *pairs, size_t child_count, const Term *children, size_t room)
{
    size_t words = 1 + 2 * pair_count + child_count + room;
    Term *node = heap_alloc(heap, 1 + words);
    node[0] = HEADER(BOXED_MAP_NODE, words);
    node[1] = trie_shape(branches, pair_count);
    if (pair_count != 0)
        memcpy(node + 2, pairs, 2 * pair_count * sizeof(Term));
    if (child_count != 0)
        memcpy(node + 2 + 2 * pair_count, children, child_count * sizeof(Term));
    return boxed_make(node);
}

Term trie_node(struct heap *heap, uint32_t branches, size_t pair_count, const Term *pairs,
               const Term *children)
{
    size_t child_count = (size_t)__builtin_popcount(branches >> TRIE_BRANCHES);
    return node_with_room(heap, branches, pair_count, pairs, child_count, children, 0);
}

/* LEVEL 0 makes a root, whose size the caller sets. */
static Term draft_finish(struct heap *heap, const struct draft *draft, unsigned level)
{
    return node_with_room(heap, draft->branches, draft->pair_count, draft->pairs,
                          draft->child_count, draft->children, level == 0);
}

/* ---- from arrays ---- */

struct build {
    struct heap *heap;
    size_t size; /* pairs in the trie so far */
};

/* A subtree, or the only pair that it would hold (node is NON_VALUE). */
struct subtree {
    Term node;
    Term key;
    Term value;
};

static int compare_pairs(const void *a, const void *b)
{
    const struct trie_pair *x = a;
    const struct trie_pair *y = b;
    int order = term_compare_exact(x->key, y->key);
    return order != 0 ? order : x->hash < y->hash ? -1 : 1;
}

/* Sorts by key, in place; of equal keys only the last stays. Returns how many are left. The hashes,
 * which are all the same, are overwritten to remember the order of equal keys. */
static size_t sort_collisions(struct trie_pair *pairs, size_t count)
{
    for (size_t i = 0; i < count; i++)
        pairs[i].hash = i;
    qsort(pairs, count, sizeof *pairs, compare_pairs);
    size_t kept = 0;
    for (size_t i = 1; i < count; i++) {
        if (!term_equal_exact(pairs[kept].key, pairs[i].key))
            kept++;
        pairs[kept] = pairs[i];
    }
    return kept + 1;
}

static struct subtree build_collisions(struct build *build, struct trie_pair *pairs, size_t count)
{
    count = sort_collisions(pairs, count);
    build->size += count;
    if (count == 1)
        return (struct subtree){NON_VALUE, pairs[0].key, pairs[0].value};
    Term *node = heap_alloc(build->heap, 2 + 2 * count);
    node[0] = HEADER(BOXED_MAP_NODE, 1 + 2 * count);
    node[1] = trie_shape(0, count);
    for (size_t i = 0; i < count; i++) {
        node[2 + 2 * i] = pairs[i].key;
        node[3 + 2 * i] = pairs[i].value;
    }
    return (struct subtree){.node = boxed_make(node)};
}

/* Distributes PAIRS over the branches that the next BITS bits of their hashes choose at LEVEL, in
 * TO, keeping the order within each. ENDS[b] is where branch b ends. */
static void distribute(const struct trie_pair *pairs, struct trie_pair *to, size_t count,
                       unsigned level, unsigned bits, size_t *ends)
{
    unsigned shift = 64 - TRIE_BITS * level - bits;
    uint64_t mask = (UINT64_C(1) << bits) - 1;
    memset(ends, 0, sizeof ends[0] << bits);
    for (size_t i = 0; i < count; i++)
        ends[pairs[i].hash >> shift & mask]++;
    size_t start = 0;
    for (size_t b = 0; b <= mask; b++) {
        size_t size = ends[b];
        ends[b] = start;
        start += size;
    }
    for (size_t i = 0; i < count; i++)
        to[ends[pairs[i].hash >> shift & mask]++] = pairs[i];
}

/* The branches that PAIRS take at LEVEL when no two of them take the same, else 0. */
static uint32_t own_branches(const struct trie_pair *pairs, size_t count, unsigned level)
{
    uint32_t branches = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t bit = trie_bit(pairs[i].hash << TRIE_BITS * level);
        if (branches & bit)
            return 0;
        branches |= bit;
    }
    return branches;
}

/* A node of nothing but pairs. */
static struct subtree build_leaf(struct build *build, const struct trie_pair *pairs, size_t count,
                                 unsigned level, uint32_t branches)
{
    Term *node = heap_alloc(build->heap, 2 + 2 * count);
    node[0] = HEADER(BOXED_MAP_NODE, 1 + 2 * count);
    node[1] = trie_shape(branches, count);
    for (size_t i = 0; i < count; i++) {
        uint32_t bit = trie_bit(pairs[i].hash << TRIE_BITS * level);
        Term *pair = node + 2 + 2 * trie_pair_index(branches, bit);
        pair[0] = pairs[i].key;
        pair[1] = pairs[i].value;
    }
    build->size += count;
    return (struct subtree){.node = boxed_make(node)};
}

static void draft_subtree(struct draft *draft, uint32_t bit, struct subtree sub)
{
    if (sub.node == NON_VALUE)
        draft_pair(draft, bit, sub.key, sub.value);
    else
        draft_child(draft, bit, sub.node);
}

static struct subtree draft_to_subtree(struct heap *heap, const struct draft *draft, unsigned level)
{
    if (level > 0 && draft->child_count == 0 && draft->pair_count == 1)
        return (struct subtree){NON_VALUE, draft->pairs[0], draft->pairs[1]};
    return (struct subtree){.node = draft_finish(heap, draft, level)};
}

static struct subtree build_subtree(struct build *build, struct trie_pair *pairs,
                                    struct trie_pair *spare, size_t count, unsigned level);

/* The subtree at LEVEL of pairs that lie in the order of its branches, from START on. */
static struct subtree build_branches(struct build *build, struct trie_pair *pairs,
                                     struct trie_pair *spare, size_t start, const size_t *ends,
                                     unsigned level)
{
    struct draft draft;
    draft_start(&draft);
    for (unsigned b = 0; b < TRIE_BRANCHES; start = ends[b++])
        if (ends[b] != start)
            draft_subtree(
                &draft, 1u << b,
                build_subtree(build, pairs + start, spare + start, ends[b] - start, level + 1));
    return draft_to_subtree(build->heap, &draft, level);
}

/* Pairs that no near cache holds are moved for two levels at once. */
#define MANY_PAIRS 2048

static struct subtree build_two_levels(struct build *build, struct trie_pair *pairs,
                                       struct trie_pair *spare, size_t count, unsigned level)
{
    size_t ends[TRIE_BRANCHES * TRIE_BRANCHES];
    distribute(pairs, spare, count, level, 2 * TRIE_BITS, ends);
    struct draft draft;
    draft_start(&draft);
    size_t start = 0;
    for (unsigned b = 0; b < TRIE_BRANCHES; b++) {
        const size_t *inner = ends + (size_t)TRIE_BRANCHES * b;
        if (inner[TRIE_BRANCHES - 1] != start)
            draft_subtree(&draft, 1u << b,
                          build_branches(build, spare, pairs, start, inner, level + 1));
        start = inner[TRIE_BRANCHES - 1];
    }
    return draft_to_subtree(build->heap, &draft, level);
}

static struct subtree build_subtree(struct build *build, struct trie_pair *pairs,
                                    struct trie_pair *spare, size_t count, unsigned level)
{
    if (count == 1) {
        build->size++;
        return (struct subtree){NON_VALUE, pairs[0].key, pairs[0].value};
    }
    if (level == TRIE_LEVELS)
        return build_collisions(build, pairs, count);
    if (count >= MANY_PAIRS && level + 2 <= TRIE_LEVELS)
        return build_two_levels(build, pairs, spare, count, level);
    uint32_t branches = level > 0 ? own_branches(pairs, count, level) : 0;
    if (branches != 0)
        return build_leaf(build, pairs, count, level, branches);
    size_t ends[TRIE_BRANCHES];
    distribute(pairs, spare, count, level, TRIE_BITS, ends);
    return build_branches(build, spare, pairs, 0, ends, level);
}

Term trie_build(struct heap *heap, struct trie_pair *pairs, struct trie_pair *spare, size_t count)
{
    struct build build = {.heap = heap};
    Term root = build_subtree(&build, pairs, spare, count, 0).node;
    trie_set_size(root, build.size);
    return root;
}

/* ---- merging ---- */

struct merge {
    struct heap *heap;
    size_t common; /* keys found in both */
};

static Term put_into(struct merge *merge, Term node, unsigned level, const Term *pair, bool keep)
{
    struct trie_put put = {.heap = merge->heap,
                           .pair = {hash_internal(pair[0]), pair[0], pair[1]},
                           .level = level,
                           .keep = keep};
    Term result = trie_node_put(&put, node);
    merge->common += put.found;
    return result;
}

static Term merge_collisions(struct merge *merge, Term a, Term b)
{
    const Term *from = boxed_ptr(a);
    for (size_t i = 0; i < trie_pair_count(from); i++)
        b = put_into(merge, b, TRIE_LEVELS, trie_pairs(from) + 2 * i, true);
    return b;
}

/* What one branch of a node holds. */
struct branch {
    const Term *pair;
    Term child;
};

static struct branch branch_of(const Term *node, uint32_t bit)
{
    uint32_t branches = trie_branches(node);
    struct branch branch = {NULL, NON_VALUE};
    if (branches & bit)
        branch.pair = trie_pairs(node) + 2 * trie_pair_index(branches, bit);
    else if (branches >> TRIE_BRANCHES & bit)
        branch.child = trie_children(node)[trie_child_index(branches, bit)];
    return branch;
}

static void merge_pairs(struct merge *merge, struct draft *draft, uint32_t bit, const Term *a,
                        const Term *b, unsigned level)
{
    if (term_equal_exact(a[0], b[0])) {
        merge->common++;
        draft_pair(draft, bit, b[0], b[1]);
        return;
    }
    struct trie_pair x = {hash_internal(a[0]), a[0], a[1]};
    struct trie_pair y = {hash_internal(b[0]), b[0], b[1]};
    draft_child(draft, bit, trie_node_of_two(merge->heap, &x, &y, level + 1));
}

static Term merge_nodes(struct merge *merge, Term a, Term b, unsigned level);

static void merge_branch(struct merge *merge, struct draft *draft, uint32_t bit, struct branch a,
                         struct branch b, unsigned level)
{
    bool in_a = a.pair != NULL || a.child != NON_VALUE;
    bool in_b = b.pair != NULL || b.child != NON_VALUE;
    if (!in_a || !in_b) {
        struct branch only = in_a ? a : b;
        if (only.pair != NULL)
            draft_pair(draft, bit, only.pair[0], only.pair[1]);
        else
            draft_child(draft, bit, only.child);
    } else if (a.pair != NULL && b.pair != NULL) {
        merge_pairs(merge, draft, bit, a.pair, b.pair, level);
    } else if (a.pair != NULL) {
        draft_child(draft, bit, put_into(merge, b.child, level + 1, a.pair, true));
    } else if (b.pair != NULL) {
        draft_child(draft, bit, put_into(merge, a.child, level + 1, b.pair, false));
    } else {
        draft_child(draft, bit, merge_nodes(merge, a.child, b.child, level + 1));
    }
}

static size_t subtree_size(const Term *node)
{
    size_t size = trie_pair_count(node);
    for (size_t i = 0; i < trie_child_count(node); i++)
        size += subtree_size(boxed_ptr(trie_children(node)[i]));
    return size;
}

static Term merge_nodes(struct merge *merge, Term a, Term b, unsigned level)
{
    if (a == b) { /* maps that come from one another share most subtrees */
        merge->common += subtree_size(boxed_ptr(a));
        return b;
    }
    if (level == TRIE_LEVELS)
        return merge_collisions(merge, a, b);
    const Term *x = boxed_ptr(a);
    const Term *y = boxed_ptr(b);
    uint32_t both = trie_branches(x) | trie_branches(y);
    uint32_t used = (both | both >> TRIE_BRANCHES) & TRIE_PAIR_MASK;
    struct draft draft;
    draft_start(&draft);
    for (uint32_t left = used; left != 0; left &= left - 1) {
        uint32_t bit = left & -left;
        merge_branch(merge, &draft, bit, branch_of(x, bit), branch_of(y, bit), level);
    }
    return draft_finish(merge->heap, &draft, level);
}

Term trie_merge(struct heap *heap, Term a, Term b)
{
    if (a == b)
        return b;
    struct merge merge = {.heap = heap};
    size_t size = trie_size(boxed_ptr(a)) + trie_size(boxed_ptr(b));
    Term root = merge_nodes(&merge, a, b, 0);
    trie_set_size(root, size - merge.common);
    return root;
}
