/* SPDX-License-Identifier: Apache-2.0 */
/* What the verifier proves: each test is a function that breaks one rule, beside one that keeps it.
 */
#include "tests/unit/loader_harness.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(loader_verify, .init = loader_setup);

static void accept(unsigned arity, const char *body)
{
    char *fault = loader_load(loader_function(arity, body));
    cr_expect_null(fault, "%s\n%s", body, fault);
    free(fault);
}

static void refuse(unsigned arity, const char *body, const char *why)
{
    char *fault = loader_load(loader_function(arity, body));
    cr_expect_not_null(fault, "loaded: %s", body);
    if (fault != NULL)
        cr_expect_not_null(strstr(fault, why), "%s\n%s\nis not about: %s", body, fault, why);
    free(fault);
}

/* ---- x registers ---- */

Test(loader_verify, x_register_is_written_before_it_is_read)
{
    accept(2, "move x1, x0\nreturn");
    refuse(1, "move x1, x0\nreturn", "a register that has been written");
    refuse(0, "return", "a register that has been written");
}

Test(loader_verify, x_register_written_on_one_way_only_is_not_written)
{
    accept(1, "is_atom .l, x0\nmove a, x1\njump .e\n.l: move b, x1\n.e: move x1, x0\nreturn");
    refuse(1, "is_atom .e, x0\nmove a, x1\n.e: move x1, x0\nreturn", "has been written");
}

Test(loader_verify, live_count_covers_written_registers_only)
{
    accept(1, "test_heap 2, 1\nput_list x0, [], x0\nreturn");
    refuse(1, "test_heap 2, 2\nput_list x0, [], x0\nreturn", "live registers");
}

Test(loader_verify, registers_above_the_live_count_are_gone)
{
    refuse(2, "test_heap 2, 1\nput_list x1, [], x0\nreturn", "has been written");
}

Test(loader_verify, calls_leave_nothing_but_the_result)
{
    accept(1, "allocate 0, 1\ncall_ext erlang:node/1\ndeallocate 0\nreturn");
    refuse(2, "allocate 0, 2\ncall_ext erlang:node/1\nmove x1, x0\ndeallocate 0\nreturn",
           "has been written");
    refuse(0, "allocate 0, 0\ncall_ext erlang:node/1\ndeallocate 0\nreturn", "has been written");
}

/* ---- frames ---- */

Test(loader_verify, frame_is_freed_with_its_size)
{
    accept(1, "allocate 2, 1\ninit_yregs [y0, y1]\ndeallocate 2\nreturn");
    refuse(1, "allocate 2, 1\ninit_yregs [y0, y1]\ndeallocate 1\nreturn",
           "size of the stack frame");
    refuse(1, "allocate 1, 1\ninit_yregs [y0]\ncall_last f/1, 2", "size of the stack frame");
}

Test(loader_verify, return_and_tail_calls_have_no_frame)
{
    refuse(1, "allocate 0, 1\nreturn", "no stack frame");
    refuse(1, "allocate 0, 1\ncall_only f/1", "no stack frame");
    refuse(1, "allocate 0, 1\nallocate 0, 1\ndeallocate 0\ndeallocate 0\nreturn", "no stack frame");
}

Test(loader_verify, calls_and_y_registers_have_a_frame)
{
    refuse(1, "call f/1\nreturn", "a stack frame");
    refuse(1, "move x0, y0\nreturn", "inside the frame");
    refuse(1, "allocate 1, 1\nmove x0, y1\ndeallocate 1\nreturn", "inside the frame");
}

Test(loader_verify, trim_keeps_what_it_says)
{
    accept(
        1,
        "allocate 2, 1\nmove x0, y1\ninit_yregs [y0]\ntrim 1, 1\nmove y0, x0\ndeallocate 1\nreturn");
    refuse(1, "allocate 2, 1\ninit_yregs [y0, y1]\ntrim 1, 2\ndeallocate 1\nreturn", "add up");
}

Test(loader_verify, frames_agree_where_ways_meet)
{
    refuse(1, "is_atom .l, x0\nallocate 0, 1\n.l: return", "no stack frame");
    accept(1, "is_atom .l, x0\nallocate 0, 1\n.l: case_end x0");
}

Test(loader_verify, handler_of_tries_in_different_frames)
{
    refuse(1,
           "is_atom .l, x0\nallocate 1, 1\ntry y0, .h\ncall f/1\ntry_end y0\ndeallocate 1\nreturn\n"
           ".l: allocate 2, 1\ninit_yregs [y1]\ntry y0, .h\ncall f/1\ntry_end y0\ndeallocate 2\n"
           "return\n.h: try_case y0\ncase_end x0",
           "a y register inside the frame");
}

Test(loader_verify, slots_not_written_are_set_to_nil)
{
    accept(1, "allocate 1, 1\ncall f/1\nmove y0, x0\ndeallocate 1\nreturn");
}

/* ---- the heap ---- */

Test(loader_verify, terms_are_built_in_reserved_words)
{
    accept(1, "test_heap 5, 1\nput_tuple2 x1, [x0, x0]\nput_list x1, [], x0\nreturn");
    refuse(1, "put_list x0, [], x0\nreturn", "heap words");
    refuse(1, "test_heap 4, 1\nput_tuple2 x1, [x0, x0]\nput_list x1, [], x0\nreturn", "heap words");
}

Test(loader_verify, reserved_words_are_gone_after_a_call)
{
    refuse(
        1,
        "allocate_heap 0, 2, 1\ncall_ext erlang:node/1\nput_list x0, [], x0\ndeallocate 0\nreturn",
        "heap words");
    refuse(2, "test_heap 2, 2\ngc_bif2 -, 2, erlang:'+'/2, x0, x1, x0\nput_list x0, [], x0\nreturn",
           "heap words");
}

Test(loader_verify, as_much_is_reserved_as_the_way_has_left_that_took_more)
{
    accept(1, "test_heap 5, 1\nis_atom .e, x0\nput_list x0, [], x1\njump .j\n"
              ".e: move [], x1\n.j: put_tuple2 x0, [x0, x1]\nreturn");
    accept(1, "test_heap 5, 1\nis_atom .e, x0\nmove [], x1\njump .j\n"
              ".e: put_list x0, [], x1\n.j: put_tuple2 x0, [x0, x1]\nreturn");
    refuse(1,
           "test_heap 4, 1\nis_atom .e, x0\nmove [], x1\njump .j\n"
           ".e: put_list x0, [], x1\n.j: put_tuple2 x0, [x0, x1]\nreturn",
           "heap words");
}

Test(loader_verify, loop_cannot_build_from_one_reservation)
{
    refuse(1, "move [], x1\ntest_heap 100, 2\n.l: put_list x0, x1, x1\nis_atom .l, x1\nreturn",
           "heap words");
}

/* ---- exceptions ---- */

Test(loader_verify, handler_takes_the_exception_of_its_slot)
{
    accept(1, "allocate 1, 1\ntry y0, .h\ncall f/1\ntry_end y0\ndeallocate 1\nreturn\n"
              ".h: try_case y0\nmove x1, x0\ndeallocate 1\nreturn");
    refuse(1,
           "allocate 1, 1\ntry y0, .h\ncall f/1\ntry_end y0\ndeallocate 1\nreturn\n"
           ".h: move a, x0\ndeallocate 1\nreturn",
           "taking the exception");
    refuse(
        1,
        "allocate 2, 1\ninit_yregs [y1]\ntry y0, .h\ncall f/1\ntry_end y0\ndeallocate 2\nreturn\n"
        ".h: try_case y1\ndeallocate 2\nreturn",
        "taking the exception");
}

Test(loader_verify, registers_do_not_survive_an_exception)
{
    refuse(2,
           "allocate 1, 2\ntry y0, .h\ncall_ext erlang:node/1\ntry_end y0\ndeallocate 1\nreturn\n"
           ".h: try_case y0\nmove x3, x0\ndeallocate 1\nreturn",
           "has been written");
}

Test(loader_verify, slot_of_a_try_is_no_value)
{
    refuse(1,
           "allocate 1, 1\ntry y0, .h\nmove y0, x0\ntry_end y0\ndeallocate 1\nreturn\n"
           ".h: try_case y0\ndeallocate 1\nreturn",
           "slot of a try");
    refuse(1, "allocate 1, 1\nmove x0, y0\ntry_end y0\ndeallocate 1\nreturn", "slot of a try");
}

/* ---- matching ---- */

Test(loader_verify, matching_takes_a_context)
{
    accept(1, "bs_start_match3 .e, x0, 1, x1\nbs_get_tail x1, x0, 2\n.e: return");
    refuse(1, "bs_get_tail x0, x0, 1\nreturn", "a match context");
    refuse(1, "bs_start_match3 .e, x0, 1, x1\nmove x1, x0\nreturn\n.e: return", "a match context");
}

Test(loader_verify, position_comes_from_a_context)
{
    accept(1, "bs_start_match3 .e, x0, 1, x1\nbs_get_position x1, x2, 2\n"
              "bs_set_position x1, x2\nmove ok, x0\n.e: return");
    refuse(1, "bs_start_match3 .e, x0, 1, x1\nbs_set_position x1, 1000000\nmove ok, x0\n.e: return",
           "a position");
}

/* ---- flow ---- */

Test(loader_verify, function_does_not_run_into_the_next_one)
{
    refuse(1, "move a, x0", "an instruction that does not go on");
}

Test(loader_verify, receive_keeps_no_x_register)
{
    refuse(2,
           "allocate 0, 2\n.l: loop_rec .w, x0\nremove_message\nmove x1, x0\ndeallocate 0\nreturn\n"
           ".w: wait .l",
           "has been written");
}

Test(loader_verify, unproved_types_are_no_fault)
{
    accept(1, "get_hd x0, x0\nreturn");
    accept(1, "get_tuple_element x0, 7, x0\nreturn");
    accept(1, "get_map_elements .e, x0, [k => x0]\n.e: return");
    accept(1, "fmove x0, f0\ntest_heap [floats => 1], 0\nfmove f0, x0\nreturn");
}

Test(loader_verify, code_behind_an_error_call_needs_no_frame)
{
    accept(1, "allocate 3, 1\ninit_yregs [y0, y1, y2]\ncall_ext_last erlang:error/1, 1");
}

Test(loader_verify, on_load_function_has_no_arguments)
{
    accept(0, "on_load\nmove ok, x0\nreturn");
    refuse(1, "on_load\nreturn", "on_load in a function without arguments");
}
