%% SPDX-License-Identifier: Apache-2.0
%% Two processes and 200,000 round trips.
-module(ping_pong).
-export([main/0]).

main() ->
    Pong = spawn(fun pong/0),
    bench:time(fun() -> ping(200000, Pong) end, done).

ping(0, _) -> done;
ping(N, Pong) ->
    Pong ! {ping, self()},
    receive pong -> ping(N - 1, Pong) end.

pong() ->
    receive {ping, From} -> From ! pong, pong() end.
