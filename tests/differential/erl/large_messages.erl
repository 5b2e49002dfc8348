%% SPDX-License-Identifier: Apache-2.0
%% Messages so large that a dirty scheduler copies them, while another process wants to run: to pids, names, aliases and
%% oneself, in order with small ones, with binaries and literals inside, from senders that are killed meanwhile.
%% args: 100000
%% stress-gc args: 300
-module(large_messages).
-export([main/1]).

main([Arg]) ->
    Size = list_to_integer(Arg),
    Ticker = spawn(fun tick/0),
    List = lists:seq(1, Size),
    Echo = spawn(fun echo/0),
    to_pid(Echo, List),
    order(Echo, List),
    to_names(Echo, List),
    to_alias(List),
    to_self(List),
    results(Echo, List),
    owned(Echo, List),
    literals(Echo, Size),
    killed(List),
    io:format("nobody: ~w~n", [try nobody ! List catch error:Reason -> Reason end]),
    exit(Ticker, kill).

%% Always has something to do, so the others do not run alone.
tick() ->
    receive stop -> ok after 0 -> tick() end.

echo() ->
    receive {From, Message} -> From ! {self(), Message}, echo() end.

ask(Echo, Message) ->
    Echo ! {self(), Message},
    receive {Echo, Answer} -> Answer end.

to_pid(Echo, List) ->
    io:format("pid: ~w~n", [ask(Echo, List) =:= List]).

%% Each is sent when the one before has been.
order(Echo, List) ->
    Self = self(),
    spawn(fun() -> [Self ! {order, I, if I rem 3 =:= 0 -> List; true -> I end} || I <- lists:seq(1, 9)] end),
    Got = [receive {order, J, M} -> {J, if is_list(M) -> length(M) =:= length(List); true -> M end} end || _ <- lists:seq(1, 9)],
    io:format("order: ~w~n", [Got]),
    exit(Echo, kill),
    Last = spawn(fun() ->
        process_flag(trap_exit, true),
        Self ! ready,
        Three = [receive Any -> Any =:= List end || _ <- [1, 2, 3]],
        Self ! {Three, receive {'EXIT', Self, Why} -> Why end}
    end),
    receive ready -> ok end,
    [Last ! List || _ <- [1, 2, 3]],
    exit(Last, shutdown),
    receive {Three, Reason} -> io:format("three, then: ~w ~w~n", [Three, Reason]) end.

to_names(Dead, List) ->
    Dead ! {self(), List},
    Echo = spawn(fun echo/0),
    register(echo, Echo),
    [begin To ! {self(), List}, receive {Echo, Answer} -> io:format("~w: ~w~n", [element_or_name(To), Answer =:= List]) end end
     || To <- [echo, {echo, node()}]],
    {nobody, node()} ! List,
    exit(Echo, kill).

element_or_name({Name, _}) -> {Name};
element_or_name(Name) -> Name.

to_alias(List) ->
    Alias = alias([explicit_unalias]),
    Once = alias([reply]),
    spawn(fun() -> Alias ! {1, List}, Once ! {2, List}, Once ! {3, List}, Alias ! {4, List}, Alias ! last end),
    io:format("alias: ~w~n", [collect([])]),
    unalias(Alias),
    Alias ! {5, List},
    io:format("no alias any more: ~w~n", [receive {5, _} -> got after 0 -> nothing end]).

collect(Got) ->
    receive
        {N, L} when is_list(L) -> collect([{N, length(L) > 1} | Got]);
        last -> lists:reverse(Got)
    end.

to_self(List) ->
    self() ! {self, List},
    receive {self, Same} -> io:format("self: ~w~n", [Same =:= List]) end.

results(_, List) ->
    Echo = spawn(fun echo/0),
    Sent = {none, List},
    io:format("!: ~w~n", [(Echo ! {self(), List}) =:= {self(), List}]),
    io:format("send/2: ~w~n", [erlang:send(Echo, {self(), List}) =:= {self(), List}]),
    io:format("send/3: ~w~n", [erlang:send(Echo, {self(), List}, [noconnect])]),
    io:format("send_nosuspend: ~w~n", [erlang:send_nosuspend(Echo, {self(), List})]),
    io:format("applied: ~w~n", [apply(erlang, element(1, {send, Sent}), [Echo, {self(), List}]) =:= {self(), List}]),
    io:format("all: ~w~n", [[receive {Echo, L} -> L =:= List end || _ <- lists:seq(1, 5)]]).

owned(_, List) ->
    Echo = spawn(fun echo/0),
    Binary = binary:copy(<<1, 2, 3>>, 1000),
    <<_:100/binary, Part:200/binary, _/binary>> = Binary,
    Ref = make_ref(),
    Array = atomics:new(3, []),
    Message = {List, Binary, Part, Ref, fun() -> {Binary, List} end, #{List => Binary}, 1 bsl 3000},
    Answer = ask(Echo, {Message, Array}),
    {Same, SameArray} = Answer,
    ok = atomics:put(SameArray, 2, 77),
    io:format("owned: ~w ~w ~w~n", [setelement(5, Same, f) =:= setelement(5, Message, f), (element(5, Same))() =:= {Binary, List},
                                    atomics:get(Array, 2)]).

%% Terms that are given back while messages with them are copied.
literals(_, Size) ->
    Echo = spawn(fun echo/0),
    io:format("literals: ~w~n", [[literal(Echo, Size, I) || I <- lists:seq(1, 12)]]).

literal(Echo, Size, I) ->
    persistent_term:put(?MODULE, lists:duplicate(Size, I)),
    Kept = persistent_term:get(?MODULE),
    Message = [Kept | lists:seq(1, Size)],
    Echo ! {self(), Message},
    persistent_term:put(?MODULE, other),
    garbage_collect(),
    receive {Echo, [Got | _]} -> lists:usort(Got) =:= [I] end.

%% A killed sender has sent what it said it had.
killed(List) ->
    Self = self(),
    Senders = [spawn_monitor(fun() -> Self ! ready, forever(Self, [List], I) end) || I <- lists:seq(1, 5)],
    [receive ready -> ok end || _ <- Senders],
    [exit(Pid, kill) || {Pid, _} <- Senders],
    io:format("killed: ~w~n", [[receive {'DOWN', Ref, process, Pid, Reason} -> Reason end || {Pid, Ref} <- Senders]]),
    io:format("whole: ~w~n", [drain(List)]).

forever(To, Message, I) ->
    To ! {forever, I, Message},
    forever(To, Message, I).

drain(List) ->
    receive
        {forever, _, [List]} -> drain(List);
        {forever, _, _} -> broken
    after 0 -> true
    end.
