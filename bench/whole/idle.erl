%% SPDX-License-Identifier: Apache-2.0
%% 200,000 processes that wait. Says when it is time to look at the memory, and waits until that is done.
-module(idle).
-export([main/0, wait/0]).

main() ->
    say(before),
    spawn_all(200000),
    say('after').

say(What) -> io:format("~w~n", [What]), timer:sleep(1500).

spawn_all(0) -> ok;
spawn_all(N) -> spawn(idle, wait, []), spawn_all(N - 1).

wait() -> receive stop -> ok end.
