%% SPDX-License-Identifier: Apache-2.0
%% The shape of stack traces: module, function, arity of each frame of this module.
-module(stacktrace).
-export([main/0, exported/1]).
-import(show, [value/2, id/1]).

main() ->
    trace("error", fun() -> a(error) end),
    trace("exit", fun() -> a(exit) end),
    trace("throw", fun() -> a(throw) end),
    trace("badmatch", fun() -> a(badmatch) end),
    trace("badarith", fun() -> a(badarith) end),
    trace("case_clause", fun() -> a(case_clause) end),
    trace("function_clause", fun() -> a(clause) end),
    trace("undef", fun() -> a(undef) end),
    trace("badarg", fun() -> a(badarg) end),
    trace("badfun", fun() -> a(badfun) end),
    trace("error with arguments", fun() -> a(arguments) end),
    trace("tail calls leave no frame", fun() -> tail1(1) end),
    trace("in a fun", fun() -> lists:foreach(fun(X) -> in_fun(X) end, [1]) end),
    trace("raised again", fun() -> again(fun() -> a(error) end) end),
    trace("erlang:raise", fun() -> erlang:raise(exit, why, [{m, f, 1, []}, {m, g, [a], [{file, "f.erl"}, {line, 3}]}]) end),
    trace("deep", fun() -> deep(30) end),
    value("top of undef", top(fun() -> no_module:no_function(1, 2) end)),
    value("top of badarg", top(fun() -> atom_to_list(id(1)) end)),
    value("top of badarg in element", top(fun() -> element(id(3), {1}) end)),
    value("top of badarith", top(fun() -> id(a) * 2 end)),
    value("top of hd", top(fun() -> hd(id([])) end)),
    value("top of list_to_integer", top(fun() -> list_to_integer(id("x")) end)),
    value("top of ++", top(fun() -> id(a) ++ [1] end)),
    value("top of maps:get", top(fun() -> maps:get(a, id(#{})) end)),
    value("top of apply", top(fun() -> apply(stacktrace, id(nothing), []) end)),
    value("function_clause has arguments", top(fun() -> exported(id(b)) end)),
    value("line and file", location(fun() -> a(error) end)),
    value("line of a call below", location(fun() -> {here, exported(x)} end)),
    [trace("applied last: what raises", fun() -> {applied(F, [x])} end) || F <- [error, exit, throw]],
    [trace("called last by name: what raises", fun() -> {named(F, x)} end) || F <- [error, exit, throw]],
    value("top of an applied error/2", top(fun() -> {applied(error, [x, [1, 2, 3]])} end)),
    value("top of an applied error/3", top(fun() -> {applied(error, [x, [1, 2], [{error_info, #{cause => no}}]])} end)),
    value("top of an applied error/3 that is wrong", top(fun() -> {applied(error, [x, [1, 2], a])} end)),
    value("top of an applied nif_error", top(fun() -> {applied(nif_error, [x])} end)),
    value("empty in raise", try erlang:raise(error, x, []) catch error:x:S -> S end),
    value("bad raise", catch erlang:raise(none, x, [])),
    value("current stack in a recursion", in_recursion(20, fun current/0)),
    value("current stack in two functions that call each other", in_two(20, fun current/0)),
    value("stack of one that waits in a recursion", current_of(fun() -> in_recursion(20, fun wait/0) end)),
    value("stack of one that waits in two functions", current_of(fun() -> in_two(20, fun wait/0) end)).

applied(F, Args) -> apply(id(erlang), F, Args).
named(F, X) -> erlang:F(X).

trace(Name, F) ->
    try F() of V -> value(Name, V)
    catch C:R:S ->
        value(Name, {C, R}),
        io:format("    ~w~n", [[{Fn, if is_list(A) -> {args, length(A)}; true -> A end} || {M, Fn, A, _} <- S, M =:= ?MODULE, not is_fun_name(Fn)]])
    end.

is_fun_name(Name) -> hd(atom_to_list(Name)) =:= $-.

top(F) ->
    try F() catch C:R:S -> {M, Fn, A, _} = hd(S), {C, R, M, Fn, A} end.

location(F) ->
    try F() catch _:_:S -> Info = element(4, hd(S)), {proplists:get_value(file, Info), proplists:get_value(line, Info)} end.

a(What) -> [b(What)].
b(What) -> [c(What)].

c(error) -> error(why);
c(exit) -> exit(why);
c(throw) -> throw(why);
c(badmatch) -> ok = id(no);
c(badarith) -> id(x) * 2;
c(case_clause) -> case id(3) of 4 -> ok end;
c(clause) -> exported(z);
c(undef) -> stacktrace:nowhere(1);
c(badarg) -> tuple_to_list(id(1));
c(badfun) -> (id(3))(x);
c(arguments) -> error(why, [given, arguments]).

exported(x) -> [error(in_exported)];
exported(a) -> fine.

tail1(X) -> tail2(X, 1).
tail2(X, Y) -> tail3(X, Y, 1).
tail3(X, Y, Z) -> error({X, Y, Z}).

in_fun(1) -> error(in_fun).

again(F) ->
    try F() catch C:R:S -> erlang:raise(C, R, S) end.

deep(0) -> error(bottom);
deep(N) -> [deep(N - 1)].

%% ---- the stack without an exception ----

in_recursion(0, F) -> F();
in_recursion(N, F) -> id(in_recursion(N - 1, F)).

in_two(0, F) -> F();
in_two(N, F) -> id(in_other(N - 1, F)).
in_other(N, F) -> id(in_two(N - 1, F)).

current() -> own(process_info(self(), current_stacktrace)).

%% The stack of a process that evaluates F, when it waits.
current_of(F) ->
    {Pid, Monitor} = spawn_monitor(F),
    Stack = when_waiting(Pid),
    exit(Pid, kill),
    receive {'DOWN', Monitor, process, Pid, killed} -> Stack end.

when_waiting(Pid) ->
    case process_info(Pid, [status, current_stacktrace]) of
        [{status, waiting}, Stack] -> own(Stack);
        _ -> erlang:yield(), when_waiting(Pid)
    end.

wait() -> receive stop -> ok end.

own({current_stacktrace, Stack}) ->
    [{F, A, proplists:get_value(line, Location)} || {M, F, A, Location} <- Stack, M =:= ?MODULE].
