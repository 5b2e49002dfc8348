%% SPDX-License-Identifier: Apache-2.0
%% Map syntax on small maps.
-module(maps_small).
-export([main/0]).
-import(show, [value/2, result/2, each/3, id/1]).

main() ->
    M = id(#{a => 1, b => 2, "s" => 3, 4 => four, 4.0 => float, {t, 1} => tuple}),
    value("size", map_size(M)),
    value("get", [maps:get(K, M) || K <- [a, b, "s", 4, 4.0, {t, 1}]]),
    #{a := A, {t, 1} := T} = M,
    value("match", {A, T}),
    value("update", maps:to_list(id((id(#{a => 1, b => 2}))#{a := 10, c => 3}))),
    value("update same", id((id(#{a => 1}))#{a => 1})),
    value("build with variables", build(x, 1, y, 2)),
    value("last key wins", duplicate(k, 1, 2)),
    value("equality", [#{a => 1, b => 2} =:= id(#{b => 2, a => 1}), #{a => 1} == id(#{a => 1.0}), #{a => 1} =:= id(#{a => 1.0}), #{1 => a} == id(#{1.0 => a})]),
    each("classify", fun classify/1, [#{}, #{type => circle, r => 2}, #{type => square, a => 3}, #{type => other}, #{r => 1}, x]),
    each("key variable", fun({K, Map}) -> case Map of #{K := V} -> {found, V}; _ -> none end end,
         [{a, #{a => 1}}, {b, #{a => 1}}, {1, #{1.0 => x}}, {1.0, #{1.0 => x}}, {[x], #{[x] => y}}]),
    result("missing key", fun() -> (id(#{a => 1}))#{b := 2} end),
    result("no map update", fun() -> (id(foo))#{b => 2} end),
    result("no map exact", fun() -> (id([]))#{b := 2} end),
    result("badmatch", fun() -> #{b := X} = id(#{a => 1}), X end),
    result("get missing", fun() -> maps:get(b, id(#{a => 1})) end),
    result("get no map", fun() -> maps:get(b, id(x)) end),
    result("map_get", fun() -> map_get(b, id(#{a => 1})) end),
    result("map_size no map", fun() -> map_size(id(x)) end),
    value("nested", nested(id(#{config => #{net => #{port => 80}}}))),
    value("comprehension", [maps:get(v, X) || X <- [#{v => 1}, #{v => 2}]]),
    value("loop", loop(20, #{})),
    value("order", maps:to_list(loop(20, #{}))),
    value("keys of every kind", maps:to_list(#{[] => 1, {} => 2, <<>> => 3, a => 4, 1 => 5, 1.0 => 6, "x" => 7, #{} => 8})),
    value("which of two zeros is the key", zero_keys(id(0.0), -id(0.0))),
    value("printed", #{z => 1, a => [2], "k" => #{x => y}, 3 => {4}}).

%% 0.0 and -0.0 are one key, but they are printed differently.
zero_keys(P, N) ->
    [maps:from_list([{P, 1}, {N, 2}]), maps:from_list([{N, 1}, {P, 2}]), maps:from_list([{x, 0}, {N, 1}, {{P}, 2}, {P, 3}, {{N}, 4}]),
     maps:put(P, 1, #{N => 2}), maps:update(P, 1, #{N => 2}), (id(#{N => 1, a => 2}))#{P => 3, b => 4, c => 5}, (id(#{N => 1}))#{P := 2},
     maps:merge(#{P => 1}, #{N => 2}), maps:merge(#{P => 1, a => 1}, #{N => 2}), maps:merge(#{P => 1}, #{N => 2, a => 1}),
     maps:intersect(#{P => 1}, #{N => 2}), maps:intersect(#{P => 1, a => 1}, #{N => 2}), maps:intersect(#{P => 1}, #{N => 2, a => 1}),
     maps:with([P], #{N => 1})].

build(K1, V1, K2, V2) -> #{K1 => V1, K2 => V2}.
duplicate(K, V1, V2) -> #{K => V1, K => V2}.

classify(#{type := circle, r := R}) -> {circle, 3 * R * R};
classify(#{type := square, a := A}) -> {square, A * A};
classify(#{type := T}) -> {unknown, T};
classify(M) when is_map(M), map_size(M) =:= 0 -> empty;
classify(#{}) -> map;
classify(_) -> no_map.

nested(#{config := #{net := #{port := P} = N} = C} = M) ->
    {P, M#{config := C#{net := N#{port := P + 1}}}}.

loop(0, M) -> M;
loop(N, M) -> loop(N - 1, M#{N => N * N}).
