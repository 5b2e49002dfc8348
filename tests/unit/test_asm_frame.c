/* SPDX-License-Identifier: Apache-2.0 */
/* Frame sizes computed for _, and what is said where there is none. */
#include "tests/unit/asm_harness.h"
#include "asm/frame.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void compute(struct asm_text *t, const char *body)
{
    char text[2000];
    snprintf(text, sizeof text, "module m\nfun f/2\n%s\n", body);
    asm_text_parse(t, text);
    cr_assert_eq(t->diag.errors, 0, "%s: %s", body, t->diag.messages.items[0].text);
    asm_compute_frames(&t->module);
}

/* The numbers of slots in the instructions of BODY, in its order. */
static void expect_frames(const char *body, const char *expected)
{
    struct asm_text t;
    char sizes[200] = "";
    compute(&t, body);
    asm_text_expect(&t, "");
    for (size_t i = 0; i < t.module.instructions.count; i++) {
        const struct asm_instruction *instruction = &t.module.instructions.items[i];
        int slots = asm_frame_operand(instruction->op);
        /* The frames of module_info are no concern of this. */
        if (slots < 0 || instruction->span.at == ASM_NO_PLACE)
            continue;
        const struct asm_operand *operand = &asm_text_operands(&t, instruction)[slots];
        cr_expect_eq(operand->kind, OPERAND_UNTAGGED);
        size_t size = strlen(sizes);
        snprintf(sizes + size, sizeof sizes - size, "%s%llu", size == 0 ? "" : " ",
                 (unsigned long long)operand->value);
    }
    cr_expect_str_eq(sizes, expected, "%s\nhas %s, not %s", body, sizes, expected);
    asm_text_free(&t);
}

static void expect_said(const char *body, const char *expected)
{
    struct asm_text t;
    compute(&t, body);
    asm_text_expect(&t, expected);
    asm_text_free(&t);
}

Test(asm_frame, is_as_large_as_the_highest_slot_needs)
{
    expect_frames("allocate _, 0\ndeallocate _\nreturn", "0 0");
    expect_frames("allocate _, 1\nmove x0, y0\ndeallocate _\nreturn", "1 1");
    expect_frames("allocate _, 1\nmove x0, y4\nmove y2, x0\ndeallocate _\nreturn", "5 5");
    expect_frames("allocate_heap _, 2, 1\nmove y1, x0\ndeallocate _\nreturn", "2 2");
}

Test(asm_frame, slots_in_lists_count)
{
    expect_frames("allocate _, 0\ninit_yregs [y0, y3]\ndeallocate _\nreturn", "4 4");
    expect_frames("allocate_heap _, 3, 1\nput_tuple2 x0, [a, y1]\ndeallocate _\nreturn", "2 2");
    expect_frames("allocate _, 1\nget_map_elements .no, x0, [k => y2]\n.no: deallocate _\nreturn",
                  "3 3");
}

Test(asm_frame, calls_that_free_it)
{
    expect_frames("allocate _, 1\nmove x0, y1\ncall_last f/2, _", "2 2");
    expect_frames("allocate _, 1\nmove x0, y1\ncall_ext_last m:g/0, _", "2 2");
    expect_frames("allocate _, 2\nmove x0, y1\napply_last 0, _", "2 2");
}

Test(asm_frame, all_ways_count_that_it_is_there_on)
{
    expect_frames("allocate _, 1\nis_nil .other, x0\nmove x0, y0\ndeallocate _\nreturn\n"
                  ".other: move x0, y2\ndeallocate _\nreturn",
                  "3 3 3");
    expect_frames("allocate _, 1\n.loop: move y1, x0\nis_nil .loop, x0\nmove y2, x0\n"
                  "jump .loop",
                  "3");
}

Test(asm_frame, frames_one_after_the_other_have_their_own_sizes)
{
    expect_frames("allocate _, 1\nmove x0, y2\ndeallocate _\nallocate _, 1\nmove x0, y0\n"
                  "deallocate _\nreturn",
                  "3 3 1 1");
    expect_frames("is_nil .other, x0\nallocate _, 1\nmove x0, y2\ndeallocate _\nreturn\n"
                  ".other: allocate _, 1\nmove x0, y0\ndeallocate _\nreturn",
                  "3 3 1 1");
}

Test(asm_frame, frames_that_meet_are_one)
{
    expect_frames("is_nil .other, x0\nallocate _, 1\nmove x0, y2\njump .join\n"
                  ".other: allocate _, 1\nmove x0, y0\n.join: deallocate _\nreturn",
                  "3 3 3");
    /* Also by way of a third one, and when the larger one comes first. */
    expect_frames("is_nil .b, x0\nallocate _, 1\nmove x0, y0\njump .ab\n"
                  ".b: is_nil .c, x1\nallocate _, 1\nis_nil .ab, x0\njump .bc\n"
                  ".c: allocate _, 1\nmove x0, y4\n"
                  ".bc: deallocate _\nreturn\n.ab: deallocate _\nreturn",
                  "5 5 5 5 5");
}

Test(asm_frame, a_number_that_is_written_holds_for_the_others)
{
    expect_frames("allocate 4, 1\nmove x0, y0\ndeallocate _\nreturn", "4 4");
    expect_frames("is_nil .other, x0\nallocate _, 1\njump .join\n.other: allocate 3, 1\n"
                  ".join: deallocate _\nreturn",
                  "3 3 3");
    expect_frames("is_nil .other, x0\nallocate 3, 1\njump .join\n.other: allocate _, 1\n"
                  "move x0, y0\n.join: deallocate _\nreturn",
                  "3 3 3");
    expect_frames("allocate _, 1\nmove x0, y0\ndeallocate 2\nreturn", "2 2");
    expect_frames("is_nil .other, x0\nallocate 2, 1\njump .join\n.other: allocate 2, 1\n"
                  ".join: deallocate _\nreturn",
                  "2 2 2");
}

Test(asm_frame, trimmed_ones_have_had_more_slots)
{
    /* Of trim the number of slots kept is computed. */
    expect_frames("allocate _, 1\nmove x0, y3\ntrim 2, _\nmove y0, x0\ndeallocate _\nreturn",
                  "4 2 2");
    expect_frames("allocate _, 1\nmove x0, y0\ntrim 1, _\nmove y2, x0\ndeallocate _\nreturn",
                  "4 3 3");
    expect_frames("allocate _, 1\ntrim 1, _\ntrim 1, _\nmove x0, y0\ndeallocate _\nreturn",
                  "3 2 1 1");
    expect_frames("allocate _, 1\ntrim 1, 4\ndeallocate _\nreturn", "5 4 4");
    expect_frames("allocate _, 1\nis_nil .b, x0\ntrim 1, _\njump .join\n.b: trim 1, _\n"
                  ".join: move x0, y1\ndeallocate _\nreturn",
                  "3 2 2 2");
}

Test(asm_frame, labels_that_only_a_jump_backwards_leads_to)
{
    expect_frames("jump .start\n.back: move x0, y2\ndeallocate _\nreturn\n"
                  ".start: allocate _, 1\njump .back",
                  "3 3");
    expect_frames("jump .c\n.a: deallocate _\nreturn\n.b: move y3, x0\njump .a\n"
                  ".c: allocate _, 1\njump .b",
                  "4 4");
}

Test(asm_frame, code_that_is_not_reached_asks_for_nothing)
{
    expect_frames("return\ndeallocate _\nreturn", "0");
    expect_frames("allocate _, 1\nmove x0, y0\ndeallocate _\nreturn\nmove y7, x0\ntrim 1, _",
                  "1 1 0");
}

Test(asm_frame, there_must_be_one)
{
    expect_said("deallocate _\nreturn",
                "3 _: there is no frame here whose size could be computed\n");
    expect_said("trim 1, _\nreturn", "3 _: there is no frame here whose size could be computed\n");
    expect_said("call_last f/2, _", "3 _: there is no frame here whose size could be computed\n");
    expect_said("allocate _, 0\ndeallocate _\ndeallocate _\nreturn",
                "5 _: there is no frame here whose size could be computed\n");
}

Test(asm_frame, code_with_and_without_it_cannot_meet)
{
    expect_said("is_nil .join, x0\nallocate _, 1\n.join: deallocate _\nreturn",
                "4 _: the size of this frame cannot be computed: code with the frame and code "
                "without it meet\n"
                "  5 .join: they meet at this label\n"
                "5 _: there is no frame here whose size could be computed\n");
}

Test(asm_frame, frames_of_different_sizes_cannot_meet)
{
    expect_said("is_nil .other, x0\nallocate 1, 1\njump .join\n.other: allocate 2, 1\n"
                ".join: deallocate _\nreturn",
                "7 _: the size of this frame cannot be computed: frames of different sizes meet\n"
                "  7 .join: they meet at this label\n");
    /* Where nothing is to be computed the checks of the code tell it. */
    expect_said("is_nil .other, x0\nallocate 1, 1\njump .join\n.other: allocate 2, 1\n"
                ".join: deallocate 1\nreturn",
                "");
}

Test(asm_frame, frames_that_were_trimmed_differently_cannot_meet)
{
    expect_said("allocate _, 1\nis_nil .join, x0\ntrim 1, _\n.join: deallocate _\nreturn",
                "3 _: the size of this frame cannot be computed: frames that were trimmed "
                "differently meet\n"
                "  6 .join: they meet at this label\n");
}

Test(asm_frame, is_complained_about_once)
{
    expect_said("is_nil .join, x0\nallocate _, 1\nis_nil .more, x0\ndeallocate _\nreturn\n"
                ".more: deallocate _\nreturn\n.join: return",
                "");
    expect_said("allocate _, 1\nis_nil .join, x0\ntrim 1, _\nis_nil .join, x0\ntrim 1, _\n"
                ".join: call_last f/2, _",
                "3 _: the size of this frame cannot be computed: frames that were trimmed "
                "differently meet\n"
                "  8 .join: they meet at this label\n");
}

Test(asm_frame, each_function_for_itself)
{
    expect_frames("allocate _, 1\nmove x0, y0\ndeallocate _\nreturn\n"
                  "fun g/0\nallocate _, 0\nmove a, y1\ndeallocate _\nreturn\n"
                  "fun h/0\nallocate 7, 0\ndeallocate 7\nreturn",
                  "1 1 2 2 7 7");
}
