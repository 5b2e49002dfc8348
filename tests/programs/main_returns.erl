%% SPDX-License-Identifier: Apache-2.0
%% The program ends when main returns, whatever other processes do.
-module(main_returns).
-export([main/0]).

main() ->
    spawn(fun Loop() -> Loop() end),
    spawn(fun() -> receive after 60000 -> io:format("too late~n") end end),
    io:format("main is done~n").
