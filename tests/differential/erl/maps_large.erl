%% SPDX-License-Identifier: Apache-2.0
%% args: 10000
%% stress-gc args: 1000
%% Maps with more than 32 keys; results are sorted, as their order is not defined.
-module(maps_large).
-export([main/1]).
-import(show, [value/2, result/2, id/1]).

main([Size]) ->
    Many = list_to_integer(Size),
    M = maps:from_list([{N, N * N} || N <- lists:seq(1, 1000)]),
    value("size", map_size(M)),
    value("get", [maps:get(N, M) || N <- [1, 2, 31, 32, 33, 500, 1000]]),
    value("find", [maps:find(0, M), maps:find(1000, M), maps:find(1000.0, M)]),
    value("sum", lists:sum(maps:values(M))),
    value("iterated as OTP's maps does it",
          [iterated(maps:from_list([{F(N), N} || N <- lists:seq(1, Count)]))
           || Count <- [0, 1, 32, 33, 63, 64, 65, 129, 1000, Many], F <- [fun(N) -> N end, fun(N) -> {N, <<N:64>>} end]]),
    value("keys", lists:sum(maps:keys(M))),
    value("fold", maps:fold(fun(K, V, Acc) -> Acc + K + V end, 0, M)),
    value("removed", map_size(lists:foldl(fun maps:remove/2, M, lists:seq(1, 990)))),
    value("removed to small", lists:sort(maps:to_list(lists:foldl(fun maps:remove/2, M, lists:seq(1, 990))))),
    value("grown and shrunk equal", lists:foldl(fun maps:remove/2, M, lists:seq(11, 1000)) =:= maps:from_list([{N, N * N} || N <- lists:seq(1, 10)])),
    value("equal whatever the order", maps:from_list([{N, N * N} || N <- lists:seq(1000, 1, -1)]) =:= M),
    value("not equal", [M#{1 := 2} =:= M, M#{1 := 1} =:= M, M#{1001 => x} == M, maps:remove(5, M) =:= M]),
    value("update", [maps:get(N, update(M)) || N <- [1, 2, 3, 999]]),
    value("old is as it was", maps:get(2, M)),
    Atoms = maps:from_list([{list_to_atom("key" ++ integer_to_list(N)), N} || N <- lists:seq(1, 200)]),
    #{key1 := K1, key100 := K100, key200 := K200} = Atoms,
    value("match", {K1, K100, K200}),
    value("no match", case Atoms of #{key201 := _} -> yes; _ -> no end),
    value("exact update", maps:get(key7, Atoms#{key7 := seven})),
    result("missing exact", fun() -> Atoms#{nokey := 1} end),
    result("missing get", fun() -> maps:get(nokey, Atoms) end),
    Mixed = mixed(100),
    value("mixed size", map_size(Mixed)),
    value("mixed get", [maps:get(K, Mixed) || K <- [5, {5}, [5], "key 5", <<"b5">>, 5.0, 1 bsl 100 + 5, {5, [5, {5}]}]]),
    value("mixed sorted", lists:sublist(lists:sort(maps:to_list(Mixed)), 10)),
    value("merge", map_size(maps:merge(M, Mixed))),
    value("merge wins", maps:get(5, maps:merge(M, Mixed))),
    value("with", lists:sort(maps:to_list(maps:with([1, 2, 5000], M)))),
    value("without", map_size(maps:without(lists:seq(1, 500), M))),
    value("filter", map_size(maps:filter(fun(K, _) -> K rem 3 =:= 0 end, M))),
    value("map", lists:sum(maps:values(maps:map(fun(K, V) -> K - V end, M)))),
    value("iterate", lists:sum(iterate(maps:next(maps:iterator(M)), []))),
    value("nested", deep(10)),
    value("many", check(Many, lists:foldl(fun(N, A) -> A#{(N * 7919) rem 100003 => N} end, #{}, lists:seq(1, Many)))),
    value("words", lists:sort(maps:to_list(count("the quick brown fox jumps over the lazy dog and the cat", #{}, "")))).

update(M) -> maps:map(fun(K, V) when K rem 2 =:= 0 -> V + 1; (_, V) -> V end, M).

mixed(N) ->
    lists:foldl(fun(I, M) ->
        M#{I => int, {I} => tuple, [I] => list, "key " ++ integer_to_list(I) => string,
           list_to_binary("b" ++ integer_to_list(I)) => binary, float(I) => float, 1 bsl 100 + I => big,
           {I, [I, {I}]} => deep}
    end, #{}, lists:seq(1, N)).

iterate({K, _, I}, Acc) -> iterate(maps:next(I), [K | Acc]);
iterate(none, Acc) -> Acc.

deep(0) -> #{};
deep(N) -> #{id(N) => deep(N - 1)}.

check(Many, M) ->
    {map_size(M), lists:all(fun(N) -> maps:get((N * 7919) rem 100003, M) =:= N end, lists:seq(1, Many))}.

count([], M, W) -> word(W, M);
count([$\s | T], M, W) -> count(T, word(W, M), "");
count([C | T], M, W) -> count(T, M, [C | W]).

word("", M) -> M;
word(W, M) -> maps:update_with(lists:reverse(W), fun(N) -> N + 1 end, 1, M).

%% How many pairs the map has, seen in the steps in which it is gone through, and their sum; and what is seen again from
%% each of the first places, together with what was before.
iterated(M) ->
    {Count, Sum, Places} = steps(erts_internal:map_next(0, M, iterator), M, 0, 0, []),
    Again = [begin {All, _, _} = steps(erts_internal:map_next(Path, M, iterator), M, Seen, 0, []), All end || {Path, Seen} <- Places],
    {Count, Sum, lists:usort([Count | Again])}.

steps(none, _, Count, Sum, Places) -> {Count, Sum, Places};
steps([Path | M], M, Count, Sum, Places) when is_integer(Path) ->
    steps(erts_internal:map_next(Path, M, iterator), M, Count, Sum, [{Path, Count} || Count < 300] ++ Places);
steps({_, V, Next}, M, Count, Sum, Places) -> steps(Next, M, Count + 1, Sum + V, Places).
