%% SPDX-License-Identifier: Apache-2.0
-module(hello).
-export([main/0]).

main() ->
    io:format("Hello, world!~n").
