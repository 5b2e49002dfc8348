%% SPDX-License-Identifier: Apache-2.0
%% args: 4 500
-module(pmap).
-export([main/1]).

main([A, B]) ->
    N = list_to_integer(A),
    Size = list_to_integer(B),
    Ranges = [{(I - 1) * Size + 1, I * Size} || I <- lists:seq(1, N)],
    {Steps, Start} = lists:max(pmap(fun longest/1, Ranges)),
    io:format("Of 1 to ~w, ~w takes longest to come down to 1: ~w steps~n", [N * Size, Start, Steps]).

pmap(Fun, List) ->
    Parent = self(),
    Pids = [spawn(fun() -> Parent ! {self(), Fun(E)} end) || E <- List],
    [receive {Pid, Result} -> Result end || Pid <- Pids].

longest({First, Last}) ->
    lists:max([{steps(N, 0), N} || N <- lists:seq(First, Last)]).

steps(1, S) -> S;
steps(N, S) when N rem 2 =:= 0 -> steps(N div 2, S + 1);
steps(N, S) -> steps(3 * N + 1, S + 1).
