%% SPDX-License-Identifier: Apache-2.0
%% args: 1000 3
-module(ring).
-export([main/1, relay/1]).

main([Arg | More]) ->
    N = list_to_integer(Arg),
    Rounds = case More of [R | _] -> list_to_integer(R); [] -> 1 end,
    First = chain(N, self()),
    Hops = rounds(First, Rounds, 0),
    First ! stop,
    receive stop -> ok end,
    io:format("~w processes, ~w hops~n", [N, Hops]).

chain(0, Next) -> Next;
chain(N, Next) -> chain(N - 1, spawn(ring, relay, [Next])).

rounds(_First, 0, Hops) -> Hops;
rounds(First, Rounds, Hops) ->
    First ! Hops,
    receive Back -> rounds(First, Rounds - 1, Back) end.

relay(Next) ->
    receive
        Hops when is_integer(Hops) -> Next ! Hops + 1, relay(Next);
        Stop -> Next ! Stop
    end.
