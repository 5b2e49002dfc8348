%% SPDX-License-Identifier: Apache-2.0
-module(processes).
-export([main/0, run/2, wait_here/0]).
-import(show, [value/2, result/2, id/1]).

main() ->
    Me = self(),
    value("spawn/1", begin spawn(fun() -> Me ! one end), next() end),
    value("spawn/3", begin spawn(processes, run, [Me, two]), next() end),
    value("spawn node", begin spawn(node(), fun() -> Me ! three end), next() end),
    value("spawn_opt", begin spawn_opt(fun() -> Me ! four end, [{priority, low}, {min_heap_size, 1000}]), next() end),
    value("spawn_opt mfa", begin spawn_opt(processes, run, [Me, five], []), next() end),
    value("alive", begin P = spawn(fun() -> receive stop -> ok end end), A = is_process_alive(P), P ! stop, {A, await(P), is_process_alive(P)} end),
    value("is_pid", [is_pid(self()), is_pid(spawn(fun() -> ok end))]),
    value("pids differ", length(lists:usort([spawn(fun() -> ok end) || _ <- lists:seq(1, 1000)]))),
    value("to list and back", list_to_pid(pid_to_list(self())) =:= self()),
    value("pid order", begin P1 = spawn(fun() -> ok end), P2 = spawn(fun() -> ok end), P1 < P2 end),
    value("status", begin W = spawn(fun() -> receive x -> ok end end), wait_for(W), process_info(W, status) end),
    value("messages", begin W2 = spawn(fun() -> receive never -> ok end end), W2 ! a, W2 ! {b, [c]}, wait_for(W2), [process_info(W2, messages), process_info(W2, message_queue_len)] end),
    value("dead info", begin D = spawn(fun() -> ok end), await(D), process_info(D) end),
    value("dead info item", begin D2 = spawn(fun() -> ok end), await(D2), process_info(D2, status) end),
    value("several items", begin W3 = spawn(fun() -> receive x -> ok end end), wait_for(W3), process_info(W3, [status, message_queue_len, trap_exit, priority]) end),
    value("initial call", process_info(spawn(processes, wait_here, []), initial_call)),
    value("current function", begin W4 = spawn(fun wait_here/0), wait_for(W4), process_info(W4, current_function) end),
    value("reductions", begin {reductions, R1} = process_info(self(), reductions), work(1000), {reductions, R2} = process_info(self(), reductions), R2 - R1 > 500 end),
    value("heap", [element(2, process_info(self(), I)) > 0 || I <- [heap_size, total_heap_size, stack_size, memory]]),
    value("group leader", begin G = group_leader(), M2 = self(), spawn(fun() -> M2 ! {g, group_leader()} end), receive {g, G2} -> G =:= G2 end end),
    value("flags", [process_flag(trap_exit, true), process_flag(trap_exit, false), process_flag(priority, high), process_flag(priority, normal)]),
    value("processes", lists:member(self(), processes())),
    value("send to dead", begin D3 = spawn(fun() -> ok end), await(D3), D3 ! hello end),
    value("exit of dead", exit(dead(), kill)),
    value("thousand", thousand(1000)),
    value("spawn chain", chain(500)),
    value("tree", tree(8)),
    value("fair", fair()),
    value("yield", erlang:yield()),
    value("hibernate", hibernate_test()),
    value("suspended busy loop is preempted", preempted()),
    value("node", [node(), node(self()), is_alive(), nodes()]),
    result("bad spawn", fun() -> spawn(id(a), id(1), []) end),
    result("bad spawn args", fun() -> spawn(a, b, id(c)) end),
    result("bad send", fun() -> id(1) ! x end),
    result("bad list_to_pid", fun() -> list_to_pid("x") end),
    result("bad process_flag", fun() -> process_flag(id(nonsense), true) end),
    result("bad is_process_alive", fun() -> is_process_alive(id(x)) end),
    result("bad exit", fun() -> exit(id(x), y) end),
    result("bad info", fun() -> process_info(self(), id(nonsense)) end).

run(To, What) -> To ! What.
next() -> receive M -> M end.
await(P) -> case is_process_alive(P) of true -> receive after 1 -> await(P) end; false -> dead end.
dead() -> P = spawn(fun() -> ok end), await(P), P.
wait_for(P) -> case process_info(P, status) of {status, waiting} -> ok; _ -> receive after 1 -> wait_for(P) end end.
wait_here() -> receive never_comes -> ok end.
work(0) -> ok;
work(N) -> work(N - 1).

thousand(N) ->
    Me = self(),
    Ps = [spawn(fun() -> receive {add, X} -> Me ! {self(), X + 1} end end) || _ <- lists:seq(1, N)],
    [P ! {add, I} || {P, I} <- lists:zip(Ps, lists:seq(1, N))],
    lists:sum([receive {P, V} -> V end || P <- Ps]).

chain(N) ->
    Me = self(),
    spawn(fun() -> chain(N, Me) end),
    receive {done, D} -> D end.
chain(0, To) -> To ! {done, 0};
chain(N, To) ->
    Me = self(),
    spawn(fun() -> chain(N - 1, Me) end),
    receive {done, D} -> To ! {done, D + 1} end.

tree(0) -> 1;
tree(N) ->
    Me = self(),
    Ps = [spawn(fun() -> Me ! {self(), tree(N - 1)} end) || _ <- [l, r]],
    lists:sum([receive {P, V} -> V end || P <- Ps]).

fair() ->
    Me = self(),
    Busy = spawn(fun Loop() -> Loop() end),
    spawn(fun() -> Me ! through end),
    R = receive through -> ok end,
    exit(Busy, kill),
    R.

preempted() ->
    Busy = [spawn(fun Loop() -> lists:seq(1, 100), Loop() end) || _ <- lists:seq(1, 8)],
    Me = self(),
    Ps = [spawn(fun() -> Me ! {self(), work(10000)} end) || _ <- lists:seq(1, 4)],
    R = [receive {P, V} -> V end || P <- Ps],
    [exit(B, kill) || B <- Busy],
    R.

hibernate_test() ->
    Me = self(),
    P = spawn(fun() -> erlang:hibernate(erlang, apply, [fun() -> receive {wake, X} -> Me ! {woke, X} end end, []]) end),
    wait_for(P),
    P ! {wake, 7},
    next().
