%% SPDX-License-Identifier: Apache-2.0
-module(floats).
-export([main/0]).
-import(show, [id/1, value/2, each/3]).

main() ->
    Floats = [0.0, 1.0, -1.0, 0.5, 0.1, 1.5, 2.5, -2.5, 3.14159, 1.0e10, 1.0e22, 1.0e-7, 123456789.125, 1.0e300, 5.0e-324],
    value("as they print", Floats),
    [io:format("~w + ~w = ~w~n", [A, B, A + B]) || A <- Floats, B <- [0.1, 1, -2.5, 1.0e22]],
    [io:format("~w * ~w = ~w~n", [A, B, A * B]) || A <- Floats, B <- [0.1, 3, -2.5]],
    [io:format("~w - ~w = ~w~n", [A, B, A - B]) || A <- Floats, B <- [0.1, 3, -2.5]],
    [io:format("~w / ~w = ~w~n", [A, B, A / B]) || A <- Floats, B <- [4, 3, -2.5]],
    each("round", fun(F) -> round(F) end, Floats -- [1.0e300]),
    each("trunc", fun(F) -> trunc(F) end, Floats),
    each("floor", fun(F) -> floor(F) end, [1.5, -1.5, 2.0, 7, -0.1]),
    each("ceil", fun(F) -> ceil(F) end, [1.5, -1.5, 2.0, 7, -0.1]),
    each("abs", fun(F) -> abs(F) end, [-1.5, 1.5, 0.0]),
    each("neg", fun(F) -> -F end, [1.5, -2.5]),
    each("float", fun(F) -> float(F) end, [1, -7, 2.5, 1 bsl 60, a]),
    each("overflow", fun(F) -> F * 1.0e300 end, [1.0e300, 2.0]),
    each("overflow +", fun(F) -> F + 1.7e308 end, [1.7e308, 2.0]),
    each("zero divisor", fun(F) -> 1.0 / F end, [0.0, 0]),
    each("to list", fun(F) -> float_to_list(F) end, [1.0, 0.1, -12.75]),
    each("4 decimals", fun(F) -> float_to_list(F, [{decimals, 4}]) end, [1.0, 0.1, -12.75, 2.00005]),
    each("compact", fun(F) -> float_to_list(F, [{decimals, 6}, compact]) end, [1.0, 0.1, -12.75]),
    each("scientific", fun(F) -> float_to_list(F, [{scientific, 3}]) end, [1.0, 0.1, -12.75, 1.0e100]),
    each("list_to_float", fun(F) -> list_to_float(F) end, ["1.5", "-0.25", "1.0e10", "2", "x", "1.5e-3"]),
    each("compare with 1", fun(F) -> {F < 1, F > 1, F == 1, F =:= 1, F =:= 1.0} end, [0.5, 1.0, 1.5, 1]),
    value("precision", [id(9007199254740993) == id(9007199254740992.0), id(9007199254740993) > id(9007199254740992.0),
                        id(1 bsl 70) == float(1 bsl 70), id((1 bsl 70) + 1) > float(1 bsl 70)]),
    value("pi", pi(2000)),
    value("e", e(1.0, 1, 0.0)),
    value("newton", newton(2.0, 1.0, 20)),
    value("math", [math:sqrt(2), math:pow(2, 10), math:floor(2.7)]),
    each("what math:pow is told about the first argument that is wrong", fun({A, B}) -> math:pow(A, B) end,
         [{1 bsl 1024, a}, {a, 1 bsl 1024}, {2, 1 bsl 1024}, {2, a}, {1 bsl 1024, 2}]).

pi(N) -> pi(0, N, 0.0).
pi(N, N, Sum) -> 4 * Sum;
pi(K, N, Sum) when K rem 2 =:= 0 -> pi(K + 1, N, Sum + 1 / (2 * K + 1));
pi(K, N, Sum) -> pi(K + 1, N, Sum - 1 / (2 * K + 1)).

e(Term, _, Sum) when Term < 1.0e-17 -> Sum;
e(Term, N, Sum) -> e(Term / N, N + 1, Sum + Term).

newton(_, X, 0) -> X;
newton(A, X, N) -> newton(A, (X + A / X) / 2, N - 1).
