%% SPDX-License-Identifier: Apache-2.0
%% Finds where Tick answers differently from Erlang/OTP, for all functions of OTP's libraries that only compute and for the
%% builtins. The same BEAM file makes the same calls on both machines, and run.sh compares what is printed.
%%
%% The idea: OTP declares the types of its functions, so arguments can be made from the declarations (make_table.escript puts
%% them into functions_table; functions_type makes a value of a type, functions_special says where that is not enough). Seed
%% and number of a call decide everything about it, so that each can be made again alone. What comes of it is a value or an
%% exception with its trace; what each machine may do as it likes is taken out (functions_call), and the rest is one hash:
%%
%%     Index Module:Function/Arity value|error|exit|throw|loose|meant MD5-of-its-outcome
%%
%% `show' prints the calls and outcomes themselves.
%%
%%     functions run SEED FIRST COUNT [MODULE[:FUNCTION]...]     COUNT calls, from number FIRST
%%     functions show SEED INDICES [MODULE[:FUNCTION]...]        those with the numbers INDICES, separated by commas
%%     functions count [MODULE[:FUNCTION]...]                    the number of functions
%%     functions builtins                                        on Erlang/OTP: how many builtins it has, how many of these are called,
%%                                                               and those that are neither called nor left out for a reason
-module(functions).
-export([main/1]).

%% A call that takes longer than this many milliseconds has no end.
-define(LIMIT, 60000).

main(["run", Seed, First, Count | Names]) ->
    Functions = functions(Names),
    run(list_to_integer(Seed), list_to_integer(First), list_to_integer(First) + list_to_integer(Count), Functions, []);
main(["show", Seed, Indices | Names]) ->
    Functions = functions(Names),
    [show({list_to_integer(Seed), list_to_integer(I)}, Functions) || I <- string:lexemes(Indices, ",")],
    ok;
main(["count" | Names]) ->
    io:put_chars([integer_to_list(tuple_size(functions(Names))), "\n"]);

main(["builtins"]) ->
    Called = [{Module, Function, Arity} || {Module, Function, Arity, _} <- tuple_to_list(functions([]))],
    Builtins = erlang:system_info(snifs),
    io:format("~w ~w~n", [length(Builtins), length([F || F <- Builtins, lists:member(F, Called)])]),
    [io:format("~w:~tw/~w~n", [Module, Name, Arity]) || {Module, Name, Arity} <- functions_internal:unnamed(Called)],
    ok.

functions(Names) ->
    list_to_tuple([F || {Module, Function, Arity, _} = F <- tuple_to_list(functions_table:functions()),
                        not functions_special:left_out(Module, Function, Arity),
                        Names =:= [] orelse wanted(atom_to_list(Module), atom_to_list(Function), Names)]).

wanted(Module, Function, Names) ->
    lists:member(Module, Names) orelse lists:member(Module ++ ":" ++ Function, Names).

%% ---- running ----

%% Lines are printed fifty at a time.
run(_, End, End, _, Lines) -> io:put_chars(lists:reverse(Lines));
run(Seed, Index, End, Functions, Lines) when length(Lines) >= 50 ->
    io:put_chars(lists:reverse(Lines)),
    run(Seed, Index, End, Functions, []);
run(Seed, Index, End, Functions, Lines) ->
    {Module, Name, Arity, _} = Function = functions_call:choose({Seed, Index}, Functions),
    Result = in_process(fun() -> md5({Seed, Index}, Function) end),
    Line = [integer_to_list(Index), " ", atom_to_list(Module), ":", atom_to_list(Name), "/", integer_to_list(Arity),
            " ", Result, "\n"],
    run(Seed, Index + 1, End, Functions, [Line | Lines]).

%% Each call has a process of its own, and so a fresh heap. Its tables are gone before the next call.
in_process(Fun) ->
    Parent = self(),
    {Pid, Monitor} = spawn_monitor(fun() -> Parent ! {self(), Fun()} end),
    receive
        {Pid, Result} ->
            receive {'DOWN', Monitor, process, Pid, _} -> Result end;
        {'DOWN', Monitor, process, Pid, _} -> "the process ended"
    after ?LIMIT ->
        exit(Pid, kill),
        "no end"
    end.

md5({_, Index} = Number, Function) ->
    Call = functions_call:make(Number, Function),
    {Class, Outcome} = evaluate(Index, Call),
    [atom_to_list(Class), " ", hex(erlang:md5(term_to_binary(Outcome)))].

%% In a process that looks as if nothing had happened in it.
evaluate(Index, {Module, _, _} = Call) ->
    functions_special:prepare(Module),
    erase(functions_random),
    functions_value:forget(),
    functions_call:outcome(Call, has_large_map(Call), Index rem 8 =:= 0 andalso not has_own_form(Call)).

%% Patterns, the tables of a graph and identifiers that the call has made are printed as each machine represents them.
has_own_form({_, _, Args}) -> has_own(Args).

has_own([Head | Tail]) -> has_own(Head) orelse has_own(Tail);
has_own(Term) when is_tuple(Term), tuple_size(Term) > 0 ->
    lists:member(element(1, Term), [bm, ac, re_pattern, digraph]) orelse has_own(tuple_to_list(Term));
has_own(Term) when is_map(Term) -> has_own(maps:to_list(Term));
has_own(Term) when is_reference(Term) -> not lists:member(ref_to_list(Term), functions_value:identifiers());
has_own(Term) when is_pid(Term) -> not lists:member(pid_to_list(Term), functions_value:identifiers());
has_own(_) -> false.

has_large_map(Map) when is_map(Map) -> map_size(Map) > 32 orelse has_large_map(maps:to_list(Map));
%% The abstract form of one.
has_large_map({map, _, Pairs}) when length(Pairs) > 32 -> true;
has_large_map([Head | Tail]) -> has_large_map(Head) orelse has_large_map(Tail);
has_large_map(Tuple) when is_tuple(Tuple) -> has_large_map(tuple_to_list(Tuple));
has_large_map(Fun) when is_function(Fun) -> has_large_map(element(2, erlang:fun_info(Fun, env)));
has_large_map(_) -> false.

hex(Binary) -> [element(1 + N, {$0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $a, $b, $c, $d, $e, $f}) || <<N:4>> <= Binary].

%% ---- showing ----

show({_, Index} = Number, Functions) ->
    Function = functions_call:choose(Number, Functions),
    in_process(fun() ->
        {Module, Name, Args} = Call = functions_call:make(Number, Function),
        io:format("~w ~w:~w(~ts)~n", [Index, Module, Name, lists:join(", ", [argument(A) || A <- Args])]),
        {Class, Outcome} = evaluate(Index, Call),
        io:format("~w => ~w ~0tp~n", [Index, Class, Outcome])
    end).

%% Without the numbers of identifiers that the call has made.
argument(Term) -> re:replace(io_lib:format("~0tp", [Term]), "<0\\.[0-9.]+>", "<>", [global, unicode]).
