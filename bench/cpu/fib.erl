%% SPDX-License-Identifier: Apache-2.0
%% Calls and small integers.
-module(fib).
-export([main/0]).

main() -> bench:time(fun() -> fib(36) end, 14930352).

fib(N) when N < 2 -> N;
fib(N) -> fib(N - 1) + fib(N - 2).
