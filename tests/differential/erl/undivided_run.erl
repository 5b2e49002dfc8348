%% SPDX-License-Identifier: Apache-2.0
%% Runs the calls of undivided.erl and its relatives beside others that want to run, and prints what became of them; then kills
%% processes in which they are going on.
-module(undivided_run).
-export([run/2, call/1]).

%% Good and Bad: {Name, Call}; what is bad fails by itself.
run(Good, Bad) ->
    Busy = [spawn_link(fun() -> busy() end) || _ <- [1, 2]],
    Collected = [collect(spawn_monitor(?MODULE, call, [Call])) || Call <- Good ++ Bad],
    [io:format("~p~n", [C]) || C <- Collected],
    killed(Good, 40),
    [begin unlink(B), exit(B, kill) end || B <- Busy],
    io:format("done~n").

busy() ->
    receive stop -> ok after 0 -> busy() end.

collect({Pid, Monitor}) ->
    receive {'DOWN', Monitor, process, Pid, Reason} -> Reason end.

%% What a call makes is as large as its arguments, so a hash of it is told.
call({Name, Call}) ->
    exit(try Call() of
        Result -> {Name, erlang:phash2(Result)}
    catch
        Class:Reason:Trace ->
            {Module, Function, Arguments, _} = hd(Trace),
            {Name, Class, Reason, Module, Function, erlang:phash2(Arguments)}
    end).

%% Each call is killed a little later than the one before.
killed(_, 0) -> ok;
killed([{Name, Call} | Rest], N) ->
    {Pid, Monitor} = spawn_monitor(fun() -> Call() end),
    timer:sleep(N rem 8),
    exit(Pid, kill),
    case collect({Pid, Monitor}) of
        Reason when Reason =:= killed; Reason =:= normal; Reason =:= noproc -> killed(Rest ++ [{Name, Call}], N - 1)
    end.
