%% SPDX-License-Identifier: Apache-2.0
%% Group leaders, names that are monitored, who is alive: what one process learns of another.
-module(group_leaders).
-export([main/0]).
-import(show, [value/2, class/1]).

main() ->
    Me = self(),
    Old = group_leader(),
    Leader = spawn(fun() -> leader(Me) end),
    W = spawn(fun loop/0),
    value("set", {group_leader(Leader, W), process_info(W, group_leader) =:= {group_leader, Leader}}),
    value("inherited", begin group_leader(Leader, self()), P = spawn(fun loop/0), group_leader(Old, self()),
                             process_info(P, group_leader) =:= {group_leader, Leader} end),
    value("before the next message", begin group_leader(Me, W), W ! {leader, Me}, receive {leader, L} -> L =:= Me end end),
    value("bad", [class(fun() -> group_leader(A, B) end) || {A, B} <- [{x, W}, {Leader, x}, {Leader, dead()}]]),
    value("request", begin group_leader(Leader, self()), io:put_chars("text"), group_leader(Old, self()),
                           receive {request, R} -> R end end),
    value("alive after what was sent before", lists:usort([alive() || _ <- lists:seq(1, 200)])),
    value("monitor a name", named()),
    value("monitor {Name, Node}", begin {P2, R2} = spawn_monitor(fun() -> ok end), receive {'DOWN', R2, _, P2, _} -> ok end,
                                        M = monitor(process, {nobody_here, node()}),
                                        receive {'DOWN', M, process, O, Why} -> {O =:= {nobody_here, node()}, Why} end end),
    value("demonitor", [demonitored(O) || O <- [[], [flush], [info], [flush, info]]]),
    value("demonitor late", [demonitored_late(O) || O <- [[], [flush], [info], [flush, info]]]),
    value("bad demonitor", [class(F) || F <- [fun() -> demonitor(x) end, fun() -> demonitor(make_ref(), [x]) end,
                                              fun() -> demonitor(make_ref(), x) end, fun() -> monitor(process, "x") end,
                                              fun() -> monitor(x, self()) end, fun() -> monitor(process, self(), [x]) end]]),
    value("foreign reference", begin R3 = spawn_ref(), class(fun() -> demonitor(R3) end) =/= nothing end),
    value("itself", begin R4 = monitor(process, self()), {is_reference(R4), demonitor(R4, [info])} end),
    value("nothing is left", receive X -> X after 10 -> nothing end).

loop() -> receive {leader, From} -> From ! {leader, group_leader()}, loop(); stop -> ok end.

leader(To) ->
    receive {io_request, From, Ref, Request} -> From ! {io_reply, Ref, ok}, To ! {request, element(1, Request)}, leader(To) end.

dead() -> {P, R} = spawn_monitor(fun() -> ok end), receive {'DOWN', R, _, _, _} -> P end.

%% The exit signal was sent before the question.
alive() ->
    P = spawn(fun loop/0),
    true = is_process_alive(P),
    exit(P, kill),
    is_process_alive(P).

named() ->
    P = spawn(fun loop/0),
    register(watched, P),
    R = monitor(process, watched),
    {monitors, Ms} = process_info(self(), monitors),
    P ! stop,
    {[M || M <- Ms] =:= [{process, {watched, node()}}], receive {'DOWN', R, process, O, Why} -> {O =:= {watched, node()}, Why} end}.

demonitored(Options) ->
    P = spawn(fun loop/0),
    R = monitor(process, P),
    X = demonitor(R, Options),
    P ! stop,
    {X, receive {'DOWN', R, _, _, _} -> down after 5 -> none end}.

demonitored_late(Options) ->
    P = spawn(fun loop/0),
    R = monitor(process, P),
    S = monitor(process, P),
    P ! stop,
    receive {'DOWN', S, _, _, _} -> ok end,
    receive {'DOWN', R, _, _, _} -> self() ! {'DOWN', R, process, P, normal} end,
    X = demonitor(R, Options),
    {X, receive {'DOWN', R, _, _, _} -> down after 5 -> none end}.

spawn_ref() -> Me = self(), spawn(fun() -> Me ! make_ref() end), receive R when is_reference(R) -> R end.
