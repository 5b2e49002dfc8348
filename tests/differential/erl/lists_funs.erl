%% SPDX-License-Identifier: Apache-2.0
%% args: 50000
%% stress-gc args: 500
-module(lists_funs).
-export([main/1]).
-import(show, [value/2, result/2]).

main([Size]) ->
    N = list_to_integer(Size),
    L = show:id([3, 1, 4, 1, 5, 9, 2, 6]),
    Even = fun(X) -> X rem 2 =:= 0 end,
    value("map", lists:map(fun(X) -> X * X end, L)),
    value("filter", lists:filter(Even, L)),
    value("foldl", lists:foldl(fun(X, A) -> [X | A] end, [], L)),
    value("foldr", lists:foldr(fun(X, A) -> [X | A] end, [], L)),
    value("foldl sum", lists:foldl(fun erlang:'+'/2, 0, L)),
    value("foreach", lists:foreach(fun(X) -> io:format("<~w>", [X]) end, L)),
    value("all any", [lists:all(Even, L), lists:any(Even, L), lists:all(Even, []), lists:any(Even, [])]),
    value("partition", lists:partition(Even, L)),
    value("takewhile", lists:takewhile(fun(X) -> X < 5 end, L)),
    value("dropwhile", lists:dropwhile(fun(X) -> X < 5 end, L)),
    value("splitwith", lists:splitwith(fun(X) -> X < 5 end, L)),
    value("flatmap", lists:flatmap(fun(X) -> [X, -X] end, L)),
    value("filtermap", lists:filtermap(fun(X) when X > 4 -> {true, X * 10}; (X) -> X =:= 1 end, L)),
    value("mapfoldl", lists:mapfoldl(fun(X, A) -> {X + A, A + 1} end, 0, L)),
    value("mapfoldr", lists:mapfoldr(fun(X, A) -> {X + A, A + 1} end, 0, L)),
    value("zipwith", lists:zipwith(fun(A, B) -> A * B end, [1, 2, 3], [4, 5, 6])),
    value("zipwith3", lists:zipwith3(fun(A, B, C) -> A * B + C end, [1, 2], [4, 5], [7, 8])),
    value("search", [lists:search(fun(X) -> X > 4 end, L), lists:search(fun(X) -> X > 40 end, L)]),
    value("sort by", lists:sort(fun(A, B) -> {A rem 3, A} =< {B rem 3, B} end, L)),
    value("uniq", lists:uniq([1, 2, 1, 3, 2])),
    value("uniq by", lists:uniq(fun(X) -> X rem 3 end, L)),
    value("nested map", lists:map(fun(X) -> lists:map(fun(Y) -> X * Y end, [1, 2]) end, [1, 2, 3])),
    result("map bad fun", fun() -> lists:map(fun(X) -> X + a end, [1]) end),
    result("crash inside", fun() -> lists:foldl(fun(X, _) -> exit({at, X}) end, 0, L) end),
    result("throw inside", fun() -> lists:foreach(fun(X) when X > 4 -> throw({found, X}); (_) -> ok end, L) end),
    value("long map", lists:sum(lists:map(fun(X) -> X + 1 end, lists:seq(1, N)))),
    value("long foldr", lists:foldr(fun(X, A) -> X + A end, 0, lists:seq(1, N))).
