%% SPDX-License-Identifier: Apache-2.0
-module(bitops).
-export([main/0]).
-import(show, [id/1, value/2, each/3]).

main() ->
    Numbers = [0, 1, -1, 255, -256, 16#f0f0f0f0, -12345678901, 1 bsl 70, -(1 bsl 70), (1 bsl 64) - 1, -(1 bsl 64)],
    lists:foreach(fun({Name, F}) ->
        [io:format("~w ~s ~w = ~w~n", [A, Name, B, F(A, B)]) || A <- Numbers, B <- Numbers]
    end, [{"band", fun(A, B) -> A band B end}, {"bor", fun(A, B) -> A bor B end}, {"bxor", fun(A, B) -> A bxor B end}]),
    each("bnot", fun(A) -> bnot A end, Numbers),
    Shifts = [0, 1, 4, 31, 59, 60, 63, 64, 65, 127, 130, -1, -3, -64, -100],
    [io:format("~w bsl ~w = ~w~n", [A, S, A bsl S]) || A <- Numbers, S <- Shifts],
    [io:format("~w bsr ~w = ~w~n", [A, S, A bsr S]) || A <- Numbers, S <- Shifts],
    each("bad band", fun(A) -> A band 1 end, [1.0, a, []]),
    each("bad bsl", fun(A) -> 1 bsl A end, [1.0, a]),
    each("bad bnot", fun(A) -> bnot A end, [1.0, a]),
    value("bsr far", id(5) bsr id(1 bsl 70)),
    value("negative bsr far", id(-5) bsr id(1 bsl 70)),
    value("zero bsl far", id(0) bsl id(1 bsl 70)),
    value("popcount", [popcount(N, 0) || N <- [0, 1, 255, 16#ffffffffffffffffffff, 1 bsl 90]]),
    value("logic", [{A and B, A or B, A xor B, not A} || A <- [true, false], B <- [true, false]]),
    each("bad and", fun(A) -> true and A end, [1, true]),
    each("bad not", fun(A) -> not A end, [1, true]),
    each("andalso", fun(A) -> A andalso yes end, [true, false, 3]),
    each("orelse", fun(A) -> A orelse yes end, [true, false, 3]).

popcount(0, N) -> N;
popcount(B, N) -> popcount(B bsr 1, N + (B band 1)).
