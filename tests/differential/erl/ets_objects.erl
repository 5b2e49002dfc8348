%% SPDX-License-Identifier: Apache-2.0
%% args: 100000
%% stress-gc args: 400
%% Objects of every type of table: put in, looked up, changed, taken out; many of them; by many processes.
-module(ets_objects).
-export([main/1]).
main([Count]) ->
    N = list_to_integer(Count),
    [basics(T) || T <- [set, bag, duplicate_bag, ordered_set]],
    many(set, N), many(bag, N), many(ordered_set, N), many2(N),
    ok.
basics(Type) ->
    T = ets:new(t, [Type]),
    true = ets:insert(T, {a, 1}), true = ets:insert(T, {a, 1}), true = ets:insert(T, {a, 2}), true = ets:insert(T,{"str",<<1:2000>>,#{x=>{1.0,-5,1 bsl 100}}}),
    P = fun(X) -> io:format("~p ~p~n", [Type, X]) end,
    P(ets:lookup(T, a)), P(ets:lookup(T,"str")), P(ets:member(T, a)), P(ets:member(T, b)),
    P(ets:info(T, size)), P(ets:insert_new(T, {a, 3})), P(ets:insert_new(T, {b, 3})),
    P(ets:insert_new(T, [{b, 3},{c,1}])), P(ets:insert_new(T, [{d, 3},{c,1}])), P(ets:insert(T,[{1,1},{1.0,2},{2,3}])),
    P(ets:lookup(T,1)), P(ets:lookup(T,1.0)),
    P(ets:take(T,a)), P(ets:delete(T,b)), P(ets:lookup(T,b)), P(ets:delete_object(T,{c,2})), P(ets:delete_object(T,{c,1})), P(ets:lookup(T,c)),
    P(safe(fun() -> ets:update_counter(T,2,5) end)), P(safe(fun() -> ets:update_counter(T,2,{2,1 bsl 70}) end)),P(safe(fun() -> ets:update_counter(T,2,[{2,1},{2,-5,0,7}]) end)),
    P(safe(fun() -> ets:update_element(T,2,{2,"xx"}) end)), P(ets:lookup(T,2)),
    P(big_counter(Type)), P(lists:sort(keys(T, ets:first(T)))), P(ets:delete(T)), P(ets:info(T)).
%% A big counter that stays as it is, and is not touched by what becomes of the table.
big_counter(Type) when Type =:= bag; Type =:= duplicate_bag -> none;
big_counter(Type) ->
    T = ets:new(t, [Type]),
    ets:insert(T, {c, 1 bsl 100}),
    Values = [ets:update_counter(T, c, 0), ets:update_counter(T, c, {2, 0}), ets:update_counter(T, c, [{2, 0}, {2, 1}])],
    ets:delete(T),
    [ets:new(t, []) || _ <- lists:seq(1, 10)],
    Values.

%% What a call gives; of an error its reason and why.
safe(F) ->
    try F()
    catch error:R:S -> [{ets, Name, Args, Info} | _] = S, {R, Name, length(Args), Info}
    end.
keys(_, '$end_of_table') -> [];
keys(T, K) -> [K | keys(T, ets:next(T, K))].
many(Type, N) ->
    T = ets:new(t, [Type, public, named_table, {write_concurrency, true}]),
    [ets:insert(t, {I, I * I}) || I <- lists:seq(1, N)],
    io:format("~p~n", [ets:info(T, size)]),
    io:format("~p~n", [erlang:phash2(lists:sort(keys(t, ets:first(t))))]),
    [ets:delete(t, I) || I <- lists:seq(1, N), I rem 7 =/= 0],
    io:format("~p~n", [ets:info(T, size)]),
    io:format("~p~n", [erlang:phash2(lists:sort(keys(t, ets:first(t))))]),
    io:format("~p~n", [length([1 || I <- lists:seq(1, N), ets:lookup(t, I) =:= [{I, I*I}]])]),
    ets:delete(t).
many2(Most) ->
    S = self(),
    T = ets:new(t, [public, {write_concurrency, true}]),
    Ps = [spawn_link(fun() -> [ets:update_counter(T, I rem 100, 1, {k, 0}) || I <- lists:seq(1, Most div 5)], S ! {done, self()} end) || _ <- lists:seq(1,8)],
    [receive {done, P} -> ok end || P <- Ps],
    io:format("~p~n", [lists:sum([V || I <- lists:seq(0,99), {_,V} <- ets:lookup(T, I)])]).
