%% SPDX-License-Identifier: Apache-2.0
-module(lists_keys).
-export([main/0]).
-import(show, [value/2]).

main() ->
    L = show:id([{c, 3}, {a, 1}, {b, 2}, {a, 10}, not_a_tuple, {d, 4, x}, {1, one}, {1.0, float_one}]),
    value("keyfind", [lists:keyfind(a, 1, L), lists:keyfind(4, 2, L), lists:keyfind(zz, 1, L), lists:keyfind(1.0, 1, L), lists:keyfind(x, 3, L)]),
    value("keymember", [lists:keymember(a, 1, L), lists:keymember(zz, 1, L)]),
    value("keysearch", [lists:keysearch(a, 1, L), lists:keysearch(zz, 1, L)]),
    T = [{c, 3}, {a, 1}, {b, 2}, {a, 10}],
    value("keysort", [lists:keysort(1, T), lists:keysort(2, T)]),
    value("ukeysort", lists:ukeysort(1, T)),
    value("keydelete", lists:keydelete(a, 1, T)),
    value("keyreplace", lists:keyreplace(a, 1, T, {a, new})),
    value("keystore", [lists:keystore(a, 1, T, {a, new}), lists:keystore(z, 1, T, {z, new})]),
    value("keytake", [lists:keytake(b, 1, T), lists:keytake(z, 1, T)]),
    value("keymap", lists:keymap(fun(X) -> X * 2 end, 2, T)),
    value("keymerge", lists:keymerge(1, [{a, 1}, {c, 1}], [{a, 2}, {b, 2}, {d, 2}])),
    value("merge", lists:merge([1, 3, 5], [2, 3, 4])),
    value("merge3", lists:merge3([1, 4], [2, 5], [3, 6])),
    value("umerge", lists:umerge([1, 3, 5], [2, 3, 4])),
    value("merge lists", lists:merge([[1, 4], [2, 5], [3]])),
    value("merge fun", lists:merge(fun(A, B) -> A >= B end, [5, 3, 1], [4, 3, 2])),
    value("usort", lists:usort([3, 1, 2, 3, 1, 1.0])),
    value("usort fun", lists:usort(fun(A, B) -> A >= B end, [3, 1, 2, 3, 1])),
    value("sort large", lists:sum([I * X || {I, X} <- lists:zip(lists:seq(1, 500), lists:sort([(X * X * 31) rem 997 || X <- lists:seq(1, 500)]))])),
    value("sort already", lists:sort(lists:seq(1, 30))),
    value("sort backwards", lists:sort(lists:seq(30, 1, -1))),
    value("sort duplicates", lists:sort([b, a, b, a, b, a])).
