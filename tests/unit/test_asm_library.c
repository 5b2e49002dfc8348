/* SPDX-License-Identifier: Apache-2.0 */
/* What is said about functions that well-known modules do not have. */
#include "tests/unit/asm_harness.h"
#include "asm/library.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void expect_said(const char *body, const char *expected)
{
    struct asm_text t;
    char text[1000];
    snprintf(text, sizeof text, "module m\nfun f/1\nallocate 0, 1\n%s\ndeallocate 0\nreturn\n",
             body);
    asm_text_parse(&t, text);
    asm_check_library(&t.module);
    asm_text_expect(&t, expected);
    cr_expect_eq(t.diag.errors, 0);
    asm_text_free(&t);
}

Test(asm_library, functions_that_are_there)
{
    expect_said("call_ext lists:reverse/1\ncall_ext erlang:'+'/2\ncall_ext m:anything/0", "");
}

Test(asm_library, a_name_like_one_that_is_there)
{
    expect_said("call_ext lists:revrese/1",
                "4 lists:revrese/1: the module lists has no function revrese/1\n"
                "  help: did you mean lists:reverse/1?\n");
    expect_said("call_ext lists:'Map'/2",
                "4 lists:'Map'/2: the module lists has no function Map/2\n"
                "  help: did you mean lists:map/2?\n");
}

Test(asm_library, another_number_of_arguments)
{
    expect_said("call_ext lists:map/4", "4 lists:map/4: the module lists has no function map/4\n"
                                        "  help: did you mean lists:map/2?\n");
    /* lists:sort/1 and /2: the name comes before the arity. */
    expect_said("call_ext lists:sotr/2", "4 lists:sotr/2: the module lists has no function sotr/2\n"
                                         "  help: did you mean lists:sort/2?\n");
}

Test(asm_library, a_name_like_none_may_be_of_a_later_release)
{
    expect_said("call_ext lists:rearrange_everything/1", "");
    expect_said("call_ext no_such_module:revrese/1", "");
}

Test(asm_library, builtins_and_terms_too)
{
    expect_said("bif1 -, erlang:hdd/1, x0, x0",
                "4 erlang:hdd/1: the module erlang has no function hdd/1\n"
                "  help: did you mean erlang:hd/1?\n");
    expect_said("move fun lists:revrese/1, x0", ""); /* a literal is no use of the import table */
}

Test(asm_library, each_import_is_told_once_and_where_it_is_used_first)
{
    expect_said("call_ext maps:gett/2\ncall_ext maps:gett/2\ncall_ext maps:putt/3",
                "4 maps:gett/2: the module maps has no function gett/2\n"
                "  help: did you mean maps:get/2?\n"
                "6 maps:putt/3: the module maps has no function putt/3\n"
                "  help: did you mean maps:put/3?\n");
}

static char *functions(const char *module, const char *name)
{
    struct asm_entry of = {.bytes = (const uint8_t *)module, .size = strlen(module)};
    struct asm_entry called = {.bytes = (const uint8_t *)name, .size = strlen(name)};
    struct asm_bytes list = {0};
    asm_library_functions(&list, &of, &called);
    asm_put8(&list, '\0');
    return (char *)list.data;
}

static void expect_functions(const char *module, const char *name, const char *expected)
{
    char *list = functions(module, name);
    cr_expect_str_eq(list, expected, "%s:%s: %s", module, name, list);
    free(list);
}

Test(asm_library, lists_the_functions_of_a_name)
{
    expect_functions("lists", "reverse", "reverse/1, reverse/2");
    expect_functions("erlang", "+", "+/1, +/2");
    expect_functions("lists", "rever", "");
    expect_functions("lists", "", "");
    expect_functions("lists", "zipwith3", "zipwith3/4, zipwith3/5");
    expect_functions("list", "reverse", "");
    expect_functions("lists2", "reverse", "");
}
