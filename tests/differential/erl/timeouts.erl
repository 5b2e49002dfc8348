%% SPDX-License-Identifier: Apache-2.0
-module(timeouts).
-export([main/0]).
-import(show, [value/2, id/1]).

main() ->
    value("after 0 empty", receive _ -> message after 0 -> none end),
    value("after 10", receive _ -> message after 10 -> none end),
    value("after with message", begin self() ! m, receive m -> message after 1000 -> none end end),
    value("after 0 with message", begin self() ! m, receive m -> message after 0 -> none end end),
    value("after 0 no match", begin self() ! other, receive m -> message after 0 -> none end end),
    value("left over", receive X -> X after 0 -> nothing end),
    value("variable", [receive never -> x after id(T) -> T end || T <- [0, 1, 5, 20]]),
    value("long enough", elapsed(30) >= 30),
    value("message comes in time", begin Me = self(), spawn(fun() -> receive after 10 -> ok end, Me ! late end), receive late -> got after 3600000 -> timeout end end),
    value("message too late", begin P = self(), S = spawn(fun() -> receive go -> P ! late2 end end), A = receive late2 -> got after 5 -> timeout end, S ! go, [A, receive late2 -> then end] end),
    value("others do not restart the clock", others()),
    value("infinity", begin self() ! go, receive go -> went after infinity -> never end end),
    value("sleep", timer:sleep(5)),
    value("none wakes early", waking([40, 10, 30, 20, 0])),
    value("many sleepers", length(waking([N rem 17 || N <- lists:seq(1, 500)]))),
    value("big time-out", receive after id(0) -> ok end),
    show:result("time-out too long", fun() -> receive after id(1 bsl 40) -> x end end),
    value("send_after", begin erlang:send_after(5, self(), tick), receive tick -> ticked end end),
    value("start_timer", begin R = erlang:start_timer(5, self(), hello), receive {timeout, R, What} -> What end end),
    value("cancel", begin C = erlang:send_after(3600000, self(), never), Left = erlang:cancel_timer(C), is_integer(Left) andalso Left > 0 andalso Left =< 3600000 end),
    value("cancel twice", begin C2 = erlang:send_after(3600000, self(), never), erlang:cancel_timer(C2), erlang:cancel_timer(C2) end),
    value("read", begin C3 = erlang:send_after(3600000, self(), never), L3 = erlang:read_timer(C3), erlang:cancel_timer(C3), is_integer(L3) end),
    value("cancelled does not come", cancelled(20)),
    value("several timers", begin [erlang:send_after(T4, self(), {t, T4}) || T4 <- [45, 5, 25]], lists:sort([receive {t, V} -> V end || _ <- [1, 2, 3]]) end),
    value("monotonic", begin T5 = erlang:monotonic_time(), T6 = erlang:monotonic_time(), T6 >= T5 end),
    value("now moves", begin M1 = erlang:monotonic_time(millisecond), timer:sleep(20), erlang:monotonic_time(millisecond) - M1 >= 20 end).

elapsed(Ms) ->
    T0 = erlang:monotonic_time(millisecond),
    receive after Ms -> ok end,
    erlang:monotonic_time(millisecond) - T0.

others() ->
    Me = self(),
    P = spawn(fun() -> noise(Me) end),
    R = receive wanted -> no after 60 -> timeout end,
    exit(P, kill),
    R.

noise(To) -> To ! noise, receive after 5 -> ok end, noise(To).

%% When the timer fires before it is cancelled, another takes longer.
cancelled(Ms) ->
    case erlang:cancel_timer(erlang:send_after(Ms, self(), never)) of
        false -> receive never -> cancelled(4 * Ms) end;
        _ -> receive never -> came after Ms + 20 -> quiet end
    end.

waking(Times) ->
    Me = self(),
    Pids = [spawn(fun() -> Me ! {self(), T, elapsed(T) >= T} end) || T <- Times],
    [receive {P, T, true} -> T end || P <- Pids].
