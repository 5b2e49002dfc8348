%% SPDX-License-Identifier: Apache-2.0
%% options: --max-heap 20000
%% stderr: maximum heap size reached
%% erl: no
%% A process that wants more memory than it may have ends; others go on. What is too large to begin with is an error.
-module(limit_heap).
-export([main/0]).

main() ->
    [io:format("~s: ~p~n", [What, outcome(F)]) || {What, F} <- greedy()],
    io:format("still here~n").

greedy() ->
    Huge = 1 bsl 58,
    [{"lists:duplicate", fun() -> lists:duplicate(Huge, x) end},
     {"lists:seq", fun() -> lists:seq(1, Huge) end},
     {"a growing list", fun() -> grow([]) end},
     {"a stack", fun() -> deep(Huge) end},
     {"a tuple", fun() -> erlang:make_tuple(Huge, x) end},
     {"binary:copy", fun() -> binary:copy(<<0>>, 1 bsl 50) end},
     {"bits", fun() -> <<0:(1 bsl 53)>> end},
     {"a large integer", fun() -> 1 bsl (1 bsl 40) end},
     {"atomics", fun() -> atomics:new(Huge, []) end},
     {"its own limit", fun() -> process_flag(max_heap_size, 0), length(lists:seq(1, 30000)) end}].

grow(L) -> grow([L | L]).

deep(0) -> 0;
deep(N) -> 1 + deep(N - 1).

outcome(F) ->
    {P, R} = spawn_monitor(fun() -> F(), exit(done) end),
    receive {'DOWN', R, _, P, {Reason, [_ | _]}} -> Reason; {'DOWN', R, _, P, Reason} -> Reason end.
