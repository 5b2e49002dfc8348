%% SPDX-License-Identifier: Apache-2.0
%% 100,000 processes, each linked to one that traps exits, which ends and whose exit signal is received.
-module(link_exit).
-export([main/0]).

main() ->
    process_flag(trap_exit, true),
    bench:time(fun() -> loop(100000, 0) end, 100000).

loop(0, Count) -> Count;
loop(N, Count) ->
    Pid = spawn_link(fun() -> exit(done) end),
    receive {'EXIT', Pid, done} -> loop(N - 1, Count + 1) end.
