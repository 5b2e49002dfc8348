%% SPDX-License-Identifier: Apache-2.0
-module(timers).
-export([main/0]).
-import(show, [value/2]).

main() ->
    value("sleep", timer:sleep(1)),
    value("tc", begin {T, V} = timer:tc(fun() -> lists:sum(lists:seq(1, 1000)) end), {is_integer(T) andalso T >= 0, V} end),
    value("tc with arguments", element(2, timer:tc(fun(A, B) -> A + B end, [1, 2]))),
    value("tc mfa", element(2, timer:tc(lists, reverse, [[1, 2, 3]]))),
    value("units", [timer:seconds(2), timer:minutes(2), timer:hours(2), timer:hms(1, 2, 3)]),
    value("send_after", begin timer:send_after(5, self(), hello), receive hello -> came end end),
    value("system_time", erlang:system_time(second) > 1600000000),
    value("convert", [erlang:convert_time_unit(1500, millisecond, second), erlang:convert_time_unit(2, second, microsecond)]),
    value("timestamp", begin {Mega, S, Micro} = os:timestamp(), Mega > 1000 andalso S >= 0 andalso Micro < 1000000 end),
    value("unique", begin L = [erlang:unique_integer() || _ <- lists:seq(1, 1000)], length(lists:usort(L)) end),
    value("unique monotonic", begin L2 = [erlang:unique_integer([monotonic]) || _ <- lists:seq(1, 100)], L2 =:= lists:sort(L2) end),
    value("unique positive", lists:all(fun(X) -> X > 0 end, [erlang:unique_integer([positive]) || _ <- lists:seq(1, 100)])),
    value("now_diff", timer:now_diff({1, 2, 3}, {1, 1, 1})).
