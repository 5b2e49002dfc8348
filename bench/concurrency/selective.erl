%% SPDX-License-Identifier: Apache-2.0
%% Selective receive: the message looked for is behind 5,000 others each time.
-module(selective).
-export([main/0]).

main() ->
    Echo = spawn(fun echo/0),
    [self() ! {other, N} || N <- lists:seq(1, 5000)],
    bench:time(fun() -> scan(20000, Echo) end, done).

scan(0, _) -> done;
scan(N, Echo) ->
    Echo ! {self(), N},
    receive {wanted, N} -> scan(N - 1, Echo) end.

echo() ->
    receive {From, N} -> From ! {wanted, N}, echo() end.
