%% SPDX-License-Identifier: Apache-2.0
%% Comparisons that take longer than a turn: all relations, as tests and as values, with live registers and reserved
%% heap around them; and processes that are asked, sent messages, suspended, collected and killed in the midst of one.
%%
%% args: 30000
%% stress-gc args: 3000
-module(compare_long).
-export([main/1]).

main([Size]) ->
    N = list_to_integer(Size),
    Pairs = [{list, list(N, 1), list(N, 1), list(N, 1.0), list(N, 2)},
             {tuple, tuple(N, 1), tuple(N, 1), tuple(N, 1.0), tuple(N, 2)},
             {map, map(N div 4, 1), map(N div 4, 1), map(N div 4, 1.0), map(N div 4, 2)},
             {deep, deep(N, 1), deep(N, 1), deep(N, 1.0), deep(N, 2)},
             {bytes, bytes(N, 1), bytes(N, 1), bytes(N, 3), bytes(N, 2)}],
    [io:format("~w ~p~n", [Name, [relations(A, X) || X <- [B, C, D]]]) || {Name, A, B, C, D} <- Pairs],
    {_, A, B, _, D} = hd(Pairs),
    io:format("~w~n", [registers(A, B, 1, {two}, [3], 4.0, <<"five">>, 6)]),
    io:format("~w~n", [registers(A, D, 1, {two}, [3], 4.0, <<"five">>, 6)]),
    io:format("~w~n", [floats(1.5, 2.5, A, B)]),
    io:format("~w~n", [caught(A, B)]),
    io:format("~w~n", [asked(A, B)]),
    io:format("~w~n", [killed(A, B, kill)]),
    io:format("~w~n", [killed(A, B, shutdown)]).

relations(A, B) ->
    {tests(A, B), [A =:= B, A =/= B, A == B, A /= B, A < B, A >= B, A > B, A =< B]}.

tests(A, B) ->
    [if A =:= B -> 1; true -> 0 end, if A =/= B -> 1; true -> 0 end, if A == B -> 1; true -> 0 end,
     if A /= B -> 1; true -> 0 end, if A < B -> 1; true -> 0 end, if A >= B -> 1; true -> 0 end].

%% Everything that is live when the terms are compared is looked at afterwards.
registers(A, B, C, D, E, F, G, H) when A =:= B, A == B, not (A < B) ->
    {same, C, D, E, F, G, H, [H | E], erlang:phash2(A) =:= erlang:phash2(B)};
registers(A, B, C, D, E, F, G, H) ->
    New = {C, D, E},
    case A < B of
        true -> {less, New, F, G, H, erlang:phash2(B) =:= erlang:phash2(A)};
        false -> {not_less, New, F, G, H}
    end.

floats(X, Y, A, B) ->
    Z = X * Y + X,
    W = if A >= B -> Z * Y; true -> Z - Y end,
    {Z, W, A =:= B, W / Z}.

caught(A, B) ->
    try
        true = A =:= B,
        C = [A | B],
        false = C > [B | A],
        throw({thrown, A =/= B})
    catch
        throw:{thrown, What} -> {What, length(A) =:= length(B)}
    end.

%% A process that compares all the time, and what others want of it meanwhile.
asked(A, B) ->
    Pid = spawn_link(fun() -> comparing(A, B, 0) end),
    Answers = [ask(Pid, I) || I <- lists:seq(1, 30)],
    Pid ! {self(), stop},
    receive {Pid, stopped, Messages} -> {lists:usort(Answers), Messages} end.

ask(Pid, I) ->
    Pid ! {message, I},
    {status, Status} = process_info(Pid, status),
    {current_function, {?MODULE, _, _}} = process_info(Pid, current_function),
    {backtrace, Trace} = process_info(Pid, backtrace),
    true = garbage_collect(Pid),
    true = erlang:suspend_process(Pid),
    {status, suspended} = process_info(Pid, status),
    true = erlang:resume_process(Pid),
    {is_binary(Trace), lists:member(Status, [running, runnable, waiting, garbage_collecting])}.

comparing(A, B, Messages) ->
    erlang:yield(), % OTP does not count comparing as work
    true = A =:= B,
    false = A < B,
    receive
        {message, _} -> comparing(A, B, Messages + 1);
        {From, stop} -> From ! {self(), stopped, Messages}
    after 0 -> comparing(A, B, Messages)
    end.

%% It may be in the midst of a comparison when it ends.
killed(A, B, Reason) ->
    [begin
         {Pid, Ref} = spawn_monitor(fun() -> comparing(A, B, 0) end),
         [erlang:yield() || _ <- lists:seq(1, I)],
         exit(Pid, Reason),
         receive {'DOWN', Ref, process, Pid, Why} -> Why end
     end || I <- lists:seq(1, 10)].

list(N, Last) -> [{I, [I | I + 1], "s"} || I <- lists:seq(1, N)] ++ [Last].
tuple(N, Last) -> list_to_tuple([{I} || I <- lists:seq(1, N)] ++ [Last]).
map(N, Last) -> maps:put({N}, Last, maps:from_list([{{I}, [I]} || I <- lists:seq(1, N)])).
deep(0, Last) -> Last;
deep(N, Last) -> {N, [deep(N - 1, Last)]}.
bytes(N, Last) -> [binary:copy(<<N:32>>, 20 * N), <<Last>>].
