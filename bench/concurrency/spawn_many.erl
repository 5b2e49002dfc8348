%% SPDX-License-Identifier: Apache-2.0
%% 200,000 processes, each started, heard from and ended.
-module(spawn_many).
-export([main/0]).

main() -> bench:time(fun() -> loop(200000, self(), 0) end, 200000).

loop(0, _, Sum) -> Sum;
loop(N, Me, Sum) ->
    spawn(fun() -> Me ! one end),
    receive one -> loop(N - 1, Me, Sum + 1) end.
