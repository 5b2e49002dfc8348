%% SPDX-License-Identifier: Apache-2.0
%% An error that nobody catches ends the program with status 1; class, reason and stack go to standard error.
%% status: 1
%% stderr: called as 'div'(1,0)
-module(uncaught_error).
-export([main/0]).

main() ->
    io:format("before~n"),
    divide(1, length([])),
    io:format("never~n").

divide(A, B) -> [A div B].
