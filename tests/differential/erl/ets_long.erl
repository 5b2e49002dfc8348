%% SPDX-License-Identifier: Apache-2.0
%% args: 60000
%% stress-gc args: 300
%% What takes many slices: long lists, whole tables; others go on meanwhile, and who is killed leaves nothing behind.
-module(ets_long).
-export([main/1]).

%% How many objects a table has; all processes find the number in the table scale.
-define(OBJECTS, ets:lookup_element(scale, objects, 2)).

main([Count]) ->
    ets:new(scale, [named_table]),
    ets:insert(scale, {objects, list_to_integer(Count)}),
    [whole(Type) || Type <- [set, bag, ordered_set]],
    [chunks(Type) || Type <- [set, ordered_set]],
    [changing(Type) || Type <- [set, ordered_set]],
    killed(), ended(), fixer_ended(),
    ok.

%% A process ends that owns small tables and large ones: all are gone when others learn of it.
ended() ->
    Me = self(),
    Sizes = [?OBJECTS, 10, ?OBJECTS div 8, ?OBJECTS div 8, ?OBJECTS, 0, ?OBJECTS div 8],
    {Pid, Monitor} = spawn_monitor(fun() ->
        Tables = [begin
                      T = ets:new(t, [Type]),
                      ets:insert(T, [{I, Type} || I <- lists:seq(1, Size)]),
                      T
                  end || Size <- Sizes, Type <- [set, ordered_set]],
        Me ! Tables
    end),
    Tables = receive List when is_list(List) -> List end,
    receive {'DOWN', Monitor, process, Pid, Reason} -> io:format("ended ~p ~p~n", [Reason, [ets:info(T) || T <- Tables]]) end.

%% A process ends that had a table fixed from which much has been deleted: sooner or later that is freed.
fixer_ended() ->
    Me = self(),
    T = filled(set),
    {Pid, Monitor} = spawn_monitor(fun() -> ets:safe_fixtable(T, true), Me ! fixed, receive stop -> ok end end),
    receive fixed -> ok end,
    Full = ets:info(T, memory),
    [ets:delete(T, I) || I <- lists:seq(1, ?OBJECTS)],
    Pid ! stop,
    receive {'DOWN', Monitor, process, Pid, normal} -> ok end,
    freed(T, Full div 2),
    io:format("fixer ended ~p~n", [{ets:info(T, size), ets:info(T, fixed), ets:first(T)}]),
    ets:delete(T).

freed(T, Words) ->
    ets:info(T, memory) < Words orelse begin receive after 1 -> ok end, freed(T, Words) end.

object(I) -> {I, {I rem 100, "text"}, <<I:512, 0:64>>}.

filled(Type) ->
    T = ets:new(t, [Type, public]),
    true = ets:insert(T, [object(I) || I <- lists:seq(1, ?OBJECTS)]),
    T.

whole(Type) ->
    T = filled(Type),
    Show = fun(What, Value) -> io:format("~p ~p ~p~n", [Type, What, Value]) end,
    Show(size, ets:info(T, size)),
    Show(insert_new, ets:insert_new(T, [{I, new} || I <- lists:seq(?OBJECTS + 50, ?OBJECTS, -1)])),
    Show(insert_new, ets:insert_new(T, [{I, new} || I <- lists:seq(?OBJECTS + 1, 2 * ?OBJECTS)])),
    Show(size, ets:info(T, size)),
    Show(sum, lists:sum([I || {I, {7, _}, _} <- ets:tab2list(T)])),
    Show(select, erlang:phash2(sorted(Type, ets:select(T, [{{'$1', {'$2', '_'}, '_'}, [{'<', '$2', 3}], [{{'$2', '$1'}}]}])))),
    Show(match, erlang:phash2(sorted(Type, ets:match(T, {'$1', new})))),
    Most = ?OBJECTS,
    Show(count, ets:select_count(T, [{{'$1', '_'}, [{'>', '$1', Most + 100}], [true]}])),
    Show(replace, ets_replace(Type, T)),
    Show(delete, ets:select_delete(T, [{{'$1', '_', '_'}, [{'=:=', {'rem', '$1', 3}, 0}], [true]}])),
    Show(fold, ets:foldl(fun(O, N) -> N + element(1, O) end, 0, T)),
    Show(size, ets:info(T, size)),
    Show(match_delete, ets:match_delete(T, {'_', newer})),
    Show(size, ets:info(T, size)),
    Show(improper, try ets:insert(T, [{I} || I <- lists:seq(1, ?OBJECTS)] ++ tail) catch error:Reason -> Reason end),
    Show(no_object, try ets:insert(T, [{I} || I <- lists:seq(1, ?OBJECTS)] ++ [tail]) catch error:Wrong -> Wrong end),
    Show(size, ets:info(T, size)),
    Show(all, ets:delete_all_objects(T)),
    Show(size, ets:info(T, size)),
    ets:delete(T).

ets_replace(bag, _) -> none;
ets_replace(_, T) ->
    Most = ?OBJECTS,
    ets:select_replace(T, [{{'$1', new}, [{'>', '$1', Most + 500}], [{{'$1', newer}}]}]).

sorted(ordered_set, List) -> List;
sorted(_, List) -> lists:sort(List).

chunks(Type) ->
    T = filled(Type),
    Specification = [{{'$1', {'$2', '_'}, '_'}, [{'=:=', '$2', 5}], ['$1']}],
    Forward = all_chunks(select, ets:select(T, Specification, 100)),
    Back = all_chunks(select_reverse, ets:select_reverse(T, Specification, 7)),
    Sorted = lists:sort(Forward),
    io:format("~p ~p ~p ~p~n", [Type, length(Forward), Sorted =:= lists:sort(Back), erlang:phash2(Sorted)]),
    io:format("~p~n", [Type =:= set orelse {Forward =:= Sorted, Back =:= lists:reverse(Sorted)}]),
    ets:delete(T).

all_chunks(_, '$end_of_table') -> [];
all_chunks(Name, {Objects, Continuation}) -> Objects ++ all_chunks(Name, ets:Name(Continuation)).

%% Objects that are there all the time are seen once each, although the table grows and shrinks.
changing(Type) ->
    T = filled(Type),
    Me = self(),
    Changer = spawn_link(fun() -> change(T, Me) end),
    Counts = [length([I || I <- ets:select(T, [{{'$1', '_', '_'}, [], ['$1']}])]) || _ <- lists:seq(1, 10)],
    Changer ! stop,
    receive stopped -> ok end,
    io:format("~p ~p~n", [Type, lists:usort(Counts)]),
    ets:delete(T).

change(T, Parent) ->
    [ets:insert(T, {{extra, K}, x}) || K <- lists:seq(1, ?OBJECTS div 30)],
    [ets:delete(T, {extra, K}) || K <- lists:seq(1, ?OBJECTS div 30)],
    receive stop -> Parent ! stopped after 0 -> change(T, Parent) end.

%% Whoever is killed in the middle of something long holds no lock afterwards.
killed() ->
    T = filled(set),
    [begin
         Pid = spawn(fun() -> (fun Loop() -> F(), Loop() end)() end),
         receive after 3 -> exit(Pid, kill) end,
         ets:insert(T, {extra, I})
     end || {I, F} <- lists:zip(lists:seq(1, 6),
                [fun() -> ets:tab2list(T) end,
                 fun() -> ets:insert(T, [{I, again} || I <- lists:seq(1, 1000)]) end,
                 fun() -> ets:select_count(T, [{'_', [], [true]}]) end,
                 fun() -> U = filled(set), ets:delete(U) end,
                 fun() -> ets:foldl(fun(_, N) -> N end, 0, T) end,
                 fun() -> ets:match_delete(T, {'_', nothing}) end])],
    io:format("~p~n", [ets:info(T, size)]),
    ets:delete(T).
