%% SPDX-License-Identifier: Apache-2.0
%% Large maps, dictionaries, messages, persistent terms and objects of tables: builtins that go through all of one, called as
%% those of undivided.erl are.
%% args: 100000
%% stress-gc args: 600
-module(undivided_state).
-export([main/1]).

main([Arg]) ->
    undivided_run:run(good(list_to_integer(Arg)), []).

elements(Size) -> lists:seq(1, Size).

pairs(Size) -> [{I, I * I} || I <- elements(Size)].

good(Size) ->
    [{merge, fun() -> maps:merge(maps:from_list(pairs(Size)), maps:from_keys(lists:seq(Size div 2, 2 * Size), v)) end},
     {merge_small, fun() -> maps:merge(maps:from_list(pairs(Size)), #{1 => one, a => b}) end},
     {keys, fun() -> lists:sort(maps:keys(maps:from_list(pairs(Size)))) end},
     {values, fun() -> lists:sort(maps:values(maps:from_list(pairs(Size)))) end},
     {dictionary, fun() -> dictionary(Size div 5) end},
     {own_dictionary, fun() -> fill(Size div 5), sorted(process_info(self(), dictionary)) end},
     {other_dictionary, fun() -> told(dictionary, fun() -> fill(Size div 5) end) end},
     {own_messages, fun() -> flood(self(), Size div 5), process_info(self(), messages) end},
     {other_messages, fun() -> told(messages, fun() -> flood(self(), Size div 5) end) end},
     {persistent, fun() -> persistent(pairs(Size div 10)) end},
     {objects, fun() -> [objects(Type, pairs(Size div 10)) || Type <- [set, ordered_set, bag]] end},
     {bag, fun() -> bag(Size div 200) end}].

%% Filled and emptied, so that it gets larger and smaller.
dictionary(Size) ->
    fill(Size),
    All = [lists:sort(get()), lists:sort(get_keys()), lists:sort(get_keys(9)), get(Size), get(none)],
    [erase(I) || I <- lists:seq(1, Size, 2)],
    [erase(I) || I <- lists:seq(2, Size - 10, 2)],
    {All, lists:sort(erase()), get()}.

fill(Size) -> [put(I, I rem 10) || I <- elements(Size)].

sorted({Item, List}) -> {Item, lists:sort(List)}.

flood(To, Size) -> [To ! {message, I} || I <- elements(Size)].

%% What another process has, which prepares it.
told(Item, Prepare) ->
    Self = self(),
    {Other, Monitor} = spawn_monitor(fun() -> Prepare(), Self ! {ready, self()}, receive stop -> ok end end),
    receive {ready, Other} -> ok end,
    Told = [sorted(process_info(Other, Item)), process_info(Other, [message_queue_len])],
    Other ! stop,
    receive {'DOWN', Monitor, process, Other, normal} -> Told end.

persistent(Term) ->
    Key = {?MODULE, self()},
    Put = [persistent_term:put(Key, [N | Term]) || N <- [1, 2, 2]],
    Got = persistent_term:get(Key),
    [Put, Got =:= [2 | Term], persistent_term:erase(Key), persistent_term:get(Key, gone)].

%% Objects that take long to copy; others change and delete them meanwhile.
objects(Type, Term) ->
    Table = ets:new(?MODULE, [Type, public]),
    Put = [ets:insert(Table, {key, 0, Term}), ets:insert_new(Table, {key, 1, Term}), ets:insert_new(Table, {other, 2, [Term]})],
    Counter = spawn_link(fun() -> Type =:= bag orelse count(Table) end),
    Got = [ets:lookup_element(Table, key, 3), [element(3, Object) || Object <- ets:lookup(Table, key)],
           reason(fun() -> ets:lookup_element(Table, key, 4) end), ets:lookup(Table, none), ets:take(Table, other), ets:lookup(Table, other)],
    stop(Counter),
    Deleter = spawn_link(fun() -> delete(Table, 50) end),
    Whole = lists:usort([whole(Table, Term) || _ <- lists:seq(1, 4)]),
    stop(Deleter),
    Left = [ets:insert(Table, {last, 3, Term}), length(ets:take(Table, last)), ets:delete(Table)],
    [Put, Got, Whole, Left, reason(fun() -> ets:insert(Table, {key, 4, Term}) end)].

reason(Call) -> try Call() catch error:Reason -> Reason end.

%% A process that is killed goes on until the signal has arrived.
stop(Pid) ->
    unlink(Pid),
    Monitor = monitor(process, Pid),
    exit(Pid, kill),
    receive {'DOWN', Monitor, process, Pid, _} -> ok end.

count(Table) -> catch ets:update_counter(Table, key, {2, 1}), count(Table).

delete(_, 0) -> ok;
delete(Table, N) -> catch ets:delete(Table, key), catch ets:insert(Table, {key, N, N}), delete(Table, N - 1).

%% In a bag there may be others with the key.
whole(Table, Term) ->
    ets:insert(Table, {key, 0, Term}),
    lists:all(fun({key, 0, T}) -> T =:= Term; ({key, N, N}) -> true end, ets:lookup(Table, key)).

%% Each object is compared with all that have its key.
bag(Size) ->
    Table = ets:new(?MODULE, [bag]),
    true = ets:insert(Table, [{key, I} || I <- elements(Size)]),
    Twice = [{key, I} || I <- lists:seq(1, 2 * Size)],
    false = ets:insert_new(Table, Twice),
    true = ets:insert(Table, Twice),
    true = ets:insert_new(Table, [{other, I rem Size} || I <- elements(2 * Size)]),
    [ets:lookup(Table, key), ets:lookup(Table, other), length(ets:take(Table, key)), ets:info(Table, size)].
