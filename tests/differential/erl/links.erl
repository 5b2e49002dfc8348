%% SPDX-License-Identifier: Apache-2.0
-module(links).
-export([main/0]).
-import(show, [value/2]).

main() ->
    process_flag(trap_exit, true),
    value("normal", linked(fun() -> ok end)),
    value("exit", linked(fun() -> exit(bye) end)),
    value("exit normal", linked(fun() -> exit(normal) end)),
    value("exit term", linked(fun() -> exit({shutdown, [1, 2]}) end)),
    value("error", linked(fun() -> error(oops) end)),
    value("badmatch", linked(fun() -> 1 = show:id(2) end)),
    value("throw", linked(fun() -> throw(ball) end)),
    value("killed", begin P = spawn_link(fun() -> receive never -> ok end end), exit(P, kill), wait(P) end),
    value("exit signal", begin P2 = spawn_link(fun() -> receive never -> ok end end), exit(P2, reason), wait(P2) end),
    value("normal signal is ignored", begin P3 = spawn_link(fun() -> receive M -> exit({got, M}) end end), exit(P3, normal), P3 ! go, wait(P3) end),
    value("chain", chain(20)),
    value("chain stops at trapper", trapper()),
    value("unlink", unlinked()),
    value("link to dead", link_dead()),
    value("link to dead traps", begin D = spawn(fun() -> ok end), wait_dead(D), catch link(D), receive {'EXIT', D, R} -> R end end),
    value("linked twice", begin P4 = spawn(fun() -> receive go -> exit(once) end end), link(P4), link(P4), P4 ! go, wait(P4), receive {'EXIT', P4, _} -> twice after 20 -> once end end),
    value("self link", link(self())),
    value("both ways", both_ways()),
    value("parent dies", parent_dies()),
    value("trap in child", trap_in_child()),
    value("many links", many(200)),
    value("spawn_link then unlink", begin P5 = spawn_link(fun() -> receive go -> exit(x) end end), unlink(P5), P5 ! go, wait_dead(P5), receive {'EXIT', P5, _} -> got after 10 -> nothing end end),
    value("exit self", linked(fun() -> exit(self(), suicide), exit(survived) end)),
    value("exit self normal", linked(fun() -> exit(self(), normal), exit(survived) end)),
    value("exit self trapped", linked(fun() -> process_flag(trap_exit, true), exit(self(), x), receive {'EXIT', P6, x} -> exit({trapped, P6 =:= self()}) end end)),
    value("kill is not trapped", linked(fun() -> process_flag(trap_exit, true), exit(self(), kill), exit(survived) end)),
    value("links in process_info", begin P7 = spawn_link(fun() -> receive stop -> ok end end), {links, Ls} = process_info(self(), links), Has = lists:member(P7, Ls), P7 ! stop, {Has, wait(P7)} end).

linked(F) -> wait(spawn_link(F)).

wait(Pid) ->
    receive {'EXIT', Pid, {R, S}} when is_list(S), S =/= [1, 2] -> {R, stack}; {'EXIT', Pid, R} -> R end.

wait_dead(Pid) ->
    case is_process_alive(Pid) of true -> receive after 1 -> wait_dead(Pid) end; false -> dead end.

chain(N) -> wait(spawn_link(fun() -> chain_link(N) end)).

chain_link(0) -> exit(end_of_chain);
chain_link(N) -> spawn_link(fun() -> chain_link(N - 1) end), receive never -> ok end.

trapper() ->
    Me = self(),
    P = spawn_link(fun() ->
            process_flag(trap_exit, true),
            C = spawn_link(fun() -> exit(inner) end),
            receive {'EXIT', C, R} -> Me ! {trapped, R} end
        end),
    A = receive {trapped, R} -> R end,
    {A, wait(P)}.

unlinked() ->
    P = spawn_link(fun() -> receive go -> exit(gone) end end),
    unlink(P),
    P ! go,
    wait_dead(P),
    receive {'EXIT', P, _} -> message after 20 -> quiet end.

link_dead() ->
    Me = self(),
    spawn(fun() ->
        D = spawn(fun() -> ok end),
        wait_dead(D),
        Me ! {linked, try link(D) of V -> V catch C:R -> {C, R} end}
    end),
    receive {linked, R} -> R end.

both_ways() ->
    Me = self(),
    A = spawn(fun() -> process_flag(trap_exit, true), receive {link, P} -> link(P), P ! linked end, receive {'EXIT', P, R} -> Me ! {a, R} end end),
    B = spawn(fun() -> receive linked -> exit(b_dies) end end),
    A ! {link, B},
    receive {a, R} -> R end.

parent_dies() ->
    Me = self(),
    P = spawn(fun() ->
        C = spawn_link(fun() -> process_flag(trap_exit, true), Me ! ready, receive {'EXIT', _, R} -> Me ! {child_saw, R} end end),
        receive {die, R} -> C, exit(R) end
    end),
    receive ready -> ok end,
    P ! {die, parent_reason},
    receive {child_saw, R} -> R end.

trap_in_child() ->
    Me = self(),
    C = spawn_link(fun() -> process_flag(trap_exit, true), Me ! traps, receive {'EXIT', _, a} -> receive {'EXIT', _, b} -> exit(both) end end end),
    receive traps -> ok end,
    exit(C, a),
    exit(C, b),
    wait(C).

many(N) ->
    Pids = [spawn_link(fun() -> receive go -> exit({n, I}) end end) || I <- lists:seq(1, N)],
    [P ! go || P <- Pids],
    lists:sum([receive {'EXIT', P, {n, I}} -> I end || P <- Pids]).
