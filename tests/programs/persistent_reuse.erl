%% SPDX-License-Identifier: Apache-2.0
%% args: 36 2000000
%% stress-gc args: 3 200
%% erl: no
%% Persistent terms that are replaced: together they are larger than the area that holds them (1 GB), so it takes
%% that replaced ones are freed, also when nobody holds them but a process that sleeps, in its garbage.
-module(persistent_reuse).
-export([main/1]).

main([Rounds, Length]) ->
    [spawn(fun() -> _ = length(persistent_term:get(large, [])), receive never -> ok end end) || _ <- lists:seq(1, 20)],
    put_many(list_to_integer(Rounds), list_to_integer(Length)),
    io:format("~w~n", [persistent_term:erase(large)]).

put_many(0, _) -> ok;
put_many(N, Length) ->
    persistent_term:put(large, [N | lists:seq(1, Length)]),
    [N, 1, 2 | _] = persistent_term:get(large),
    put_many(N - 1, Length).
