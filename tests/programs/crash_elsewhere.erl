%% SPDX-License-Identifier: Apache-2.0
%% A crash in another process does not end the program.
-module(crash_elsewhere).
-export([main/0]).

main() ->
    {P, R} = spawn_monitor(fun() -> error(show_id(gone), []) end),
    receive {'DOWN', R, process, P, Why} -> io:format("~w~n", [element(1, Why)]) end,
    {P2, R2} = spawn_monitor(fun() -> exit(element(show_id(1), {left})) end),
    receive {'DOWN', R2, process, P2, Why2} -> io:format("~w~n", [Why2]) end.

show_id(X) -> X.
