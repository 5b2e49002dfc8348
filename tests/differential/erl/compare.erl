%% SPDX-License-Identifier: Apache-2.0
-module(compare).
-export([main/0]).

%% Every pair of these, with every comparison.
terms() ->
    [0, 1, -1, 1.0, 0.0, 1.5, 1 bsl 64, -(1 bsl 64), a, b, aa, [], 'A', true,
     {}, {1}, {a, b}, {1, 2, 3}, #{}, #{a => 1}, #{a => 1.0}, #{b => 0}, #{1 => a, 2 => b},
     [1], [1, 2], [1 | 2], [a], "abc", [[]], <<>>, <<"a">>, <<"ab">>, <<"b">>].

main() ->
    Terms = terms(),
    [io:format("~w ~w: ~w~n", [A, B, [A == B, A /= B, A =:= B, A =/= B, A < B, A =< B, A > B, A >= B]])
     || A <- Terms, B <- Terms],
    [io:format("~w ~w: min ~w max ~w~n", [A, B, min(A, B), max(A, B)]) || A <- Terms, B <- Terms],
    show:value("funs last of atoms", [fun show:id/1 > a, fun show:id/1 < {}, fun show:id/1 > 1.0e100]),
    show:value("pids between", [self() > fun show:id/1, self() < {}, make_ref() > a, make_ref() < fun show:id/1]),
    show:value("same pid", [self() == self(), self() =:= self(), make_ref() == make_ref()]),
    show:value("deep", [{1, [2, {3, #{x => [4]}}]} =:= show:id({1, [2, {3, #{x => [4]}}]}),
                        {1, [2, {3.0}]} == show:id({1, [2, {3}]}), {1, [2, {3.0}]} =:= show:id({1, [2, {3}]})]).
