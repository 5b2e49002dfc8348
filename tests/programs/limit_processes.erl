%% SPDX-License-Identifier: Apache-2.0
%% options: --max-processes 1100
%% erl: no
%% Who spawns one process too many gets system_limit; when others end, there is room again.
-module(limit_processes).
-export([main/0]).

main() ->
    {Pids, Error} = fill([]),
    io:format("~p, ~p~n", [Error, length(Pids) > 900 andalso length(Pids) < 1100]),
    R = erlang:spawn_request(fun wait/0),
    io:format("~p~n", [receive {spawn_reply, R, error, Why} -> Why end]),
    io:format("~p~n", [[try F() catch C:E -> {C, E} end
                        || F <- [fun() -> spawn_link(fun wait/0) end, fun() -> spawn_monitor(fun wait/0) end,
                                 fun() -> spawn_opt(fun wait/0, [link, monitor]) end]]]),
    Refs = [monitor(process, P) || P <- Pids],
    [P ! stop || P <- Pids],
    [receive {'DOWN', Ref, _, _, normal} -> ok end || Ref <- Refs],
    io:format("~p~n", [is_pid(spawn(fun wait/0))]).

wait() -> receive stop -> ok end.

fill(Pids) ->
    try spawn(fun wait/0) of
        P -> fill([P | Pids])
    catch
        Class:Reason -> {Pids, {Class, Reason}}
    end.
