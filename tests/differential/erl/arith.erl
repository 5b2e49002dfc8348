%% SPDX-License-Identifier: Apache-2.0
-module(arith).
-export([main/0]).
-import(show, [id/1, value/2, each/3]).

main() ->
    Numbers = [0, 1, -1, 2, 7, -7, 100, 65535, -65536, 1 bsl 31, -(1 bsl 31)],
    lists:foreach(fun({Name, F}) -> pairs(Name, F, Numbers) end,
        [{"+", fun(A, B) -> A + B end}, {"-", fun(A, B) -> A - B end},
         {"*", fun(A, B) -> A * B end}, {"div", fun(A, B) -> A div B end},
         {"rem", fun(A, B) -> A rem B end}]),
    each("neg", fun(A) -> -A end, Numbers),
    each("abs", fun(A) -> abs(A) end, Numbers ++ [-1.5, 1.5, -0.0]),
    each("bad +", fun(A) -> A + 1 end, [a, "x", {}, [], <<>>]),
    each("bad 1 *", fun(A) -> 1 * A end, [a, [1], #{}]),
    each("bad neg", fun(A) -> -A end, [a, <<"x">>]),
    each("div by", fun(A) -> 5 div A end, [0, 1.0, a, 2]),
    each("rem by", fun(A) -> 5 rem A end, [0, 2.0, a, 2]),
    each("/", fun(A) -> 5 / A end, [0, 0.0, 2, 4.0, a]),
    value("small edge", [id(1 bsl 59 - 1) + 1, id(-(1 bsl 59)) - 1, id(1 bsl 59) - 1, id(-(1 bsl 59) - 1) + 1]),
    value("product edge", [id(1 bsl 30) * id(1 bsl 29), id(1 bsl 30) * id(-(1 bsl 29)), id(1 bsl 30) * id(1 bsl 28)]),
    value("gcd", [gcd(A, B) || A <- [12, 18, 35, 1071], B <- [8, 462, 49]]),
    value("power", [power(B, E) || B <- [2, 3, -7, 10], E <- [0, 1, 5, 13]]),
    value("digits", digits(id(9876543210), [])),
    value("sum of squares", squares(100, 0)).

pairs(Name, F, Numbers) ->
    lists:foreach(fun(A) ->
        io:format("~w ~s: ~w~n", [A, Name, [element(2, show:class(fun() -> F(A, B) end)) || B <- Numbers]])
    end, Numbers).

gcd(A, 0) -> A;
gcd(A, B) -> gcd(B, A rem B).

power(_, 0) -> 1;
power(B, E) when E rem 2 =:= 0 -> power(B * B, E div 2);
power(B, E) -> B * power(B, E - 1).

digits(0, Acc) -> Acc;
digits(N, Acc) -> digits(N div 10, [N rem 10 | Acc]).

squares(0, Acc) -> Acc;
squares(N, Acc) -> squares(N - 1, Acc + N * N).
