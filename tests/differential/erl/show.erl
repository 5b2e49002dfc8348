%% SPDX-License-Identifier: Apache-2.0
%% What the other modules print with. id/1 hides a value from the compiler, so that the virtual machine and
%% not erlc computes with it.
-module(show).
-export([value/2, result/2, each/3, id/1, where/2, class/1]).

%% A line "Label: Value".
value(Label, Value) ->
    io:format("~s: ~w~n", [Label, Value]).

%% The same with what Fun() returns or raises.
result(Label, Fun) ->
    value(Label, class(Fun)).

class(Fun) ->
    try Fun() of
        Value -> {value, Value}
    catch
        Class:Reason -> {Class, Reason}
    end.

%% result/2 for Fun applied to each of Inputs.
each(Label, Fun, Inputs) ->
    lists:foreach(fun(Input) ->
                      io:format("~s ~w: ~w~n", [Label, Input, class(fun() -> Fun(Input) end)])
                  end, Inputs).

id(X) -> X.

%% The frames of Module in a stack trace, as {Function, Arity}.
where(Module, Stack) ->
    [{F, arity(A)} || {M, F, A, _} <- Stack, M =:= Module].

arity(Args) when is_list(Args) -> {args, length(Args)};
arity(N) -> N.
