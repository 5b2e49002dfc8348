%% SPDX-License-Identifier: Apache-2.0
%% args: 22
-module(fib).
-export([main/1]).

main([Arg | _]) ->
    N = list_to_integer(Arg),
    io:format("fib(~w) = ~w~n", [N, fib(N)]).

fib(N) when N < 2 -> N;
fib(N) -> fib(N - 1) + fib(N - 2).
