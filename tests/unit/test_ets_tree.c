/* SPDX-License-Identifier: Apache-2.0 */
/* The tree of ets by itself, beside a model: which keys are in it, and is it an AVL tree? */
#include "tests/unit/bit_model.h"
#include "vm/ets/tree.h"
#include "vm/term/atom.h"
#include "vm/term/compare.h"

#include <criterion/criterion.h>
#include <string.h>

enum { KEYS = 400, ROUNDS = 20000 };

static struct ets_tree tree;
static struct heap heap;
static bool model[KEYS];

static void setup(void)
{
    atom_init(ATOM_DEFAULT_LIMIT);
    heap_init(&heap, 1 << 12);
    model_seed(11);
    tree = (struct ets_tree){.keypos = 1};
    memset(model, 0, sizeof model);
}

static void teardown(void)
{
    size_t all = SIZE_MAX;
    cr_assert(ets_tree_free(&tree, &all));
    heap_release(&heap);
}

TestSuite(ets_tree, .init = setup, .fini = teardown);

static struct ets_object *make(Term key)
{
    struct ets_object *object = ets_object_new(heap_tuple(&heap, 1, &key));
    cr_assert_not_null(object);
    return object;
}

static int key_in(const struct ets_object *object)
{
    return (int)small_value(ets_object_key(object, 1));
}

/* Heights are right, and differ by at most one. Depth is bounded by the height of an AVL tree. */
static unsigned check_balance(const struct ets_object *node)
{
    if (node == NULL)
        return 0;
    unsigned left = check_balance(node->left), right = check_balance(node->right);
    cr_assert(left <= right + 1 && right <= left + 1);
    cr_assert_eq(node->height, 1 + (left > right ? left : right));
    return node->height;
}

static int next_in_model(int from, int step)
{
    int i = from + step;
    while (i >= 0 && i < KEYS && !model[i])
        i += step;
    return i >= 0 && i < KEYS ? i : -1;
}

static int key_or_none(const struct ets_object *object)
{
    return object == NULL ? -1 : key_in(object);
}

static void check_walk(bool down)
{
    struct ets_tree_walk walk;
    int expected = down ? next_in_model(KEYS, -1) : next_in_model(-1, 1);
    ets_tree_walk_from(&walk, &tree, down, NULL, NULL);
    for (const struct ets_object *o = ets_tree_walk_next(&walk); o != NULL;
         o = ets_tree_walk_next(&walk)) {
        cr_assert_eq(key_in(o), expected);
        expected = next_in_model(expected, down ? -1 : 1);
    }
    cr_assert_eq(expected, -1);
}

static void step(void)
{
    int i = (int)(model_draw(KEYS));
    if (model_draw(2) == 0) {
        struct ets_object *old = ets_tree_insert(&tree, make(small_make(i)));
        cr_assert_eq(old != NULL, model[i]);
        if (old != NULL)
            ets_object_free(old);
        model[i] = true;
    } else {
        struct ets_object *old = ets_tree_remove(&tree, small_make(i));
        cr_assert_eq(old != NULL, model[i]);
        if (old != NULL)
            ets_object_free(old);
        model[i] = false;
    }
}

Test(ets_tree, random_insertions_and_removals)
{
    for (int round = 0; round < ROUNDS; round++) {
        step();
        if (round % 100 != 0)
            continue;
        (void)check_balance(tree.root);
        check_walk(false);
        check_walk(true);
        cr_assert_eq(key_or_none(ets_tree_first(&tree)), next_in_model(-1, 1));
        cr_assert_eq(key_or_none(ets_tree_last(&tree)), next_in_model(KEYS, -1));
        for (int i = 0; i < KEYS; i++) {
            cr_assert_eq(ets_tree_find(&tree, small_make(i)) != NULL, model[i]);
            Term key = small_make(i);
            cr_assert_eq(key_or_none(ets_tree_step(&tree, key, false)), next_in_model(i, 1));
            cr_assert_eq(key_or_none(ets_tree_step(&tree, key, true)), next_in_model(i, -1));
        }
    }
}

/* From key to key, now up, now down, with changes in between that take the place away. */
Test(ets_tree, steps_from_where_the_last_one_led)
{
    int at = -1;
    for (int round = 0; round < ROUNDS; round++) {
        bool down = model_draw(3) == 0;
        if (model_draw(8) == 0)
            step();
        const struct ets_object *next = ets_tree_step(&tree, small_make(at), down);
        at = next_in_model(at, down ? -1 : 1);
        cr_assert_eq(key_or_none(next), at);
        cr_assert_eq(next, at < 0 ? NULL : ets_tree_find(&tree, small_make(at)));
        if (at < 0)
            at = (int)model_draw(KEYS);
    }
}

Test(ets_tree, integers_and_floats_that_are_equal_are_one_key)
{
    cr_assert_null(ets_tree_insert(&tree, make(small_make(1))));
    struct ets_object *old = ets_tree_insert(&tree, make(heap_float(&heap, 1.0)));
    cr_assert_not_null(old);
    ets_object_free(old);
    cr_assert(term_is_float(ets_object_key(ets_tree_find(&tree, small_make(1)), 1)));
}

/* From 100 to 200: what is before and what is behind. */
static int between(Term key, const void *context)
{
    (void)context;
    int64_t value = small_value(key);
    return value < 100 ? -1 : value > 200;
}

Test(ets_tree, walks_begin_within_a_range)
{
    struct ets_tree_walk walk;
    for (int i = 0; i < KEYS; i += 3)
        cr_assert_null(ets_tree_insert(&tree, make(small_make(i))));
    ets_tree_walk_from(&walk, &tree, false, between, NULL);
    cr_assert_eq(key_in(ets_tree_walk_next(&walk)), 102);
    cr_assert_eq(key_in(ets_tree_walk_next(&walk)), 105);
    ets_tree_walk_from(&walk, &tree, true, between, NULL);
    cr_assert_eq(key_in(ets_tree_walk_next(&walk)), 198);
    cr_assert_eq(key_in(ets_tree_walk_next(&walk)), 195);
}

Test(ets_tree, freeing_in_small_steps)
{
    size_t steps = 0, budget;
    for (int i = 0; i < KEYS; i++)
        cr_assert_null(ets_tree_insert(&tree, make(small_make(i))));
    do {
        budget = 7;
        steps++;
    } while (!ets_tree_free(&tree, &budget));
    cr_assert_geq(steps, KEYS / 7);
}
