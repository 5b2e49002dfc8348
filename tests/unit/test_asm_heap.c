/* SPDX-License-Identifier: Apache-2.0 */
/* Heap needs: what instructions take, and what is computed for _. */
#include "tests/unit/asm_harness.h"
#include "asm/heap.h"
#include "asm/heap_need.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void compute(struct asm_text *t, const char *body)
{
    char text[4000];
    snprintf(text, sizeof text, "module m\nfun f/3\n%s\nfun g/2\nreturn\n", body);
    asm_text_parse(t, text);
    cr_assert_eq(t->diag.errors, 0, "%s: %s", body, t->diag.messages.items[0].text);
    asm_compute_heap(&t->module);
}

/* The heap needs in BODY, in its order; one that counts more than words as words+floats+funs. */
static void expect_needs(const char *body, const char *expected)
{
    struct asm_text t;
    char *needs = NULL;
    size_t size;
    FILE *to = open_memstream(&needs, &size);
    cr_assert_not_null(to);
    compute(&t, body);
    asm_text_expect(&t, "");
    for (size_t i = 0; i < t.module.instructions.count; i++) {
        const struct asm_operand *need =
            asm_heap_operand(&t.module, &t.module.instructions.items[i]);
        if (need == NULL)
            continue;
        if (need->kind == OPERAND_ALLOC) /* of each: what, how many */
            fprintf(to, " %" PRIu64 "+%" PRIu64 "+%" PRIu64, need[2].value, need[4].value,
                    need[6].value);
        else
            fprintf(to, " %" PRIu64, need->value);
        cr_expect(need->kind == OPERAND_ALLOC || need->kind == OPERAND_UNTAGGED);
    }
    fclose(to);
    cr_expect_str_eq(needs + (*needs == ' '), expected, "%s\nneeds%s, not %s", body, needs,
                     expected);
    free(needs);
    asm_text_free(&t);
}

static void expect_said(const char *body, const char *expected)
{
    struct asm_text t;
    compute(&t, body);
    asm_text_expect(&t, expected);
    asm_text_free(&t);
}

/* ---- what one instruction takes ---- */

Test(asm_heap, of_each_instruction_that_builds)
{
    expect_needs("test_heap _, 2\nput_list x0, x1, x0\nreturn", "2");
    expect_needs("test_heap _, 2\nput_tuple2 x0, []\nreturn", "1");
    expect_needs("test_heap _, 2\nput_tuple2 x0, [x0, x1, {a}]\nreturn", "4");
    expect_needs("test_heap _, 1\nupdate_record copy, 4, x0, x0, [2 => a]\nreturn", "5");
    expect_needs("test_heap _, 2\nmake_fun3 g/2, x0, [x0, x1]\nreturn", "2+0+1");
    expect_needs("test_heap _, 2\nmake_fun3 g/2, x0, []\nreturn", "0+0+1");
    expect_needs("test_heap _, 0\nfmove f0, x0\nreturn", "0+1+0");
}

Test(asm_heap, of_those_that_take_nothing)
{
    expect_needs("test_heap _, 1\nreturn", "0");
    expect_needs("test_heap _, 1\nfmove x0, f0\nfmove f0, f1\nreturn", "0");
    expect_needs("test_heap _, 1\nmove [a, {b}], x0\nget_list x0, x0, x1\nreturn", "0");
}

Test(asm_heap, words_of_a_need)
{
    struct asm_heap_need need = {.words = 5, .floats = 3, .funs = 2};
    cr_expect_eq(asm_heap_words(need), 5 + 2 * 3 + 2 * 2);
    struct asm_operand number = {.kind = OPERAND_UNTAGGED, .value = 9};
    cr_expect_eq(asm_reserved_words(&number), 9);
    struct asm_operand list[] = {{.kind = OPERAND_ALLOC, .value = 3},
                                 {.value = BEAM_ALLOC_FUNS},
                                 {.value = 1},
                                 {.value = BEAM_ALLOC_WORDS},
                                 {.value = 10},
                                 {.value = BEAM_ALLOC_FLOATS},
                                 {.value = 100}};
    cr_expect_eq(asm_reserved_words(list), 2 + 10 + 200);
    list[0].value = 0;
    cr_expect_eq(asm_reserved_words(list), 0);
}

/* ---- how far a reservation goes ---- */

Test(asm_heap, everything_up_to_the_end_counts)
{
    expect_needs("test_heap _, 2\nput_list x0, x1, x0\nput_list x0, x1, x0\n"
                 "put_tuple2 x0, [x0]\nreturn",
                 "6");
    expect_needs("test_heap _, 2\nput_list x0, x1, x0\nfmove f0, x1\nfmove f1, x1\n"
                 "make_fun3 g/2, x1, [x1]\nreturn",
                 "3+2+1");
}

Test(asm_heap, ends_where_garbage_may_be_collected)
{
    expect_needs("test_heap _, 2\nput_list x0, x1, x0\ntest_heap _, 2\nput_tuple2 x0, [x0]\n"
                 "return",
                 "2 2");
    expect_needs("test_heap _, 2\nput_list x0, x1, x0\ngc_bif1 -, 1, erlang:length/1, x0, x0\n"
                 "put_list x0, x0, x0\nreturn",
                 "2");
    expect_needs("allocate_heap 0, _, 2\nput_list x0, x1, x0\ncall f/3\nput_list x0, x0, x0\n"
                 "deallocate 0\nreturn",
                 "2");
    expect_needs("test_heap _, 2\nput_list x0, x1, x0\nput_map_assoc -, x0, x0, 1, [a => b]\n"
                 "put_list x0, x0, x0\nreturn",
                 "2");
    expect_needs("test_heap _, 2\nput_list x0, x1, x1\n"
                 "bs_match .no, x0, [ensure_at_least, 8, 1]\n.no: put_list x1, x1, x1\nreturn",
                 "2");
    expect_needs("test_heap _, 2\nreturn\nput_list x0, x0, x0\nreturn", "0");
}

Test(asm_heap, does_not_end_at_other_builtins)
{
    expect_needs("test_heap _, 1\nbif1 -, erlang:hd/1, x0, x0\nput_list x0, x0, x0\nreturn", "2");
}

Test(asm_heap, the_way_that_takes_most)
{
    expect_needs("test_heap _, 2\nis_nil .b, x0\nput_list x0, x1, x0\nreturn\n"
                 ".b: put_tuple2 x0, [a, b, c, d]\nreturn",
                 "5");
    /* The most of each kind, even if no way takes all of it. */
    expect_needs("test_heap _, 2\nis_nil .b, x0\nput_list x0, x1, x0\nreturn\n"
                 ".b: fmove f0, x0\nreturn",
                 "2+1+0");
    expect_needs("test_heap _, 2\nselect_val x0, .c, [1 => .a, 2 => .b]\n"
                 ".a: put_list x0, x1, x0\nreturn\n.b: put_tuple2 x0, [a, b, c]\nreturn\n"
                 ".c: put_tuple2 x0, [a]\nreturn",
                 "4");
    expect_needs("test_heap _, 2\nput_list x0, x1, x0\nis_nil .end, x1\nput_list x0, x1, x0\n"
                 ".end: put_list x0, x1, x0\nreturn",
                 "6");
}

Test(asm_heap, ways_backwards)
{
    expect_needs("jump .start\n.back: put_list x0, x1, x0\nreturn\n"
                 ".start: test_heap _, 2\njump .back",
                 "2");
    /* A loop that reserves in each round. */
    expect_needs("move [], x1\n.loop: is_nonempty_list .done, x0\nget_list x0, x2, x0\n"
                 "test_heap _, 3\nput_list x2, x1, x1\njump .loop\n.done: return",
                 "2");
    /* One that takes nothing, and then something behind it. */
    expect_needs("test_heap _, 2\n.loop: is_nonempty_list .done, x0\nget_tl x0, x0\njump .loop\n"
                 ".done: put_list x0, x1, x0\nreturn",
                 "2");
}

Test(asm_heap, many_labels_each_behind_the_next)
{
    enum { LABELS = 60 };
    char *body = NULL;
    size_t size;
    FILE *to = open_memstream(&body, &size);
    cr_assert_not_null(to);
    fputs("jump .start\n", to);
    for (unsigned i = LABELS; i-- > 0;) {
        fprintf(to, ".l%u: put_list a, x0, x0\nis_nil .func_info, x0\n", i);
        if (i == LABELS - 1)
            fputs("return\n", to);
        else
            fprintf(to, "jump .l%u\n", i + 1);
    }
    fputs(".start: test_heap _, 1\njump .l0", to);
    fclose(to);
    expect_needs(body, "120");
    free(body);
}

Test(asm_heap, handlers_are_not_on_the_way)
{
    expect_needs("allocate_heap 1, _, 2\ntry y0, .handler\nput_list x0, x1, x0\ntry_end y0\n"
                 "deallocate 1\nreturn\n"
                 ".handler: try_case y0\nput_tuple2 x0, [x0, x1, x2, a]\ndeallocate 1\nreturn",
                 "2");
}

Test(asm_heap, a_loop_must_not_take_room_each_time)
{
    const char *said = "this heap need cannot be computed: a loop behind it takes room each time "
                       "round and reserves none";
    char expected[300];
    snprintf(expected, sizeof expected, "3 _: %s\n", said);
    expect_said("test_heap _, 2\n.loop: put_list x0, x1, x0\nis_nil .loop, x0\nreturn", expected);
    expect_said("test_heap _, 2\n.loop: fmove f0, x0\nis_nil .loop, x0\nreturn", expected);
    expect_said("test_heap _, 2\n.a: is_nil .b, x0\nreturn\n.b: put_tuple2 x0, []\njump .a",
                expected);
    /* Another one in the same function has its answer all the same. */
    expect_said("test_heap _, 2\n.loop: put_list x0, x1, x0\nis_nil .loop, x0\n"
                "test_heap _, 1\nput_list x0, x0, x0\nreturn",
                expected);
}

Test(asm_heap, a_number_that_is_written_stays)
{
    expect_needs("test_heap 7, 2\nput_list x0, x1, x0\ntest_heap _, 1\nput_list x0, x0, x0\n"
                 "return",
                 "7 2");
    expect_needs("test_heap 7, 2\n.loop: put_list x0, x1, x0\nis_nil .loop, x0\nreturn", "7");
}

Test(asm_heap, each_function_for_itself)
{
    expect_needs("test_heap _, 2\nput_list x0, x1, x0\nreturn\n"
                 "fun h/1\ntest_heap _, 1\nput_tuple2 x0, [x0]\nfmove f0, x0\nreturn",
                 "2 2+1+0");
}
