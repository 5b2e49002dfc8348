%% SPDX-License-Identifier: Apache-2.0
%% args: 20
-module(nrev).
-export([main/1]).

main([Arg | _]) ->
    List = lists:seq(1, list_to_integer(Arg)),
    io:format("~w~nreversed is~n~w~n", [List, nrev(List)]).

nrev([]) -> [];
nrev([H | T]) -> append(nrev(T), [H]).

append([], Ys) -> Ys;
append([X | Xs], Ys) -> [X | append(Xs, Ys)].
