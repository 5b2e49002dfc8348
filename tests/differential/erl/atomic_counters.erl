%% SPDX-License-Identifier: Apache-2.0
%% atomics and counters: every function at the edges of 64 bits, arguments that are wrong, many processes at once, and
%% references that travel in messages and outlive their makers.
%% args: 20000
%% stress-gc args: 200
-module(atomic_counters).
-export([main/1]).
-import(show, [value/2, result/2, each/3, id/1]).

-define(MAX, 16#7fffffffffffffff).
-define(UMAX, 16#ffffffffffffffff).

main([Count]) ->
    making(),
    signed_values(atomics:new(3, [])),
    unsigned_values(atomics:new(2, [{signed, false}])),
    wrong_arguments(atomics:new(1, [{signed, true}])),
    [counter_values(Options) || Options <- [[], [atomics], [write_concurrency]]],
    value("added by 20 processes", [added(Options) || Options <- [[], [write_concurrency]]]),
    value("compare_exchange by 20 processes", exchanged(20, 200)),
    value("travels", travels()),
    value("outlives its maker", outlives()),
    value("many die", many(list_to_integer(Count))),
    value("equal", begin A = atomics:new(1, []), [A =:= id(A), A =:= atomics:new(1, []), is_reference(A)] end),
    value("round trip", begin B = atomics:new(1, []), binary_to_term(term_to_binary(B)) =:= B end).

making() ->
    each("atomics:new", fun([S, O]) -> is_reference(atomics:new(S, O)) end,
         [[1, []], [1000, [{signed, false}]], [1, [{signed, false}, {signed, true}]], [0, []], [-1, []], [x, []],
          [1.0, []], [1 bsl 70, []], [1, x], [1, [x]], [1, [{signed, 1}]], [1, [{signed, true} | x]]]),
    each("counters:new", fun([S, O]) -> element(1, counters:new(S, O)) end,
         [[1, []], [7, [atomics]], [7, [write_concurrency]], [0, []], [-1, [write_concurrency]], [x, []], [1, [x]],
          [1, x], [1, [atomics, write_concurrency]]]),
    value("info", maps:without([memory], atomics:info(atomics:new(5, [])))),
    value("info", maps:without([memory], atomics:info(atomics:new(5, [{signed, false}])))),
    value("info", [maps:without([memory], counters:info(counters:new(9, O))) || O <- [[], [write_concurrency]]]),
    value("memory", [maps:get(memory, atomics:info(atomics:new(1000, []))) > 8000,
                     maps:get(memory, counters:info(counters:new(1000, [write_concurrency]))) > 8000]).

signed_values(A) ->
    value("zero", [atomics:get(A, I) || I <- [1, 2, 3]]),
    each("put", fun(V) -> {atomics:put(A, 2, V), atomics:get(A, 2)} end, edges()),
    value("neighbours", [atomics:get(A, I) || I <- [1, 3]]),
    each("add", fun(V) -> atomics:put(A, 1, ?MAX - 1), {atomics:add(A, 1, V), atomics:get(A, 1)} end, edges()),
    each("sub", fun(V) -> atomics:put(A, 1, 5), {atomics:sub(A, 1, V), atomics:get(A, 1)} end, edges()),
    each("add_get", fun(V) -> atomics:put(A, 1, -1), atomics:add_get(A, 1, V) end, edges()),
    each("sub_get", fun(V) -> atomics:put(A, 1, -2), atomics:sub_get(A, 1, V) end, edges()),
    each("exchange", fun(V) -> atomics:put(A, 1, 7), {atomics:exchange(A, 1, V), atomics:get(A, 1)} end, edges()),
    each("compare_exchange", fun({E, V}) -> atomics:put(A, 1, -1), {atomics:compare_exchange(A, 1, E, V), atomics:get(A, 1)} end,
         [{-1, ?MAX}, {0, 1}, {-1, -1}, {?UMAX, 1}, {-1, ?UMAX}, {x, 1}, {-1, x}]).

unsigned_values(A) ->
    each("unsigned put", fun(V) -> {atomics:put(A, 2, V), atomics:get(A, 2)} end, edges()),
    each("unsigned add", fun(V) -> atomics:put(A, 1, 3), {atomics:add(A, 1, V), atomics:get(A, 1)} end, edges()),
    each("unsigned sub_get", fun(V) -> atomics:put(A, 1, 3), atomics:sub_get(A, 1, V) end, edges()),
    each("unsigned exchange", fun(V) -> atomics:put(A, 1, ?UMAX), atomics:exchange(A, 1, V) end, edges()),
    value("unsigned compare_exchange", [atomics:compare_exchange(A, 1, ?UMAX, 1), begin atomics:put(A, 1, ?UMAX), atomics:compare_exchange(A, 1, ?UMAX, 1) end, atomics:get(A, 1)]).

edges() ->
    [0, 1, -1, ?MAX, -?MAX - 1, ?MAX + 1, -?MAX - 2, ?UMAX, ?UMAX + 1, 1 bsl 58, 1 bsl 59, 1 bsl 60, -(1 bsl 59), -(1 bsl 60), -?UMAX, 1.0, x].

wrong_arguments(A) ->
    Ref = make_ref(),
    Counter = element(2, counters:new(1, [write_concurrency])),
    [each(atom_to_list(F), fun(I) -> erlang:apply(atomics, F, [A, I | Rest]) end, [0, 2, -1, x, 1 bsl 64])
     || {F, Rest} <- [{get, []}, {put, [1]}, {add, [1]}, {sub, [1]}, {add_get, [1]}, {sub_get, [1]}, {exchange, [1]}, {compare_exchange, [0, 1]}]],
    result("no reference", fun() -> atomics:get(id(x), 1) end),
    result("another reference", fun() -> atomics:get(Ref, 1) end),
    result("of a counter", fun() -> atomics:get(Counter, 1) end),
    result("info", fun() -> atomics:info(Ref) end).

counter_values(Options) ->
    C = counters:new(10, Options),
    value("new", {Options, [counters:get(C, I) || I <- lists:seq(1, 10)]}),
    each("put", fun(V) -> {counters:put(C, 10, V), counters:get(C, 10)} end, edges()),
    each("add", fun(V) -> counters:put(C, 1, ?MAX - 1), {counters:add(C, 1, V), counters:get(C, 1)} end, edges()),
    each("sub", fun(V) -> counters:put(C, 1, 9), {counters:sub(C, 1, V), counters:get(C, 1)} end, edges()),
    each("index", fun(I) -> counters:get(C, I) end, [0, 11, -1, x]),
    each("add to", fun(I) -> counters:add(C, I, 1) end, [0, 11, -1, x]),
    each("counter", fun(X) -> counters:get(X, 1) end, [x, {atomics, x}, {write_concurrency, 1}, {a, b, c}]),
    result("info", fun() -> counters:info(x) end).

workers(N, Work) ->
    [begin receive {'DOWN', Ref, process, _, Reason} -> normal = Reason end end
     || {_, Ref} <- [spawn_monitor(Work) || _ <- lists:seq(1, N)]].

added(Options) ->
    C = counters:new(2, Options),
    workers(20, fun() -> [counters:add(C, 2, I) || I <- lists:seq(1, 500)], [counters:sub(C, 1, 1) || _ <- lists:seq(1, 500)] end),
    [counters:get(C, 1), counters:get(C, 2)].

exchanged(Workers, Times) ->
    A = atomics:new(1, [{signed, false}]),
    workers(Workers, fun() -> [increment(A, atomics:get(A, 1)) || _ <- lists:seq(1, Times)] end),
    atomics:get(A, 1).

increment(A, Seen) ->
    case atomics:compare_exchange(A, 1, Seen, Seen + 1) of
        ok -> ok;
        Other -> increment(A, Other)
    end.

travels() ->
    Me = self(),
    A = atomics:new(1, []),
    P = spawn(fun() -> receive {add, {X, [_]}} -> erlang:garbage_collect(), atomics:add(X, 1, 41), Me ! {done, X} end end),
    P ! {add, {A, [A]}},
    receive {done, B} -> erlang:garbage_collect(), atomics:add(B, 1, 1), [atomics:get(A, 1), A =:= B] end.

outlives() ->
    Me = self(),
    {_, Ref} = spawn_monitor(fun() -> A = atomics:new(1, []), atomics:put(A, 1, 77), Me ! A end),
    receive {'DOWN', Ref, _, _, _} -> ok end,
    erlang:garbage_collect(),
    receive A -> atomics:get(A, 1) end.

%% References that nobody keeps, and of each hundred one that stays.
many(N) ->
    Kept = [A || I <- lists:seq(1, N), A <- [atomics:new(10, [])], atomics:put(A, 1, I) =:= ok, I rem 100 =:= 0],
    lists:sum([atomics:get(A, 1) || A <- Kept]).
