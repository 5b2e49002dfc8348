%% SPDX-License-Identifier: Apache-2.0
%% args: 100
-module(sieve).
-export([main/1, stage/0]).

main([Arg | _]) ->
    First = spawn(sieve, stage, []),
    [First ! N || N <- lists:seq(2, list_to_integer(Arg))],
    First ! {finish, [], self()},
    receive
        {primes, Backwards} ->
            Primes = lists:reverse(Backwards),
            io:format("~w~n~w primes~n", [Primes, length(Primes)])
    end.

stage() ->
    receive
        {finish, Primes, Parent} -> Parent ! {primes, Primes};
        Prime -> filter(Prime, none)
    end.

filter(Prime, Next) ->
    receive
        {finish, Primes, Parent} -> started(Next) ! {finish, [Prime | Primes], Parent};
        N when N rem Prime =:= 0 -> filter(Prime, Next);
        N -> Pid = started(Next), Pid ! N, filter(Prime, Pid)
    end.

started(none) -> spawn(sieve, stage, []);
started(Pid) -> Pid.
