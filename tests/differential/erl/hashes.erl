%% SPDX-License-Identifier: Apache-2.0
%% args: 100000
%% stress-gc args: 1000
%% erlang:phash of terms of every kind.
-module(hashes).
-export([main/1]).
-import(show, [value/2, result/2, id/1]).

main([Length]) ->
    lists:foreach(fun(Term) -> value("phash", {Term, erlang:phash(Term, 1 bsl 32), erlang:phash(Term, 1000)}) end, terms()),
    funs(),
    value("identifiers", [erlang:phash(Id, 1 bsl 32) || Id <- identifiers()]),
    value("long", [erlang:phash(Term, 1 bsl 32) || Term <- long(list_to_integer(Length))]),
    [result("range", fun() -> erlang:phash(a, id(Range)) end) || Range <- [0, -1, 1, a, 1.0, 1 bsl 32, 1 bsl 32 + 1, 1 bsl 70]].

terms() ->
    [[], 0, 1, -1, 255, 256, 65536, 1 bsl 40, -(1 bsl 40), (1 bsl 59) - 1, -(1 bsl 59), 1 bsl 59, 1 bsl 60, 1 bsl 63,
     (1 bsl 63) + 1, 1 bsl 64, (1 bsl 64) - 1, 1 bsl 128, -(1 bsl 59) - 1, -(1 bsl 64), (1 bsl 95) + 7, (1 bsl 96) + 5,
     1.0, 2.5, -2.5, 0.0, id(-0.0), 1.0e300, a, b, ab, '', abc, 'é', foo_bar_baz_and_a_longer_one, <<>>, <<0>>, <<1>>,
     <<1, 2>>, <<1:1>>, <<0:1>>, <<3:3>>, <<1, 1:1>>, <<5, 6, 100:7>>, [0], [1], [1, 2], [256], [a], [[]], [1 | 2],
     [a | b], [1 | a], [[1]], [1, a], [a, 1], [1, 300, 2], [1, 2 | x], [255, -1], [[1, 2], [a], "text" | <<"x">>], {}, {0},
     {a}, {1, 2}, {[]}, {{}}, {a, [1], <<"b">>, 2.0}, {{{1}, 2}, 3}, #{}, #{a => 1}, #{a => 1, b => 2}, #{1 => []},
     [#{a => [1, 2]}, 3]].

funs() ->
    X = id(1),
    Y = id("free"),
    value("funs", [erlang:phash(Fun, 1 bsl 32)
                   || Fun <- [fun erlang:phash/2, fun lists:map/2, fun() -> ok end, fun() -> X end, fun() -> {X, Y} end]]),
    value("funs", erlang:phash([fun lists:map/2, fun() -> {Y, X} end], 1 bsl 32)).

identifiers() ->
    [list_to_pid("<0.1.0>"), list_to_pid("<0.255.0>"), list_to_pid("<0.20000.0>"), list_to_port("#Port<0.1>"),
     list_to_ref("#Ref<0.1.2.3>"), list_to_ref("#Ref<0.3.2.1>"), [list_to_pid("<0.1.0>")]].

long(N) ->
    [maps:from_list([{I, I} || I <- lists:seq(1, 40)]), lists:seq(1, N), lists:duplicate(N, $a), list_to_tuple(lists:seq(1, N div 2)),
     binary:copy(<<"abc">>, N), lists:foldl(fun(I, Acc) -> {I, [Acc]} end, [], lists:seq(1, N div 2))].
