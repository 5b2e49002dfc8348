%% SPDX-License-Identifier: Apache-2.0
%% What is left to dirty schedulers of large heaps, while another process wants to run: collections that a program asks for,
%% for itself and for others, hibernation, looking for literals that were given back, and the end.
%% args: 150000
%% stress-gc args: 300
-module(large_heaps).
-export([main/1, woken/2]).

main([Arg]) ->
    Size = list_to_integer(Arg),
    Ticker = spawn(fun tick/0),
    itself(Size),
    others(Size),
    at_work(Size),
    hibernates(Size),
    literals(Size),
    ends(Size),
    exit(Ticker, kill).

%% Always has something to do, so the others do not run alone.
tick() ->
    receive stop -> ok after 0 -> tick() end.

data(Size) -> {lists:seq(1, Size), maps:from_list([{I, [I]} || I <- lists:seq(1, Size div 4)]), binary:copy(<<"b">>, Size)}.

itself(Size) ->
    Data = data(Size),
    put(data, Data),
    Results = [garbage_collect(), garbage_collect(self()), garbage_collect(self(), [{type, minor}]),
               garbage_collect(self(), [{async, id}])],
    io:format("itself: ~w ~w ~w~n", [Results, Data =:= data(Size), get(data) =:= Data]),
    io:format("message: ~w~n", [receive {garbage_collect, id, Done} -> Done end]),
    erase(data),
    garbage_collect().

%% They wait, with a large heap and large messages that they have not received.
others(Size) ->
    Pids = [begin
                {Pid, _} = spawn_monitor(fun() -> keep(Size, Data) end),
                Pid ! {large, Data},
                Pid
            end || _ <- [1, 2, 3, 4], Data <- [data(Size)]],
    io:format("others: ~w~n", [[garbage_collect(Pid) || Pid <- Pids]]),
    [garbage_collect(Pid, [{async, Pid}, {type, minor}]) || Pid <- Pids, _ <- [1, 2]],
    io:format("later: ~w~n", [[receive {garbage_collect, Pid, Done} -> Done end || Pid <- Pids, _ <- [1, 2]]]),
    [io:format("~w~n", [begin Pid ! {self(), ask}, receive {Pid, Answer} -> Answer end end]) || Pid <- Pids],
    [garbage_collect(Pid, [{async, Pid}]) || Pid <- Pids],
    [exit(Pid, kill) || Pid <- Pids],
    io:format("killed: ~w~n", [[receive {'DOWN', _, process, Pid, Reason} -> Reason end || Pid <- Pids]]),
    [receive {garbage_collect, Pid, Done} when is_boolean(Done) -> ok end || Pid <- Pids].

keep(Size, Data) ->
    receive
        {From, ask} -> From ! {self(), {Data =:= data(Size), receive {large, Other} -> Other =:= Data end}}, keep(Size, Data)
    end.

%% One that is asked while it works.
at_work(Size) ->
    Self = self(),
    Pid = spawn(fun() -> Self ! {sums, [lists:sum(element(1, data(Size))) || _ <- lists:seq(1, 10)]} end),
    Answers = [garbage_collect(Pid) || _ <- lists:seq(1, 10)],
    receive {sums, Sums} -> io:format("at work: ~w ~w~n", [lists:usort(Sums) =:= [Size * (Size + 1) div 2], lists:all(fun is_boolean/1, Answers)]) end.

hibernates(Size) ->
    Self = self(),
    Data = data(Size),
    Pid = spawn(fun() -> erlang:hibernate(?MODULE, woken, [Self, data(Size)]) end),
    Early = spawn(fun() -> self() ! now, erlang:hibernate(?MODULE, woken, [Self, data(Size)]) end),
    receive {Early, Kept} -> io:format("hibernates early: ~w~n", [Kept =:= {now, Data}]) end,
    receive nothing -> ok after 20 -> ok end,
    io:format("meanwhile: ~w~n", [garbage_collect(Pid)]),
    Pid ! wake,
    receive {Pid, Woken} -> io:format("hibernates: ~w~n", [Woken =:= {wake, Data}]) end.

woken(To, Data) ->
    receive Message -> To ! {self(), {Message, Data}} end.

%% Terms given back that large processes keep.
literals(Size) ->
    Self = self(),
    Pids = [begin
                persistent_term:put(?MODULE, lists:duplicate(Size, I)),
                Pid = spawn(fun() ->
                    Kept = persistent_term:get(?MODULE),
                    Data = data(Size),
                    Self ! ready,
                    receive {Self, check} -> Self ! {self(), {lists:usort(Kept) =:= [I], Data =:= data(Size)}} end
                end),
                receive ready -> Pid end
            end || I <- lists:seq(1, 8)],
    persistent_term:erase(?MODULE),
    [begin persistent_term:put(?MODULE, lists:seq(1, Size)), persistent_term:erase(?MODULE) end || _ <- lists:seq(1, 20)],
    [Pid ! {Self, check} || Pid <- Pids],
    io:format("literals: ~w~n", [[receive {Pid, Answer} -> Answer end || Pid <- Pids]]).

%% With a large heap, large binaries, many messages and large ones.
ends(Size) ->
    Binary = binary:copy(<<"c">>, 10 * Size),
    Pids = [begin
                {Pid, _} = spawn_monitor(fun() ->
                    Data = data(Size),
                    receive {stop, Reason} -> exit({Reason, length(element(1, Data)), byte_size(Binary)}) end
                end),
                [Pid ! {J, Binary} || J <- lists:seq(1, Size div 20)],
                Pid ! data(Size),
                Pid ! {stop, J2},
                Pid
            end || J2 <- [1, 2, 3]],
    io:format("ends: ~w~n", [[receive {'DOWN', _, process, Pid, Reason} -> element(1, Reason) end || Pid <- Pids]]).
