%% SPDX-License-Identifier: Apache-2.0
%% args: 2000 10000
%% stress-gc args: 100 1000
%% Collecting garbage on request, and heaps with a limit.
-module(collecting).
-export([main/1]).
-import(show, [value/2, class/1, id/1]).

main(Sizes) ->
    [Churns, Limit] = [list_to_integer(Size) || Size <- Sizes],
    W = spawn(fun() -> keep(lists:seq(1, 1000)) end),
    {Dead, R} = spawn_monitor(fun() -> ok end),
    receive {'DOWN', R, _, _, _} -> ok end,
    value("another", [class(fun() -> erlang:garbage_collect(P) end) || P <- [W, Dead, self(), x]]
                     =:= [{value, true}, {value, false}, {value, true}, {error, badarg}]),
    value("options", [class(fun() -> erlang:garbage_collect(P, O) end) || {P, O} <- options(W, Dead)]),
    value("messages", lists:sort([receive {garbage_collect, Id, X} -> {Id, X} end || Id <- [a, b, c, d, {e, "f"}]])),
    value("asked", ask(W)),
    value("internal", [class(F) || F <- [fun() -> erts_internal:garbage_collect(major) end,
                                         fun() -> erts_internal:garbage_collect(minor) end,
                                         fun() -> erts_internal:request_system_task(W, high, {garbage_collect, r, major}) end,
                                         fun() -> erts_internal:request_system_task(Dead, low, {garbage_collect, s, minor}) end]]),
    value("messages", [receive {garbage_collect, Id, X} -> X end || Id <- [r, s]]),
    value("a busy one", busy()),
    value("while a receive looks", looking()),
    value("shared binaries go", binaries()),
    value("over the limit", [over(Limit, O) || O <- limits(Limit)]),
    value("the limit ends only the one", ask(W)),
    value("a limit set late", late()),
    value("off_heap messages do not count", messages(off_heap)),
    value("every collection a major one", sweep(Churns)).

options(W, Dead) ->
    [{W, []}, {W, [{type, minor}]}, {W, [{type, major}]}, {W, [{type, foo}]}, {W, [foo]}, {W, x}, {Dead, []}, {x, []},
     {self(), [{type, minor}]}, {W, [{async, a}]}, {Dead, [{async, b}]}, {self(), [{async, c}]},
     {self(), [{type, minor}, {async, d}]}, {W, [{async, {e, "f"}}, {type, minor}]}].

keep(L) -> receive {ask, From} -> From ! {sum, lists:sum(L)}, keep(L) end.

ask(W) -> W ! {ask, self()}, receive {sum, S} -> S end.

busy() ->
    P = spawn(fun() -> spin([]) end),
    L = [erlang:garbage_collect(P) || _ <- lists:seq(1, 20)],
    exit(P, kill),
    lists:usort(L).

spin(L) when length(L) > 100 -> spin([]);
spin(L) -> spin([{L, 1} | L]).

%% A collection while the process waits in a receive that has looked at terms on the heap and found nothing.
looking() ->
    Me = self(),
    P = spawn(fun() -> Key = {key, lists:seq(1, 10)}, Me ! ready,
                       receive {Key2, X} when Key2 =:= Key -> Me ! {got, X, length(element(2, Key))} end end),
    receive ready -> ok end,
    [P ! {other, lists:seq(1, N)} || N <- lists:seq(1, 20)],
    true = erlang:garbage_collect(P),
    P ! {{key, lists:seq(1, 10)}, lists:seq(1, 3)},
    receive {got, X, N} -> {X, N} end.

binaries() ->
    B = binary:copy(<<1>>, 100000),
    _ = id(binary:copy(<<2>>, 200000)),
    garbage_collect(),
    {binary, L} = process_info(self(), binary),
    {lists:usort([S || {_, S, _} <- L, S =:= 100000 orelse S =:= 200000]), byte_size(id(B))}.

limits(Words) ->
    [Words, #{size => Words, error_logger => false}, #{size => Words, kill => false, error_logger => false},
     #{size => Words, error_logger => false, include_shared_binaries => true}].

over(Words, Limit) ->
    {P, R} = spawn_opt(fun() -> process_flag(trap_exit, true), exit({length(grow(3 * Words, [])), self() =/= x}) end,
                       [monitor, {max_heap_size, Limit}]),
    receive {'DOWN', R, process, P, Why} -> Why end.

grow(0, L) -> L;
grow(N, L) -> grow(N - 1, [N | L]).

late() ->
    {P, R} = spawn_monitor(fun() -> L = lists:seq(1, 20000),
                                    process_flag(max_heap_size, #{size => 5000, error_logger => false}),
                                    garbage_collect(), exit({alive, length(L)}) end),
    receive {'DOWN', R, process, P, Why} -> Why end.

messages(Where) ->
    Me = self(),
    {P, R} = spawn_opt(fun() -> receive go -> ok end, garbage_collect(), Me ! alive, exit(over) end,
                       [monitor, {message_queue_data, Where}, {max_heap_size, #{size => 20000, error_logger => false}}]),
    [P ! lists:seq(1, 1000) || _ <- lists:seq(1, 50)],
    P ! go,
    receive {'DOWN', R, process, P, Why} -> Why end.

sweep(Churns) ->
    {P, R} = spawn_opt(fun() -> L = churn(Churns, []),
                                {garbage_collection, G} = process_info(self(), garbage_collection),
                                exit({length(L), proplists:get_value(fullsweep_after, G), proplists:get_value(minor_gcs, G)}) end,
                       [monitor, {fullsweep_after, 0}]),
    receive {'DOWN', R, process, P, Why} -> Why end.

churn(0, L) -> L;
churn(N, L) -> churn(N - 1, [lists:seq(1, N rem 50) | L]).
