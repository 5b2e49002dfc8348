%% SPDX-License-Identifier: Apache-2.0
-module(aliases).
-export([main/0]).
-import(show, [value/2, result/2, id/1]).

main() ->
    value("alias", begin A = alias(), A ! one, next() end),
    value("unalias", begin A2 = alias(), U = unalias(A2), A2 ! two, {U, unalias(A2), nothing()} end),
    value("reply alias", begin A3 = alias([reply]), A3 ! three, A3 ! four, {next(), nothing(), unalias(A3)} end),
    value("explicit alias", begin A4 = alias([explicit_unalias]), A4 ! five, A4 ! six, {next(), next(), unalias(A4)} end),
    value("from another process", begin A5 = alias(), spawn(fun() -> A5 ! {from, other} end), next() end),
    value("send to a plain reference", begin R = make_ref(), R ! lost, {is_reference(R), nothing()} end),
    value("alias inside a term", begin A6 = alias(), P6 = spawn(fun() -> receive {To, X} -> To ! X * 2 end end), P6 ! {A6, 21}, next() end),
    value("monitor with alias", begin P7 = echo(), M7 = monitor(process, P7, [{alias, reply_demonitor}]), P7 ! {M7, hi}, {next(), demonitor(M7, [info])} end),
    value("second reply is dropped", begin P8 = twice(), M8 = monitor(process, P8, [{alias, reply_demonitor}]), P8 ! {M8, hi}, {next(), nothing()} end),
    value("demonitor ends the alias", begin P9 = echo(), M9 = monitor(process, P9, [{alias, demonitor}]), D9 = demonitor(M9), P9 ! {M9, hi}, {D9, nothing()} end),
    value("demonitor leaves an explicit alias", begin P10 = echo(), M10 = monitor(process, P10, [{alias, explicit_unalias}]), demonitor(M10), P10 ! {M10, hi}, {next(), unalias(M10)} end),
    value("down ends the alias", begin P11 = spawn(fun() -> ok end), M11 = monitor(process, P11, [{alias, demonitor}]), receive {'DOWN', M11, _, _, _} -> ok end, M11 ! late, {nothing(), unalias(M11)} end),
    value("tag", begin {P12, M12} = spawn_opt(fun() -> exit(tagged) end, [{monitor, [{tag, {my, "tag"}}]}]), receive {{my, T}, M12, process, P12, W} -> {T, W} end end),
    value("tag of a dead process", begin {P13, M13} = spawn_monitor(fun() -> ok end), receive {'DOWN', M13, _, _, _} -> ok end, R13 = monitor(process, P13, [{tag, gone}]), receive {gone, R13, process, P13, W13} -> W13 end end),
    value("tag and flush", begin P14 = echo(), M14 = monitor(process, P14, [{tag, t}]), P14 ! {self(), x}, X14 = next(), D14 = demonitor(M14, [flush]), {X14, D14, nothing()} end),
    value("spawn with alias", begin {P15, M15} = spawn_opt(fun() -> receive {To15, X15} -> To15 ! {got, X15} end end, [{monitor, [{alias, reply_demonitor}]}]), P15 ! {M15, 15}, next() end),
    value("many aliases", begin As = [alias() || _ <- lists:seq(1, 100)], [A16 ! I || {A16, I} <- lists:zip(As, lists:seq(1, 100))], Sum = lists:sum([next() || _ <- As]), {Sum, lists:usort([unalias(A17) || A17 <- As])} end),
    value("alias in call and cast style", [call(echo(), N) || N <- lists:seq(1, 5)]),
    result("bad options", fun() -> alias(id([nonsense])) end),
    result("bad unalias", fun() -> unalias(id(x)) end),
    result("bad monitor option", fun() -> monitor(process, self(), id([{alias, nonsense}])) end),
    result("improper options", fun() -> monitor(process, self(), id([{tag, x} | y])) end).

echo() -> spawn(fun() -> receive {To, X} -> To ! {echo, X} end end).
twice() -> spawn(fun() -> receive {To, X} -> To ! {first, X}, To ! {second, X} end end).
next() -> receive M -> M end.

%% No message is to come.
nothing() -> receive M -> M after 50 -> nothing end.

call(P, X) ->
    R = monitor(process, P, [{alias, reply_demonitor}]),
    P ! {R, X},
    receive
        {echo, V} -> {ok, V};
        {'DOWN', R, process, _, Why} -> {down, Why}
    end.
