%% SPDX-License-Identifier: Apache-2.0
%% options: --max-atoms 9000
%% erl: no
%% Who makes one atom too many gets system_limit.
-module(limit_atoms).
-export([main/0]).

main() ->
    io:format("~p~n", [ok]),
    {Class, Reason} = fill(1),
    {P, R} = spawn_monitor(fun() -> list_to_atom(pid_to_list(self())) end),
    receive {'DOWN', R, _, P, {Why, _}} -> io:format("~p ~p ~p~n", [Class, Reason, Why]) end.

fill(N) ->
    try list_to_atom("atom number " ++ integer_to_list(N)) of
        _ -> fill(N + 1)
    catch
        Class:Reason -> {Class, Reason}
    end.
