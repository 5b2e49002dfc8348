%% SPDX-License-Identifier: Apache-2.0
%% args: 100
%% stress-gc args: 4
%% Many processes at work in one table at once, while it grows, shrinks, is searched, fixed, renamed and deleted:
%% what must come out, comes out.
-module(ets_concurrent).
-export([main/1]).

-define(WORKERS, 6).

%% So many times, less where a machine is slow: all processes find the percentage in the table scale.
-define(TIMES(N), (N * ets:lookup_element(scale, percent, 2) div 100)).

main([Percent]) ->
    ets:new(scale, [named_table]),
    ets:insert(scale, {percent, list_to_integer(Percent)}),
    [begin
         counters(Type, Options), insertions(Type, Options), lists(Type, Options), moving(Type, Options)
     end || {Type, Options} <- [{set, []}, {set, [{write_concurrency, true}, {read_concurrency, true}]},
                                {set, [{write_concurrency, auto}]}, {ordered_set, [{write_concurrency, true}]}]],
    bags(), steps(), coming_and_going(), given_around(),
    ok.

%% Runs Fun(1), Fun(2), ... in processes of their own and waits for all.
together(Fun) ->
    Monitors = [spawn_monitor(fun() -> Fun(I) end) || I <- lists:seq(1, ?WORKERS)],
    lists:usort([receive {'DOWN', M, process, P, Reason} -> Reason end || {P, M} <- Monitors]).

show(What, Type, Options, Value) -> io:format("~p ~p ~p: ~p~n", [What, Type, Options, Value]).

%% Each update counts.
counters(Type, Options) ->
    T = ets:new(t, [Type, public | Options]),
    Ended = together(fun(_) -> [ets:update_counter(T, {key, N rem 50}, 1, {x, 0}) || N <- lists:seq(1, ?TIMES(5000))] end),
    Values = [V || {_, V} <- ets:tab2list(T)],
    show(counters, Type, Options, {Ended, length(Values), lists:sum(Values)}),
    ets:delete(T).

%% Some go up and down from key to key while others put in and take out what lies between the even keys, or put in
%% the even ones again: whoever goes sees all of these, in order.
steps() ->
    T = ets:new(t, [ordered_set, public]),
    Even = [2 * N || N <- lists:seq(1, ?TIMES(300))],
    [ets:insert(T, {K, 0}) || K <- Even],
    Ended = together(fun(I) when I rem 3 =:= 0 ->
                             [begin ets:insert(T, {K + 1, I}), ets:insert(T, {K, I}), ets:delete(T, K + 1) end
                              || _ <- [1, 2, 3, 4], K <- Even];
                        (I) ->
                             {From, Step} = case I rem 2 of 0 -> {first, next}; 1 -> {last, prev} end,
                             [exit({seen, Seen}) || _ <- lists:seq(1, 20),
                                                    Seen <- [even(T, Step, ets:From(T))], Seen =/= in_order(Step, Even)]
                     end),
    show(steps, ordered_set, [], {Ended, ets:info(T, size) =:= length(Even)}),
    ets:delete(T).

even(_, _, '$end_of_table') -> [];
even(T, Step, Key) when Key rem 2 =:= 0 -> [Key | even(T, Step, ets:Step(T, Key))];
even(T, Step, Key) -> even(T, Step, ets:Step(T, Key)).

in_order(next, Keys) -> Keys;
in_order(prev, Keys) -> lists:reverse(Keys).

%% Workers fill and empty their parts while others read them.
insertions(Type, Options) ->
    T = ets:new(t, [Type, public | Options]),
    Ended = together(fun(I) -> fill_and_empty(T, I, 3) end),
    show(insertions, Type, Options, {Ended, ets:info(T, size), lists:sort(ets:tab2list(T)) =:= kept()}),
    ets:delete(T).

fill_and_empty(_, _, 0) -> ok;
fill_and_empty(T, I, Rounds) ->
    [true = ets:insert(T, {{I, N}, N, <<N:640>>}) || N <- lists:seq(1, ?TIMES(1500))],
    [[{_, N, <<N:640>>}] = ets:lookup(T, {I, N}) || N <- lists:seq(1, ?TIMES(1500))],
    true = ?TIMES(1500) =:= ets:select_count(T, [{{{I, '_'}, '_', '_'}, [], [true]}]),
    true = ?TIMES(1500) =:= length(ets:match(T, {{I, '_'}, '$1', '_'})),
    _ = [ets:lookup(T, {J, N}) || J <- lists:seq(1, ?WORKERS), N <- lists:seq(1, ?TIMES(300))],
    [true = ets:delete(T, {I, N}) || N <- lists:seq(1, ?TIMES(1500)), N rem 3 =/= 0],
    Kept = ets:select_count(T, [{{{I, '_'}, '_', '_'}, [], [true]}]),
    Kept = ?TIMES(1500) div 3,
    fill_and_empty(T, I, Rounds - 1).

kept() -> lists:sort([{{I, N}, N, <<N:640>>} || I <- lists:seq(1, ?WORKERS), N <- lists:seq(3, ?TIMES(1500), 3)]).

%% A list goes in as one change: nobody sees a part of it.
lists(Type, Options) ->
    T = ets:new(t, [Type, public | Options]),
    ets:insert(T, [{N, 0} || N <- lists:seq(1, 20)]),
    Ended = together(fun(I) when I rem 2 =:= 0 ->
                             [ets:insert(T, [{N, {I, K}} || N <- lists:seq(1, 20)]) || K <- lists:seq(1, ?TIMES(300))];
                        (_) ->
                             [false = ets:insert_new(T, [{100 + K, a}, {K rem 20 + 1, b}]) || K <- lists:seq(1, ?TIMES(300))]
                     end),
    show(lists, Type, Options, {Ended, length(lists:usort([V || {_, V} <- ets:tab2list(T)])), ets:info(T, size)}),
    ets:delete(T).

%% Objects that nobody changes are found once each by whoever walks through.
moving(Type, Options) ->
    T = ets:new(t, [Type, public | Options]),
    ets:insert(T, [{{fix, N}, N} || N <- lists:seq(1, ?TIMES(2000))]),
    Ended = together(fun(I) when I rem 2 =:= 0 ->
                             [begin
                                  ets:insert(T, [{{I, N}, N} || N <- lists:seq(1, ?TIMES(2000))]),
                                  ets:select_delete(T, [{{{I, '_'}, '_'}, [], [true]}])
                              end || _ <- lists:seq(1, 5)];
                        (_) ->
                             [begin
                                  true = ?TIMES(2000) =:= length(ets:select(T, [{{{fix, '$1'}, '_'}, [], ['$1']}])),
                                  ets:safe_fixtable(T, true),
                                  true = ?TIMES(2000) =:= length(chunks(ets:select(T, [{{{fix, '$1'}, '_'}, [], ['$1']}], 100))),
                                  ets:safe_fixtable(T, false),
                                  true = ?TIMES(2000) =:= ets:foldl(fun({{fix, _}, _}, A) -> A + 1; (_, A) -> A end, 0, T)
                              end || _ <- lists:seq(1, 5)]
                     end),
    show(moving, Type, Options, {Ended, ets:info(T, size), ets:info(T, fixed)}),
    ets:delete(T).

chunks('$end_of_table') -> [];
chunks({Objects, Continuation}) -> Objects ++ chunks(ets:select(Continuation)).

bags() ->
    [begin
         T = ets:new(t, [Type, public, {write_concurrency, true}]),
         Ended = together(fun(I) -> [ets:insert(T, {N rem 10, I}) || N <- lists:seq(1, ?TIMES(1000))] end),
         show(bags, Type, [], {Ended, ets:info(T, size), length(ets:lookup(T, 3))}),
         Taken = together(fun(_) -> [ets:take(T, K) || K <- lists:seq(0, 9)] end),
         show(bags, Type, [], {Taken, ets:info(T, size)}),
         ets:delete(T)
     end || Type <- [bag, duplicate_bag]].

%% Tables come and go under the same name while others look for them.
coming_and_going() ->
    Ended = together(fun(I) -> [come_and_go(I, N) || N <- lists:seq(1, ?TIMES(300))] end),
    show(coming, set, [], {Ended, ets:whereis(ets_concurrent_name)}).

come_and_go(I, N) ->
    try
        ets:new(ets_concurrent_name, [named_table, public]),
        ets:insert(ets_concurrent_name, [{K, I} || K <- lists:seq(1, 10)]),
        ets:rename(ets_concurrent_name, ets_concurrent_other),
        N rem 2 =:= 0 andalso ets:delete_all_objects(ets_concurrent_other),
        ets:delete(ets_concurrent_other)
    catch error:badarg -> ok
    end,
    try
        _ = ets:lookup(ets_concurrent_name, 1),
        _ = ets:tab2list(ets_concurrent_other),
        _ = ets:delete(ets_concurrent_name)
    catch error:badarg -> ok
    end,
    _ = ets:info(ets_concurrent_other),
    _ = ets:all(),
    ok.

%% A table is passed on from process to process; each may end before it gets it.
given_around() ->
    Parent = self(),
    Ended = together(fun(I) ->
                T = ets:new(t, [{heir, Parent, I}]),
                ets:insert(T, {I, I}),
                Receiver = spawn(fun() -> I rem 2 =:= 0 andalso receive after 1 -> ok end end),
                _ = (catch ets:give_away(T, Receiver, now)),
                ok
            end),
    Transfers = [receive {'ETS-TRANSFER', T, _, I} -> {I, ets:lookup(T, I)} end || _ <- lists:seq(1, ?WORKERS)],
    show(given, set, [], {Ended, lists:sort(Transfers)}).
