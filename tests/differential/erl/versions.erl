%% SPDX-License-Identifier: Apache-2.0
%% Several versions of a module, changing.erl: which one a call reaches, what deleting and purging do to processes, funs
%% and literals, and all that while others call it.
%% args: 60
%% stress-gc args: 10
-module(versions).
-export([main/1, serve/0]).
-import(show, [value/2, result/2, class/1]).

main([Rounds]) ->
    not_loaded(),
    two_versions(),
    three_versions(),
    purging(),
    return_addresses(),
    funs(),
    literals(),
    deleting(),
    bad_files(),
    in_two_steps(),
    asking(),
    many_at_once(list_to_integer(Rounds)).

folder(V) -> filename(code:which(?MODULE)) ++ "/changing-" ++ integer_to_list(V).

filename(Path) -> lists:reverse(tl(lists:dropwhile(fun(C) -> C =/= $/ end, lists:reverse(Path)))).

load(V) -> code:load_abs(folder(V) ++ "/changing").

%% Nothing but version V is left.
replace(V) -> code:purge(changing), Loaded = load(V), code:purge(changing), Loaded.

binary(V) ->
    {changing, Binary, _} = on_path(V, fun() -> code:get_object_code(changing) end),
    Binary.

on_path(V, F) ->
    true = code:add_patha(folder(V)),
    Result = F(),
    true = code:del_path(folder(V)),
    Result.

start(F) -> spawn(changing, F, []).

ask(P, What) -> P ! {self(), What}, receive {P, Answer} -> Answer end.

gone(P) -> ends(P, fun() -> ok end).

%% Why P ends after what F does; watched from before, since P may end at once.
ends(P, F) ->
    Ref = monitor(process, P),
    F(),
    receive {'DOWN', Ref, _, _, Reason} -> Reason end.

told(P, Message) -> ends(P, fun() -> P ! Message end).

not_loaded() ->
    value("not loaded", [code:is_loaded(changing), erlang:module_loaded(changing), code:which(changing), erlang:check_old_code(changing)]),
    value("ensure_loaded", code:ensure_loaded(changing)),
    value("ensure_modules_loaded", code:ensure_modules_loaded([lists, changing_too, show])),
    result("call", fun() -> changing:version() end),
    value("purge", [code:purge(changing), code:soft_purge(changing), code:delete(changing), erlang:delete_module(changing)]),
    result("purge_module", fun() -> erlang:purge_module(changing) end),
    value("load_file", code:load_file(changing)).

two_versions() ->
    value("load", load(1)),
    value("loaded", [changing:version(), erlang:module_loaded(changing), erlang:check_old_code(changing)]),
    value("file", [case code:is_loaded(changing) of {file, F} -> F =:= code:which(changing) end,
                   lists:suffix("changing-1/changing.beam", code:which(changing))]),
    P = start(loop),
    value("runs", ask(P, version)),
    value("load again", load(2)),
    value("new version", [changing:version(), erlang:check_old_code(changing), ask(P, version)]),
    value("export has gone", [erlang:function_exported(changing, F, 0) || F <- [only_first, version]]),
    result("undef", fun() -> changing:only_first() end),
    value("check_process_code", [erlang:check_process_code(P, changing), erlang:check_process_code(self(), changing)]),
    P ! change,
    value("changed", [ask(P, version), erlang:check_process_code(P, changing)]),
    value("stopped", told(P, stop)).

three_versions() ->
    value("not purged", [load(3), changing:version(), erlang:load_module(changing, binary(3))]),
    value("purge", [code:purge(changing), erlang:check_old_code(changing), code:purge(changing)]),
    value("purged", [load(3), changing:version()]),
    value("purge_module", [erlang:purge_module(changing), erlang:check_old_code(changing)]).

purging() ->
    replace(1),
    Old = [start(loop) || _ <- lists:seq(1, 5)],
    [1 = ask(P, version) || P <- Old],
    load(2),
    New = [start(loop) || _ <- lists:seq(1, 5)],
    value("soft_purge refuses", [code:soft_purge(changing), [ask(P, version) || P <- Old ++ New]]),
    [Last | Others] = Old,
    [P ! change || P <- Others],
    value("still one", [[ask(P, version) || P <- Old], code:soft_purge(changing)]),
    told(Last, stop),
    value("soft_purge", [code:soft_purge(changing), code:soft_purge(changing), [ask(P, version) || P <- Others]]),
    load(3),
    value("purge kills", [code:purge(changing), [gone(P) || P <- Others ++ New], changing:version()]),
    value("nobody left", code:purge(changing)).

serve() -> receive {From, version} -> From ! {self(), serving}, serve(); Throw -> throw(Throw) end.

return_addresses() ->
    replace(1),
    [P, Q] = [start(guarded), start(guarded)],
    value("in a handler", [ask(P, version), ask(Q, version), load(2), erlang:check_process_code(P, changing), code:soft_purge(changing)]),
    value("left", [told(P, done), erlang:check_process_code(P, changing), code:soft_purge(changing)]),
    value("killed in a handler", [code:purge(changing), gone(Q)]).

funs() ->
    replace(1),
    F = changing:adder(10),
    load(2),
    G = changing:adder(20),
    value("funs of two versions", [F(1), G(1), changing:apply_fun(F), apply(F, [2])]),
    value("soft_purge", code:soft_purge(changing)),
    value("fun of a purged version", [element(1, class(fun() -> F(1) end)),
                                      case class(fun() -> F(1) end) of {error, {badfun, X}} -> X =:= F end,
                                      case class(fun() -> apply(F, [1]) end) of {error, {badfun, Y}} -> Y =:= F end, G(1)]),
    replace(2),
    H = changing:adder(30),
    value("same file again", begin code:purge(changing), [G(1), H(1), G =:= changing:adder(20)] end),
    code:delete(changing),
    value("fun of deleted code", G(1)),
    value("external fun", begin E = fun changing:version/0, load(2), A = E(), replace(3), [A, E()] end).

literals() ->
    replace(1),
    Me = self(),
    L = changing:literal(),
    put(kept, changing:literal()),
    self() ! {in_mailbox, changing:literal()},
    {P, Ref} = spawn_monitor(fun() -> K = changing:literal(), Me ! ready, receive go -> exit({kept, K}) end end),
    receive ready -> ok end,
    load(2),
    value("purge", code:purge(changing)),
    [replace(V) || _ <- lists:seq(1, 50), V <- [3, 2, 3]],
    value("kept on the heap", L),
    value("kept in the dictionary", get(kept)),
    value("kept in the mailbox", receive {in_mailbox, M} -> M end),
    P ! go,
    value("kept by another", receive {'DOWN', Ref, _, _, Reason} -> Reason end),
    value("of this version", changing:literal()).

deleting() ->
    replace(1),
    code:purge(changing),
    P = start(loop),
    1 = ask(P, version),
    value("delete", [code:delete(changing), code:delete(changing), code:is_loaded(changing), erlang:check_old_code(changing)]),
    result("call", fun() -> changing:version() end),
    value("still runs", [ask(P, version), ask(P, literal)]),
    value("changes to nothing", case told(P, change) of {undef, _} -> undef; Other -> Other end),
    value("load", [load(2), changing:version(), code:delete(changing), code:purge(changing), code:delete(changing)]),
    result("delete twice", fun() -> replace(1), replace(2), erlang:delete_module(changing) end),
    value("purge", code:purge(changing)).

bad_files() ->
    Binary = binary(1),
    value("bad files", [erlang:load_module(changing, B) || B <- [<<>>, <<"FOR1">>, binary:part(Binary, 0, byte_size(Binary) div 2)]]),
    value("another name", [erlang:load_module(changing_too, Binary), code:load_binary(changing_too, "x", Binary)]),
    value("load_binary", [code:load_binary(changing, "some/where.beam", Binary), code:is_loaded(changing), code:which(changing), changing:version()]),
    value("load_binary again", code:load_binary(changing, "elsewhere.beam", binary(3))),
    value("no file", [code:load_abs(folder(1) ++ "/nothing"), code:load_file(changing_too), code:get_object_code(changing_too)]),
    [result("load_module", fun() -> erlang:load_module(M, B) end) || {M, B} <- [{"changing", Binary}, {changing, [Binary]}, {changing, <<1:7>>}]],
    code:purge(changing).

in_two_steps() ->
    [A, B] = [erlang:prepare_loading(changing, binary(V)) || V <- [2, 3]],
    value("prepared", [is_reference(A), erlang:has_prepared_code_on_load(A), changing:version()]),
    value("bad", erlang:prepare_loading(changing, <<"x">>)),
    value("twice", erlang:finish_loading([A, B])),
    value("finish", [erlang:finish_loading([A]), changing:version()]),
    result("again", fun() -> erlang:finish_loading([A]) end),
    value("not purged", [erlang:finish_loading([B]), changing:version(), code:purge(changing), erlang:finish_loading([B]), changing:version()]),
    value("nothing", erlang:finish_loading([])),
    result("no list", fun() -> erlang:finish_loading(x) end),
    result("no reference", fun() -> erlang:finish_loading([make_ref()]) end).

asking() ->
    replace(2),
    B = binary(2),
    value("module_md5", [code:module_md5(B) =:= changing:module_info(md5), code:module_md5(<<"x">>), code:module_md5(binary(3)) =:= code:module_md5(B)]),
    value("module_status", [code:module_status(changing), code:module_status(changing_too), code:module_status([changing]), on_path(2, fun() -> code:module_status(changing) end), on_path(3, fun() -> code:module_status([changing]) end)]),
    value("all_loaded", [lists:keyfind(changing, 1, code:all_loaded()) =:= {changing, code:which(changing)}]),
    value("objfile_extension", code:objfile_extension()),
    value("path", begin
        Path = code:get_path(),
        [code:add_patha(folder(1)), hd(code:get_path()) =:= folder(1), code:add_pathz(folder(1)),
         lists:last(code:get_path()) =:= folder(1), code:add_patha("/no/such/folder"), code:del_path("/no/such/folder"),
         code:where_is_file("changing.beam") =:= folder(1) ++ "/changing.beam", code:del_path(folder(1)),
         code:where_is_file("changing.beam"), code:set_path(["/no/such/folder"]), code:get_path() =:= Path]
    end),
    value("bad names", [code:lib_dir(no_such_application), code:priv_dir(no_such_application)]),
    result("soft_purge", fun() -> code:soft_purge("x") end),
    result("delete", fun() -> code:delete(1) end).

%% Processes that call the module, keep its literals and run its code while it is replaced again and again.
many_at_once(Rounds) ->
    replace(1),
    Me = self(),
    Callers = [spawn_monitor(fun() -> call_until_told(0, Me) end) || _ <- lists:seq(1, 6)],
    Loops = [spawn_link(changing, loop, []) || _ <- lists:seq(1, 6)],
    reload(Rounds, Loops),
    [P ! enough || {P, _} <- Callers],
    value("callers", [receive {'DOWN', R, _, P, Reason} -> Reason end || {P, R} <- Callers]),
    value("loops", [lists:member(ask(P, version), [1, 2, 3]) || P <- Loops]),
    [unlink(P) || P <- Loops],
    [told(P, stop) || P <- Loops],
    value("in the end", [code:soft_purge(changing), erlang:check_old_code(changing)]).

reload(0, _) -> ok;
reload(N, Loops) ->
    purge_softly(Loops),
    case load(1 + N rem 3) of
        {module, changing} -> reload(N - 1, Loops);
        Other -> exit(Other)
    end.

purge_softly(Loops) ->
    [P ! change || P <- Loops],
    code:soft_purge(changing) orelse purge_softly(Loops).

call_until_told(N, Me) ->
    V = changing:version(),
    {version, W, "a list", #{key := [W, 2.5]}, <<"some", _/binary>>} = changing:literal(),
    true = lists:member(V, [1, 2, 3]),
    100 = changing:sum(100),
    F = changing:adder(1),
    try F(2) of {_, 3} -> ok catch error:{badfun, F} -> ok end,
    receive enough -> ok after 0 -> call_until_told(N + 1, Me) end.
