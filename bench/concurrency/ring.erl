%% SPDX-License-Identifier: Apache-2.0
%% A token goes 300 times round a ring of 1,000 processes.
-module(ring).
-export([main/0]).

main() ->
    bench:time(fun() -> First = chain(1000, self()), rounds(300, First, 0) end, 300000).

chain(0, Next) -> Next;
chain(N, Next) -> chain(N - 1, spawn(fun() -> relay(Next) end)).

rounds(0, _, Hops) -> Hops;
rounds(N, First, Hops) ->
    First ! {token, Hops},
    receive {token, Back} -> rounds(N - 1, First, Back) end.

relay(Next) ->
    receive {token, Hops} -> Next ! {token, Hops + 1}, relay(Next) end.
