/* SPDX-License-Identifier: Apache-2.0 */
/* tree.c: an AVL tree without links to parents: changes remember the links they came along. */
#include "vm/ets/tree.h"

#include "vm/process/spin.h"
#include "vm/term/compare.h"

#include <stdlib.h>

/* ---- balance ---- */

static unsigned height(const struct ets_object *node)
{
    return node == NULL ? 0 : node->height;
}

static void measure(struct ets_object *node)
{
    unsigned left = height(node->left), right = height(node->right);
    node->height = (uint8_t)(1 + (left > right ? left : right));
}

static void rotate_right(struct ets_object **link)
{
    struct ets_object *node = *link, *up = node->left;
    node->left = up->right;
    up->right = node;
    *link = up;
    measure(node);
    measure(up);
}

static void rotate_left(struct ets_object **link)
{
    struct ets_object *node = *link, *up = node->right;
    node->right = up->left;
    up->left = node;
    *link = up;
    measure(node);
    measure(up);
}

/* Subtrees are balanced and differ by at most two in height. */
static void balance(struct ets_object **link)
{
    struct ets_object *node = *link;
    unsigned left = height(node->left), right = height(node->right);
    if (left > right + 1) {
        if (height(node->left->left) < height(node->left->right))
            rotate_left(&node->left);
        rotate_right(link);
    } else if (right > left + 1) {
        if (height(node->right->right) < height(node->right->left))
            rotate_right(&node->right);
        rotate_left(link);
    } else {
        measure(node);
    }
}

/* Links from the root down to a place. */
struct path {
    size_t depth;
    struct ets_object **links[ETS_TREE_HEIGHT];
};

/* Up from the end of PATH, until a subtree is as high as before. */
static void balance_path(struct path *path)
{
    while (path->depth > 0) {
        struct ets_object **link = path->links[--path->depth];
        unsigned before = (*link)->height;
        balance(link);
        if ((*link)->height == before)
            return;
    }
}

/* ---- keys ---- */

static Term key_of(const struct ets_tree *tree, const struct ets_object *object)
{
    return ets_object_key(object, tree->keypos);
}

/* The link to the object with KEY, or to where it belongs, which is NULL. PATH: those above. */
static struct ets_object **descend(struct ets_tree *tree, Term key, struct path *path)
{
    struct ets_object **link = &tree->root;
    path->depth = 0;
    while (*link != NULL) {
        int order = term_compare(key, key_of(tree, *link));
        if (order == 0)
            break;
        path->links[path->depth++] = link;
        link = order < 0 ? &(*link)->left : &(*link)->right;
    }
    return link;
}

/* ---- the finger ---- */

/* The way from the root to the object that the last step led to. There is one for all who go
 * through the tree; who finds it in other hands searches from the root. Readers move it, and every
 * change of the tree, which is made when there are no readers, takes it away. */
struct ets_finger {
    struct spin lock;                /* of depth and path, among readers */
    _Atomic(struct ets_object *) at; /* the end of path, to be looked at without the lock */
    size_t depth;                    /* 0: it points nowhere */
    struct ets_object *path[ETS_TREE_HEIGHT];
};

/* NULL: memory is exhausted, or another reader has it. */
static struct ets_finger *take_finger(struct ets_tree *tree)
{
    struct ets_finger *finger = atomic_load_explicit(&tree->finger, memory_order_acquire);
    if (UNLIKELY(finger == NULL)) {
        struct ets_finger *made = calloc(1, sizeof *made);
        if (made == NULL || atomic_compare_exchange_strong(&tree->finger, &finger, made))
            finger = made;
        else
            free(made);
    }
    return finger != NULL && spin_try_lock(&finger->lock) ? finger : NULL;
}

static void let_go(struct ets_finger *finger)
{
    atomic_store_explicit(&finger->at, finger->depth == 0 ? NULL : finger->path[finger->depth - 1],
                          memory_order_relaxed);
    spin_unlock(&finger->lock);
}

/* Before a change. */
static void forget(struct ets_tree *tree)
{
    struct ets_finger *finger = atomic_load_explicit(&tree->finger, memory_order_relaxed);
    if (LIKELY(finger == NULL))
        return;
    finger->depth = 0;
    atomic_store_explicit(&finger->at, NULL, memory_order_relaxed);
}

/* To the object with KEY, or to the one below which it belongs. */
static void seek(const struct ets_tree *tree, struct ets_finger *finger, Term key)
{
    finger->depth = 0;
    for (struct ets_object *node = tree->root; node != NULL;) {
        finger->path[finger->depth++] = node;
        int order = term_compare(key, key_of(tree, node));
        if (order == 0)
            return;
        node = order < 0 ? node->left : node->right;
    }
}

/* To the next object upwards or downwards; nowhere, when there is none. */
static void advance(struct ets_finger *finger, bool down)
{
    struct ets_object *node = finger->path[finger->depth - 1];
    struct ets_object *inner = down ? node->left : node->right;
    if (inner != NULL) {
        for (; inner != NULL; inner = down ? inner->right : inner->left)
            finger->path[finger->depth++] = inner;
        return;
    }
    struct ets_object *above;
    do {
        node = finger->path[--finger->depth];
        above = finger->depth == 0 ? NULL : finger->path[finger->depth - 1];
    } while (above != NULL && node == (down ? above->left : above->right));
}

/* ---- finding ---- */

static struct ets_object *search_step(const struct ets_tree *tree, Term key, bool down)
{
    struct ets_object *node = tree->root, *best = NULL;
    while (node != NULL) {
        int order = term_compare(key, key_of(tree, node));
        bool beyond = down ? order > 0 : order < 0;
        if (beyond)
            best = node;
        node = beyond == down ? node->right : node->left;
    }
    return best;
}

struct ets_object *ets_tree_step(struct ets_tree *tree, Term key, bool down)
{
    struct ets_finger *finger = take_finger(tree);
    if (UNLIKELY(finger == NULL))
        return search_step(tree, key, down);
    int order = 0;
    if (finger->depth == 0 || term_compare(key, key_of(tree, finger->path[finger->depth - 1])) != 0)
        seek(tree, finger, key);
    if (finger->depth > 0)
        order = term_compare(key, key_of(tree, finger->path[finger->depth - 1]));
    if (finger->depth > 0 && !(down ? order > 0 : order < 0))
        advance(finger, down);
    struct ets_object *found = finger->depth == 0 ? NULL : finger->path[finger->depth - 1];
    let_go(finger);
    return found;
}

/* Who goes from key to key looks at each. */
static struct ets_object *find_at_finger(const struct ets_tree *tree, Term key)
{
    struct ets_finger *finger = atomic_load_explicit(&tree->finger, memory_order_acquire);
    if (LIKELY(finger == NULL))
        return NULL;
    struct ets_object *at = atomic_load_explicit(&finger->at, memory_order_relaxed);
    return at != NULL && term_compare(key, key_of(tree, at)) == 0 ? at : NULL;
}

struct ets_object *ets_tree_find(const struct ets_tree *tree, Term key)
{
    struct ets_object *node = find_at_finger(tree, key);
    if (node != NULL)
        return node;
    node = tree->root;
    while (node != NULL) {
        int order = term_compare(key, key_of(tree, node));
        if (order == 0)
            break;
        node = order < 0 ? node->left : node->right;
    }
    return node;
}

struct ets_object *ets_tree_first(const struct ets_tree *tree)
{
    struct ets_object *node = tree->root;
    while (node != NULL && node->left != NULL)
        node = node->left;
    return node;
}

struct ets_object *ets_tree_last(const struct ets_tree *tree)
{
    struct ets_object *node = tree->root;
    while (node != NULL && node->right != NULL)
        node = node->right;
    return node;
}

/* ---- changing ---- */

struct ets_object *ets_tree_insert(struct ets_tree *tree, struct ets_object *object)
{
    struct path path;
    struct ets_object **link = descend(tree, key_of(tree, object), &path);
    struct ets_object *old = *link;
    if (old != NULL && ets_object_overwrite(old, object))
        return object;
    forget(tree);
    object->left = old == NULL ? NULL : old->left;
    object->right = old == NULL ? NULL : old->right;
    object->height = old == NULL ? 1 : old->height;
    *link = object;
    if (old == NULL)
        balance_path(&path);
    return old;
}

/* Takes the least node of the right subtree of NODE, at LINK, out of there and puts it in the place
 * of NODE. */
static void replace_by_successor(struct ets_object **link, struct path *path)
{
    struct ets_object *node = *link;
    path->links[path->depth++] = link;
    size_t below = path->depth; /* where the link to the right subtree will be noted */
    struct ets_object **least = &node->right;
    while ((*least)->left != NULL) {
        path->links[path->depth++] = least;
        least = &(*least)->left;
    }
    struct ets_object *successor = *least;
    *least = successor->right;
    successor->left = node->left;
    successor->right = node->right;
    successor->height = node->height;
    *link = successor;
    if (path->depth > below)
        path->links[below] = &successor->right;
}

struct ets_object *ets_tree_remove(struct ets_tree *tree, Term key)
{
    struct path path;
    struct ets_object **link = descend(tree, key, &path);
    struct ets_object *node = *link;
    if (node == NULL)
        return NULL;
    forget(tree);
    if (node->left != NULL && node->right != NULL)
        replace_by_successor(link, &path);
    else
        *link = node->left != NULL ? node->left : node->right;
    balance_path(&path);
    return node;
}

/* ---- going through ---- */

static struct ets_object *inner(const struct ets_tree_walk *walk, const struct ets_object *node)
{
    return walk->down ? node->right : node->left;
}

void ets_tree_walk_from(struct ets_tree_walk *walk, const struct ets_tree *tree, bool down,
                        ets_tree_compare *compare, const void *context)
{
    walk->depth = 0;
    walk->down = down;
    for (struct ets_object *node = tree->root; node != NULL;) {
        int order = compare == NULL ? 0 : compare(key_of(tree, node), context);
        if (down ? order > 0 : order < 0) {
            node = down ? node->left : node->right;
        } else {
            walk->path[walk->depth++] = node;
            node = inner(walk, node);
        }
    }
}

struct ets_object *ets_tree_walk_next(struct ets_tree_walk *walk)
{
    if (walk->depth == 0)
        return NULL;
    struct ets_object *found = walk->path[--walk->depth];
    for (struct ets_object *node = walk->down ? found->left : found->right; node != NULL;
         node = inner(walk, node))
        walk->path[walk->depth++] = node;
    return found;
}

/* Rotates until the root has no left subtree, and goes on with the right one: no stack, and after
 * each step what is left is a tree. */
bool ets_tree_free(struct ets_tree *tree, size_t *budget)
{
    free(atomic_exchange_explicit(&tree->finger, NULL, memory_order_relaxed));
    while (tree->root != NULL && *budget > 0) {
        struct ets_object *node = tree->root;
        --*budget;
        if (node->left != NULL) {
            struct ets_object *left = node->left;
            node->left = left->right;
            left->right = node;
            tree->root = left;
        } else {
            tree->root = node->right;
            ets_object_free(node);
        }
    }
    return tree->root == NULL;
}
