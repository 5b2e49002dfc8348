%% SPDX-License-Identifier: Apache-2.0
-module(funs).
-export([main/0, double/1, three/3]).
-import(show, [value/2, result/2, id/1]).

main() ->
    N = id(10),
    Add = fun(X) -> X + N end,
    value("closure", [Add(1), Add(2.5)]),
    value("several free", (many(1, 2, 3, 4, 5))(6)),
    value("fun returning fun", ((adder(1))(2))(3)),
    value("local fun", lists:map(fun double/1, [1, 2, 3])),
    value("external fun", lists:map(fun funs:double/1, [1, 2, 3])),
    M = id(lists), F = id(reverse), A = id(1),
    Made = fun M:F/A,
    value("made external", Made([1, 2, 3])),
    value("external printed", [fun lists:map/2, Made, fun erlang:'+'/2]),
    value("external equality", [fun lists:map/2 =:= id(fun lists:map/2), Made == fun lists:reverse/1]),
    value("recursion", [fact(0), fact(5), fact(20)]),
    value("named fun", (fun Sum([]) -> 0; Sum([H | T]) -> H + Sum(T) end)([1, 2, 3, 4])),
    value("clauses", [classify(X) || X <- [-1, 0, 1, a]]),
    value("compose", (compose([fun(X) -> X + 1 end, fun(X) -> X * 2 end, fun integer_to_list/1]))(5)),
    value("curry", ((curry(fun(X, Y) -> X - Y end))(10))(3)),
    value("church", church_to_int(church_mul(church(6), church(7)))),
    value("stored", [F1(3) || {_, F1} <- [{sq, fun(X) -> X * X end}, {neg, fun(X) -> -X end}]]),
    value("in map", (maps:get(op, #{op => fun(X, Y) -> X * Y end}))(6, 7)),
    value("same fun equal", begin G = adder(1), G =:= id(G) end),
    value("free values matter", adder(1) =:= adder(id(2))),
    value("arity", [erlang:fun_info(fun double/1, arity), erlang:fun_info(fun lists:map/2, arity)]),
    value("module", [erlang:fun_info(Add, module), erlang:fun_info(fun lists:map/2, module)]),
    value("name", erlang:fun_info(fun lists:map/2, name)),
    value("type", [erlang:fun_info(Add, type), erlang:fun_info(fun lists:map/2, type)]),
    value("environment", erlang:fun_info(Add, env)),
    result("badarity", fun() -> short((id(fun(X) -> X end)), [1, 2]) end),
    result("badfun", fun() -> (id(not_a_fun))(1) end),
    result("badfun list", fun() -> (id([]))() end),
    result("no clause", fun() -> element(1, show:class(fun() -> (id(fun(1) -> one end))(2) end)) end),
    result("undef", fun() -> (id(fun lists:no_such/1))(1) end),
    value("counter", count(fun(C) -> C + 2 end, 1000, 0)),
    value("big environment", (big(list_to_tuple(lists:seq(1, 50)), lists:seq(1, 50), "text", 1 bsl 80))(7)),
    value("sent", begin self() ! {f, Add}, receive {f, R} -> R(32) end end),
    value("run elsewhere", begin Me = self(), spawn(fun() -> Me ! {r, Add(5)} end), receive {r, V} -> V end end).

double(X) -> X * 2.
three(A, B, C) -> {A, B, C}.

many(A, B, C, D, E) -> fun(F) -> [A, B, C, D, E, F, A + F] end.
adder(X) -> fun(Y) -> fun(Z) -> X + Y + Z end end.

fact(N) ->
    F = fun Self(0) -> 1; Self(K) -> K * Self(K - 1) end,
    F(N).

classify(X) ->
    (fun(0) -> zero; (Y) when is_integer(Y), Y < 0 -> negative; (Y) when is_integer(Y) -> positive; (_) -> other end)(X).

compose(Fs) -> fun(X) -> lists:foldl(fun(F, Acc) -> F(Acc) end, X, Fs) end.
curry(F) -> fun(X) -> fun(Y) -> F(X, Y) end end.

church(0) -> fun(_) -> fun(X) -> X end end;
church(N) -> P = church(N - 1), fun(F) -> fun(X) -> F((P(F))(X)) end end.
church_mul(A, B) -> fun(F) -> A(B(F)) end.
church_to_int(C) -> (C(fun(X) -> X + 1 end))(0).

short(F, Args) ->
    try apply(F, Args) catch error:{badarity, {G, As}} -> {badarity, is_function(G, 1), As} end.

count(_, 0, Acc) -> Acc;
count(F, N, Acc) -> count(F, N - 1, F(Acc)).

big(T, L, S, B) -> fun(X) -> {element(X, T), lists:nth(X, L), S, B + X} end.
