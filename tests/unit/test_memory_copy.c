/* SPDX-License-Identifier: Apache-2.0 */
/* Copying terms: sizes, structure, what stays shared and what travels by value. */
#include "vm/memory/copy.h"
#include "vm/memory/gc.h"
#include "vm/memory/literal.h"
#include "vm/term/bits.h"
#include "vm/term/ref.h"
#include "vm/term/work.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct heap heap;

static void setup(void)
{
    cr_assert(literal_area_init());
    heap_init(&heap, 4096);
}

static void teardown(void)
{
    heap_release(&heap);
}

TestSuite(copy, .init = setup, .fini = teardown, .timeout = 60);

/* The message that TERM becomes; its size has been checked against copy_size. */
static struct fragment *send(Term term)
{
    struct fragment *message = copy_to_fragment(term);
    cr_assert_not_null(message);
    cr_assert_eq(message->words, copy_size(term));
    return message;
}

static Term binary_of(size_t size)
{
    unsigned char *bytes;
    Term term = bits_new_binary(&heap, size, &bytes);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (unsigned char)(i * 7);
    return term;
}

static struct binary *binary_behind(Term sub_bits)
{
    return bin_ref_binary(boxed_ptr(boxed_ptr(sub_bits)[3]));
}

Test(copy, immediates_take_no_words)
{
    struct fragment *message = send(SMALL(5));
    cr_assert_eq(message->term, SMALL(5));
    cr_assert_eq(message->words, 0);
    fragment_free(message);
    cr_assert_eq(copy_to_heap(&heap, NIL), NIL);
}

Test(copy, tuples_and_lists_are_rebuilt_elsewhere)
{
    Term list = heap_list(&heap, 2, (const Term[]){SMALL(1), SMALL(2)}, SMALL(3));
    Term tuple = heap_tuple3(&heap, list, NIL, heap_tuple(&heap, 0, NULL));
    struct fragment *message = send(tuple);
    cr_assert_eq(message->words, 4 + 4 + 1);
    Term copy = message->term;
    cr_assert_neq(copy, tuple);
    cr_assert(term_is_tuple_of(copy, 3));
    cr_assert_neq(tuple_get(copy, 0), list);
    cr_assert_eq(list_head(tuple_get(copy, 0)), SMALL(1));
    cr_assert_eq(list_head(list_tail(tuple_get(copy, 0))), SMALL(2));
    cr_assert_eq(list_tail(list_tail(tuple_get(copy, 0))), SMALL(3));
    cr_assert(term_is_tuple_of(tuple_get(copy, 2), 0));
    fragment_free(message);
}

Test(copy, raw_words_that_look_like_pointers_are_left_alone)
{
    Term *cell = heap_alloc(&heap, 4);
    cell[0] = HEADER(BOXED_POS_BIG, 3);
    cell[1] = 0x1001;
    cell[2] = 0x1002;
    cell[3] = 0x1000;
    struct fragment *message = send(heap_cons(&heap, boxed_make(cell), NIL));
    cr_assert_eq(memcmp(boxed_ptr(list_head(message->term)), cell, 4 * sizeof(Term)), 0);
    fragment_free(message);
}

Test(copy, the_environment_of_a_fun_is_copied_and_its_entry_is_not)
{
    Term *cell = heap_alloc(&heap, 3);
    cell[0] = HEADER(BOXED_FUN, 2);
    cell[1] = 0x1001;
    cell[2] = heap_cons(&heap, SMALL(1), NIL);
    struct fragment *message = send(boxed_make(cell));
    cr_assert_eq(message->words, 5);
    cr_assert_eq(boxed_ptr(message->term)[1], 0x1001);
    cr_assert_neq(boxed_ptr(message->term)[2], cell[2]);
    cr_assert_eq(list_head(boxed_ptr(message->term)[2]), SMALL(1));
    fragment_free(message);
}

Test(copy, literals_are_shared_unless_all_is_wanted)
{
    Term literal = literal_copy(heap_tuple2(&heap, SMALL(1), SMALL(2)));
    Term tuple = heap_tuple2(&heap, literal, literal);
    cr_assert_eq(copy_size(literal), 0);
    cr_assert_eq(copy_size(tuple), 3);
    cr_assert_eq(copy_size_all(tuple), 9);
    struct fragment *message = send(tuple);
    cr_assert_eq(tuple_get(message->term, 1), literal);
    fragment_free(message);

    Term words[9];
    Term *top = words;
    Term *off_heap = NULL;
    Term copy = copy_term_all(tuple, &top, &off_heap);
    cr_assert_eq(top, words + 9);
    cr_assert_neq(tuple_get(copy, 0), literal);
    cr_assert_eq(tuple_get(tuple_get(copy, 0), 1), SMALL(2));
}

Test(copy, large_binaries_are_counted)
{
    Term binary = binary_of(1000);
    struct binary *shared = binary_behind(binary);
    struct fragment *message = send(heap_tuple2(&heap, binary, binary));
    cr_assert_eq(message->words, 3 + 2 * (SUB_BITS_WORDS + BIN_REF_WORDS));
    cr_assert_eq(shared->references, 3);
    cr_assert_eq(binary_behind(tuple_get(message->term, 0)), shared);
    fragment_free(message);
    cr_assert_eq(shared->references, 1);
}

Test(copy, small_windows_travel_by_value)
{
    Term binary = binary_of(1000);
    Term window = bits_sub(&heap, binary, 13, 8 * HEAP_BITS_MAX_BYTES);
    struct fragment *message = send(window);
    cr_assert(term_is_kind(message->term, BOXED_HEAP_BITS));
    cr_assert_eq(message->words, 10);
    cr_assert_eq(bits_compare(message->term, window), 0);
    cr_assert_eq(binary_behind(binary)->references, 1);
    fragment_free(message);

    Term larger = bits_sub(&heap, binary, 13, 8 * HEAP_BITS_MAX_BYTES + 1);
    message = send(larger);
    cr_assert(term_is_kind(message->term, BOXED_SUB_BITS));
    cr_assert_eq(bits_compare(message->term, larger), 0);
    fragment_free(message);
}

static int released;

static void note_release(struct magic *magic)
{
    (void)magic;
    released++;
}

Test(copy, magic_references_are_counted)
{
    struct magic magic = {.references = 1, .release = note_release};
    Term *cell = heap_alloc(&heap, MAGIC_REF_WORDS);
    cell[0] = HEADER(BOXED_MAGIC_REF, MAGIC_REF_WORDS - 1);
    cell[1] = ref_next_number();
    cell[2] = (Term)(uintptr_t)&magic;
    cell[3] = 0;
    heap.off_heap = cell;
    struct fragment *message = send(boxed_make(cell));
    cr_assert_eq(magic.references, 2);
    cr_assert_eq(ref_number(message->term), cell[1]);
    fragment_free(message);
    cr_assert_eq(released, 0);
    heap_release(&heap);
    cr_assert_eq(released, 1);
    heap_init(&heap, 1);
}

Test(copy, to_a_heap_chains_and_accounts)
{
    struct heap target;
    heap_init(&target, 4);
    Term copy = copy_to_heap(&target, heap_cons(&heap, binary_of(500), binary_of(300)));
    cr_assert_eq(target.off_heap_bytes, 800);
    gc_check(&target, &(struct root_array){&copy, 1}, 1);
    heap_release(&target);
}

Test(copy, long_lists)
{
    Term list = NIL;
    for (int i = 0; i < 1000000; i++)
        list = heap_cons(&heap, i % 3 ? SMALL(i) : heap_tuple2(&heap, SMALL(i), NIL), list);
    struct fragment *message = send(list);
    Term copy = message->term;
    for (int i = 999999; i >= 0; i--, copy = list_tail(copy))
        cr_assert_eq(i % 3 ? list_head(copy) : tuple_get(list_head(copy), 0), SMALL(i));
    fragment_free(message);
}

Test(copy, deep_nesting)
{
    Term term = NIL;
    for (int i = 0; i < 1000000; i++) {
        Term small = heap_tuple2(&heap, SMALL(i), NIL);
        term = i % 2 ? heap_tuple2(&heap, term, small) : heap_cons(&heap, term, small);
    }
    struct fragment *message = send(term);
    Term copy = message->term;
    for (int i = 999999; i >= 0; i--) {
        cr_assert_eq(tuple_get(i % 2 ? tuple_get(copy, 1) : list_tail(copy), 0), SMALL(i));
        copy = i % 2 ? tuple_get(copy, 0) : list_head(copy);
    }
    cr_assert_eq(copy, NIL);
    fragment_free(message);
}

/* ---- time ---- */

Test(copy, is_charged_for)
{
    int64_t left = 10000;
    Term list = NIL;
    for (int i = 0; i < 1000; i++)
        list = heap_cons(&heap, SMALL(1), list);
    work_turn = &left;
    (void)copy_size(list);
    work_turn = NULL;
    cr_assert_eq(left, 10000 - 2000 / WORK_STEPS_PER_REDUCTION);
    (void)copy_size(list); /* nobody's turn */
    cr_assert_eq(left, 10000 - 2000 / WORK_STEPS_PER_REDUCTION);
}
