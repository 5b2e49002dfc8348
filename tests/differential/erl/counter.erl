%% SPDX-License-Identifier: Apache-2.0
-module(counter).
-export([main/0, server/1]).

main() ->
    Server = spawn(counter, server, [0]),
    [Server ! {add, N} || N <- lists:seq(10, 1, -1)],
    show(ask(Server, infinity)),
    Server ! pause,
    show(ask(Server, 50)),
    Server ! continue,
    Server ! {add, 1000},
    show(ask(Server, infinity)),
    io:format("answers that came too late: ~w~n", [late_answers(0)]),
    Server ! stop,
    ok.

server(Count) ->
    receive
        {add, N} -> server(Count + N);
        {get, From, Ref} -> From ! {Ref, Count}, server(Count);
        pause -> receive continue -> ok end, server(Count);
        stop -> ok
    end.

show(timeout) -> io:format("no answer in 50 ms~n");
show(Count) -> io:format("the count is ~w~n", [Count]).

ask(Server, Patience) ->
    Ref = make_ref(),
    Server ! {get, self(), Ref},
    receive {Ref, Count} -> Count after Patience -> timeout end.

late_answers(N) ->
    receive _ -> late_answers(N + 1) after 0 -> N end.
