%% SPDX-License-Identifier: Apache-2.0
%% status: 1
%% stderr: linked_reason
%% An exit signal from a link ends main like an exception does.
-module(linked_death).
-export([main/0]).

main() ->
    io:format("waiting~n"),
    spawn_link(fun() -> exit(linked_reason) end),
    receive never -> ok end.
