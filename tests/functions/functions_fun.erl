%% SPDX-License-Identifier: Apache-2.0
%% Funs to pass to functions that take them. They always end, and what they return depends on nothing but their
%% arguments.
-module(functions_fun).
-export([any/0, make/3]).

-import(functions_random, [below/1, pick/1, one_in/1, many/2]).

%% A fun of some arity, for where any value will do.
any() ->
    pick([fun erlang:abs/1, fun lists:map/2, fun functions_no_such_module:f/1, fun(X) -> X end,
          fun(X, Y) -> {X, Y} end, fun() -> ok end,
          of_arity(below(4), [a, 1])]).

%% A fun for arguments like Samples. Result is `boolean', `argument' for what may be one of the arguments, or
%% {values, [Value, ...]}: a few values of the right type.
make(Arity, boolean, _) -> predicate(Arity);
make(Arity, argument, Make) ->
    case below(4) of
        0 -> projection(Arity);
        1 -> tupled(Arity);
        _ -> values(Arity, Make)
    end;
make(Arity, values, Make) -> values(Arity, Make).

values(Arity, Make) ->
    case one_in(12) of
        true -> raising(Arity);
        false -> of_arity(Arity, many(1 + below(3), Make))
    end.

predicate(2) ->
    pick([fun(X, Y) -> X =< Y end, fun(X, Y) -> X < Y end, fun(X, Y) -> X >= Y end, fun(X, Y) -> X == Y end,
          fun(X, Y) -> hash([X, Y]) rem 2 =:= 0 end, fun(_, _) -> true end, fun(_, _) -> false end,
          fun(_, _) -> neither end]);
predicate(1) ->
    pick([fun(X) -> hash([X]) rem 2 =:= 0 end, fun(X) -> hash([X]) rem 5 > 0 end, fun(_) -> true end,
          fun(_) -> false end, fun is_integer/1, fun is_atom/1, fun(X) -> X > b end, fun(_) -> neither end]);
predicate(Arity) -> of_arity(Arity, [true, false]).

projection(1) -> fun(X) -> X end;
projection(2) -> pick([fun(X, _) -> X end, fun(_, Y) -> Y end]);
projection(3) -> pick([fun(X, _, _) -> X end, fun(_, _, Z) -> Z end]);
projection(Arity) -> of_arity(Arity, [a]).

tupled(1) -> fun(X) -> {X} end;
tupled(2) -> pick([fun(X, Y) -> {X, Y} end, fun(X, Y) -> [X | Y] end]);
tupled(3) -> pick([fun(X, Y, Z) -> {X, Y, Z} end, fun(X, Y, Z) -> [{X, Y} | Z] end]);
tupled(Arity) -> of_arity(Arity, [b]).

raising(1) -> pick([fun(X) -> throw(X) end, fun(X) -> error({bad, X}) end, fun(X) -> exit(X) end]);
raising(2) -> pick([fun(X, _) -> throw(X) end, fun(_, X) -> error(X) end]);
raising(Arity) -> of_arity(Arity, [raised]).

%% One of Values, chosen by the arguments.
of_arity(0, [Value | _]) -> fun() -> Value end;
of_arity(1, Values) -> fun(A) -> choose([A], Values) end;
of_arity(2, Values) -> fun(A, B) -> choose([A, B], Values) end;
of_arity(3, Values) -> fun(A, B, C) -> choose([A, B, C], Values) end;
of_arity(4, Values) -> fun(A, B, C, D) -> choose([A, B, C, D], Values) end;
of_arity(_, Values) -> fun(A, B, C, D, E) -> choose([A, B, C, D, E], Values) end.

choose(Args, Values) -> lists:nth(1 + hash(Args) rem length(Values), Values).

hash(Args) -> erlang:phash2(Args) bsr 3.
