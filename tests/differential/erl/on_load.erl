%% SPDX-License-Identifier: Apache-2.0
%% Functions that run when a module is loaded: of the program itself, of modules that many want at once, and such
%% as fail.
-module(on_load).
-on_load(init/0).
-export([main/0, exported/0]).

init() ->
    io:format("init: ~p~n", [lists:map(fun(X) -> X + 1 end, [1, 2])]),
    io:format("own export: ~p~n", [failure(fun() -> ?MODULE:exported() end)]),
    put(key, value),
    ok.

exported() -> here.

main() ->
    io:format("~p ~p~n", [?MODULE:exported(), get(key)]),
    many(),
    failing(on_load_answers),
    failing(on_load_raises),
    io:format("~p~n", [code:ensure_loaded(on_load_late)]),
    io:format("~p~n", [(fun on_load_late:f/0)()]),
    io:format("~p ~p~n", [on_load_asks:answers(), on_load_asks:answers()]).

%% Twenty processes call a module that is not loaded: its function runs once, and before any of them goes on.
many() ->
    register(on_load_counter, self()),
    Pids = [spawn_monitor(fun() -> exit(on_load_slow:f(N)) end) || N <- lists:seq(1, 20)],
    io:format("~p~n", [[receive {'DOWN', Ref, process, Pid, Value} -> Value end || {Pid, Ref} <- Pids]]),
    io:format("ran ~p times~n", [runs(0)]).

runs(N) ->
    receive ran -> runs(N + 1)
    after 0 -> N
    end.

failing(Module) ->
    io:format("~p ~p ~p ~p ~p~n", [
        Module,
        failure(fun() -> Module:f() end),
        failure(fun() -> apply(Module, f, []) end),
        erlang:function_exported(Module, f, 0),
        code:ensure_loaded(Module)
    ]).

failure(Fun) ->
    try Fun()
    catch Class:Reason:Trace -> {Class, Reason, hd(Trace)}
    end.
