%% SPDX-License-Identifier: Apache-2.0
-module(registry).
-export([main/0]).
-import(show, [value/2, result/2, id/1]).

main() ->
    P = spawn(fun loop/0),
    value("register", register(server, P)),
    value("whereis", [whereis(server) =:= P, whereis(nobody)]),
    value("send by name", begin server ! {self(), hello}, receive {reply, R} -> R end end),
    value("send by name and node", begin {server, node()} ! {self(), again}, receive {reply, R2} -> R2 end end),
    value("registered", lists:member(server, registered())),
    value("process_info", process_info(P, registered_name)),
    result("twice", fun() -> register(server, self()) end),
    result("two names", fun() -> register(other, P) end),
    result("undefined", fun() -> register(undefined, self()) end),
    result("no atom", fun() -> register(id("x"), self()) end),
    result("no pid", fun() -> register(x, id(5)) end),
    result("dead", fun() -> register(x, dead()) end),
    result("send to nobody", fun() -> nobody ! x end),
    value("unregister", unregister(server)),
    value("gone", whereis(server)),
    result("unregister twice", fun() -> unregister(server) end),
    value("register again", register(server2, P)),
    value("dies with its process", begin ends(P, fun() -> P ! stop end), whereis(server2) end),
    value("name is free again", register(server2, self())),
    value("own name", process_info(self(), registered_name)),
    value("send to own name", begin server2 ! me, receive me -> got end end),
    value("unregister self", unregister(server2)),
    value("no name", process_info(self(), registered_name)),
    value("send/3", erlang:send(self(), x, [noconnect])),
    value("received", receive x -> ok end),
    value("exit with a name", begin Q = spawn(fun loop/0), register(q, Q), ends(Q, fun() -> exit(whereis(q), kill) end), whereis(q) end),
    value("race for a name", race(50)).

loop() ->
    receive {From, What} -> From ! {reply, {What, element(2, process_info(self(), registered_name))}}, loop(); stop -> ok end.

dead() -> P = spawn(fun loop/0), ends(P, fun() -> P ! stop end), P.

%% The name has gone when the monitor reports.
ends(P, F) -> R = monitor(process, P), F(), receive {'DOWN', R, _, _, _} -> ok end.

race(N) ->
    Me = self(),
    Ps = [spawn(fun() -> Me ! {self(), catch register(racer, self())}, receive stop -> ok end end) || _ <- lists:seq(1, N)],
    Rs = [receive {P, true} -> won; {P, _} -> lost end || P <- Ps],
    [P ! stop || P <- Ps],
    [length([x || won <- Rs]), length([x || lost <- Rs])].
