#!/usr/bin/env escript
%% SPDX-License-Identifier: Apache-2.0
%% Prints otp25.def: the functions that Erlang/OTP 25 implements in C. Builtins are known by erlang:is_builtin/3; the
%% functions of libraries written in C (NIFs), which replace those of the module itself when it is loaded, are told by
%% the module. Run with another release it says so and fails.

main([]) ->
    case erlang:system_info(otp_release) of
        "25" ->
            io:put_chars("/* SPDX-License-Identifier: Apache-2.0 */\n"
                         "/* otp25.def: OTP_BUILTIN(module, name, arity): the functions that Erlang/OTP 25 implements in C.\n"
                         " * Made by otp_builtins.escript. */\n"),
            [io:format("OTP_BUILTIN(\"~ts\", \"~ts\", ~b)~n", [M, F, A]) || {M, F, A} <- lists:usort(functions())],
            ok;
        Release ->
            io:format(standard_error, "this is Erlang/OTP ~s, not 25~n", [Release]),
            halt(2)
    end.

functions() ->
    Modules = lists:usort(erlang:pre_loaded() ++ [M || App <- [kernel, stdlib], M <- modules(App)]),
    lists:append([builtins(M) ++ nifs(M) || M <- Modules, code:ensure_loaded(M) =:= {module, M}]).

modules(App) ->
    [list_to_atom(filename:basename(File, ".beam"))
     || File <- filelib:wildcard(filename:join(code:lib_dir(App, ebin), "*.beam"))].

builtins(M) -> [{M, F, A} || {F, A} <- M:module_info(exports), erlang:is_builtin(M, F, A)].

nifs(M) -> [{M, F, A} || {F, A} <- M:module_info(nifs)].
