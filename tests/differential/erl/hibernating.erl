%% SPDX-License-Identifier: Apache-2.0
%% Processes that hibernate: they forget their stack and wake with the next message.
-module(hibernating).
-export([main/0, woken/2, counted/2, done/1]).
-import(show, [value/2, class/1]).

main() ->
    Me = self(),
    P = spawn(fun() -> put(kept, yes), deep(100, fun() -> erlang:hibernate(?MODULE, woken, [Me, [state, "kept"]]) end) end),
    wait_until(P, {status, waiting}),
    value("function", process_info(P, current_function)),
    value("messages", process_info(P, message_queue_len)),
    value("stack", element(2, process_info(P, stack_size)) < 10),
    P ! wake,
    value("woken", receive {P, X} -> X end),
    value("with a message there", begin Q = spawn(fun() -> receive go -> ok end, erlang:hibernate(?MODULE, woken, [Me, early]) end),
                                        Q ! wake, Q ! go, receive {Q, Y} -> Y end end),
    value("again and again", begin C = spawn(fun() -> counted(Me, 0) end), [C ! tick || _ <- lists:seq(1, 100)], C ! stop,
                                   receive {C, Z} -> Z end end),
    value("killed", begin {K, R} = spawn_monitor(fun() -> erlang:hibernate(?MODULE, woken, [Me, x]) end),
                          exit(K, over), receive {'DOWN', R, _, K, W} -> W end end),
    value("asked", begin A = spawn(fun() -> erlang:hibernate(?MODULE, woken, [Me, x]) end), wait_until(A, {status, waiting}),
                         B = {is_process_alive(A), erlang:garbage_collect(A), wait_until(A, {status, waiting})}, exit(A, kill), B end),
    value("exceptions go nowhere", begin {E, R2} = spawn_monitor(fun() -> try erlang:hibernate(?MODULE, done, [Me]) catch _:_ -> exit(caught) end end),
                                        E ! x, receive {'DOWN', R2, _, E, W2} -> W2 end end),
    value("bad arguments", [class(fun() -> erlang:hibernate(M, F, As) end) || {M, F, As} <- [{1, f, []}, {m, 1, []}, {m, f, x}, {m, f, [a | b]}]]).

deep(0, F) -> F();
deep(N, F) -> 1 + deep(N - 1, F).

woken(To, State) -> receive wake -> To ! {self(), {State, get(kept)}} end.

counted(To, N) -> receive tick -> erlang:hibernate(?MODULE, counted, [To, N + 1]); stop -> To ! {self(), N} end.

done(_) -> exit(alone).

wait_until(P, What) ->
    case process_info(P, element(1, What)) of
        What -> ok;
        _ -> erlang:yield(), wait_until(P, What)
    end.
