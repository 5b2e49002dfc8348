%% SPDX-License-Identifier: Apache-2.0
%% Spawning with an answer by message.
-module(spawn_requests).
-export([main/0, work/1]).
-import(show, [value/2, class/1]).

main() ->
    process_flag(trap_exit, true),
    F = fun() -> ok end,
    value("fun", answers(erlang:spawn_request(F))),
    value("node and fun", answers(erlang:spawn_request(node(), F))),
    value("function", answers(erlang:spawn_request(?MODULE, work, [1]))),
    value("node and function", answers(erlang:spawn_request(node(), ?MODULE, work, [1]))),
    value("options", [answers(erlang:spawn_request(F, O)) || O <- options()]),
    value("function with options", [answers(erlang:spawn_request(?MODULE, work, [2], O)) || O <- options()]),
    value("with a node", [answers(erlang:spawn_request(node(), ?MODULE, work, [3], O)) || O <- options()]),
    value("bad options", [answers(erlang:spawn_request(F, O)) || O <- bad_options()]),
    value("no such node", [answers(erlang:spawn_request(no@where, ?MODULE, work, [1], O))
                           || O <- [[], [monitor], [{reply, success_only}], [{reply, error_only}]]]),
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

options() ->
    [[], [link], [monitor], [link, monitor], [{reply_tag, tag}], [{reply, no}], [{reply, yes}],
     [{reply, success_only}], [{reply, error_only}], [{reply, no}, monitor], [{monitor, [{tag, over}]}],
     [{priority, high}, {min_heap_size, 1000}, {reply_tag, {a, b}}]].

bad_options() ->
    [[foo], [{reply, foo}], [{reply_tag}], [{reply, no}, foo], [{reply, error_only}, {min_heap_size, -1}],
     [{reply, success_only}, foo], [{reply_tag, tag}, {priority, none}], [{monitor, [foo]}]].

%% The messages that follow, with the pid and the reference in short.
answers(Ref) ->
    First = receive M when element(2, M) =:= Ref -> M after 20 -> none end,
    [short(M, Ref) || M <- [First | rest()], M =/= none].

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
