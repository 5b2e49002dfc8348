%% SPDX-License-Identifier: Apache-2.0
%% What options of ets:new/2 mean together: those about concurrency, and several types and protections.
-module(ets_concurrency).
-export([main/0]).

main() ->
    _ = [show([Type, Protection | Options], [write_concurrency, decentralized_counters, read_concurrency])
         || Type <- [set, ordered_set, bag, duplicate_bag], Protection <- [public, protected, private], Options <- options()],
    Protections = [public, protected, private],
    _ = [show([A, B, C], [protection]) || A <- Protections, B <- Protections, C <- Protections],
    Types = [set, bag, duplicate_bag, ordered_set],
    _ = [show([A, B], [type]) || A <- Types, B <- Types],
    ok.

options() ->
    [[], [{read_concurrency, true}]] ++
        [[{write_concurrency, W}] || W <- [true, false, auto]] ++
        [[{decentralized_counters, D}] || D <- [true, false]] ++
        [Pair || W <- [true, false, auto], D <- [true, false],
                 Pair <- [[{write_concurrency, W}, {decentralized_counters, D}], [{decentralized_counters, D}, {write_concurrency, W}]]] ++
        [[{write_concurrency, auto}, {write_concurrency, W}] || W <- [true, false]] ++
        [[{write_concurrency, auto}, {write_concurrency, false}, {write_concurrency, true}]].

show(Options, Items) ->
    Table = ets:new(t, Options),
    io:format("~w ~w~n", [Options, [ets:info(Table, I) || I <- Items]]),
    ets:delete(Table).
