%% SPDX-License-Identifier: Apache-2.0
-module(tuples).
-export([main/0]).
-import(show, [value/2, result/2, each/3, id/1]).

main() ->
    T = id({a, 2, "three", 4.0}),
    value("size", [tuple_size(T), size(T), tuple_size({})]),
    value("element", [element(I, T) || I <- [1, 2, 3, 4]]),
    value("setelement", [setelement(I, T, new) || I <- [1, 2, 3, 4]]),
    value("old", T),
    value("several setelement", setelement(1, setelement(3, setelement(2, T, x), y), z)),
    value("to list", tuple_to_list(T)),
    value("from list", list_to_tuple([a, b, c])),
    value("append_element", erlang:append_element(T, five)),
    value("insert_element", erlang:insert_element(2, T, in)),
    value("delete_element", erlang:delete_element(2, T)),
    value("make_tuple", [erlang:make_tuple(3, x), erlang:make_tuple(4, [], [{2, b}, {4, d}])]),
    each("element out of", fun(I) -> element(I, T) end, [0, 5, -1, a, 1.0, 1 bsl 70]),
    each("setelement out of", fun(I) -> setelement(I, T, x) end, [0, 5, a]),
    each("no tuple", fun(X) -> element(1, X) end, [a, [], [a], #{}, "x"]),
    each("size of", fun(X) -> tuple_size(X) end, [{}, {1}, [], a]),
    result("bad list", fun() -> list_to_tuple(id([a | b])) end),
    each("swap", fun({A, B}) -> {B, A} end, [{1, 2}, {{1}, {2}}]),
    each("match", fun match/1, [{}, {1}, {1, 1}, {1, 2}, {a, {b, {c}}}, {a, {b, c}}, {ok, x}, {error, x}]),
    result("badmatch", fun() -> {A, B} = id({1, 2, 3}), {A, B} end),
    Big = list_to_tuple(lists:seq(1, 3000)),
    value("big", [tuple_size(Big), element(1, Big), element(1500, Big), element(3000, Big)]),
    value("big set", lists:sum(tuple_to_list(setelement(2000, Big, 0)))),
    value("array", sum_array(fill(100, erlang:make_tuple(100, 0)), 100, 0)),
    value("equality", [{1, 2} =:= id({1, 2}), {1, 2} == id({1.0, 2}), {1} < {1, 2}, {2} < {1, 2}]).

match({}) -> empty;
match({A, A}) -> {same, A};
match({ok, X}) -> {good, X};
match({error, X}) -> {bad, X};
match({_, {_, {X}}}) -> {deep, X};
match({A, B}) -> {pair, A, B};
match(_) -> other.

fill(0, T) -> T;
fill(N, T) -> fill(N - 1, setelement(N, T, N * N)).

sum_array(_, 0, S) -> S;
sum_array(T, N, S) -> sum_array(T, N - 1, S + element(N, T)).
