%% SPDX-License-Identifier: Apache-2.0
%% 16 pairs of processes, each making 30,000 round trips.
-module(sixteen_pairs).
-export([main/0]).

main() ->
    bench:time(fun() ->
        Me = self(),
        [spawn(fun() -> P = spawn(fun pong/0), ping(30000, P), Me ! done end) || _ <- lists:seq(1, 16)],
        length([receive done -> ok end || _ <- lists:seq(1, 16)])
    end, 16).

ping(0, Pong) -> Pong ! stop;
ping(N, Pong) ->
    Pong ! {ping, self()},
    receive pong -> ping(N - 1, Pong) end.

pong() ->
    receive {ping, From} -> From ! pong, pong(); stop -> ok end.
