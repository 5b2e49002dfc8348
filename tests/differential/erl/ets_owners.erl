% SPDX-License-Identifier: Apache-2.0
%% args: 30000
%% stress-gc args: 300
%% Whose a table is: access, giving away, heirs, what happens at the end of an owner; names; fixing.
-module(ets_owners).
-export([main/1]).

main([Count]) ->
    access(), giving(), heirs(), ending(list_to_integer(Count)), names(), fixing(), copies(),
    ok.

%% In a process of its own; its result.
elsewhere(Fun) ->
    {Pid, Monitor} = spawn_monitor(fun() -> exit({result, Fun()}) end),
    receive {'DOWN', Monitor, process, Pid, {result, Result}} -> Result end.

attempt(Fun) -> try Fun() catch error:Reason -> {error, Reason} end.

access() ->
    [begin
         T = ets:new(t, [Protection]),
         ets:insert(T, {a, 1}),
         Outcomes = elsewhere(fun() -> [attempt(F) || F <- operations(T)] end),
         io:format("~p ~p~n", [Protection, Outcomes])
     end || Protection <- [public, protected, private]].

operations(T) ->
    [fun() -> ets:lookup(T, a) end, fun() -> ets:insert(T, {b, 2}) end, fun() -> lists:sort(ets:select(T, [{'$1', [], ['$1']}])) end,
     fun() -> ets:select_count(T, [{'$1', [], [true]}]) end, fun() -> ets:info(T, size) end,
     fun() -> ets:delete_all_objects(T) end, fun() -> ets:setopts(T, {heir, none}) end,
     fun() -> ets:give_away(T, self(), x) end, fun() -> ets:safe_fixtable(T, true) end, fun() -> ets:first(T) end,
     fun() -> ets:info(T, fixed) end, fun() -> ets:delete(T) end, fun() -> ets:info(T, type) end].

giving() ->
    Parent = self(),
    T = ets:new(given, [named_table]),
    ets:insert(T, {k, [1, 2, 3]}),
    {Pid, Monitor} = spawn_monitor(
        fun() ->
            receive {'ETS-TRANSFER', given, From, Data} -> Parent ! {From =:= Parent, Data, ets:info(given, owner) =:= self()} end,
            receive back -> ets:give_away(given, Parent, <<"returned">>) end
        end),
    true = ets:give_away(T, Pid, {gift, [1, 2]}),
    receive Told -> io:format("~p~n", [Told]) end,
    io:format("~p~n", [attempt(fun() -> ets:insert(T, {x, 1}) end)]),
    Pid ! back,
    receive {'ETS-TRANSFER', given, Pid, Data} -> io:format("~p ~p~n", [Data, ets:lookup(given, k)]) end,
    receive {'DOWN', Monitor, process, Pid, Reason} -> io:format("~p~n", [Reason]) end,
    io:format("~p~n", [attempt(fun() -> ets:give_away(T, Pid, late) end)]),
    ets:delete(given).

heirs() ->
    Parent = self(),
    T = elsewhere(fun() ->
            T = ets:new(inherited, [{heir, Parent, {data, <<0:1000>>}}]),
            ets:insert(T, [{I, I} || I <- lists:seq(1, 10)]),
            T
        end),
    receive {'ETS-TRANSFER', T, _, Data} -> io:format("~p~n", [Data]) after 0 -> io:format("no transfer~n") end,
    io:format("~p ~p~n", [ets:info(T, size), ets:info(T, owner) =:= self()]),
    ets:delete(T),
    Dead = spawn(fun() -> ok end),
    monitor(process, Dead),
    receive {'DOWN', _, process, Dead, _} -> ok end,
    U = elsewhere(fun() -> ets:new(lost, [{heir, Dead, x}]) end),
    io:format("~p~n", [ets:info(U)]),
    V = elsewhere(fun() -> V = ets:new(kept, []), ets:setopts(V, {heir, Parent, set_later}), V end),
    receive {'ETS-TRANSFER', V, _, Later} -> io:format("~p~n", [Later]) end,
    W = elsewhere(fun() -> W = ets:new(not_kept, [{heir, Parent, x}]), ets:setopts(W, [{heir, none}]), W end),
    io:format("~p ~p~n", [ets:info(W), ets:info(V, name)]),
    ets:delete(V).

ending(N) ->
    T = elsewhere(fun() ->
            T = ets:new(gone, [named_table, public]),
            ets:insert(T, [{I, lists:seq(1, 5)} || I <- lists:seq(1, N)]),
            ets:whereis(T)
        end),
    io:format("~p ~p ~p~n", [ets:info(T), ets:info(gone), ets:whereis(gone)]),
    gone = ets:new(gone, [named_table]),
    io:format("~p ~p~n", [ets:info(gone, size), attempt(fun() -> ets:lookup(T, 1) end)]),
    ets:delete(gone),
    io:format("~p~n", [[N || N <- ets:all(), N =:= gone]]).

names() ->
    T = ets:new(first_name, [named_table]),
    ets:insert(T, {x}),
    Tid = ets:whereis(T),
    io:format("~p ~p~n", [ets:lookup(Tid, x), ets:info(Tid, id) =:= Tid]),
    io:format("~p~n", [attempt(fun() -> ets:new(first_name, [named_table]) end)]),
    io:format("~p ~p~n", [ets:rename(T, second_name), ets:whereis(first_name)]),
    io:format("~p ~p~n", [ets:whereis(second_name) =:= Tid, ets:rename(Tid, first_name)]),
    U = ets:new(unnamed, []),
    io:format("~p ~p~n", [ets:rename(U, first_name) =:= U, ets:info(U, name)]),
    io:format("~p~n", [[lists:member(X, ets:all()) || X <- [first_name, second_name, Tid, U]]]),
    [ets:delete(X) || X <- [first_name, U]],
    io:format("~p~n", [[lists:member(X, ets:all()) || X <- [first_name, second_name, Tid, U]]]).

fixing() ->
    T = ets:new(t, [public]),
    ets:insert(T, [{I} || I <- lists:seq(1, 500)]),
    Me = self(),
    Fixer = spawn_link(fun() -> ets:safe_fixtable(T, true), ets:safe_fixtable(T, true), Me ! fixed, receive stop -> ok end end),
    receive fixed -> ok end,
    ets:safe_fixtable(T, true),
    {_, Fixers} = ets:info(T, safe_fixed_monotonic_time),
    io:format("~p~n", [lists:sort([{P =:= Me, N} || {P, N} <- Fixers])]),
    [ets:delete(T, I) || I <- lists:seq(1, 250)],
    io:format("~p ~p~n", [ets:info(T, size), attempt(fun() -> is_integer(ets:next(T, 100)) orelse ets:next(T, 100) end)]),
    ets:safe_fixtable(T, false),
    ets:safe_fixtable(T, false),
    Monitor = monitor(process, Fixer),
    Fixer ! stop,
    receive {'DOWN', Monitor, _, _, _} -> ok end,
    io:format("~p ~p~n", [ets:info(T, fixed), attempt(fun() -> ets:next(T, 100) end)]),
    io:format("~p ~p~n", [ets:info(T, size), ets:lookup(T, 300)]),
    ets:delete(T).

%% Identifiers survive the way through bytes and text.
copies() ->
    T = ets:new(t, []),
    ets:insert(T, {k, v}),
    U = binary_to_term(term_to_binary(T)),
    io:format("~p ~p~n", [U =:= T, ets:lookup(U, k)]),
    V = list_to_ref(ref_to_list(T)),
    io:format("~p ~p~n", [V =:= T, ets:lookup(V, k)]),
    ets:insert(T, {T, T}),
    io:format("~p~n", [[Y =:= T || {_, Y} <- ets:lookup(T, T)]]).
