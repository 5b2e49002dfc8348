%% SPDX-License-Identifier: Apache-2.0
%% 200 pairs of processes, each making 2,000 round trips.
-module(communicating).
-export([main/0]).

main() ->
    bench:time(fun() ->
        Me = self(),
        [spawn(fun() -> P = spawn(fun pong/0), ping(2000, P), Me ! done end) || _ <- lists:seq(1, 200)],
        length([receive done -> ok end || _ <- lists:seq(1, 200)])
    end, 200).

ping(0, Pong) -> Pong ! stop;
ping(N, Pong) ->
    Pong ! {ping, self()},
    receive pong -> ping(N - 1, Pong) end.

pong() ->
    receive {ping, From} -> From ! pong, pong(); stop -> ok end.
