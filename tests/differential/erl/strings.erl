%% SPDX-License-Identifier: Apache-2.0
-module(strings).
-export([main/0]).
-import(show, [value/2]).

main() ->
    value("length", [string:length("hello"), string:length(""), string:length(<<"bin">>)]),
    value("upper lower", [string:uppercase("Hello 1"), string:lowercase("Hello 1"), string:to_upper("abc"), string:to_lower("ABC")]),
    value("titlecase", string:titlecase("hello")),
    value("trim", [string:trim("  x y  "), string:trim("  x", leading), string:trim("x  ", trailing), string:trim("--x--", both, "-")]),
    value("split", [string:split("a,b,c", ","), string:split("a,b,c", ",", trailing), string:split("a,b,c", ",", all), string:split("abc", ",")]),
    value("tokens", [string:tokens("a b  c", " "), string:tokens("a,b;c", ",;"), string:tokens("", " ")]),
    value("lexemes", string:lexemes("a b  c", " ")),
    value("join", [string:join(["a", "b", "c"], ", "), string:join([], ","), string:join(["x"], ",")]),
    value("find", [string:find("hello world", "o"), string:find("hello world", "o", trailing), string:find("abc", "x")]),
    value("str", [string:str("hello", "l"), string:rstr("hello", "l"), string:chr("hello", $l), string:rchr("hello", $l), string:str("abc", "x")]),
    value("substr", [string:substr("hello", 2), string:substr("hello", 2, 3)]),
    value("slice", [string:slice("hello", 1), string:slice("hello", 1, 3), string:slice("hello", 10)]),
    value("sub_string", string:sub_string("hello", 2, 4)),
    value("pad", [lists:flatten(string:pad("ab", 5)), lists:flatten(string:pad("ab", 5, leading)), lists:flatten(string:pad("ab", 6, both, $*))]),
    value("left right", [string:left("abc", 5), string:right("abc", 5), string:left("abcdef", 3), string:right("abcdef", 3, $.)]),
    value("centre", string:centre("ab", 6)),
    value("copies", string:copies("ab", 3)),
    value("chars", string:chars($x, 4)),
    value("concat", string:concat("ab", "cd")),
    value("equal", [string:equal("a", "a"), string:equal("a", "b"), string:equal("A", "a", true)]),
    value("is_empty", [string:is_empty(""), string:is_empty("a")]),
    value("reverse", string:reverse("abc")),
    value("replace", [lists:flatten(string:replace("a-b-c", "-", "+")), lists:flatten(string:replace("a-b-c", "-", "+", all))]),
    value("prefix", [string:prefix("hello", "he"), string:prefix("hello", "x")]),
    value("strip", [string:strip("  x  "), string:strip("xxaxx", both, $x)]),
    value("to_integer", [string:to_integer("12abc"), string:to_integer("abc"), string:to_integer("-7")]),
    value("to_float", [string:to_float("1.5x"), string:to_float("x")]),
    value("take", [string:take("abc123", "abc"), string:take("abc123", "123", true)]),
    value("span", [string:span("aab", "a"), string:cspan("aab", "b")]),
    value("words", string:words("one two three")),
    value("nth_lexeme", string:nth_lexeme("a.b.c", 2, ".")),
    value("chomp", string:chomp("line\n")),
    value("next", string:next_codepoint("ab")),
    value("caesar", [rot13(C) || C <- "Hello, World"]),
    value("palindrome", [palindrome(S) || S <- ["racecar", "hello", ""]]),
    value("count", count("mississippi")).

rot13(C) when C >= $a, C =< $z -> (C - $a + 13) rem 26 + $a;
rot13(C) when C >= $A, C =< $Z -> (C - $A + 13) rem 26 + $A;
rot13(C) -> C.

palindrome(S) -> S =:= lists:reverse(S).

count(S) -> lists:sort(maps:to_list(lists:foldl(fun(C, M) -> maps:update_with(C, fun(N) -> N + 1 end, 1, M) end, #{}, S))).
