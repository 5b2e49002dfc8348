%% SPDX-License-Identifier: Apache-2.0
-module(rand_seed).
-export([main/0]).
-import(show, [value/2]).

main() ->
    rand:seed(exsss, {1, 2, 3}),
    value("uniform", [rand:uniform(100) || _ <- lists:seq(1, 20)]),
    value("floats", [rand:uniform() || _ <- lists:seq(1, 5)]),
    value("big range", [rand:uniform(1 bsl 40) || _ <- lists:seq(1, 5)]),
    rand:seed(exsss, 42),
    value("integer seed", [rand:uniform(1000) || _ <- lists:seq(1, 10)]),
    S0 = rand:seed_s(exsss, {7, 8, 9}),
    {A, S1} = rand:uniform_s(S0),
    {B, _} = rand:uniform_s(1000, S1),
    value("functional", {A, B}),
    value("in range", lists:all(fun(X) -> X >= 1 andalso X =< 6 end, [rand:uniform(6) || _ <- lists:seq(1, 1000)])),
    value("unseeded in another process", begin Me = self(), spawn(fun() -> Me ! {r, rand:uniform(10)} end), receive {r, R} -> R >= 1 andalso R =< 10 end end),
    value("shuffle", shuffle(lists:seq(1, 20))).

shuffle(L) ->
    rand:seed(exsss, {5, 5, 5}),
    [X || {_, X} <- lists:sort([{rand:uniform(1 bsl 30), X} || X <- L])].
