/* SPDX-License-Identifier: Apache-2.0 */
/* test_interp.c: what instructions do, one family a test, with the borders of their operands. */
#include "tests/unit/interp_harness.h"

#include <criterion/criterion.h>

TestSuite(interp, .init = interp_setup, .timeout = 60);

Test(interp, records)
{
    interp_case(1, "test_heap 4, 1\nupdate_record copy, 3, x0, x1, [2 => b]\nmove x1, x0\nreturn",
                "[{r,1,2}]", "{r,b,2}");
    interp_case(1, "test_heap 4, 1\nupdate_record reuse, 3, x0, x0, [2 => 1, 3 => x0]\nreturn",
                "[{r,1,2}]", "{r,1,{r,1,2}}");
    interp_case(1, "badrecord x0", "[no]", "error:{badrecord,no}");
    interp_case(1,
                "is_tagged_tuple .no, x0, 2, ok\nget_tuple_element x0, 1, x0\nreturn\n"
                ".no: move no, x0\nreturn",
                "[{ok,1}]", "1");
    interp_case(1, "is_tagged_tuple .no, x0, 2, ok\nreturn\n.no: move no, x0\nreturn", "[{ok,1,2}]",
                "no");
    interp_run_cases();
}

Test(interp, maps)
{
    interp_case(1, "put_map_assoc -, x0, x0, 1, [b => 2, a => x0]\nreturn", "[#{a=>1}]",
                "#{a => #{a => 1},b => 2}");
    interp_case(1, "put_map_exact -, x0, x0, 1, [a => 2]\nreturn", "[#{a=>1}]", "#{a => 2}");
    interp_case(1, "put_map_exact -, x0, x0, 1, [b => 2]\nreturn", "[#{a=>1}]", "error:{badkey,b}");
    interp_case(1, "put_map_assoc -, x0, x0, 1, [b => 2]\nreturn", "[a]", "error:{badmap,a}");
    interp_case(1, "get_map_elements .no, x0, [a => x1, b => x0]\nreturn\n.no: move no, x0\nreturn",
                "[#{a=>1,b=>7}]", "7");
    interp_case(1, "has_map_fields .no, x0, [a, c]\nreturn\n.no: move no, x0\nreturn",
                "[#{a=>1,b=>7}]", "no");
    interp_run_cases();
}

Test(interp, floats)
{
    interp_case(2,
                "fconv x0, f0\nfconv x1, f1\nfdiv -, f0, f1, f2\ntest_heap [floats => 1], 0\n"
                "fmove f2, x0\nreturn",
                "[7,2]", "3.5");
    interp_case(2,
                "fconv x0, f0\nfconv x1, f1\nfdiv -, f0, f1, f2\ntest_heap [floats => 1], 0\n"
                "fmove f2, x0\nreturn",
                "[7,0]", "error:badarith");
    interp_case(1,
                "fconv x0, f0\nfmul -, f0, f0, f0\ntest_heap [floats => 1], 0\nfmove f0, x0\n"
                "return",
                "[1.0e200]", "error:badarith");
    interp_case(1,
                "fconv x0, f0\nfnegate -, f0, f0\ntest_heap [floats => 1], 0\nfmove f0, x0\n"
                "return",
                "[2]", "-2.0");
    interp_run_cases();
}

Test(interp, arithmetic_at_the_border_of_small_integers)
{
    interp_case(2, "gc_bif2 -, 2, erlang:'+'/2, x0, x1, x0\nreturn", "[576460752303423487,1]",
                "576460752303423488");
    interp_case(2, "gc_bif2 -, 2, erlang:'-'/2, x0, x1, x0\nreturn", "[-576460752303423488,1]",
                "-576460752303423489");
    interp_case(2, "gc_bif2 -, 2, erlang:'*'/2, x0, x1, x0\nreturn",
                "[576460752303423487,576460752303423487]", "332306998946228967073030260463239169");
    interp_case(2, "gc_bif2 -, 2, erlang:'div'/2, x0, x1, x0\nreturn", "[-576460752303423488,-1]",
                "576460752303423488");
    interp_case(2, "gc_bif2 -, 2, erlang:'rem'/2, x0, x1, x0\nreturn", "[-7,2]", "-1");
    interp_case(2, "gc_bif2 -, 2, erlang:'div'/2, x0, x1, x0\nreturn", "[1,0]", "error:badarith");
    interp_case(2, "gc_bif2 -, 2, erlang:'bsl'/2, x0, x1, x0\nreturn", "[1,59]",
                "576460752303423488");
    interp_case(2, "gc_bif2 -, 2, erlang:'bsr'/2, x0, x1, x0\nreturn", "[-1,70]", "-1");
    interp_case(2, "gc_bif2 .no, 2, erlang:'+'/2, x0, x1, x0\nreturn\n.no: move no, x0\nreturn",
                "[a,1]", "no");
    interp_run_cases();
}

Test(interp, matching_with_commands)
{
    static const char body[] = "bs_start_match4 no_fail, 1, x0, x0\n"
                               "bs_match .no, x0, [ensure_at_least, 16, 8, '=:=', [], 8, 7, "
                               "integer, 1, [signed], 8, 1, x1, get_tail, 2, 8, x2]\n"
                               "test_heap 3, 3\nput_tuple2 x0, [x1, x2]\nreturn\n"
                               ".no: move no, x0\nreturn";
    interp_case(1, body, "[<<7,255,1,2>>]", "{-1,<<1,2>>}");
    interp_case(1, body, "[<<7,127>>]", "{127,<<>>}");
    interp_case(1, body, "[<<7>>]", "no");
    interp_case(1, body, "[<<8,127>>]", "no");
    interp_case(1, body, "[<<7,127,1:1>>]", "no");
    interp_run_cases();
}

Test(interp, building_bitstrings)
{
    static const char body[] = "bs_create_bin -, 0, 2, 1, x2, [integer, 1, 1, [], x0, 4, "
                               "integer, 2, 8, [little], x0, 2, binary, 3, 8, [], x1, all]\n"
                               "move x2, x0\nreturn";
    interp_case(2, body, "[258,<<\"ab\">>]", "<<32,32,22,22,2:4>>");
    interp_case(2, body, "[258,a]", "error:badarg");
    interp_case(2, body, "[258,<<1:1>>]", "error:badarg");
    interp_run_cases();
}

Test(interp, exceptions)
{
    interp_case(1, "badmatch x0", "[1]", "error:{badmatch,1}");
    interp_case(1, "case_end x0", "[1]", "error:{case_clause,1}");
    interp_case(0, "if_end", "[]", "error:if_clause");
    interp_case(1, "is_atom .func_info, x0\nreturn", "[1]", "error:function_clause");
    interp_case(1,
                "allocate 1, 1\ncatch y0, .end\ncall_ext erlang:throw/1\n.end: catch_end y0\n"
                "deallocate 1\nreturn",
                "[ball]", "ball");
    interp_case(1,
                "allocate 1, 1\ncatch y0, .end\ncall_ext erlang:exit/1\n.end: catch_end y0\n"
                "deallocate 1\nreturn",
                "[why]", "{'EXIT',why}");
    interp_case(1,
                "allocate 1, 1\ntry y0, .h\ncall_ext erlang:throw/1\n"
                ".h: try_case y0\nraise x2, x1",
                "[ball]", "throw:ball");
    interp_case(0, "call_ext_only no_such:thing/0", "[]", "error:undef");
    interp_run_cases();
}

Test(interp, calls_of_funs_and_names)
{
    interp_case(2,
                "allocate 0, 2\nmove x0, x2\nmove x1, x0\ncall_fun2 unsafe, 1, x2\n"
                "deallocate 0\nreturn",
                "[fun erlang:length/1,[1,2]]", "2");
    interp_case(2,
                "allocate 0, 2\nmove x0, x2\nmove x1, x0\ncall_fun2 unsafe, 1, x2\n"
                "deallocate 0\nreturn",
                "[nofun,[1,2]]", "error:{badfun,nofun}");
    interp_case(2,
                "allocate 0, 2\nmove x0, x2\nmove x1, x0\ncall_fun2 unsafe, 1, x2\n"
                "deallocate 0\nreturn",
                "[fun lists:reverse/2,a]", "error:{badarity,{fun lists:reverse/2,[a]}}");
    interp_case(1, "allocate 0, 1\nmove erlang, x1\nmove length, x2\napply 1\ndeallocate 0\nreturn",
                "[[1,2]]", "2");
    interp_run_cases();
}

Test(interp, receiving)
{
    interp_case(0,
                ".l: loop_rec .w, x0\nremove_message\nreturn\n.w: wait_timeout .l, 0\ntimeout\n"
                "move late, x0\nreturn",
                "[]", "late");
    interp_case(0,
                "allocate 1, 0\nbif0 erlang:self/0, x0\nmove x0, y0\nmove one, x1\nsend\n"
                "move y0, x0\nmove two, x1\nsend\n"
                ".l: loop_rec .w, x0\nis_eq_exact .n, x0, two\nremove_message\ndeallocate 1\n"
                "return\n.n: loop_rec_end .l\n.w: wait .l",
                "[]", "two");
    interp_run_cases();
}
