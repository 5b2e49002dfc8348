%% SPDX-License-Identifier: Apache-2.0
%% status: 7
-module(halting).
-export([main/0]).

main() ->
    io:format("going~n"),
    spawn(fun() -> io:format("from a process~n"), halt(7) end),
    receive never -> ok end.
