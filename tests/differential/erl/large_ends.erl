%% SPDX-License-Identifier: Apache-2.0
%% Beginnings and ends that dirty schedulers prepare, while another process wants to run: large arguments of new processes,
%% exit signals and exit reasons that are large, or go to very many, and who is killed meanwhile.
%% args: 100000 3000
%% stress-gc args: 600 70
-module(large_ends).
-export([main/1, child/2, watched/3]).

main([SizeArg, ManyArg]) ->
    Size = list_to_integer(SizeArg),
    Many = list_to_integer(ManyArg),
    Ticker = spawn(fun tick/0),
    List = lists:seq(1, Size),
    arguments(List),
    environments(List),
    options(List),
    parents_killed(List),
    signals(List),
    reasons(List),
    crash(List),
    late(List),
    many(Many),
    exit(Ticker, kill).

%% Always has something to do, so the others do not run alone.
tick() ->
    receive stop -> ok after 0 -> tick() end.

child(Parent, Term) ->
    Parent ! {self(), erlang:phash2(Term), is_function(Term) andalso Term()}.

answer(Pid) ->
    receive {Pid, Hash, _} -> Hash end.

arguments(List) ->
    Hash = erlang:phash2(List),
    Term = {List, <<1:10000>>, "literal", fun lists:map/2},
    Hash2 = erlang:phash2(Term),
    Pids = [spawn(?MODULE, child, [self(), List]),
            spawn_link(?MODULE, child, [self(), List]),
            spawn_opt(?MODULE, child, [self(), List], [{priority, high}, {min_heap_size, 5000}])],
    io:format("arguments: ~w~n", [[answer(Pid) =:= Hash || Pid <- Pids]]),
    io:format("of all kinds: ~w~n", [answer(spawn(?MODULE, child, [self(), Term])) =:= Hash2]).

environments(List) ->
    Self = self(),
    Fun = fun() -> Self ! {self(), erlang:phash2(List), true} end,
    Hash = erlang:phash2(List),
    Pids = [spawn(Fun), spawn_link(Fun), spawn_opt(Fun, []), spawn(node(), Fun)],
    io:format("environments: ~w~n", [[answer(Pid) =:= Hash || Pid <- Pids]]),
    Pid = spawn(?MODULE, child, [self(), fun() -> length(List) end]),
    io:format("funs: ~w~n", [receive {Pid, _, Length} -> Length =:= length(List) end]).

options(List) ->
    {Pid, Ref} = spawn_monitor(fun() -> exit({length, length(List)}) end),
    io:format("monitor: ~w~n", [receive {'DOWN', Ref, process, Pid, {length, L}} -> L =:= length(List) end]),
    {Pid2, Ref2} = spawn_opt(?MODULE, child, [self(), List], [monitor, link]),
    _ = answer(Pid2),
    io:format("both: ~w~n", [receive {'DOWN', Ref2, process, Pid2, Why} -> Why end]),
    {Pid3, Ref3} = spawn_opt(fun() -> exit(length(List)) end, [{monitor, [{tag, gone}]}]),
    io:format("tag: ~w~n", [receive {gone, Ref3, process, Pid3, L3} -> L3 =:= length(List) end]),
    io:format("wrong: ~w~n", [[try spawn_opt(?MODULE, child, [self(), List], [nonsense]) catch error:Wrong -> Wrong end,
                               try spawn(?MODULE, child, [self(), List | tail]) catch error:Wrong2 -> Wrong2 end]]).

%% Killed at any moment while their children's arguments are copied.
parents_killed(List) ->
    Parents = [spawn(fun() -> spawn(fun() -> length(List) end), receive stop -> ok end end) || _ <- lists:seq(1, 4)],
    [begin N =:= 1 orelse busy(N * 300), exit(Parent, kill) end || {N, Parent} <- lists:zip([1, 2, 3, 4], Parents)],
    io:format("killed: ~w~n", [[down(monitor(process, Parent)) || Parent <- Parents] -- [killed, noproc, killed, noproc, killed, noproc, killed, noproc]]).

busy(0) -> ok;
busy(N) -> busy(N - 1).

down(Ref) ->
    receive {'DOWN', Ref, process, _, Reason} -> Reason end.

trapping(Parent) ->
    spawn(fun() ->
        process_flag(trap_exit, true),
        Parent ! {self(), ready},
        trapped(Parent)
    end).

trapped(Parent) ->
    receive
        {'EXIT', From, Reason} -> Parent ! {self(), From, erlang:phash2(Reason)}, trapped(Parent);
        {small, N} -> Parent ! {self(), N}, trapped(Parent)
    end.

%% exit/2: in order with messages; to who traps exits, and who does not; to oneself; to nobody.
signals(List) ->
    Self = self(),
    Hash = erlang:phash2(List),
    Trapping = trapping(self()),
    receive {Trapping, ready} -> ok end,
    Trapping ! {small, 1},
    true = exit(Trapping, List),
    Trapping ! {small, 2},
    io:format("trapped: ~w~n", [[receive {Trapping, 1} -> 1 end, receive {Trapping, Self, Hash} -> reason end, receive {Trapping, 2} -> 2 end]]),
    {Plain, Ref} = spawn_monitor(fun() -> receive stop -> ok end end),
    true = exit(Plain, {because, List}),
    io:format("not trapped: ~w~n", [down(Ref) =:= {because, List}]),
    io:format("nobody: ~w~n", [exit(Plain, List)]),
    {Own, Ref2} = spawn_monitor(fun() -> exit(self(), List), receive stop -> ok end end),
    io:format("own: ~w~n", [{Own =/= self(), down(Ref2) =:= List}]),
    {Sender, Ref3} = spawn_monitor(fun() -> exit(Trapping, List), receive stop -> ok end end),
    exit(Sender, kill),
    io:format("sender killed: ~w~n", [down(Ref3)]),
    exit(Trapping, kill).

%% Waits for Go with links and monitors in place, then ends with Reason.
watched(Parent, Reason, Ends) ->
    Parent ! {self(), ready},
    receive go -> end_with(Ends, Reason) end.

end_with(exit, Reason) -> exit(Reason);
end_with(error, Reason) -> catch error(Reason), exit(Reason);
end_with(killed, Reason) -> receive Reason -> ok end.

watcher(Parent, Watched, How) ->
    spawn(fun() ->
        process_flag(trap_exit, true),
        How =:= link andalso link(Watched),
        Ref = monitor(process, Watched),
        Parent ! {self(), watching},
        Exit = How =/= link orelse receive {'EXIT', Watched, Why} -> erlang:phash2(Why) end,
        Parent ! {self(), Exit, erlang:phash2(down(Ref))}
    end).

%% Links and monitors of one process, which all get the reason; links first.
reasons(List) ->
    [ends(List, Ends) || Ends <- [exit, error, killed]].

ends(List, Ends) ->
    Watched = spawn(?MODULE, watched, [self(), List, Ends]),
    receive {Watched, ready} -> ok end,
    Watchers = [{How, watcher(self(), Watched, How)} || How <- [link, monitor, link, monitor, link]],
    [receive {Pid, watching} -> ok end || {_, Pid} <- Watchers],
    register(watched, Watched),
    Watched ! go,
    Ends =:= killed andalso exit(Watched, {killed, List}),
    Hash = erlang:phash2(if Ends =:= killed -> {killed, List}; true -> List end),
    io:format("~w: ~w ~w~n", [Ends, [receive {Pid, Exit, Hash} -> How =:= monitor orelse Exit =:= Hash end || {How, Pid} <- Watchers], whereis(watched)]).

%% Not linked to: who is linked, monitors or asks while the signals are made finds the process, or none.
late(List) ->
    Watched = spawn(?MODULE, watched, [self(), List, exit]),
    receive {Watched, ready} -> ok end,
    Watchers = [watcher(self(), Watched, monitor) || _ <- [1, 2, 3]],
    [receive {Pid, watching} -> ok end || Pid <- Watchers],
    Watched ! go,
    Refs = [begin busy(N * 100), monitor(process, Watched) end || N <- lists:seq(1, 20)],
    Gone = demonitor(hd(Refs), [flush]),
    Reasons = [case down(Ref) of noproc -> ok; List -> ok; Other -> Other end || Ref <- tl(Refs)],
    io:format("late: ~w ~w~n", [Gone, lists:usort(Reasons)]),
    Hash = erlang:phash2(List),
    io:format("watchers: ~w~n", [[receive {Pid, true, Hash} -> ok end || Pid <- Watchers]]),
    io:format("none: ~w~n", [process_info(Watched)]),
    {Ending, Ref} = spawn_monitor(fun() -> exit(List) end),
    busy(1000),
    exit(Ending, kill),
    io:format("killed at the end: ~w~n", [lists:member(down(Ref), [List, killed])]).

%% An error whose reason is large, in a linked process.
crash(List) ->
    process_flag(trap_exit, true),
    Pid = spawn_link(fun() -> receive go -> exit({failed, List}) end end),
    Pid ! go,
    io:format("crash: ~w~n", [receive {'EXIT', Pid, {failed, Same}} -> Same =:= List end]),
    process_flag(trap_exit, false).

%% Very many links, and as many monitors in both directions.
many(Many) ->
    Self = self(),
    Middle = spawn(fun() ->
        process_flag(trap_exit, true),
        receive {watch, Pids} -> [monitor(process, Pid) || Pid <- Pids], Self ! watching end,
        receive go -> exit(over) end
    end),
    Others = [spawn(fun() ->
        process_flag(trap_exit, N rem 2 =:= 0),
        link(Middle),
        Ref = monitor(process, Middle),
        Self ! linked,
        receive {'EXIT', Middle, Why} -> Self ! {exit, Why} end,
        Self ! {down, down(Ref)}
    end) || N <- lists:seq(1, Many)],
    [receive linked -> ok end || _ <- Others],
    Middle ! {watch, Others},
    receive watching -> ok end,
    Middle ! go,
    Counts = [received(Word, 0, Many div 2) || Word <- [exit, down]],
    io:format("many: ~w~n", [[Count =:= Many div 2 || Count <- Counts]]).

received(_, Count, Count) -> Count;
received(Word, Count, Most) ->
    receive {Word, over} -> received(Word, Count + 1, Most) end.
