%% SPDX-License-Identifier: Apache-2.0
%% Constructions by the instructions that compilers before OTP 25 wrote: bs_init2, bs_append,
%% bs_put_integer and so on.
-module(bits_build_old).
-export([main/0]).
-compile([no_bs_create_bin, no_type_opt]).
-import(show, [id/1, value/2, result/2]).

main() ->
    value("bytes", <<(id(1)), (id(255)), (id(256)), (id(-1))>>),
    value("bits", <<(id(5)):3, (id(1000)):13, (id(-3)):5/signed, 16#cafe:16/little, (id(-3)):32/little>>),
    Big = id(16#0123456789abcdef0123456789abcdef0123456789abcdef),
    [value("sized", {N, <<Big:N>>, <<Big:N/little>>, <<0:3, (-Big):N>>}) || N <- [0, 1, 7, 8, 64, 65, 190, 300]],
    [value("float", {F, <<F/float>>, <<F:32/little-float>>, <<0:1, F:16/float>>}) || F <- [id(1.5), id(-0.0), id(7)]],
    Parts = [id(<<>>), id(<<1, 2, 3>>), id(<<5:3>>), id(list_to_binary(lists:seq(0, 99)))],
    [value("parts", {<<A/bits, B/bits>>, <<1:1, A/bits, 1:1, B/bits, 2:2>>}) || A <- Parts, B <- Parts],
    value("strings", <<(id(1)), "constant", (id(2)):4, "shifted", (id(3)):4>>),
    value("utf", [<<"->", C/utf8, C/utf16, C/utf16-little, C/utf32, (id(1)):7>> || C <- id([$a, 16#e9, 16#20AC, 16#1F600])]),
    value("units", <<(id(<<"abcdefgh">>)):(id(3))/binary-unit:16, 1:(id(3))/unit:5>>),
    value("append", lists:foldl(fun(X, Acc) -> <<Acc/binary, X:24>> end, <<>>, lists:seq(1, 40))),
    value("append bits", lists:foldl(fun(X, Acc) -> <<Acc/bits, X:5>> end, <<>>, lists:seq(1, 40))),
    value("comprehension", << <<X:11/little>> || X <- lists:seq(1, 60) >>),
    value("comprehension of bits", << <<Y:3, X:5>> || <<X:5, Y:3>> <= id(<<"over and over">>) >>),
    value("with pairs", [{X, << <<(X + Y):7>> || Y <- [1, 2, 3] >>, [X]} || X <- [1, 2, 3]]),
    Shared = id(<<"shared">>),
    value("two futures", {<<Shared/binary, 1>>, <<Shared/binary, 2>>, Shared}),
    A1 = <<Shared/binary, (id(1))>>, A2 = <<A1/binary, (id(2))>>, A3 = <<A1/binary, (id(3))>>,
    value("branches", {A1, A2, A3, <<A2/binary, A3/binary>>}),
    fails(),
    value("in guards", [guard(X, Y) || X <- [1, 300, a], Y <- [<<1>>, <<44>>, b]]).

fails() ->
    [result("bad integer", fun() -> <<1, X>> end) || X <- id([a, 1.0, <<>>])],
    [result("bad size", fun() -> <<1:X>> end) || X <- id([a, -1, 1.0, 1 bsl 70])],
    [result("bad binary", fun() -> <<1, X/binary>> end) || X <- id([a, <<1:3>>])],
    [result("bad part", fun() -> <<(id(<<1, 2>>)):X/binary>> end) || X <- id([3, -1, a])],
    [result("bad append", fun() -> <<X/binary, 1>> end) || X <- id([a, <<1:3>>])],
    [result("bad float", fun() -> <<X/float>> end) || X <- id([a, 1 bsl 2000])],
    [result("bad float size", fun() -> <<1.0:X/float>> end) || X <- id([0, 8, 63, -1, a])],
    [result("bad utf8", fun() -> <<X/utf8>> end) || X <- id([a, -1, 16#d800, 16#110000])],
    [result("bad utf16", fun() -> <<X/utf16>> end) || X <- id([a, -1, 16#d800, 16#110000])],
    [result("bad utf32", fun() -> <<X/utf32>> end) || X <- id([a, -1, 16#d800, 16#110000])].

guard(X, Y) when <<X>> =:= Y -> same;
guard(X, Y) when <<Y/binary, X:16>> =:= <<1, 1:16>> -> appended;
guard(_, _) -> none.
