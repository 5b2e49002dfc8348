%% SPDX-License-Identifier: Apache-2.0
%% A call: its choice, its arguments, what becomes of it, and what of that must be the same on every machine.
-module(functions_call).
-export([choose/2, make/2, outcome/3]).

-import(functions_random, [below/1, one_in/1, pick/1]).

%% The function of call number Index of the run Seed, out of a tuple as functions_table has it.
choose({Seed, Index}, Functions) ->
    functions_random:seed({choice, Seed, Index}),
    pick(Functions).

%% The call itself: {Module, Function, Args}.
make({Seed, Index}, {Module, Function, Arity, Clauses}) ->
    functions_random:seed({arguments, Seed, Index}),
    functions_value:forget(),
    {Module, Function, arguments(functions_special:arguments(Module, Function, Arity), Clauses)}.

arguments({make, Function}, _) -> functions_made:Function();
arguments({apply, Module, Function}, _) -> Module:Function();
arguments({types, Types}, _) -> of_types(Types);
arguments(default, Clauses) -> of_types(pick(Clauses)).

%% In one call of six, one argument is of another type, unless it says how large something shall be or is kept.
of_types(Types) ->
    Args = [functions_type:make(T) || T <- Types],
    case Types =/= [] andalso one_in(6) of
        true -> spoil(1 + below(length(Types)), Types, Args);
        false -> Args
    end.

spoil(N, Types, Args) ->
    case lists:nth(N, Types) of
        {size, _} -> Args;
        {kept, _} -> Args;
        _ -> lists:sublist(Args, N - 1) ++ [functions_value:any(2) | lists:nthtail(N, Args)]
    end.

%% {Class, Outcome}: what the call returns or raises, in the form that is compared. Class is `value', `error', `exit',
%% `throw', `loose', or `meant' for a call that is not made, as docs/differences.md says that the answers differ. An exception comes with the beginning of its stack
%% trace and, Explained, with the text that Erlang/OTP makes of it. Loose: the call sees the order of a large map.
outcome({Module, Function, Args} = Call, Loose, Explained) ->
    case functions_special:meant(Module, Function, Args) of
        true -> {meant, differs};
        false -> made(Call, Loose, Explained)
    end.

made({Module, Function, Args} = Call, Loose, Explained) ->
    Outcome = try apply(Module, Function, Args) of
        Value -> {value, functions_builtin:value(Call, functions_special:value(Module, Function, Value))}
    catch
        Class:Reason:Stack -> exception(Class, Reason, trace(Stack), Explained andalso not Loose)
    end,
    case {Loose, functions_builtin:effects(Call)} of
        {true, _} -> {loose, loose(Module, Function, Outcome, lists:any(fun erlang:is_function/1, Args))};
        {false, none} -> {element(1, Outcome), comparable(Outcome)};
        {false, Effects} -> {element(1, Outcome), comparable({Outcome, Effects})}
    end.

exception(Class, Reason, Trace, false) -> {Class, Reason, Trace};
exception(Class, Reason, Trace, true) ->
    {Class, Reason, Trace, try erl_error:format_exception(Class, Reason, Trace) catch C:R:S -> {C, R, trace(S)} end}.

%% ---- stack traces ----

%% The last entries are missing on Erlang/OTP when it has others twice.
-define(ENTRIES, 6).

%% The part of a trace above this module, without what differs: see docs/differences.md.
trace(Stack) ->
    Above = lists:takewhile(fun(Entry) -> element(1, Entry) =/= ?MODULE end, Stack),
    lists:sublist(once(without_operator([entry(E) || E <- Above, not is_between(E)])), ?ENTRIES).

%% Erlang/OTP does not always say that a function was called by apply, and a builtin that it writes in Erlang may call
%% another one last.
is_between({erlang, apply, _, _}) -> true;
is_between({calendar, local_time_to_universal_time, 1, _}) -> true;
is_between(_) -> false.

%% A builtin of one machine may be a function written in Erlang on the other, with a line in a file.
entry({re, run, [Subject, Pattern, []], Location}) -> entry({re, run, [Subject, Pattern], Location});
entry({re, internal_run, [Subject, Pattern, Options, _], Location}) -> entry({re, run, [Subject, Pattern, Options], Location});
entry({erlang, append, Args, Location}) -> entry({erlang, '++', Args, Location});
entry({erlang, subtract, Args, Location}) -> entry({erlang, '--', Args, Location});
entry({erlang, Function, Args, Location}) -> {erlang, Function, Args, lists:keydelete(line, 1, lists:keydelete(file, 1, Location))};
entry({Module, Function, Args, Location}) ->
    case lists:keyfind(error_info, 1, Location) of
        Info when Info =:= false, Module =/= re -> {Module, Function, Args, Location};
        Info when is_tuple(Info), Module =/= re -> {Module, Function, Args, [Info]};
        _ -> {Module, Function, Args, []}
    end;
entry(Entry) -> Entry.

%% Erlang/OTP does not always say which operator failed.
without_operator([{erlang, Operator, [_, _], _} | Rest]) when Operator =:= '+'; Operator =:= '-' -> Rest;
without_operator(Trace) -> Trace.

%% Erlang/OTP names the caller of what is no fun twice.
once([Entry, Entry | Rest]) -> once([Entry | Rest]);
once([Entry | Rest]) -> [Entry | once(Rest)];
once([]) -> [].

%% ---- what is compared ----

%% Identifiers made by the call, and funs, are replaced by what can be told about them. Maps become sorted pairs: the
%% order of a large map is each machine's own.
comparable(Term) when is_map(Term) ->
    Key = case map_size(Term) > 32 of true -> fun key/1; false -> fun comparable/1 end,
    {'$map', functions_order:sort([{Key(K), comparable(V)} || {K, V} <- maps:to_list(Term)])};
comparable({Pattern, _}) when Pattern =:= bm; Pattern =:= ac -> '$compiled';
comparable({'EXIT', {Reason, [{_, _, _, _} | _] = Stack}}) -> {'EXIT', {comparable(Reason), comparable(trace(Stack))}};
comparable({re_pattern, Count, Unicode, Newline, _}) -> {re_pattern, Count, Unicode, Newline};
comparable([Head | Tail]) -> [comparable(Head) | comparable(Tail)];
comparable(Term) when is_tuple(Term) -> list_to_tuple([comparable(E) || E <- tuple_to_list(Term)]);
comparable(Term) when is_function(Term) -> {'$fun', [{Key, comparable(element(2, erlang:fun_info(Term, Key)))}
                                                     || Key <- [module, name, arity, env, type]]};
comparable(Term) when is_pid(Term) -> identifier(Term, pid_to_list(Term));
comparable(Term) when is_port(Term) -> identifier(Term, erlang:port_to_list(Term));
comparable(Term) when is_reference(Term) -> identifier(Term, ref_to_list(Term));
comparable(Term) -> Term.

%% 0.0 and -0.0 are one key, and in a large map each machine keeps its own of the two.
key(Zero) when is_float(Zero), Zero == 0 -> 0.0;
key(Key) -> comparable(Key).

identifier(Term, Text) ->
    case lists:member(Text, functions_value:identifiers()) of
        true -> {'$identifier', Text};
        false when Term =:= self() -> '$self';
        false -> '$identifier'
    end.

%% For calls that see the order of a large map: values of functions that are about maps as such, in some order, and with
%% 0.0 and -0.0 as the one key that they are; of others, nothing.
loose(maps, next, _, _) -> unordered;
loose(Module, _, {value, Value}, false) when Module =:= maps; Module =:= erts_internal -> unordered(comparable(Value));
loose(_, _, _, _) -> unordered.

unordered(Term) when is_list(Term) -> {'$sorted', lists:sort([term_to_binary(E) || E <- elements(Term)])};
unordered(Term) when is_tuple(Term) -> list_to_tuple([unordered(E) || E <- tuple_to_list(Term)]);
unordered(Zero) when is_float(Zero), Zero == 0 -> 0.0;
unordered(Term) -> Term.

elements([Head | Tail]) -> [unordered(Head) | elements(Tail)];
elements([]) -> [];
elements(Tail) -> [unordered(Tail)].
