#!/usr/bin/env escript
%% SPDX-License-Identifier: Apache-2.0
%% make_table.escript FOLDER: writes FOLDER/functions_table.beam, a module with
%%
%%     functions() -> {{Module, Function, Arity, [[ArgumentType]]}, ...}    a list of types for each clause of the -spec
%%     types() -> #{{Module, Name, Arity} => {[Variable], Type}}
%%
%% for all functions that the modules of functions_special:modules() (compiled, in FOLDER) export, and functions_internal:singles(). Types are those of functions_type. They are read from the
%% abstract code that OTP's BEAM files contain; so that nothing needs to be kept up by hand.

main([Folder]) ->
    ets:new(types, [named_table]),
    true = code:add_patha(Folder),
    Functions = lists:append([module(M) || M <- functions_special:modules()])
        ++ [{M, F, A, [lists:duplicate(A, any)]} || {M, F, A} <- functions_internal:singles()],
    Types = maps:from_list(ets:tab2list(types)),
    Forms = [{attribute, 1, module, functions_table}, {attribute, 1, export, [{functions, 0}, {types, 0}]},
             constant(functions, list_to_tuple(Functions)), constant(types, Types)],
    {ok, Module, Beam} = compile:forms(Forms, [no_spawn_compiler_process]),
    ok = file:write_file(filename:join(Folder, atom_to_list(Module) ++ ".beam"), Beam).

constant(Name, Term) ->
    {function, 1, Name, 0, [{clause, 1, [], [], [erl_parse:abstract(Term)]}]}.

%% ---- functions ----

module(Module) ->
    Forms = forms(Module),
    Exports = exports(Module),
    Specs = maps:from_list(lists:append([[{name(Module, F), Clauses}] || {attribute, _, spec, {F, Clauses}} <- Forms])),
    [{Module, F, A, clauses(Module, A, maps:get({Module, F, A}, Specs, none))}
     || {F, A} <- lists:sort(Exports), F =/= module_info, F =/= behaviour_info].

name(Module, {F, A}) -> {Module, F, A};
name(_, {M, F, A}) -> {M, F, A}.

clauses(_, Arity, none) -> [lists:duplicate(Arity, any)];
clauses(Module, _, Clauses) -> [clause(Module, C) || C <- Clauses].

clause(Module, {type, _, bounded_fun, [Fun, Constraints]}) ->
    Bounds = maps:from_list([{V, T} || {type, _, constraint, [{atom, _, is_subtype}, [{var, _, V}, T]]} <- Constraints]),
    arguments(Module, Fun, Bounds);
clause(Module, Fun) -> arguments(Module, Fun, #{}).

arguments(Module, {type, _, 'fun', [{type, _, product, Args}, _]}, Bounds) ->
    [type(Module, A, Bounds) || A <- Args].

%% ---- types ----

%% Bounds are the types of variables in a -spec, `free' in a -type.
type(Module, Form, Bounds) ->
    case Form of
        {ann_type, _, [_, T]} -> type(Module, T, Bounds);
        {paren_type, _, [T]} -> type(Module, T, Bounds);
        {var, _, '_'} -> any;
        {var, _, V} when Bounds =:= free -> {var, V};
        {var, _, V} -> variable(Module, V, Bounds);
        {remote_type, _, [{atom, _, M}, {atom, _, Name}, Args]} -> named(M, Name, [type(Module, A, Bounds) || A <- Args]);
        {user_type, _, Name, Args} -> named(Module, Name, [type(Module, A, Bounds) || A <- Args]);
        {type, _, record, [{atom, _, Name} | _]} -> record(Module, Name);
        {type, _, Name, Args} -> built_in(Module, Name, Args, Bounds);
        _ -> {is, erl_parse:normalise(erl_eval:partial_eval(Form))}
    end.

variable(Module, V, Bounds) ->
    case Bounds of
        #{V := T} -> type(Module, T, maps:remove(V, Bounds));
        #{} -> any
    end.

built_in(Module, Name, Args, Bounds) ->
    T = fun(Form) -> type(Module, Form, Bounds) end,
    case {Name, Args} of
        {union, _} -> {union, [T(A) || A <- Args]};
        {range, [Low, High]} -> {range, element(2, T(Low)), element(2, T(High))};
        {nil, []} -> {is, []};
        {list, []} -> {list, any};
        {list, [A]} -> {list, T(A)};
        {nonempty_list, []} -> {nonempty, any};
        {nonempty_list, [A]} -> {nonempty, T(A)};
        {maybe_improper_list, []} -> {improper, any, any};
        {maybe_improper_list, [A, B]} -> {improper, T(A), T(B)};
        {nonempty_improper_list, [A, B]} -> {improper, T(A), T(B)};
        {nonempty_maybe_improper_list, []} -> {improper, any, any};
        {nonempty_maybe_improper_list, [A, B]} -> {improper, T(A), T(B)};
        {nonempty_string, []} -> {nonempty, char};
        {tuple, any} -> tuple;
        {tuple, _} -> {tuple, [T(A) || A <- Args]};
        {map, any} -> map;
        {map, _} -> {map, [{kind(Kind), T(K), T(V)} || {type, _, Kind, [K, V]} <- Args]};
        {'fun', []} -> 'fun';
        {'fun', [{type, _, any}, _]} -> 'fun';
        {'fun', [{type, _, product, As}, R]} -> {'fun', length(As), T(R)};
        {binary, [Size, Unit]} -> {bits, element(2, T(Size)), element(2, T(Unit))};
        {byte, []} -> {range, 0, 255};
        {arity, []} -> {range, 0, 255};
        {non_neg_integer, []} -> {natural, 0};
        {pos_integer, []} -> {natural, 1};
        {neg_integer, []} -> {range, -1 bsl 65, -1};
        {module, []} -> atom;
        {node, []} -> atom;
        {identifier, []} -> {union, [pid, port, reference]};
        {timeout, []} -> {union, [{is, infinity}, {natural, 0}]};
        {mfa, []} -> {tuple, [atom, atom, {range, 0, 255}]};
        {function, []} -> 'fun';
        {term, []} -> any;
        {no_return, []} -> none;
        {nonempty_bitstring, []} -> bitstring;
        {iodata, []} -> named(functions, iodata, []);
        {iolist, []} -> named(functions, iolist, []);
        {_, []} -> Name
    end.

kind(map_field_assoc) -> assoc;
kind(map_field_exact) -> exact.

record(Module, Name) ->
    [Fields] = [Fs || {attribute, _, record, {R, Fs}} <- forms(Module), R =:= Name],
    {tuple, [{is, Name} | [field(Module, F) || F <- Fields]]}.

field(Module, {typed_record_field, _, T}) -> type(Module, T, #{});
field(_, _) -> any.

%% Notes the definition, once, and gives the reference to it.
named(Module, Name, Args) ->
    Key = {Module, Name, length(Args)},
    case ets:insert_new(types, {Key, unknown}) of
        true -> ets:insert(types, {Key, definition(Key)});
        false -> ok
    end,
    {named, Module, Name, Args}.

definition({functions, _, _}) -> unknown;
definition({Module, Name, Arity}) ->
    Found = [{Vs, T} || {attribute, _, Kind, {N, T, Vs}} <- forms(Module), Kind =:= type orelse Kind =:= opaque,
                        N =:= Name, length(Vs) =:= Arity],
    case Found of
        [{Vs, T} | _] -> {[V || {var, _, V} <- Vs], type(Module, T, free)};
        [] -> unknown
    end.

%% ---- OTP's files ----

forms(Module) ->
    case get({forms, Module}) of
        undefined ->
            {ok, {_, [{abstract_code, {raw_abstract_v1, Forms}}]}} = beam_lib:chunks(file(Module), [abstract_code]),
            put({forms, Module}, Forms),
            Forms;
        Forms -> Forms
    end.

exports(Module) ->
    {ok, {_, [{exports, Exports}]}} = beam_lib:chunks(file(Module), [exports]),
    Exports.

file(Module) ->
    case code:which(Module) of
        preloaded -> preloaded(Module);
        File -> File
    end.

preloaded(Module) ->
    [File | _] = filelib:wildcard(filename:join([code:root_dir(), "lib", "erts-*", "ebin", atom_to_list(Module) ++ ".beam"])),
    File.
