%% SPDX-License-Identifier: Apache-2.0
%% Starting and stopping.
-module(hello).
-export([main/0]).

main() -> io:format("hello~n").
