/* SPDX-License-Identifier: Apache-2.0 */
/* Magic references: counted on every heap, released once, told apart by kind. */
#include "vm/memory/copy.h"
#include "vm/memory/gc.h"
#include "vm/memory/literal.h"
#include "vm/memory/magic.h"
#include "vm/memory/off_heap.h"

#include <criterion/criterion.h>

static struct heap heap;
static unsigned released;

static void release(struct magic *magic)
{
    (void)magic;
    released++;
}

static void release_other(struct magic *magic)
{
    (void)magic;
}

static void setup(void)
{
    cr_assert(literal_area_init());
    heap_init(&heap, 256);
    released = 0;
}

TestSuite(magic, .init = setup, .timeout = 60);

static void collect(Term *root)
{
    struct root_array roots = {root, 1};
    struct gc_request request = {.major = true, .roots = &roots, .root_arrays = 1};
    cr_assert(gc_collect(&heap, &request));
    gc_check(&heap, &roots, 1);
}

Test(magic, lives_as_long_as_a_reference)
{
    struct magic object;
    magic_init(&object, release, 8);
    Term root = magic_reference(&heap, &object);
    collect(&root);
    collect(&root);
    cr_assert_eq(released, 0);
    cr_assert_eq(magic_of(root, release), &object);
    root = NIL;
    collect(&root);
    cr_assert_eq(released, 1);
    heap_release(&heap);
}

Test(magic, each_copy_counts)
{
    struct magic object;
    magic_init(&object, release, 8);
    struct fragment *message = copy_to_fragment(magic_reference(&heap, &object));
    heap_release(&heap);
    cr_assert_eq(released, 0);
    cr_assert_eq(magic_of(message->term, release), &object);
    fragment_free(message);
    cr_assert_eq(released, 1);
}

Test(magic, c_code_may_hold_it)
{
    struct magic object;
    magic_init(&object, release, 8);
    magic_keep(&object);
    (void)magic_reference(&heap, &object);
    heap_release(&heap);
    cr_assert_eq(released, 0);
    magic_drop(&object);
    cr_assert_eq(released, 1);
}

Test(magic, what_nobody_holds_does_not_come_back)
{
    struct magic object;
    magic_init(&object, release, 8);
    cr_assert(magic_keep_living(&object));
    magic_drop(&object);
    cr_assert_eq(released, 0);
    magic_drop(&object);
    cr_assert_eq(released, 1);
    cr_assert_not(magic_keep_living(&object));
}

Test(magic, kinds_are_told_apart)
{
    struct magic object;
    magic_init(&object, release, 8);
    Term reference = magic_reference(&heap, &object);
    Term plain = ref_put(heap_alloc(&heap, REF_WORDS), 5, NIL);
    cr_assert_null(magic_of(reference, release_other));
    cr_assert_null(magic_of(plain, release));
    cr_assert_null(magic_of(NIL, release));
    heap_release(&heap);
}

Test(magic, what_it_owns_makes_collecting_worthwhile)
{
    struct magic object;
    magic_init(&object, release, GC_OFF_HEAP_SLACK + 1024 * 1024);
    Term root = magic_reference(&heap, &object);
    cr_assert(gc_wanted(&heap));
    collect(&root);
    cr_assert_not(gc_wanted(&heap));
    heap_release(&heap);
}
