%% SPDX-License-Identifier: Apache-2.0
%% erl: no
%% Priority messages, as Erlang/OTP 28 has them: they overtake all ordinary messages and keep their order among
%% themselves, and only who made an alias for them gets any.
-module(priority_messages).
-export([main/0]).

main() ->
    process_flag(trap_exit, true),
    Me = self(),
    Alias = alias([priority]),
    Plain = alias(),
    show("order", begin
        [Me ! N || N <- [1, 2]],
        ok = erlang:send(Alias, p1, [priority]),
        Me ! 3,
        ok = erlang:send(Alias, p2, [priority]),
        ok = erlang:send(Alias, 4, []),
        Alias ! 5,
        all() end),
    show("no alias for them", begin Me ! 1, erlang:send(Plain, 2, [priority]), erlang:send(Me, 3, [priority]), all() end),
    show("some are taken out", begin
        [erlang:send(Alias, {p, N}, [priority]) || N <- [1, 2, 3]], Me ! o1,
        receive {p, 2} -> ok end, receive {p, 3} -> ok end,
        erlang:send(Alias, {p, 4}, [priority]), Me ! o2,
        receive {p, 1} -> ok end, receive {p, 4} -> ok end,
        erlang:send(Alias, {p, 5}, [priority]),
        all() end),
    show("a receive that waits looks at them", waits(Alias)),
    show("ordered among senders of one", lists:sort(concurrent(Alias, 4, 250))),
    show("call", call(Alias, 1000)),
    show("answered with priority", answered(Alias, 1000)),
    show("answered with priority before the call waits", early(Alias)),
    show("monitor", begin
        P1 = spawn(fun stop/0),
        M = monitor(process, P1, [priority]),
        O = monitor(process, P1),
        Me ! first, P1 ! stop,
        receive {'DOWN', O, _, _, _} -> ok end,
        queued(2),
        [case X of {'DOWN', M, _, _, Why} -> {down, Why}; _ -> X end || X <- all()] end),
    show("monitor with a tag", begin
        P2 = spawn(fun stop/0),
        M2 = monitor(process, P2, [priority, {tag, over}]),
        Me ! first, P2 ! stop, receive {over, M2, process, P2, W2} -> W2 end, all() end),
    show("link", begin
        P3 = spawn(fun stop/0),
        true = erlang:link(P3, [priority]),
        Ref3 = monitor(process, P3),
        Me ! first, P3 ! stop,
        receive {'DOWN', Ref3, _, _, _} -> ok end,
        [plain(X) || X <- all()] end),
    show("link without", begin
        P4 = spawn(fun stop/0),
        true = erlang:link(P4, []),
        Ref4 = monitor(process, P4),
        Me ! first, P4 ! stop,
        receive {'DOWN', Ref4, _, _, _} -> ok end,
        [plain(X) || X <- all()] end),
    show("exit", begin
        Me ! first,
        erlang:exit(Alias, r1, [priority]), erlang:exit(Alias, r2, []), erlang:exit(Plain, r3, [priority]), erlang:exit(Me, r4, [priority]),
        [plain(X) || X <- all()] end),
    show("no alias any more", begin unalias(Alias), erlang:send(Alias, lost, [priority]), erlang:exit(Alias, lost, [priority]), all() end),
    show("exit of another by its alias", begin
        {P5, R5} = spawn_monitor(fun() -> Me ! alias([priority]), stop() end),
        A5 = receive A when is_reference(A) -> A end,
        erlang:exit(A5, because, [priority]),
        receive {'DOWN', R5, _, P5, W5} -> W5 end end),
    show("bad options", [try F() catch error:E -> E end
                         || F <- [fun() -> erlang:send(Me, x, [soon]) end, fun() -> erlang:exit(Me, x, [soon]) end,
                                  fun() -> erlang:exit(Me, x, priority) end, fun() -> erlang:link(Me, [soon]) end,
                                  fun() -> alias([soon]) end, fun() -> monitor(process, Me, [soon]) end]]).

show(What, Value) -> io:format("~s: ~0p~n", [What, Value]).

%% Whatever has been sent is received before the next turn; until then a priority message overtakes nothing.
all() -> erlang:yield(), rest().

rest() -> receive M -> [M | rest()] after 0 -> [] end.

stop() -> receive stop -> ok end.

%% Of two monitors of a process either may report first.
queued(N) ->
    case process_info(self(), message_queue_len) of
        {message_queue_len, N} -> ok;
        _ -> erlang:yield(), queued(N)
    end.

plain({'EXIT', P, Why}) when is_pid(P) -> {exit, Why};
plain(X) -> X.

%% It has looked at everything in vain when the priority message comes.
waits(Alias) ->
    Me = self(),
    [Me ! {other, N} || N <- lists:seq(1, 10)],
    spawn(fun() -> receive after 5 -> ok end, Me ! {other, 11}, erlang:send(Alias, {wanted, 1}, [priority]) end),
    X = receive {wanted, N} -> N end,
    {X, length(all())}.

concurrent(Alias, Senders, Each) ->
    Me = self(),
    [spawn(fun() -> [erlang:send(Alias, {S, N}, [priority]) || N <- lists:seq(1, Each)], Me ! {done, S} end)
     || S <- lists:seq(1, Senders)],
    [receive {done, S} -> ok end || S <- lists:seq(1, Senders)],
    Got = all(),
    [{S, [N || {S1, N} <- Got, S1 =:= S] =:= lists:seq(1, Each)} || S <- lists:seq(1, Senders)].

server() -> receive {From, Ref, X} -> From ! {Ref, X}, server(); {priority, Alias, Ref, X} -> erlang:send(Alias, {Ref, X}, [priority]), server() end.

%% Priority messages without the reference do not spoil a receive that begins at a marker: its cost stays small.
call(Alias, Many) ->
    P = spawn(fun server/0),
    [self() ! {junk, N} || N <- lists:seq(1, Many)],
    erlang:send(Alias, urgent, [priority]),
    {reductions, R0} = process_info(self(), reductions),
    Ref = make_ref(),
    erlang:send(Alias, urgent, [priority]),
    P ! {self(), Ref, x},
    X = receive {Ref, A} -> A end,
    {reductions, R1} = process_info(self(), reductions),
    {X, R1 - R0 < Many, [M || M <- all(), M =:= urgent], exit(P, kill)}.

answered(Alias, Many) ->
    P = spawn(fun server/0),
    [self() ! {junk, N} || N <- lists:seq(1, Many)],
    {reductions, R0} = process_info(self(), reductions),
    Ref = make_ref(),
    P ! {priority, Alias, Ref, x},
    X = receive {Ref, A} -> A end,
    {reductions, R1} = process_info(self(), reductions),
    {X, R1 - R0 < Many, length(all()), exit(P, kill)}.

early(Alias) ->
    self() ! before,
    Ref = make_ref(),
    self() ! behind,
    erlang:send(Alias, {Ref, early}, [priority]),
    receive behind -> ok end,
    X = receive {Ref, A} -> A end,
    {X, all()}.
