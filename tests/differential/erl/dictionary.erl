%% SPDX-License-Identifier: Apache-2.0
%% args: 1000
%% stress-gc args: 100
-module(dictionary).
-export([main/1]).
-import(show, [value/2]).

main([Size]) ->
    Many = list_to_integer(Size),
    value("empty", get(nothing)),
    value("put", put(a, 1)),
    value("put again", put(a, 2)),
    value("get", get(a)),
    value("more", [put(K, V) || {K, V} <- [{b, [1, 2]}, {"s", x}, {{t, 1}, y}, {1, int}, {1.0, float}, {<<"bin">>, z}]]),
    value("get each", [get(K) || K <- [b, "s", {t, 1}, 1, 1.0, <<"bin">>]]),
    value("all", lists:sort(get())),
    value("erase float", erase(1.0)),
    value("keys", lists:sort(get_keys())),
    value("keys of", get_keys(2)),
    value("erase", [erase(b), erase(b), get(b)]),
    value("erase all", lists:sort(erase())),
    value("empty again", get()),
    value("many", begin [put({k, N}, N * N) || N <- lists:seq(1, Many)], lists:sum([get({k, N}) || N <- lists:seq(1, Many)]) end),
    value("erase half", begin [erase({k, N}) || N <- lists:seq(1, Many, 2)], length(get()) end),
    value("after erase", [get({k, 2}), get({k, 3}), get({k, Many})]),
    value("own for each process", begin put(mine, 1), Me = self(), spawn(fun() -> Me ! {got, get(mine), put(mine, 2), get(mine)} end), receive {got, A, B, C} -> [A, B, C, get(mine)] end end),
    value("counter", count(Many)),
    value("lives through garbage", begin put(big, lists:seq(1, 1000)), garbage(200), lists:sum(get(big)) end),
    value("collected", begin erlang:garbage_collect(), lists:sum(get(big)) end),
    value("info", begin {dictionary, D} = process_info(self(), dictionary), length(D) end).

count(N) -> put(counter, 0), count_up(N), get(counter).
count_up(0) -> ok;
count_up(N) -> put(counter, get(counter) + 1), count_up(N - 1).

garbage(0) -> ok;
garbage(N) -> lists:seq(1, 1000), garbage(N - 1).
