%% SPDX-License-Identifier: Apache-2.0
%% A fun called last leaves nothing on the stack: a loop through funs runs in constant space, and a stack trace does
%% not have the callers.
-module(fun_loops).
-export([main/0]).

main() ->
    io:format("~w~n", [in_little_space(fun() -> loop(1000000, fun loop/2) end)]),
    io:format("~w~n", [in_little_space(fun() -> through(1000000, fun(N, Self) -> through(N - 1, Self) end) end)]),
    io:format("~w~n", [trace(fun() -> error(here) end)]).

loop(0, _) -> done;
loop(N, Fun) ->
    M = decremented(N),
    Fun(M, Fun).

through(N, Fun) when N > 0 ->
    true = is_function(Fun, decremented(3)),
    Fun(N, Fun);
through(_, _) -> done.

decremented(N) -> hd([N - 1]).

%% Ends with killed when the process needs more than a million words.
in_little_space(Fun) ->
    {Pid, Monitor} = spawn_opt(fun() -> exit(Fun()) end,
                               [monitor, {max_heap_size, #{size => 1000000, kill => true, error_logger => false}}]),
    receive {'DOWN', Monitor, process, Pid, Reason} -> Reason end.

trace(Fun) ->
    try called_last(Fun)
    catch error:here:Stack -> [{F, A} || {fun_loops, F, A, _} <- Stack]
    end.

called_last(Fun) ->
    true = is_function(Fun, decremented(1)),
    Fun().
