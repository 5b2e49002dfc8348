%% SPDX-License-Identifier: Apache-2.0
%% args: 10
-module(supervised).
-export([main/1, worker/0]).

main([Arg | _]) ->
    process_flag(trap_exit, true),
    jobs(1, start_worker(), list_to_integer(Arg), 0).

start_worker() ->
    spawn_link(supervised, worker, []).

jobs(Job, Worker, Last, Restarts) when Job > Last ->
    exit(Worker, shutdown),
    receive
        {'EXIT', Worker, Reason} ->
            io:format("~w restarts; the last worker ended with reason ~w~n", [Restarts, Reason])
    end;
jobs(Job, Worker, Last, Restarts) ->
    Worker ! {job, self(), Job},
    receive
        {result, Result} ->
            io:format("job ~w: ~w~n", [Job, Result]),
            jobs(Job + 1, Worker, Last, Restarts);
        {'EXIT', Worker, {Reason, _Stack}} ->
            io:format("job ~w: the worker crashed (~w), starting another~n", [Job, Reason]),
            jobs(Job + 1, start_worker(), Last, Restarts + 1)
    end.

worker() ->
    receive
        {job, From, Job} ->
            From ! {result, 100 div (Job rem 4)},
            worker()
    end.
