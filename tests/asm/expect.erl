%% SPDX-License-Identifier: Apache-2.0
%% expect:main(["BEAM_DIR", "FILE.tasm"...]): evaluates what stands after "; expect" in the sources, one expression
%% a line, and prints "ok ..." and its value, the same on every machine, or "FAILED ...". An expression must not raise, so a pattern in front of "="
%% says what is expected. Trace(fun() -> ... end) is the part of the stack trace of what the fun raises that lies in the
%% module under test: [{Function, File, Line}].
-module(expect).
-export([main/1]).

main([Folder | Files]) ->
    true = code:add_patha(Folder),
    lists:foreach(fun check_file/1, Files).

check_file(File) ->
    {ok, Text} = file:read_file(File),
    Module = list_to_atom(filename:basename(File, ".tasm")),
    Loaded = code:load_file(Module),
    Lines = string:split(Text, "\n", all),
    [check(Module, Loaded, unicode:characters_to_list(Line)) || <<"; expect ", Line/binary>> <- Lines].

check(Module, {module, Module}, Line) ->
    {ok, Tokens, _} = erl_scan:string(Line ++ "."),
    {ok, Expressions} = erl_parse:parse_exprs(Tokens),
    %% In a process of its own: messages and crashes stay there.
    {Pid, Monitor} = spawn_monitor(fun() -> exit(evaluate(Expressions, bindings(Module))) end),
    receive
        {'DOWN', Monitor, process, Pid, {value, Value}} ->
            io:format("ok ~ts: ~ts~n    ~0tp~n", [Module, Line, without_traces(Value)]);
        {'DOWN', Monitor, process, Pid, Reason} ->
            io:format("FAILED ~ts: ~ts~n    ~0tp~n", [Module, Line, Reason])
    after 20000 ->
        io:format("FAILED ~ts: ~ts~n    no end after 20 seconds~n", [Module, Line])
    end;
check(Module, Error, Line) ->
    io:format("FAILED ~ts: ~ts~n    ~tp~n", [Module, Line, Error]).

evaluate(Expressions, Bindings) ->
    try erl_eval:exprs(Expressions, Bindings) of
        {value, Value, _} -> {value, Value}
    catch
        Class:Reason -> {Class, Reason}
    end.

%% A trace shows whose lists and erl_eval they are.
without_traces({'EXIT', {Reason, [{_, _, _, _} | _]}}) -> {'EXIT', Reason};
without_traces([{Module, Function, Args, Where} | _]) when is_list(Where) -> {Module, Function, Args};
without_traces(Value) -> Value.

bindings(Module) ->
    Trace = fun(Call) ->
        try Call() of Value -> {no_exception, Value}
        catch _:_:Stack ->
            [{Function, filename:basename(proplists:get_value(file, Where, "")),
              proplists:get_value(line, Where, 0)} || {M, Function, _, Where} <- Stack, M =:= Module]
        end
    end,
    [{'Trace', Trace}].
