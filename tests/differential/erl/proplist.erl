%% SPDX-License-Identifier: Apache-2.0
-module(proplist).
-export([main/0]).
-import(show, [value/2]).

main() ->
    L = show:id([{a, 1}, b, {c, [x]}, {a, 2}, {d, 4, 5}, "junk", {e, false}]),
    value("get_value", [proplists:get_value(K, L) || K <- [a, b, c, d, e, zz]]),
    value("default", proplists:get_value(zz, L, none)),
    value("get_bool", [proplists:get_bool(K, L) || K <- [a, b, e, zz]]),
    value("get_all_values", proplists:get_all_values(a, L)),
    value("lookup", [proplists:lookup(K, L) || K <- [a, b, d, zz]]),
    value("lookup_all", proplists:lookup_all(a, L)),
    value("is_defined", [proplists:is_defined(K, L) || K <- [a, b, zz]]),
    value("delete", proplists:delete(a, L)),
    value("get_keys", lists:sort(proplists:get_keys([{a, 1}, b, {a, 2}]))),
    value("append_values", proplists:append_values(c, [{c, [1]}, {c, 2}, {c, [3, 4]}])),
    value("compact", proplists:compact([{a, true}, {b, false}])),
    value("unfold", proplists:unfold([a, {b, 1}])),
    value("property", [proplists:property(a, true), proplists:property(a, 1), proplists:property({b, 2})]),
    value("to_map", proplists:to_map([a, {b, 1}, {b, 2}])).
