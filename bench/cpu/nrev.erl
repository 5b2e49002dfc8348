%% SPDX-License-Identifier: Apache-2.0
%% Naive reverse of 300 elements, 400 times: list cells and the collector.
-module(nrev).
-export([main/0]).

main() ->
    List = lists:seq(1, 300),
    bench:time(fun() -> repeat(400, List) end, lists:reverse(List)).

repeat(1, List) -> nrev(List);
repeat(N, List) -> nrev(List), repeat(N - 1, List).

nrev([]) -> [];
nrev([H | T]) -> app(nrev(T), [H]).

app([], Ys) -> Ys;
app([X | Xs], Ys) -> [X | app(Xs, Ys)].
