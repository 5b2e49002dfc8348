%% SPDX-License-Identifier: Apache-2.0
%% erl: no
%% Persistent terms that are replaced: together they are larger than the area that holds them (1 GB), so it takes
%% that replaced ones are freed, also when nobody holds them but a process that sleeps, in its garbage.
-module(persistent_reuse).
-export([main/0]).

main() ->
    [spawn(fun() -> _ = length(persistent_term:get(large, [])), receive never -> ok end end) || _ <- lists:seq(1, 20)],
    put_many(36),
    io:format("~w~n", [persistent_term:erase(large)]).

put_many(0) -> ok;
put_many(N) ->
    persistent_term:put(large, [N | lists:seq(1, 2000000)]),
    [N, 1, 2 | _] = persistent_term:get(large),
    put_many(N - 1).
