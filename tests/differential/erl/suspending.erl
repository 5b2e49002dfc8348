%% SPDX-License-Identifier: Apache-2.0
%% Processes that others suspend and resume.
-module(suspending).
-export([main/0]).
-import(show, [value/2, class/1]).

main() ->
    W = spawn(fun loop/0),
    Dead = dead(),
    value("suspend", [class(fun() -> erlang:suspend_process(X) end) || X <- [W, Dead, self(), x]] =:=
                     [{value, true}, {error, badarg}, {error, badarg}, {error, badarg}]),
    value("status", process_info(W, status)),
    value("counted", [{P =:= W, N} || {P, N, _} <- element(2, process_info(self(), suspending))]),
    W ! {ask, self(), 1},
    value("nothing runs", receive {answer, _} -> answered after 30 -> silent end),
    value("its mail waits", process_info(W, message_queue_len)),
    value("more", [class(fun() -> erlang:suspend_process(W, O) end)
                   || O <- [[unless_suspending], [asynchronous], [], [{asynchronous, tag}], [foo], x,
                            [{asynchronous, t2}, unless_suspending]]]),
    value("messages", [receive {T, S} -> {T, S} end || T <- [tag, t2]]),
    value("counted", [{P =:= W, N} || {P, N, _} <- element(2, process_info(self(), suspending))]),
    value("still silent", receive {answer, _} -> answered after 0 -> silent end),
    value("resume", [class(fun() -> erlang:resume_process(W) end) || _ <- lists:seq(1, 6)]),
    value("answer", receive {answer, A} -> A end),
    value("resume others", [class(fun() -> erlang:resume_process(X) end) || X <- [Dead, self(), x]]),
    value("dead, asynchronously", [class(fun() -> erlang:suspend_process(Dead, O) end)
                                   || O <- [[asynchronous], [{asynchronous, tag}], [unless_suspending],
                                            [asynchronous, unless_suspending]]]),
    value("message", receive {tag, X} -> X end),
    value("by two", by_two(W)),
    value("the one that suspends ends", ends(W)),
    value("a busy process", busy()),
    value("is killed while suspended", killed()),
    value("its timer waits, too", timer(1)),
    value("is asked while suspended", asked(W)),
    value("suspends itself mutually through a third", third(W)),
    value("many times", many(W, 1000)),
    value("ping", ping(W)).

loop() -> receive {ask, From, X} -> From ! {answer, X}, loop(); stop -> ok end.

dead() ->
    {P, R} = spawn_monitor(fun() -> ok end),
    receive {'DOWN', R, _, _, _} -> P end.

ping(W) -> W ! {ask, self(), ping}, receive {answer, ping} -> pong end.

by_two(W) ->
    Me = self(),
    Other = spawn(fun() -> erlang:suspend_process(W), Me ! suspended,
                           receive resume -> erlang:resume_process(W), Me ! resumed end end),
    erlang:suspend_process(W),
    receive suspended -> ok end,
    erlang:resume_process(W),
    S1 = process_info(W, status),
    Other ! resume,
    receive resumed -> ok end,
    {S1, ping(W)}.

ends(W) ->
    Me = self(),
    {P, R} = spawn_monitor(fun() -> erlang:suspend_process(W), erlang:suspend_process(W), Me ! suspended,
                                    receive stop -> ok end end),
    receive suspended -> ok end,
    S1 = process_info(W, status),
    P ! stop,
    receive {'DOWN', R, _, _, _} -> ok end,
    {S1, ping(W)}.

%% It counts on only while it is not suspended.
busy() ->
    C = counters:new(1, []),
    P = spawn(fun() -> count(C) end),
    wait_until(fun() -> counters:get(C, 1) > 0 end),
    erlang:suspend_process(P),
    N1 = counters:get(C, 1),
    busy_for_a_while(20000),
    N2 = counters:get(C, 1),
    S = process_info(P, status),
    erlang:resume_process(P),
    wait_until(fun() -> counters:get(C, 1) > N2 end),
    exit(P, kill),
    {N1 =:= N2, S}.

count(C) -> counters:add(C, 1, 1), count(C).

wait_until(F) -> case F() of true -> ok; false -> erlang:yield(), wait_until(F) end.

busy_for_a_while(0) -> ok;
busy_for_a_while(N) -> erlang:yield(), busy_for_a_while(N - 1).

killed() ->
    {P, R} = spawn_monitor(fun loop/0),
    erlang:suspend_process(P),
    exit(P, kill),
    {receive {'DOWN', R, _, _, X} -> X end, erlang:is_process_alive(P)}.

%% When the time is over before the process is suspended, another gets more of it.
timer(Ms) ->
    Me = self(),
    P = spawn(fun() -> receive after Ms -> Me ! {timeout, self()} end end),
    erlang:suspend_process(P),
    receive
        {timeout, P} -> timer(4 * Ms)
    after 0 ->
        S = receive {timeout, P} -> early after Ms + 30 -> silent end,
        erlang:resume_process(P),
        {S, receive {timeout, P} -> late end}
    end.

asked(W) ->
    erlang:suspend_process(W),
    R = {erlang:is_process_alive(W), process_info(W, [status, message_queue_len]), erlang:garbage_collect(W)},
    erlang:resume_process(W),
    R.

third(W) ->
    Me = self(),
    P = spawn(fun() -> erlang:suspend_process(W), Me ! {self(), done}, receive stop -> ok end end),
    receive {P, done} -> ok end,
    erlang:suspend_process(P),
    P ! stop,
    S = process_info(W, status),
    erlang:resume_process(P),
    {S, ping(W)}.

many(W, N) ->
    [erlang:suspend_process(W) || _ <- lists:seq(1, N)],
    S = process_info(W, status),
    [erlang:resume_process(W) || _ <- lists:seq(1, N)],
    {S, process_info(self(), suspending)}.
