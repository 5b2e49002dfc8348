%% SPDX-License-Identifier: Apache-2.0
%% args: 1000000
%% stress-gc args: 20000
%% erlang:memory: what it tells of, and that what a program makes is in it.
-module(memory_use).
-export([main/1]).

main([Text]) ->
    Bytes = list_to_integer(Text),
    All = erlang:memory(),
    say(items, [Item || {Item, _} <- All]),
    say(sizes, [Item || {Item, Size} <- All, not is_integer(Size) orelse Size < 0]),
    say(sum, sum(All)),
    say(one, is_integer(erlang:memory(total))),
    say(some, [Item || {Item, Size} <- erlang:memory([code, total, code]), Size > 0]),
    say(none, erlang:memory([])),
    [say(Spec, refused(Spec)) || Spec <- [a, 1, [a], [total, 1], "ets", {total}, maximum]],
    say(grown, [grown(Item, Bytes, Make) || {Item, Make} <- making(Bytes)]),
    say(many, many()).

say(What, Value) -> io:format("~p: ~p~n", [What, Value]).

sum(All) ->
    [Total, Processes, Used, System, Atom, AtomUsed, Binary, Code, Ets] = [Size || {_, Size} <- All],
    [Total =:= Processes + System, Used =< Processes, AtomUsed =< Atom, Atom + Binary + Code + Ets =< System].

refused(Spec) -> try erlang:memory(Spec) catch error:badarg -> badarg end.

%% Each makes so many bytes at least, and returns what keeps them.
making(Bytes) ->
    [{processes, fun() -> lists:seq(1, Bytes div 8) end},
     {binary, fun() -> binary:copy(<<"b">>, Bytes) end},
     {atom_used, fun() -> [list_to_atom("memory_use_" ++ integer_to_list(N) ++ lists:duplicate(200, $a)) || N <- lists:seq(1, Bytes div 200)] end},
     {ets, fun() -> Table = ets:new(t, []), ets:insert(Table, [{N, N} || N <- lists:seq(1, Bytes div 16)]), Table end}].

%% In a process of its own, that keeps what it has made while memory is asked for again.
grown(Item, Bytes, Make) ->
    Parent = self(),
    {Pid, Monitor} = spawn_monitor(fun() ->
        Before = erlang:memory(Item),
        Kept = Make(),
        Parent ! {self(), erlang:memory(Item) - Before >= Bytes},
        receive stop -> Kept end
    end),
    receive {Pid, Answer} -> Pid ! stop end,
    receive {'DOWN', Monitor, process, Pid, normal} -> {Item, Answer} end.

%% Several ask at once; one that is killed meanwhile does not disturb the others.
many() ->
    Askers = [spawn_monitor(fun() -> exit({size, erlang:memory(processes) > 0}) end) || _ <- lists:seq(1, 20)],
    [exit(Pid, kill) || {Pid, _} <- lists:sublist(Askers, 5)],
    Answers = [receive {'DOWN', Monitor, process, _, Reason} -> Reason end || {_, Monitor} <- Askers],
    lists:usort(lists:nthtail(5, Answers)).
