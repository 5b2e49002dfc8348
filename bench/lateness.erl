%% SPDX-License-Identifier: Apache-2.0
%% How late a process is that wants to be woken every millisecond, while others work beside it. beside(Load) starts Load's
%% processes, which live as long as the machine, lets them get going, and prints the median, the 99th percentile and the maximum
%% of 300 times in microseconds.
-module(lateness).
-export([beside/1, forever/1]).

-define(TIMES, 300).

beside(Load) ->
    [spawn(Work) || Work <- Load],
    timer:sleep(500),
    Sorted = lists:sort(wake(?TIMES, [])),
    io:format("~w ~w ~w~n", [lists:nth(?TIMES div 2, Sorted), lists:nth(?TIMES * 99 div 100, Sorted), lists:last(Sorted)]).

wake(0, Late) -> Late;
wake(N, Late) ->
    Start = erlang:monotonic_time(microsecond),
    receive after 1 -> ok end,
    wake(N - 1, [erlang:monotonic_time(microsecond) - Start - 1000 | Late]).

forever(Work) ->
    _ = Work(),
    forever(Work).
