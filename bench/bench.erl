%% SPDX-License-Identifier: Apache-2.0
%% time(Work, Expected) prints how many microseconds Work() took, and fails if it did not return Expected.
-module(bench).
-export([time/2]).

time(Work, Expected) ->
    Start = erlang:monotonic_time(microsecond),
    Result = Work(),
    Stop = erlang:monotonic_time(microsecond),
    case Result of
        Expected -> io:format("~w~n", [Stop - Start]);
        _ -> io:format("wrong result: ~w~n", [Result]), halt(1)
    end.
