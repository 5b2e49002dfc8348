%% SPDX-License-Identifier: Apache-2.0
%% Small maps used as records and a large one used as a table.
-module(maps_use).
-export([main/0]).

main() -> bench:time(fun() -> {small(400000, #{a => 0, b => 0, c => 0}), large(60000)} end, {{400000, 200000}, 1800030000}).

small(0, #{a := A, b := B}) -> {A, B};
small(N, #{a := A, b := B} = M) when N rem 2 =:= 0 -> small(N - 1, M#{a := A + 1, b := B + 1});
small(N, #{a := A} = M) -> small(N - 1, M#{a := A + 1, c => N}).

large(N) ->
    M = fill(N, #{}),
    sum(N, M, 0).

fill(0, M) -> M;
fill(N, M) -> fill(N - 1, M#{{key, N} => N}).

sum(0, _, Sum) -> Sum;
sum(N, M, Sum) -> #{{key, N} := V} = M, sum(N - 1, M, Sum + V).
