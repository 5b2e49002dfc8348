%% SPDX-License-Identifier: Apache-2.0
-module(applying).
-export([main/0, zero/0, one/1, three/3, many/10]).
-import(show, [value/2, result/2, id/1]).

main() ->
    M = id(applying),
    value("apply/3", [apply(M, zero, []), apply(M, one, [1]), apply(M, three, [1, 2, 3])]),
    value("M:F", [M:zero(), M:one(a), M:three(a, b, c)]),
    F = id(one),
    value("M:F with variables", M:F(x)),
    value("many", M:many(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)),
    value("apply many", apply(M, many, lists:seq(1, 10))),
    value("apply/2", [apply(fun(X, Y) -> X + Y end, [1, 2]), apply(fun lists:append/1, [[[1], [2]]])]),
    value("apply builtin", [apply(erlang, '+', [1, 2]), apply(erlang, length, [[1, 2]]), apply(lists, reverse, [[1, 2]])]),
    value("builtin through variable", begin E = id(erlang), [E:abs(-3), E:'++'([1], [2]), E:element(2, {a, b})] end),
    value("apply in a list", [apply(lists, Fn, [[3, 1, 2]]) || Fn <- [sort, reverse, sum, max, min, last]]),
    result("undefined function", fun() -> M:nothing(1) end),
    result("undefined module", fun() -> (id(no_such_module)):f(1) end),
    result("wrong arity", fun() -> M:one(1, 2) end),
    result("apply improper", fun() -> apply(M, one, id([1 | 2])) end),
    result("apply no atom", fun() -> apply(id(1), one, [1]) end),
    result("apply no atom function", fun() -> apply(M, id("one"), [1]) end),
    result("apply no list", fun() -> apply(M, one, id(x)) end),
    result("apply badfun", fun() -> apply(id(x), [1]) end),
    result("undef stack", fun() -> try M:nothing(1, b) catch error:undef:S -> hd_mfa(S) end end),
    value("exported", [erlang:function_exported(applying, one, 1), erlang:function_exported(applying, one, 2), erlang:function_exported(lists, map, 2)]),
    value("tail apply", tail(1000, M)),
    value("module_info", [lists:sort(M:module_info(exports)), M:module_info(module)]),
    value("is_builtin", [erlang:is_builtin(erlang, length, 1), erlang:is_builtin(lists, map, 2)]).

zero() -> zero.
one(X) -> {one, X}.
three(A, B, C) -> {three, A, B, C}.
many(A, B, C, D, E, F, G, H, I, J) -> [J, I, H, G, F, E, D, C, B, A].

hd_mfa([{M, F, A, _} | _]) -> {M, F, A}.

tail(0, _) -> done;
tail(N, M) when N rem 2 =:= 0 -> M:module_info(module), tail(N - 1, M);
tail(N, M) -> apply(fun(K) -> tail(K, M) end, [N - 1]).
