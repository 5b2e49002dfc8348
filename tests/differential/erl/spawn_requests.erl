%% SPDX-License-Identifier: Apache-2.0
%% Spawning with an answer by message.
-module(spawn_requests).
-export([main/0, work/1]).
-import(show, [value/2, class/1]).

main() ->
    process_flag(trap_exit, true),
    F = fun() -> ok end,
    value("fun", answers(1, erlang:spawn_request(F))),
    value("node and fun", answers(1, erlang:spawn_request(node(), F))),
    value("function", answers(1, erlang:spawn_request(?MODULE, work, [1]))),
    value("node and function", answers(1, erlang:spawn_request(node(), ?MODULE, work, [1]))),
    value("options", [answers(N, erlang:spawn_request(F, O)) || {N, O} <- options()]),
    value("function with options", [answers(N, erlang:spawn_request(?MODULE, work, [2], O)) || {N, O} <- options()]),
    value("with a node", [answers(N, erlang:spawn_request(node(), ?MODULE, work, [3], O)) || {N, O} <- options()]),
    value("bad options", [answers(N, erlang:spawn_request(F, O)) || {N, O} <- bad_options()]),
    value("no such node", [answers(N, erlang:spawn_request(no@where, ?MODULE, work, [1], O))
                           || {N, O} <- [{1, []}, {1, [monitor]}, {0, [{reply, success_only}]}, {1, [{reply, error_only}]}]]),
    value("no request at all", [class(G) || G <- [fun() -> erlang:spawn_request(x) end,
                                                  fun() -> erlang:spawn_request(F, x) end,
                                                  fun() -> erlang:spawn_request(F, [link | x]) end,
                                                  fun() -> erlang:spawn_request(1, work, []) end,
                                                  fun() -> erlang:spawn_request(1, 2, 3, 4, 5) end]]),
    value("abandon", [class(fun() -> erlang:spawn_request_abandon(R) end)
                      || R <- [erlang:spawn_request(F, [{reply, no}]), make_ref(), x]]),
    value("the answer comes first", lists:all(fun(_) -> first() end, lists:seq(1, 500))),
    value("through an alias", alias_of_monitor()).

work(X) -> X.

%% With the number of messages that follow.
options() ->
    [{1, []}, {2, [link]}, {2, [monitor]}, {3, [link, monitor]}, {1, [{reply_tag, tag}]}, {0, [{reply, no}]},
     {1, [{reply, yes}]}, {1, [{reply, success_only}]}, {0, [{reply, error_only}]}, {1, [{reply, no}, monitor]},
     {2, [{monitor, [{tag, over}]}]}, {1, [{priority, high}, {min_heap_size, 1000}, {reply_tag, {a, b}}]}].

bad_options() ->
    [{1, [foo]}, {1, [{reply, foo}]}, {1, [{reply_tag}]}, {0, [{reply, no}, foo]},
     {1, [{reply, error_only}, {min_heap_size, -1}]}, {0, [{reply, success_only}, foo]},
     {1, [{reply_tag, tag}, {priority, none}]}, {1, [{monitor, [foo]}]}].

%% The messages that follow, at least N, with the pid and the reference in short.
answers(N, Ref) ->
    First = [receive M -> M end || _ <- lists:seq(1, N)],
    Rest = rest(),
    [short(M, Ref) || M <- First ++ Rest].

rest() -> receive M -> [M | rest()] after 5 -> [] end.

short({'EXIT', P, Why}, _) when is_pid(P) -> {'EXIT', pid, Why};
short({Tag, Ref, ok, P}, Ref) when is_pid(P) -> {Tag, ref, ok, pid};
short({Tag, Ref, Error, Why}, Ref) -> {Tag, ref, Error, Why};
short({Tag, Ref, process, P, Why}, Ref) when is_pid(P) -> {Tag, ref, process, pid, Why}.

first() ->
    Me = self(),
    R = erlang:spawn_request(fun() -> Me ! hello end, [monitor]),
    receive A -> ok end,
    receive hello -> ok end,
    receive {'DOWN', R, _, _, normal} -> ok end,
    element(1, A) =:= spawn_reply.

alias_of_monitor() ->
    R = erlang:spawn_request(fun() -> receive {Alias, X} -> Alias ! {reply, X} end end,
                             [{monitor, [{alias, reply_demonitor}]}]),
    receive {spawn_reply, R, ok, P} -> P ! {R, 1} end,
    receive {reply, X} -> {X, receive {'DOWN', R, _, _, _} -> down after 20 -> nothing end} end.
