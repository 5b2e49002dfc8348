%% SPDX-License-Identifier: Apache-2.0
%% Funs: made, passed on, called; map, filter and fold over lists.
-module(closures).
-export([main/0]).

main() ->
    List = lists:seq(1, 1000),
    bench:time(fun() -> repeat(8000, List, 0) end, 8000 * 250750).

repeat(0, _, Sum) -> Sum;
repeat(N, List, Sum) ->
    Add = fun(X) -> X + N end,
    Twice = compose(Add, fun(X) -> X - N end),
    Even = fun(X) -> X band 1 =:= 0 end,
    Total = fold(fun(X, A) -> X + A end, 0, map(Twice, filter(Even, List))),
    repeat(N - 1, List, Sum + Total + 250).

compose(F, G) -> fun(X) -> G(F(X)) end.

map(_, []) -> [];
map(F, [H | T]) -> [F(H) | map(F, T)].

filter(_, []) -> [];
filter(P, [H | T]) ->
    case P(H) of
        true -> [H | filter(P, T)];
        false -> filter(P, T)
    end.

fold(_, A, []) -> A;
fold(F, A, [H | T]) -> fold(F, F(H, A), T).
