%% SPDX-License-Identifier: Apache-2.0
-module(comprehensions).
-export([main/0]).
-import(show, [value/2, result/2, id/1]).

main() ->
    L = id([1, 2, 3, 4, 5]),
    value("map", [X * X || X <- L]),
    value("filter", [X || X <- L, X rem 2 =:= 1]),
    value("two generators", [{X, Y} || X <- L, Y <- [a, b]]),
    value("dependent", [{X, Y} || X <- L, Y <- lists:seq(X, 5), X + Y =:= 6]),
    value("pattern", [X || {ok, X} <- [{ok, 1}, {error, 2}, {ok, 3}, x]]),
    value("nested", [[Y || Y <- lists:seq(1, X)] || X <- L]),
    value("pythagoras", [{A, B, C} || A <- lists:seq(1, 20), B <- lists:seq(A, 20), C <- lists:seq(B, 20), A * A + B * B =:= C * C]),
    value("empty", [X || X <- []]),
    value("none pass", [X || X <- L, X > 10]),
    value("shadow", begin X = 10, [X || X <- L] ++ [X] end),
    value("free variable", begin N = id(3), [X + N || X <- L, X < N] end),
    value("side effects in order", [io:format("~w ", [X]) || X <- L]),
    value("funs", [F(10) || F <- [fun(X) -> X + K end || K <- L]]),
    value("boolean filter", [X || X <- L, lists:member(X, [2, 4])]),
    value("two filters", [X || X <- lists:seq(1, 50), X rem 3 =:= 0, X rem 5 =:= 0]),
    value("strings", [C - 32 || C <- "hello", C >= $a, C =< $z]),
    value("deep pattern", [{A, B} || {A, [B | _], #{k := 1}} <- [{1, [2], #{k => 1}}, {1, [], #{k => 1}}, {3, [4, 5], #{k => 2}}, {6, [7], #{k => 1, j => 2}}]]),
    value("as zip", [{A, lists:nth(A, "abcde")} || A <- L]),
    value("cartesian", length([x || _ <- L, _ <- L, _ <- L])),
    value("binary generator", [B || <<B>> <= <<"abc">>]),
    result("bad generator", fun() -> [X || X <- id(x)] end),
    result("bad filter", fun() -> [X || X <- L, id(maybe)] end),
    result("exception inside", fun() -> [10 div (3 - X) || X <- L] end).
