%% SPDX-License-Identifier: Apache-2.0
%% args: 100000
%% stress-gc args: 400
%% Objects of every type of table: put in, looked up, changed, taken out; many of them; by many processes.
-module(ets_objects).
-export([main/1]).
main([Count]) ->
    N = list_to_integer(Count),
    [basics(T) || T <- [set, bag, duplicate_bag, ordered_set]],
    [binaries(T) || T <- [set, bag, duplicate_bag, ordered_set]],
    [replaced(T) || T <- [set, duplicate_bag, ordered_set]],
    [there_and_back(T) || T <- [set, ordered_set]],
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
%% The binaries that objects refer to; a small one is part of its object.
binaries(Type) ->
    T = ets:new(t, [Type]),
    Part = binary:part(binary:copy(<<"b">>, 500), 5, 400),
    ets:insert(T, [{1, binary:copy(<<"a">>, 100)}, {2, [Part, {Part}], <<"small">>}, {3, none}]),
    ets:delete(T, 3),
    io:format("~p ~p~n", [Type, lists:usort([Size || {_, Size, _} <- ets:info(T, binary)])]),
    ets:delete(T).

%% Objects that are put in the place of others, of the same size and of another.
replaced(Type) ->
    T = ets:new(t, [Type]),
    ets:insert(T, [{I, a} || I <- lists:seq(1, 50)]),
    Spec = fun(Result) -> [{{'$1', '_'}, [{'<', '$1', 20}], [{{'$1', Result}}]}] end,
    Counts = [ets:select_replace(T, Spec(Result)) || Result <- [b, "longer", c, {{'$1'}}, d]],
    ets:insert(T, [{7, e}, {8, "text"}, {8, f}]),
    io:format("~p ~p ~p~n", [Type, Counts, lists:sort(ets:tab2list(T))]),
    ets:delete(T).

%% From key to key by two who take turns, while others go and come and are put in again.
there_and_back(Type) ->
    T = ets:new(t, [Type]),
    ets:insert(T, [{I, 0} || I <- lists:seq(1, 200)]),
    Seen = turns(T, ets:first(T), ets:last(T), 1, []),
    Ends = {ets:next(T, ets:last(T)), ets:prev(T, ets:first(T))},
    io:format("~p ~p~n", [Type, [{Ends, length(Seen), erlang:phash2(Seen)} || Type =:= ordered_set]]),
    ets:delete(T).

turns(_, Up, Down, Turn, Seen) when Up =:= '$end_of_table'; Down =:= '$end_of_table'; Turn > 300 -> lists:reverse(Seen);
turns(T, Up, Down, Turn, Seen) ->
    Turn rem 5 =:= 0 andalso ets:insert(T, {Turn * 13 rem 211, Turn}),
    Turn rem 7 =:= 0 andalso ets:delete(T, Turn * 17 rem 200),
    Objects = ets:lookup(T, Up) ++ ets:lookup(T, Down),
    Next = try ets:next(T, Up) catch error:badarg -> ets:first(T) end,
    Previous = try ets:prev(T, Down) catch error:badarg -> ets:last(T) end,
    turns(T, Next, Previous, Turn + 1, [Objects | Seen]).

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
