%% SPDX-License-Identifier: Apache-2.0
%% args: 100000
%% stress-gc args: 500
%% Timers with all their options; many at once. What is printed does not depend on how late a timer is.
-module(timer_options).
-export([main/1]).
-import(show, [value/2, class/1]).

-define(LATER, 3600000).

main([Many]) ->
    Me = self(),
    Now = erlang:monotonic_time(millisecond),
    Start = erlang:convert_time_unit(erlang:system_info(start_time), native, millisecond) + 1,
    value("send_after", begin erlang:send_after(1, Me, hello), receive hello -> got end end),
    value("start_timer", begin T1 = erlang:start_timer(1, Me, hi), receive {timeout, T1, hi} -> got end end),
    value("at once", begin erlang:send_after(0, Me, zero), receive zero -> got end end),
    value("absolute", begin erlang:send_after(Now + 2, Me, a1, [{abs, true}]), receive a1 -> erlang:monotonic_time(millisecond) >= Now + 2 end end),
    value("absolute, long ago", begin erlang:send_after(Start, Me, a2, [{abs, true}]), receive a2 -> got end end),
    value("not absolute", begin T2 = erlang:start_timer(1, Me, a3, [{abs, false}]), receive {timeout, T2, a3} -> got end end),
    value("none early", [early(N) || N <- [1, 2, 5, 10]]),
    value("to a name", begin register(timed, Me), erlang:send_after(1, timed, named), receive named -> got end end),
    value("to a name that is none", [is_reference(erlang:send_after(1, nobody_here, x)), is_reference(erlang:start_timer(1, nobody_here, x))]),
    value("cancel", cancelled(none, fun(T) -> erlang:cancel_timer(T) end)),
    value("cancel with options", [cancelled(Answer, fun(T) -> erlang:cancel_timer(T, O) end)
                                  || {Answer, All} <- [{none, [[], [{async, false}], [{info, true}], [{info, false}],
                                                               [{async, true}, {info, false}]]},
                                                       {message, [[{async, true}], [{async, true}, {info, true}]]}], O <- All]),
    value("read", cancelled(none, fun(T) -> erlang:read_timer(T) end)),
    value("read with options", [cancelled(Answer, fun(T) -> erlang:read_timer(T, O) end)
                                || {Answer, O} <- [{none, []}, {none, [{async, false}]}, {message, [{async, true}]}]]),
    value("after it has fired", begin T4 = erlang:send_after(1, Me, f), receive f -> [erlang:cancel_timer(T4), erlang:read_timer(T4)] end end),
    value("twice", begin T5 = erlang:send_after(?LATER, Me, f), [is_integer(erlang:cancel_timer(T5)), erlang:cancel_timer(T5)] end),
    value("by another process", by_another()),
    value("no timer", [erlang:cancel_timer(make_ref()), erlang:read_timer(make_ref()),
                       erlang:cancel_timer(make_ref(), [{info, false}])]),
    value("answers about no timer", begin R = make_ref(), ok = erlang:cancel_timer(R, [{async, true}]), receive {cancel_timer, R, X} -> X end end),
    value("to a process that has ended", dead()),
    value("its maker ends", orphan()),
    value("bad arguments", [class(F) || F <- bad()]),
    value("many", many(1000)),
    value("many set and cancelled", lists:all(fun is_integer/1, [erlang:cancel_timer(T) || T <- [erlang:send_after(?LATER + N, Me, never) || N <- lists:seq(1, list_to_integer(Many))]])),
    value("nothing is left", receive M -> M after 0 -> nothing end).

early(N) ->
    T0 = erlang:monotonic_time(),
    T = erlang:start_timer(N, self(), early),
    receive {timeout, T, early} -> ok end,
    erlang:convert_time_unit(erlang:monotonic_time() - T0, native, microsecond) >= N * 1000.

%% What F does with a timer that has not fired, and which message it answers with; times are told as whether they can be.
cancelled(Answer, F) ->
    T = erlang:send_after(?LATER, self(), never),
    R = plain(F(T)),
    Message = receive {Tag, T, Left} -> {Tag, plain(Left)} after patience(Answer) -> none end,
    erlang:cancel_timer(T),
    {R, Message}.

patience(message) -> infinity;
patience(none) -> 10.

plain(Left) when is_integer(Left), Left > ?LATER - 60000, Left =< ?LATER -> left;
plain(X) -> X.

by_another() ->
    Me = self(),
    T = erlang:send_after(?LATER, Me, never),
    P = spawn(fun() -> Me ! {self(), plain(erlang:read_timer(T)), plain(erlang:cancel_timer(T)), erlang:cancel_timer(T)} end),
    R = receive {P, A, B, C} -> [A, B, C] end,
    {R, erlang:read_timer(T)}.

dead() ->
    {P, R} = spawn_monitor(fun() -> receive stop -> ok end end),
    T = erlang:send_after(?LATER, P, never),
    A = plain(erlang:read_timer(T)),
    P ! stop,
    receive {'DOWN', R, _, _, _} -> ok end,
    [A, erlang:read_timer(T), erlang:cancel_timer(T), is_reference(erlang:send_after(1, P, x))].

%% The timer of a process that has ended fires all the same.
orphan() ->
    Me = self(),
    {_, R} = spawn_monitor(fun() -> erlang:send_after(5, Me, from_the_grave) end),
    receive {'DOWN', R, _, _, _} -> ok end,
    receive from_the_grave -> got end.

bad() ->
    Me = self(),
    [fun() -> erlang:send_after(-1, Me, x) end, fun() -> erlang:send_after(x, Me, x) end, fun() -> erlang:send_after(1.0, Me, x) end,
     fun() -> erlang:send_after(1, "name", x) end, fun() -> erlang:send_after(1, {name, node()}, x) end,
     fun() -> erlang:send_after(1, Me, x, [{abs, maybe}]) end, fun() -> erlang:send_after(1, Me, x, [abs]) end,
     fun() -> erlang:start_timer(1 bsl 80, Me, x) end, fun() -> erlang:start_timer(1, Me, x, [{abs, true} | x]) end,
     fun() -> erlang:cancel_timer(x) end, fun() -> erlang:cancel_timer(make_ref(), [async]) end, fun() -> erlang:cancel_timer(make_ref(), [{async, 1}]) end,
     fun() -> erlang:read_timer(1) end, fun() -> erlang:read_timer(make_ref(), [{info, true}]) end, fun() -> erlang:read_timer(make_ref(), x) end].

%% All of many timers fire, those that are cancelled do not.
many(N) ->
    Ts = [{erlang:start_timer(I rem 20, self(), I), I} || I <- lists:seq(1, N)],
    Cancelled = [I || {T, I} <- Ts, I rem 3 =:= 0, erlang:cancel_timer(T) =/= false],
    Fired = [receive {timeout, T, I} -> I end || {T, I} <- Ts, not lists:member(I, Cancelled)],
    {length(Cancelled) + length(Fired), receive {timeout, _, _} -> one_too_many after 30 -> none end}.
