%% SPDX-License-Identifier: Apache-2.0
%% Selective receive.
-module(receiving).
-export([main/0]).
-import(show, [value/2, id/1]).

main() ->
    Me = self(),
    [Me ! M || M <- [1, a, {x, 1}, 2, b, {y, 2}, 3]],
    value("atoms first", [receive A when is_atom(A) -> A end, receive A2 when is_atom(A2) -> A2 end]),
    value("tagged", receive {y, Y} -> Y end),
    value("rest in order", flush([])),
    value("result of send", id(Me) ! {sent, 1}),
    value("flush", flush([])),
    value("priority", begin [Me ! {low, N} || N <- [1, 2, 3]], Me ! {high, 4}, [next(), next(), next(), next()] end),
    value("many skipped", skipped(2000)),
    value("order kept", order(3000)),
    value("two senders", two_senders(500)),
    value("reference", [call(spawn(fun echo/0), N) || N <- lists:seq(1, 5)]),
    value("reference with a full mailbox", begin [Me ! junk || _ <- lists:seq(1, 1000)], R = [call(spawn(fun echo/0), N) || N <- [a, b, c]], {R, length(flush([]))} end),
    value("guards", begin [Me ! N || N <- [5, 50, 500]], [receive G1 when G1 > 100 -> G1 end, receive G2 when G2 > 10 -> G2 end, receive G3 -> G3 end] end),
    value("bound variable", begin K = id(k2), Me ! {k1, 1}, Me ! {k2, 2}, [receive {K, V} -> V end, flush([])] end),
    value("nested receive", begin Me ! {first, 1}, Me ! {third, 3}, Me ! {second, 2},
                                  receive {first, F} -> receive {second, S} -> receive {third, T} -> [F, S, T] end end end end),
    value("receive in a fun", begin Me ! in_fun, (fun() -> receive M1 -> M1 end end)() end),
    value("maps and binaries", begin Me ! #{a => 1, b => "two"}, Me ! <<"bin">>, [receive B when is_binary(B) -> B end, receive #{b := V2} -> V2 end] end),
    value("big message", begin Me ! lists:seq(1, 10000), receive L -> lists:sum(L) end end),
    value("fun message", begin Me ! fun(X) -> X * 2 end, receive Fn when is_function(Fn) -> Fn(21) end end),
    value("ping pong", pingpong(spawn(fun echo/0), 1000)),
    value("fan in", lists:sum(fan_in(50))),
    value("pipeline", pipeline(100, 10)),
    value("no shared changes", begin T0 = {1, [2, 3]}, P = spawn(fun() -> receive {F0, T1} -> F0 ! setelement(1, T1, changed) end end),
                                     P ! {Me, T0}, receive T2 -> [T0, T2] end end).

next() ->
    receive {high, N} -> {high, N} after 0 -> receive {low, N} -> {low, N} end end.

flush(Acc) ->
    receive M -> flush([M | Acc]) after 0 -> lists:reverse(Acc) end.

skipped(N) ->
    [self() ! {skip, I} || I <- lists:seq(1, N)],
    self() ! wanted,
    receive wanted -> ok end,
    length(flush([])).

order(N) ->
    Me = self(),
    spawn(fun() -> [Me ! I || I <- lists:seq(1, N)], Me ! done end),
    L = collect([]),
    L =:= lists:seq(1, N).

collect(Acc) -> receive done -> lists:reverse(Acc); M -> collect([M | Acc]) end.

two_senders(N) ->
    Me = self(),
    [spawn(fun() -> [Me ! {Name, I} || I <- lists:seq(1, N)] end) || Name <- [a, b]],
    All = [receive M -> M end || _ <- lists:seq(1, 2 * N)],
    [[I || {Name, I} <- All, Name =:= W] =:= lists:seq(1, N) || W <- [a, b]].

call(Pid, What) ->
    Ref = make_ref(),
    Pid ! {self(), Ref, What},
    receive {Ref, Answer} -> Answer end.

echo() ->
    receive {From, Ref, What} -> From ! {Ref, {echo, What}}, echo(); stop -> ok end.

pingpong(_, 0) -> done;
pingpong(P, N) -> call(P, N), pingpong(P, N - 1).

fan_in(N) ->
    Me = self(),
    [spawn(fun() -> Me ! {n, I * I} end) || I <- lists:seq(1, N)],
    [receive {n, V} -> V end || _ <- lists:seq(1, N)].

pipeline(N, Messages) ->
    First = lists:foldl(fun(_, Next) -> spawn(fun() -> stage(Next) end) end, self(), lists:seq(1, N)),
    [First ! I || I <- lists:seq(1, Messages)],
    R = [receive M when is_integer(M) -> M end || _ <- lists:seq(1, Messages)],
    First ! stop,
    receive stop -> R end.

stage(Next) ->
    receive stop -> Next ! stop; N -> Next ! N + 1, stage(Next) end.
