%% SPDX-License-Identifier: Apache-2.0
%% Many processes that live short lives, linked to and monitored by others at random, killed, renamed, told to end: and
%% somebody who keeps accounts of it all.
%%
%%     main([Total, Seed])
%%
%% Drivers make Total processes ("members") between them, some hundred alive at a time, and monitor each. Every member is shown to
%% watchers, which link to it, monitor it, give that up again, send to it, kill it, as chance has it; some members do the
%% same to others. The accounts:
%%
%%   - a monitor gives exactly one 'DOWN', and none after demonitor with flush;
%%   - a link of one that traps exits gives exactly one 'EXIT', and none after unlink and a look into the mailbox;
%%   - at the end there are as many processes, names and timers as at the beginning.
%%
%% A signal too many ends the run with an error; one too few lets it wait for ever.
-module(chaos).
-export([main/1]).

-define(DRIVERS, 4).
-define(WATCHERS, 8).
-define(ALIVE, 250). %% members of one driver at a time
-define(NAMES, {n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, n11, n12, n13, n14, n15}).

main([TotalText, SeedText]) ->
    Total = list_to_integer(TotalText),
    Seed = list_to_integer(SeedText),
    Before = census(),
    Schedulers = erlang:system_info(schedulers_online),
    Watchers = [started(fun() -> watcher(Seed + I) end, I, Schedulers) || I <- lists:seq(1, ?WATCHERS)],
    Shown = list_to_tuple([Pid || {Pid, _} <- Watchers]),
    Drivers = [started(fun() -> driver(Share, Seed + 100 * I, Shown) end, I, Schedulers)
               || {I, Share} <- [{I, Total div ?DRIVERS + extra(I, Total rem ?DRIVERS)} || I <- lists:seq(1, ?DRIVERS)]],
    Born = lists:sum([ended(Driver) || Driver <- Drivers]),
    [Pid ! finish || {Pid, _} <- Watchers],
    _ = [ended(Watcher) || Watcher <- Watchers],
    Born =:= Total orelse error({born, Born}),
    same_census(Before),
    io:format("~w processes, all accounts balance~n", [Total]).

extra(I, Rest) when I =< Rest -> 1;
extra(_, _) -> 0.

started(Work, I, Schedulers) ->
    spawn_opt(fun() -> process_flag(trap_exit, true), Work() end, [monitor, {scheduler, 1 + I rem Schedulers}]).

ended({Pid, Ref}) ->
    receive
        {'DOWN', Ref, process, Pid, {done, Result}} -> Result;
        {'DOWN', _, process, _, Reason} when not is_tuple(Reason); element(1, Reason) =/= done -> error(Reason)
    end.

census() -> {erlang:system_info(process_count), lists:sort(registered())}.

%% Who has just sent its last signal may still be counted for a moment.
same_census(Before) ->
    case census() of
        Before -> ok;
        _ -> erlang:yield(), same_census(Before)
    end.

%% ---- drivers ----

driver(Count, Seed, Watchers) ->
    exit({done, drive(Count, 0, Seed, Watchers, #{}, [])}).

%% Alive: the monitors of members that have not ended. Recent: some pids, old ones among them.
drive(Born, Born, _, _, Alive, _) ->
    [exit(Pid, kill) || Pid <- maps:values(Alive)],
    all_down(Alive),
    Born;
%% Many are alive: some are told to end, and the watchers may catch up.
drive(Count, Born, R, Watchers, Alive, _) when map_size(Alive) >= ?ALIVE ->
    [exit(Pid, reason(R)) || {I, Pid} <- numbered(maps:values(Alive)), I rem 3 =:= R rem 3],
    Left = some_down(Alive, map_size(Alive) - ?ALIVE div 2),
    [Watcher ! {self(), ready} || Watcher <- tuple_to_list(Watchers)],
    [receive {Watcher, ready} -> ok end || Watcher <- tuple_to_list(Watchers)],
    drive(Count, Born, next(R), Watchers, Left, []);
drive(Count, Born, R, Watchers, Alive, Recent) ->
    {Pid, Ref} = spawn_opt(fun() -> member(next(R + Born), Recent) end, options(R)),
    element(1 + R rem tuple_size(Watchers), Watchers) ! {born, Pid},
    R rem 2 =:= 0 andalso (element(1 + (R bsr 4) rem tuple_size(Watchers), Watchers) ! {born, Pid}),
    drive(Count, Born + 1, next(R), Watchers, Alive#{Ref => Pid}, lists:sublist([Pid | Recent], 5)).

options(R) when R rem 5 =:= 0 -> [monitor, {priority, high}];
options(R) when R rem 5 =:= 1 -> [monitor, {scheduler, 1 + R rem erlang:system_info(schedulers_online)}];
options(_) -> [monitor].

numbered(List) -> lists:zip(lists:seq(1, length(List)), List).

%% Takes 'DOWN's until at least Count have come; none may come twice.
some_down(Alive, Count) when Count =< 0 -> Alive;
some_down(Alive, Count) ->
    receive
        {'DOWN', Ref, process, Pid, Reason} ->
            #{Ref := Pid} = Alive,
            is_error(Reason) andalso error(Reason),
            some_down(maps:remove(Ref, Alive), Count - 1)
    end.

%% Does an exit reason have a stack trace?
is_error({_, [{_, _, _, _} | _]}) -> true;
is_error(_) -> false.

all_down(Alive) -> some_down(Alive, map_size(Alive)), nothing().

nothing() -> receive Message -> error({unexpected, Message}) after 0 -> ok end.

%% ---- members ----

%% What a member does with its life.
member(R, Others) ->
    case R rem 8 of
        0 -> ok;
        1 -> exit({short, R});
        2 -> process_flag(trap_exit, true), live(R, 3);
        3 -> [catch link(Other) || Other <- Others], live(R, 2);
        4 -> name(R), live(R, 2);
        5 -> erlang:send_after(R rem 3, self(), timer), live(R, 2);
        6 -> spawn_link(fun() -> live(next(R), 1) end), live(R, 1);
        7 -> keep_accounts(R, Others)
    end.

live(_, 0) -> ok;
live(R, N) ->
    receive
        stop -> exit(stopped);
        _ -> live(R, N - 1)
    after R rem 3 ->
        live(R, N - 1)
    end.

name(R) ->
    Name = element(1 + R rem tuple_size(?NAMES), ?NAMES),
    try register(Name, self()) catch error:badarg -> catch Name ! hello end.

%% A member that watches others for a while. If its accounts do not balance, it ends with an error that its driver sees.
keep_accounts(R, Others) ->
    process_flag(trap_exit, true),
    put(role, member),
    watch(Others, R, #{}, #{}).

watch([], R, Monitors, Links) ->
    receive after R rem 2 -> ok end,
    close(Monitors, Links);
watch([Other | Others], R, Monitors, Links) ->
    {Monitors1, Links1} = meet(Other, R, Monitors, Links),
    watch(Others, next(R), Monitors1, Links1).

%% ---- watchers ----

watcher(Seed) -> watcher(Seed, #{}, #{}).

watcher(R, Monitors, Links) ->
    receive
        {born, Pid} ->
            {Monitors1, Links1} = meet(Pid, R, Monitors, Links),
            watcher(next(R), Monitors1, Links1);
        {Driver, ready} ->
            Driver ! {self(), ready},
            watcher(R, Monitors, Links);
        finish ->
            close(Monitors, Links),
            exit({done, ok});
        Signal ->
            {Monitors1, Links1} = book(Signal, Monitors, Links),
            watcher(R, Monitors1, Links1)
    end.

%% Something happens between me and Pid, which may have ended long ago.
meet(Pid, R, Monitors, Links) ->
    case R rem 10 of
        0 -> {Monitors#{monitor(process, Pid) => Pid}, Links};
        1 -> link_once(Pid, Monitors, Links);
        2 -> demonitor(monitor(process, Pid), [flush]), {Monitors, Links};
        3 -> give_up_monitor(Pid, monitor(process, Pid), Monitors, Links);
        4 -> link_once(Pid, Monitors, Links), give_up_link(Pid, Monitors, Links);
        5 -> exit(Pid, kill), {Monitors, Links};
        6 -> exit(Pid, {asked, R}), {Monitors#{monitor(process, Pid) => Pid}, Links};
        7 -> Pid ! stop, {Monitors, Links};
        8 -> link_once(Pid, Monitors#{monitor(process, Pid) => Pid}, Links);
        9 -> give_up_link(Pid, Monitors, Links)
    end.

%% Linking to one who has ended gives an exit signal each time; so not again while the last link is on the account.
link_once(Pid, Monitors, Links) when is_map_key(Pid, Links) -> {Monitors, Links};
link_once(Pid, Monitors, Links) -> link(Pid), {Monitors, Links#{Pid => linked}}.

%% demonitor with info tells whether there still was a monitor; if not, its 'DOWN' is here.
give_up_monitor(Pid, Ref, Monitors, Links) ->
    case demonitor(Ref, [info]) of
        true -> {Monitors, Links};
        false -> receive {'DOWN', Ref, process, Pid, _} -> {Monitors, Links} after 0 -> error({no_down, Pid}) end
    end.

give_up_link(Pid, Monitors, Links) ->
    unlink(Pid),
    receive {'EXIT', Pid, _} -> ok after 0 -> ok end,
    {Monitors, maps:remove(Pid, Links)}.

%% A signal has to be on the accounts, which it is taken from. A member may also be linked to by others and be told to end, a
%% watcher is not.
book({'DOWN', Ref, process, Pid, _}, Monitors, Links) ->
    #{Ref := Pid} = Monitors,
    {maps:remove(Ref, Monitors), Links};
book({'EXIT', Pid, _}, Monitors, Links) when is_map_key(Pid, Links) ->
    {Monitors, maps:remove(Pid, Links)};
book({'EXIT', Pid, Reason}, Monitors, Links) ->
    get(role) =:= member orelse error({exit_without_link, Pid, Reason}),
    {Monitors, Links};
book(Message, Monitors, Links) when Message =:= stop; Message =:= hello; Message =:= timer ->
    {Monitors, Links}.

reason(R) when R rem 3 =:= 0 -> kill;
reason(R) -> {told, R}.

%% Ends everybody on the accounts and waits for the signals that are still owed.
close(Monitors, Links) ->
    [exit(Pid, kill) || Pid <- maps:values(Monitors)],
    [exit(Pid, kill) || Pid <- maps:keys(Links)],
    settle(Monitors, Links).

settle(Monitors, Links) when map_size(Monitors) =:= 0, map_size(Links) =:= 0 ->
    late();
settle(Monitors, Links) ->
    receive
        {born, Pid} ->
            exit(Pid, kill),
            settle(Monitors, Links);
        Signal ->
            {Monitors1, Links1} = book(Signal, Monitors, Links),
            settle(Monitors1, Links1)
    end.

%% Nothing that is on no account may be here.
late() ->
    receive
        Signal -> {_, _} = book(Signal, #{}, #{}), late()
    after 0 ->
        ok
    end.

next(R) -> (R * 1103515245 + 12345) band 16#3FFFFFFF bsr 3.
