%% SPDX-License-Identifier: Apache-2.0
%% args: one 2 --three -S å
%% main/1 gets the words behind the file name, as strings; options among them are the program's own.
-module(arguments).
-export([main/1]).

main(Args) ->
    [io:format("~w ~ts~n", [length(A), A]) || A <- Args],
    ok.
