%% SPDX-License-Identifier: Apache-2.0
%% 50 processes send 10,000 messages each to one.
-module(many_to_one).
-export([main/0]).

main() ->
    bench:time(fun() ->
        Me = self(),
        [spawn(fun() -> send(10000, Me) end) || _ <- lists:seq(1, 50)],
        collect(500000, 0)
    end, 500000).

send(0, _) -> ok;
send(N, To) -> To ! {add, 1}, send(N - 1, To).

collect(0, Sum) -> Sum;
collect(N, Sum) -> receive {add, X} -> collect(N - 1, Sum + X) end.
