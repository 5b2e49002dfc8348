%% SPDX-License-Identifier: Apache-2.0
%% Instructions that the machine has several forms of, by the kinds of their operands: constants and registers in
%% arithmetic and comparisons, with values for which the fast way is not right; registers and stack slots exchanged
%% between nested calls; lists built on the way back.
-module(operands).
-export([main/0]).

main() ->
    Values = [0, 1, -1, 2, 7, -7, 58, 59, 60, 61, 64, 576460752303423487, -576460752303423488, 576460752303423488,
              -576460752303423489, 1 bsl 64, -(1 bsl 100), 1.0, -0.5, atom, [], {}, "x"],
    show:each("constants in arithmetic", fun arithmetic/1, Values),
    show:each("constants in tests", fun tests/1, Values),
    Terms = [1, 1.0, x, [], [1], {a, [1]}, 1 bsl 70],
    show:each("equalities", fun equalities/1, [{A, B} || A <- Terms, B <- Terms]),
    show:each("shuffle", fun(N) -> shuffle(N, a, b, c) end, [0, 1, 2, 3, 10]),
    show:each("back", fun(N) -> length(back(lists:seq(1, N), 0)) end, [0, 1, 2, 500, 2000]),
    show:each("heads", fun(N) -> heads(lists:duplicate(N, [1, 2])) end, [0, 1, 3]).

%% Each with the constant on the right, which has forms of its own.
arithmetic(X) ->
    [attempt(F, X) || F <- [fun(A) -> A + 1 end, fun(A) -> A - 1 end, fun(A) -> A + 576460752303423487 end,
                            fun(A) -> A - 576460752303423488 end, fun(A) -> 3 - A end, fun(A) -> A * A end,
                            fun(A) -> A div 7 end, fun(A) -> A div -1 end, fun(A) -> A rem 7 end, fun(A) -> A rem -1 end,
                            fun(A) -> A band 255 end, fun(A) -> A bsl 3 end, fun(A) -> A bsr 3 end,
                            fun(A) -> A bsl -2 end, fun(A) -> A bsr -2 end, fun(A) -> A bsl 59 end, fun(A) -> A bsr 64 end]].

attempt(F, X) ->
    try F(X)
    catch error:Reason -> Reason
    end.

tests(X) ->
    {if X < 2 -> less; true -> no end, if X >= 2 -> at_least; true -> no end, if 2 < X -> more; true -> no end,
     if 2 >= X -> at_most; true -> no end, if X =:= 2 -> same; true -> no end, if X == 1 -> equal; true -> no end,
     if X =/= [] -> some; true -> none end}.

equalities({A, B}) ->
    {A =:= B, A =/= B, A =:= 1, A =/= x, A == B, A /= B, distinct(A, B)}.

distinct(A, B) when A =/= B -> distinct;
distinct(_, _) -> same.

%% Three arguments that change places in calls within calls.
shuffle(0, A, B, C) -> {A, B, C};
shuffle(N, A, B, C) ->
    {D, E, F} = shuffle(N - 1, B, C, A),
    shuffle(0, first(shuffle(0, F, D, E)), last(shuffle(0, E, F, D)), first({C, N, A})).

first({X, _, _}) -> X.
last({_, _, X}) -> X.

back([], _) -> [];
back([X | T], Sum) -> [{X, Sum} | back(T, Sum + X)].

heads([[A | R] | T]) -> [A, length(R) | heads(T)];
heads([]) -> [].
