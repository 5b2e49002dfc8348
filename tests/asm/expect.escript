#!/usr/bin/env escript
%%! -noinput
%% SPDX-License-Identifier: Apache-2.0
%% expect.escript BEAM_DIR FILE.tasm...: evaluates what stands after "; expect" in the sources, one
%% expression a line, and prints "ok ..." or "FAILED ...". An expression must not raise, so a pattern in
%% front of "=" says what is expected. Trace(fun() -> ... end) is the part of the stack trace of what the fun
%% raises that lies in the module under test: [{Function, File, Line}].

main([Dir | Files]) ->
    true = code:add_patha(Dir),
    logger:set_primary_config(level, none),
    Failed = lists:sum([check_file(File) || File <- Files]),
    halt(min(Failed, 1)).

check_file(File) ->
    {ok, Text} = file:read_file(File),
    Module = list_to_atom(filename:basename(File, ".tasm")),
    code:purge(Module),
    Loaded = code:load_file(Module),
    Lines = string:split(Text, "\n", all),
    length([Line || <<"; expect ", Line/binary>> <- Lines, not check(Module, Loaded, Line)]).

check(Module, {module, Module}, Line) ->
    Text = unicode:characters_to_list(Line),
    {ok, Tokens, _} = erl_scan:string(Text ++ "."),
    {ok, Expressions} = erl_parse:parse_exprs(Tokens),
    %% In a process of its own: messages and crashes stay there.
    {Pid, Monitor} = spawn_monitor(fun() -> exit({value, erl_eval:exprs(Expressions, bindings(Module))}) end),
    receive
        {'DOWN', Monitor, process, Pid, {value, _}} ->
            io:format("ok ~ts: ~ts~n", [Module, Text]),
            true;
        {'DOWN', Monitor, process, Pid, Reason} ->
            io:format("FAILED ~ts: ~ts~n    ~tp~n", [Module, Text, Reason]),
            false
    after 20000 ->
        io:format("FAILED ~ts: ~ts~n    no end after 20 seconds~n", [Module, Text]),
        false
    end;
check(Module, Error, Line) ->
    io:format("FAILED ~ts: ~ts~n    ~tp~n", [Module, Line, Error]),
    false.

bindings(Module) ->
    Trace = fun(Call) ->
        try Call() of Value -> {no_exception, Value}
        catch _:_:Stack ->
            [{Function, filename:basename(proplists:get_value(file, Where, "")),
              proplists:get_value(line, Where, 0)} || {M, Function, _, Where} <- Stack, M =:= Module]
        end
    end,
    [{'Trace', Trace}].
