%% SPDX-License-Identifier: Apache-2.0
%% Four processes that compute and do not talk to each other.
-module(independent).
-export([main/0]).

main() ->
    bench:time(fun() ->
        Me = self(),
        [spawn(fun() -> Me ! fib(33) end) || _ <- lists:seq(1, 4)],
        lists:sum([receive N -> N end || _ <- lists:seq(1, 4)])
    end, 4 * 3524578).

fib(N) when N < 2 -> N;
fib(N) -> fib(N - 1) + fib(N - 2).
