%% SPDX-License-Identifier: Apache-2.0
%% Two processes that send each other a list of 640,000 elements, 10 MB.
-module(large_messages).
-export([main/0]).

main() ->
    Message = lists:seq(1, 640000),
    lateness:beside([fun() ->
        First = self(),
        Second = spawn(fun() -> send_back(First) end),
        Second ! Message,
        send_back(Second)
    end]).

send_back(Other) ->
    receive Message -> Other ! Message end,
    send_back(Other).
