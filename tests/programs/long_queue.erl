%% SPDX-License-Identifier: Apache-2.0
%% options: --long-queue 1000
%% stderr: long message queue
%% erl: no
%% A process for which many messages wait is reported, and goes on.
-module(long_queue).
-export([main/0]).

main() ->
    P = spawn(fun() -> receive {stop, From} -> From ! {self(), element(2, process_info(self(), message_queue_len))} end end),
    [P ! N || N <- lists:seq(1, 5000)],
    P ! {stop, self()},
    receive {P, Left} -> io:format("~p~n", [Left]) end.
