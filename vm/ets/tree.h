/* SPDX-License-Identifier: Apache-2.0 */
/* tree.h: the storage of ordered_set: an AVL tree (Adelson-Velsky and Landis, 1962) of objects by
 * the order of their keys, in which 1 and 1.0 are the same key. Objects are the nodes. All under
 * the lock of the table. */
#ifndef TICK_VM_ETS_TREE_H
#define TICK_VM_ETS_TREE_H

#include "vm/ets/object.h"

/* A tree of this height has more nodes than there is memory. */
#define ETS_TREE_HEIGHT 80

struct ets_finger; /* points to where the last step from key to key led: tree.c */

struct ets_tree {
    struct ets_object *root;
    size_t keypos;
    _Atomic(struct ets_finger *) finger; /* NULL: nobody has gone from key to key yet */
};

/* The object with KEY, or NULL. */
struct ets_object *ets_tree_find(const struct ets_tree *tree, Term key);

/* The object with the least key above KEY, or, when DOWN, the greatest below it; NULL: there is
 * none. KEY need not be in the tree. When it is the one the last step led to, no search is needed.
 * Several threads that have the lock to read may do this at the same time. */
struct ets_object *ets_tree_step(struct ets_tree *tree, Term key, bool down);

struct ets_object *ets_tree_first(const struct ets_tree *tree);
struct ets_object *ets_tree_last(const struct ets_tree *tree);

/* Puts OBJECT in. Returns the one with the same key whose place it took, or OBJECT when that one
 * has been overwritten with it; NULL: there was none. */
struct ets_object *ets_tree_insert(struct ets_tree *tree, struct ets_object *object);

/* Takes the object with KEY out and returns it; NULL: there is none. */
struct ets_object *ets_tree_remove(struct ets_tree *tree, Term key);

/* Going through the tree, up or down; not while it changes. */
struct ets_tree_walk {
    size_t depth;
    bool down;
    struct ets_object *path[ETS_TREE_HEIGHT]; /* the next one and those that follow its subtree */
};

/* How a key stands to where a walk begins or ends: negative before, 0 within, positive behind. */
typedef int ets_tree_compare(Term key, const void *context);

/* Starts at the first object (the last, when DOWN) for which COMPARE does not say "before" (for
 * DOWN: "behind"). COMPARE must be monotonous in the order of keys. NULL: at the end of the tree.
 */
void ets_tree_walk_from(struct ets_tree_walk *walk, const struct ets_tree *tree, bool down,
                        ets_tree_compare *compare, const void *context);

/* The next object, or NULL. */
struct ets_object *ets_tree_walk_next(struct ets_tree_walk *walk);

/* Frees at most *BUDGET objects and takes off *BUDGET what it did. True: the tree is empty, and
 * nothing is left of it. Nobody else uses TREE. */
bool ets_tree_free(struct ets_tree *tree, size_t *budget);

#endif
