%% SPDX-License-Identifier: Apache-2.0
%% erl: no
%% Without main/1 and main/0, start/0 is called.
-module(start_entry).
-export([start/0]).

start() -> io:format("start/0 was called~n").
