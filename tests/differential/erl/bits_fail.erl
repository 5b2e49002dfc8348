%% SPDX-License-Identifier: Apache-2.0
%% Constructions that fail, and with what.
-module(bits_fail).
-export([main/0]).
-import(show, [id/1, value/2, result/2]).

main() ->
    [result("integer", fun() -> <<1, X>> end) || X <- id([a, 1.0, <<>>, [], {1}])],
    [result("size", fun() -> <<1:X>> end) || X <- id([a, -1, 1.0, 1 bsl 70, -(1 bsl 70)])],
    [result("size of units", fun() -> <<1:X/unit:7>> end) || X <- id([a, -1, 3, 1 bsl 70])],
    [result("binary", fun() -> <<1, X/binary>> end) || X <- id([a, 1, <<1:3>>, <<1:15>>])],
    [result("bits", fun() -> <<1, X/bits>> end) || X <- id([a, 1, "list"])],
    [result("part", fun() -> <<(id(<<1, 2>>)):X/binary>> end) || X <- id([2, 3, -1, a, 1 bsl 70])],
    [result("part of bits", fun() -> <<0:1, (id(<<1:13>>)):X/bits>> end) || X <- id([0, 13, 14])],
    [result("append", fun() -> <<X/binary, 1>> end) || X <- id([a, <<1:3>>, <<>>])],
    [result("append bad", fun() -> <<(id(<<1>>))/binary, X>> end) || X <- id([a, 1])],
    [result("float", fun() -> <<X/float>> end) || X <- id([a, 1, 1 bsl 2000, -(1 bsl 1024)])],
    [result("float size", fun() -> <<1.0:X/float>> end) || X <- id([0, 8, 16, 32, 63, 64, 128, -1, a])],
    [result("utf8", fun() -> <<X/utf8>> end) || X <- id([a, -1, 16#d7ff, 16#d800, 16#dfff, 16#110000, 1 bsl 80, 1.0])],
    [result("utf16", fun() -> <<X/utf16>> end) || X <- id([a, -1, 16#d800, 16#10ffff, 16#110000, 1 bsl 80])],
    [result("utf32", fun() -> <<X/utf32>> end) || X <- id([a, -1, 16#d800, 16#10ffff, 16#110000, 1 bsl 80])],
    [result("in the middle", fun() -> <<"text", X:8, "more", Y/binary>> end)
     || {X, Y} <- id([{1, <<2>>}, {a, <<2>>}, {1, b}])],
    [result("comprehension", fun() -> << <<X>> || X <- L >> end) || L <- id([[1, 2], [1, a], [1 | 2], b])],
    [result("bits comprehension", fun() -> << <<X:4>> || <<X>> <= B >> end) || B <- id([<<1, 2>>, <<1:9>>, b])],
    value("guards", [guard(X, N) || X <- id([1, 2, a]), N <- id([8, 4, -1, a])]),
    value("caught inside", [catch_inside(X) || X <- id([1, a])]).

guard(X, N) when <<X:N>> =:= <<1>> -> one;
guard(X, N) when bit_size(<<X:N, 0>>) =:= 12 -> twelve;
guard(_, _) -> other.

catch_inside(X) ->
    A = try <<X>> catch error:badarg -> <<"none">> end,
    <<A/binary, "!">>.
