%% SPDX-License-Identifier: Apache-2.0
%% Files that nobody knows any more are closed by the collector, and those that somebody knows are not.
%% options: --otp OTP
%% erl: no
-module(files_collected).
-export([main/0]).

main() ->
    Before = descriptors(),
    {ok, Kept} = file:open("/dev/zero", [raw, read, binary]),
    forget(50),
    wait_until(fun() -> erlang:garbage_collect(), descriptors() =:= Before + 1 end),
    io:format("~p~n", [file:read(Kept, 3)]),
    io:format("~p~n", [file:close(Kept)]),
    io:format("~p~n", [descriptors() - Before]).

descriptors() ->
    {ok, Names} = file:list_dir("/proc/self/fd"),
    length(Names).

forget(0) -> ok;
forget(N) ->
    {ok, _} = file:open("/dev/null", [raw, read]),
    forget(N - 1).

wait_until(Condition) ->
    case Condition() of
        true -> ok;
        false -> receive after 5 -> wait_until(Condition) end
    end.
