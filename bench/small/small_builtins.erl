%% SPDX-License-Identifier: Apache-2.0
%% Builtins on small data, where trapping forms are used and nothing traps: a line "Name Nanoseconds" for each call, without
%% what the loop around it takes; the best of some rounds.
-module(small_builtins).
-export([main/0]).

-define(SIZE, 10).
-define(DIGITS, 10).
-define(CALLS, 20000).
-define(ROUNDS, 15).

main() ->
    Loop = best(fun(X) -> X end, 0),
    [io:format("~w ~.1f~n", [Name, 1000 * (best(Call, Argument()) - Loop) / ?CALLS])
     || {Name, Argument, Call} <- builtins:rows(?SIZE, ?DIGITS)].

best(Call, Argument) ->
    lists:min([time(Call, Argument) || _ <- lists:seq(1, ?ROUNDS)]).

%% In a process of its own, whose heap is the same in each round.
time(Call, Argument) ->
    {_, Ref} = spawn_monitor(fun() ->
        Start = erlang:monotonic_time(microsecond),
        repeat(?CALLS, Call, Argument),
        exit({took, erlang:monotonic_time(microsecond) - Start})
    end),
    receive {'DOWN', Ref, process, _, {took, Time}} -> Time end.

repeat(0, _, _) -> ok;
repeat(Times, Call, Argument) ->
    _ = Call(Argument),
    repeat(Times - 1, Call, Argument).
