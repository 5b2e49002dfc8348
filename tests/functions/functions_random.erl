%% SPDX-License-Identifier: Apache-2.0
%% Random choices that are the same on every machine: the generator of Park and Miller, which stays within small
%% integers and needs nothing but * and rem. Its state is in the process dictionary, so that generators of values
%% need not hand it around.
-module(functions_random).
-export([seed/1, below/1, between/2, one_in/1, pick/1, made/1, weighted/1, many/2]).

-define(MODULUS, 2147483647).
-define(FACTOR, 48271).

%% Starts the sequence that belongs to a term. By way of a digest: sequences of neighbours would resemble each other.
seed(Term) ->
    <<Number:64, _/binary>> = erlang:md5(term_to_binary(Term)),
    put(?MODULE, 1 + Number rem (?MODULUS - 1)),
    ok.

step() ->
    State = get(?MODULE) * ?FACTOR rem ?MODULUS,
    put(?MODULE, State),
    State.

%% 0 to N - 1.
below(N) when N =< 65536 -> (step() bsr 8) rem N;
below(N) -> (step() * ?MODULUS + step()) rem N.

between(Low, High) -> Low + below(High - Low + 1).

one_in(N) -> below(N) =:= 0.

pick(List) when is_list(List) -> lists:nth(1 + below(length(List)), List);
pick(Tuple) -> element(1 + below(tuple_size(Tuple)), Tuple).

%% What one of Funs returns: for choices that take time to make.
made(Funs) -> (pick(Funs))().

%% One of [{Weight, Choice}].
weighted(Choices) -> weighted(below(lists:sum([W || {W, _} <- Choices])), Choices).

weighted(N, [{W, Choice} | _]) when N < W -> Choice;
weighted(N, [{W, _} | Rest]) -> weighted(N - W, Rest).

%% N results of Make().
many(N, Make) -> [Make() || _ <- lists:seq(1, N)].
