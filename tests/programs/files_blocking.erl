%% SPDX-License-Identifier: Apache-2.0
%% A process that opens a pipe which nobody writes to, and then reads from it, waits alone: without the others, which go
%% on meanwhile, it would never come back. One that is killed there ends when the system lets it go.
%% options: --otp OTP
%% args: PIPE
-module(files_blocking).
-export([main/1]).

main([Path]) ->
    Echo = spawn_link(fun echo/0),
    Me = self(),
    spawn_link(fun() ->
        Me ! opening,
        {ok, File} = file:open(Path, [raw, read, binary]),
        Me ! opened,
        Me ! {read, file:read(File, 5)},
        Me ! {at_end, file:read(File, 1)}
    end),
    receive opening -> ok end,
    rounds(1000, Echo),
    {ok, Writer} = file:open(Path, [raw, write]),
    receive opened -> ok end,
    rounds(1000, Echo),
    ok = file:write(Writer, "he"),
    rounds(1000, Echo),
    ok = file:write(Writer, "llo"),
    receive {read, Read} -> io:format("~p~n", [Read]) end,
    ok = file:close(Writer),
    receive {at_end, End} -> io:format("~p~n", [End]) end,
    killed(Path, Echo).

killed(Path, Echo) ->
    Me = self(),
    {Reader, Monitor} = spawn_monitor(fun() ->
        Me ! opening,
        {ok, File} = file:open(Path, [raw, read, binary]),
        file:read(File, 5),
        Me ! not_killed
    end),
    receive opening -> ok end,
    exit(Reader, kill),
    rounds(1000, Echo),
    {ok, Both} = file:open(Path, [raw, read, write]),
    receive {'DOWN', Monitor, process, Reader, Reason} -> io:format("~p~n", [Reason]) end,
    ok = file:close(Both).

rounds(0, _) -> ok;
rounds(N, Echo) ->
    Echo ! {self(), N},
    receive {Echo, N} -> rounds(N - 1, Echo) end.

echo() ->
    receive {From, N} -> From ! {self(), N}, echo() end.
