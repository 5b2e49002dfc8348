%% SPDX-License-Identifier: Apache-2.0
%% A call as gen_server makes it: monitor, request with the reference, reply, demonitor; 150,000 times.
-module(request_reply).
-export([main/0]).

main() ->
    Server = spawn(fun() -> server(0) end),
    bench:time(fun() -> calls(150000, Server) end, 150000).

calls(1, Server) -> call(Server, add);
calls(N, Server) -> call(Server, add), calls(N - 1, Server).

call(Server, Request) ->
    Ref = monitor(process, Server),
    Server ! {call, {self(), Ref}, Request},
    receive
        {Ref, Reply} -> demonitor(Ref, [flush]), Reply;
        {'DOWN', Ref, _, _, Why} -> exit(Why)
    end.

server(N) ->
    receive {call, {From, Ref}, add} -> From ! {Ref, N + 1}, server(N + 1) end.
