%% SPDX-License-Identifier: Apache-2.0
%% Everything in which the world outside could show: clocks, numbers that are to be different each time, the order of keys
%% made of identifiers and funs, races between processes, time-outs, memory. In a seeded run all of it is the same each time.
-module(world).
-export([main/0]).

main() ->
    process_flag(trap_exit, true),
    print(clocks, [erlang:monotonic_time(), erlang:system_time(), os:system_time(), erlang:timestamp(), erlang:now(),
                   os:timestamp(), erlang:localtime(), erlang:universaltime(), element(1, erlang:statistics(runtime)),
                   element(1, erlang:statistics(wall_clock))]),
    print(numbers, [erlang:unique_integer(), erlang:unique_integer([positive]), make_ref(), self(), rand:uniform(1000000),
                    os:getpid(), erlang:system_info(logical_processors), erlang:system_info(schedulers)]),
    print(keys, maps:keys(identifiers(100))),
    print(hashes, [erlang:phash2(Key, 1000) || Key <- [self(), make_ref(), a, "text", <<"bytes">>]]),
    print(race, race(20)),
    print(clamour, clamour(10)),
    print(timeouts, timeouts(20)),
    print(crash, crash()),
    print(memory, [process_info(self(), Item) || Item <- [memory, total_heap_size, reductions, message_queue_len]]),
    print(utilisation, utilisation()),
    print(reductions, erlang:statistics(exact_reductions)),
    print(later, erlang:monotonic_time()).

print(What, Value) -> io:format("~w: ~w~n", [What, Value]).

%% A map large enough to be a tree, whose keys are pids, references and funs.
identifiers(Count) ->
    maps:from_list(lists:append([[{spawn(fun() -> ok end), pid}, {make_ref(), ref}, {fun() -> N end, local},
                                  {fun lists:map/N, external}] || N <- lists:seq(1, Count)])).

%% Who comes first?
race(Count) ->
    Me = self(),
    [spawn(fun() -> burn(50 * (Count - N)), Me ! {here, N} end) || N <- lists:seq(1, Count)],
    [receive {here, N} -> N end || _ <- lists:seq(1, Count)].

burn(0) -> ok;
burn(N) -> burn(N - 1).

%% Processes that write to one counter without asking each other.
clamour(Count) ->
    Counter = atomics:new(1, []),
    Workers = [spawn_monitor(fun() -> add(200, Counter) end) || _ <- lists:seq(1, Count)],
    [receive {'DOWN', Ref, process, Pid, normal} -> ok end || {Pid, Ref} <- Workers],
    atomics:get(Counter, 1).

add(0, _) -> ok;
add(N, Counter) -> atomics:put(Counter, 1, atomics:get(Counter, 1) + 1), add(N - 1, Counter).

timeouts(Count) ->
    Me = self(),
    [spawn(fun() -> receive after (N * 7) rem 5 -> Me ! {awake, N, erlang:monotonic_time(microsecond)} end end)
     || N <- lists:seq(1, Count)],
    [receive {awake, N, Time} -> {N, Time} end || _ <- lists:seq(1, Count)].

%% How busy the scheduler is while everybody waits, and while one computes: known exactly in virtual time.
utilisation() ->
    false = erlang:system_flag(scheduler_wall_time, true),
    receive after 1000 -> ok end,
    [{1, Active1, Total1}] = erlang:statistics(scheduler_wall_time),
    true = Total1 >= 1000000000 andalso Active1 * 1000 < Total1,
    burn(1000000),
    [{1, Active2, Total2}] = erlang:statistics(scheduler_wall_time),
    true = Total2 - Total1 > 1000000 andalso Total2 - Total1 =:= Active2 - Active1,
    {Active1, Total1, Active2, Total2}.

crash() ->
    Pid = spawn_link(fun() -> receive after 3 -> exit({at, erlang:monotonic_time()}) end end),
    receive {'EXIT', Pid, Reason} -> Reason end.
