%% SPDX-License-Identifier: Apache-2.0
%% Exit signals: who sends them, with which reason, to whom; all cases of the manual's table.
-module(exit_signals).
-export([main/0]).
-import(show, [value/2, class/1]).

main() ->
    Reasons = [normal, kill, killed, other, {a, "term"}, noproc],
    [value(lists:concat(["exit/2, trap_exit ", Trap]), [{R, sent(Trap, R)} || R <- Reasons]) || Trap <- [false, true]],
    [value(lists:concat(["exit/2 to itself, trap_exit ", Trap]), [{R, itself(Trap, R)} || R <- Reasons]) || Trap <- [false, true]],
    [value(lists:concat(["by a link, trap_exit ", Trap]), [{R, linked(Trap, R)} || R <- Reasons]) || Trap <- [false, true]],
    value("an exception by a link", [linked_error(Trap) || Trap <- [false, true]]),
    value("a killed process by a link", [linked_kill(Trap) || Trap <- [false, true]]),
    value("link to one that has ended", [link_dead(Trap) || Trap <- [false, true]]),
    value("unlink is final", lists:usort([unlinked() || _ <- lists:seq(1, 200)])),
    value("links go both ways once", twice()),
    value("a chain", chain(50)),
    value("order of signals", order()),
    value("exit/1 in a receive", class(fun() -> self() ! x, receive x -> exit(inside) end end)),
    value("bad arguments", [class(F) || F <- [fun() -> exit(x, y) end, fun() -> link(x) end, fun() -> unlink(x) end,
                                              fun() -> link([]) end, fun() -> exit("p", normal) end]]),
    value("nothing is left", receive M -> M after 10 -> nothing end).

%% What becomes of a process that gets the signal: a message or its end. Behind the signal its sender sends something
%% else, so that a signal without effect shows.
sent(Trap, Reason) ->
    outcome(Trap, fun wait/0, fun(P) -> exit(P, Reason), P ! nothing end).

itself(Trap, Reason) ->
    outcome(Trap, fun() -> exit(self(), Reason), self() ! nothing, wait() end).

linked(Trap, Reason) ->
    outcome(Trap, fun() -> linked_to(fun() -> exit(Reason) end), wait() end).

%% The monitor tells the end after the link does.
linked_to(F) -> element(1, spawn_opt(F, [link, monitor])).

linked_error(Trap) ->
    case outcome(Trap, fun() -> linked_to(fun() -> self() ! m, receive m -> error(oops) end end), wait() end) of
        {ended, {Why, [_ | _]}} -> {ended, Why};
        {message, {Why, [_ | _]}} -> {message, Why}
    end.

linked_kill(Trap) ->
    Me = self(),
    outcome(Trap, fun() -> Me ! {victim, linked_to(fun wait/0)}, wait() end,
            fun(_) -> receive {victim, P} -> exit(P, kill) end end).

link_dead(Trap) ->
    {Dead, R} = spawn_monitor(fun() -> ok end),
    receive {'DOWN', R, _, _, _} -> ok end,
    outcome(Trap, fun() -> case catch link(Dead) of true -> wait(); {'EXIT', {Why, _}} -> exit({error, Why}) end end).

wait() ->
    receive
        {'EXIT', _, Reason} -> exit({message, Reason});
        {'DOWN', _, process, _, _} -> exit(nothing);
        nothing -> exit(nothing)
    end.

outcome(Trap, F) -> outcome(Trap, F, fun(_) -> ok end).

outcome(Trap, F, Then) ->
    Me = self(),
    {P, R} = spawn_monitor(fun() -> process_flag(trap_exit, Trap), Me ! {ready, self()}, F() end),
    receive {ready, P} -> Then(P) end,
    receive
        {'DOWN', R, process, P, {message, Reason}} -> {message, Reason};
        {'DOWN', R, process, P, nothing} -> nothing;
        {'DOWN', R, process, P, Reason} -> {ended, Reason}
    end.

unlinked() ->
    process_flag(trap_exit, true),
    P = spawn_link(fun() -> ok end),
    unlink(P),
    R = receive {'EXIT', P, _} -> before after 0 -> none end,
    S = receive {'EXIT', P, _} -> late after 0 -> none end,
    process_flag(trap_exit, false),
    element(1, {S, R}).

twice() ->
    process_flag(trap_exit, true),
    P = spawn_link(fun() -> receive go -> exit(gone) end end),
    link(P), link(P),
    P ! go,
    R = [receive {'EXIT', P, W} -> W after Patience -> none end || Patience <- [infinity, 20]],
    process_flag(trap_exit, false),
    R.

chain(N) ->
    {P, R} = spawn_monitor(fun() -> link_on(N) end),
    receive {'DOWN', R, _, P, Why} -> Why end.

link_on(0) -> exit(bottom);
link_on(N) -> spawn_link(fun() -> link_on(N - 1) end), receive never -> ok end.

%% A message before the exit signal is received before it.
order() ->
    Me = self(),
    P = spawn(fun() -> process_flag(trap_exit, true), Me ! ready, [receive X -> Me ! plain(X) end || _ <- [1, 2, 3]] end),
    receive ready -> ok end,
    P ! first, exit(P, second), P ! third,
    [receive Y -> Y end || _ <- [1, 2, 3]].

plain({'EXIT', P, W}) when is_pid(P) -> {exit, W};
plain(X) -> X.
