%% SPDX-License-Identifier: Apache-2.0
-module(monitors).
-export([main/0]).
-import(show, [value/2]).

main() ->
    value("normal", down(fun() -> ok end)),
    value("exit", down(fun() -> exit(bye) end)),
    value("error", down(fun() -> error(oops) end)),
    value("throw", down(fun() -> throw(ball) end)),
    value("kill", begin {P, R} = spawn_monitor(fun() -> receive never -> ok end end), exit(P, kill), wait(P, R) end),
    value("noproc", begin D = dead(), R2 = monitor(process, D), wait(D, R2) end),
    value("erlang:monitor", begin P3 = spawn(fun() -> receive go -> exit(three) end end), R3 = erlang:monitor(process, P3), P3 ! go, wait(P3, R3) end),
    value("two monitors", begin P4 = spawn(fun() -> receive go -> exit(four) end end), A = monitor(process, P4), B = monitor(process, P4), P4 ! go, [wait(P4, A), wait(P4, B), A =/= B] end),
    value("demonitor", begin P5 = spawn(fun() -> receive go -> exit(five) end end), R5 = monitor(process, P5), T = demonitor(R5), P5 ! go, await(P5), receive {'DOWN', R5, _, _, _} -> came after 20 -> {quiet, T} end end),
    value("demonitor flush", begin {P6, R6} = spawn_monitor(fun() -> ok end), await(P6), demonitor(R6, [flush]), receive {'DOWN', R6, _, _, _} -> came after 10 -> quiet end end),
    value("demonitor info", begin {P7, R7} = spawn_monitor(fun() -> receive go -> ok end end), I1 = demonitor(R7, [info]), I2 = demonitor(R7, [info]), P7 ! go, [I1, I2] end),
    value("named", begin P8 = spawn(fun() -> receive go -> exit(named) end end), register(monitored, P8), R8 = monitor(process, monitored), P8 ! go,
                         receive {'DOWN', R8, process, {Name, Node}, Why} -> [Name, Node =:= node(), Why] end end),
    value("name unknown", begin R9 = monitor(process, no_such_name), receive {'DOWN', R9, process, {N9, _}, W9} -> [N9, W9] end end),
    value("shape", begin {P10, R10} = spawn_monitor(fun() -> ok end), receive {'DOWN', Ref, Type, Pid, Reason} -> [Ref =:= R10, Type, Pid =:= P10, Reason] end end),
    value("does not kill", begin {P11, R11} = spawn_monitor(fun() -> exit(crash) end), wait(P11, R11), alive end),
    value("monitor is one way", one_way()),
    value("many monitors", many(300)),
    value("one of many", one_of_many(50)),
    value("call with monitor", [call(server(), ask), call(server(), crash), call(server(), stop), call(dead(), ask)]),
    value("monitored by", begin P12 = spawn(fun() -> receive go -> ok end end), monitor(process, P12), {monitored_by, L} = process_info(P12, monitored_by), P12 ! go, L =:= [self()] end),
    value("monitors", begin P13 = spawn(fun() -> receive go -> ok end end), R13 = monitor(process, P13), {monitors, M13} = process_info(self(), monitors), P13 ! go, wait(P13, R13), [lists:member({process, P13}, M13)] end),
    value("self", begin RS = monitor(process, self()), demonitor(RS) end),
    value("spawn_opt", begin {P14, R14} = spawn_opt(fun() -> exit(opt) end, [monitor]), wait(P14, R14) end),
    value("spawn_monitor mfa", begin {P15, R15} = spawn_monitor(erlang, exit, [mfa]), wait(P15, R15) end),
    value("bad", [catch_class(fun() -> monitor(process, show:id(1)) end), catch_class(fun() -> demonitor(show:id(x)) end)]).

down(F) ->
    {P, R} = spawn_monitor(F),
    wait(P, R).

wait(P, R) ->
    receive {'DOWN', R, process, P, {Why, S}} when is_list(S) -> {Why, stack}; {'DOWN', R, process, P, Why} -> Why end.

dead() -> P = spawn(fun() -> ok end), await(P), P.

await(P) -> case is_process_alive(P) of true -> receive after 1 -> await(P) end; false -> ok end.

one_way() ->
    Me = self(),
    P = spawn(fun() -> receive go -> Me ! still_here end end),
    down(fun() -> monitor(process, P), exit(watcher_dies) end),
    P ! go,
    receive still_here -> yes end.

many(N) ->
    Ps = [spawn_monitor(fun() -> receive go -> exit(I) end end) || I <- lists:seq(1, N)],
    [P ! go || {P, _} <- Ps],
    lists:sum([wait(P, R) || {P, R} <- Ps]).

one_of_many(N) ->
    P = spawn(fun() -> receive go -> exit(all) end end),
    Refs = [monitor(process, P) || _ <- lists:seq(1, N)],
    [demonitor(R) || {I, R} <- lists:zip(lists:seq(1, N), Refs), I rem 2 =:= 0],
    P ! go,
    length([x || {I, R} <- lists:zip(lists:seq(1, N), Refs), I rem 2 =:= 1, wait(P, R) =:= all]).

server() ->
    spawn(fun() -> receive {From, Ref, ask} -> From ! {Ref, answer}; {_, _, crash} -> exit(crashed); {_, _, stop} -> ok end end).

call(Pid, What) ->
    Ref = monitor(process, Pid),
    Pid ! {self(), Ref, What},
    receive
        {Ref, Answer} -> demonitor(Ref, [flush]), {ok, Answer};
        {'DOWN', Ref, process, Pid, Why} -> {down, Why}
    end.

catch_class(F) -> try F() catch C:R -> {C, R} end.
