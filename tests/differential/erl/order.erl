%% SPDX-License-Identifier: Apache-2.0
-module(order).
-export([main/0]).
-import(show, [value/2]).

main() ->
    Mixed = [{b}, 3, "text", a, 2.5, #{k => v}, <<"bin">>, [], {a, 1}, 1 bsl 80, -5, zebra, [z], {}, #{}, -(1 bsl 80), 2],
    value("sort", lists:sort(Mixed)),
    value("usort", lists:usort(Mixed ++ Mixed)),
    value("reverse sort", lists:reverse(lists:sort(Mixed))),
    value("max", lists:max(Mixed)),
    value("min", lists:min(Mixed)),
    value("ints and floats", lists:sort([3, 1.0, 2, 0.5, -1, -1.5, 2.5])),
    value("strings", lists:sort(["pear", "apple", "fig", "apple pie", "", "Fig"])),
    value("atoms", lists:sort([pear, apple, 'Fig', fig, '', 'apple pie', 'ab', 'a', 'b', 'abcdefgh', 'abcdefghi'])),
    value("tuples", lists:sort([{2, a}, {1, z}, {1}, {}, {0, 0, 0}, {1, a}])),
    value("lists", lists:sort([[2], [1, 2], [1], [], [1 | 2], [1, 2, 3]])),
    value("maps", lists:sort([#{b => 1}, #{a => 2}, #{a => 1}, #{}, #{a => 1, b => 1}, #{1 => 1}])),
    value("map keys int before float", lists:sort([#{1.0 => x}, #{1 => x}, #{2 => x}])),
    value("binaries", lists:sort([<<"b">>, <<"a">>, <<>>, <<"ab">>, <<255>>, <<"aa">>])),
    value("bigs", lists:sort([1 bsl 100, 1 bsl 64, -(1 bsl 100), 0, (1 bsl 64) + 1, 1.0e25, -1.0e25])),
    value("by fun", lists:sort(fun(A, B) -> A > B end, [3, 1, 2, 5, 4])),
    value("stable", lists:keysort(1, [{2, a}, {1, b}, {2, c}, {1, d}, {1.0, e}])),
    value("sorted large", is_sorted(lists:sort([(X * 7919) rem 1009 || X <- lists:seq(1, 2000)]))).

is_sorted([A, B | T]) when A =< B -> is_sorted([B | T]);
is_sorted([_, _ | _]) -> false;
is_sorted(_) -> true.
