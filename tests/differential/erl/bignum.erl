%% SPDX-License-Identifier: Apache-2.0
-module(bignum).
-export([main/0]).
-import(show, [id/1, value/2]).

main() ->
    Big = [1 bsl 59, -(1 bsl 59) - 1, 1 bsl 63, 1 bsl 64, (1 bsl 64) - 1, -(1 bsl 64), 123456789012345678901234567890,
           -987654321098765432109876543210, 1 bsl 200, (1 bsl 128) - 1, 7, -3],
    [io:format("~w + ~w = ~w~n", [A, B, A + B]) || A <- Big, B <- Big],
    [io:format("~w - ~w = ~w~n", [A, B, A - B]) || A <- Big, B <- Big],
    [io:format("~w * ~w = ~w~n", [A, B, A * B]) || A <- Big, B <- Big],
    [io:format("~w div, rem ~w = ~w ~w~n", [A, B, A div B, A rem B]) || A <- Big, B <- Big],
    [io:format("~w < ~w: ~w ~w ~w~n", [A, B, A < B, A == B, A =:= B]) || A <- Big, B <- Big],
    F = factorial(60),
    value("factorial", F),
    value("back down", unfactorial(F, 1)),
    value("fib 300", fib(300, 0, 1)),
    value("normalised", id(id(1 bsl 100) - id((1 bsl 100) - 5))),
    value("equal", id(1 bsl 100) =:= power(2, 100)),
    value("to list", integer_to_list(id(1 bsl 100))),
    value("base 16", integer_to_list(id(1 bsl 100) - 1, 16)),
    value("base 36", integer_to_list(-id(36 * 36 * 36 * 36 * 36 * 36 * 36 * 36 * 36 * 36 * 36 * 36 * 36), 36)),
    value("from list", list_to_integer("123456789012345678901234567890123456789012345678901234567890")),
    value("from negative", list_to_integer("-ffffffffffffffffffffffff", 16)),
    value("to float", float(id(1 bsl 100))),
    value("from float", trunc(id(1.0e30))),
    value("mixed", id(1 bsl 70) + 0.5),
    value("abs", abs(id(-(1 bsl 90)))),
    value("too big for a float", element(2, show:class(fun() -> float(id(1 bsl 1100)) end))),
    value("matches", match(id(18446744073709551616))),
    value("key", maps:get(id(1 bsl 77), #{(1 bsl 77) => found, 5 => no})),
    value("digits of 3^1000", length(integer_to_list(power(3, 1000)))),
    value("3^1000 rem 10^20", power(3, 1000) rem power(10, 20)),
    value("10^400 div 10^390", power(10, 400) div power(10, 390)).

factorial(0) -> 1;
factorial(N) -> N * factorial(N - 1).

unfactorial(1, N) -> N - 1;
unfactorial(F, N) -> unfactorial(F div N, N + 1).

fib(0, A, _) -> A;
fib(N, A, B) -> fib(N - 1, B, A + B).

power(_, 0) -> 1;
power(B, E) when E rem 2 =:= 0 -> power(B * B, E div 2);
power(B, E) -> B * power(B, E - 1).

match(18446744073709551616) -> two_to_64;
match(_) -> other.
