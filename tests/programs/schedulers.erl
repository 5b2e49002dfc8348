%% SPDX-License-Identifier: Apache-2.0
%% Schedulers: how many run, which process runs where, what is told about them.
%%
%% options: -S 4:2 --bind spread
%% erl: no
-module(schedulers).
-export([main/0]).

main() ->
    [{schedulers, 4}, {schedulers_online, 2}] = info([schedulers, schedulers_online]),
    placed(2),
    2 = erlang:system_flag(schedulers_online, 1),
    1 = erlang:system_info(schedulers_online),
    {4, 1, 1} = erlang:system_info(schedulers_state),
    placed(1),
    [1, 1, 1, 1] = pinned(),
    1 = erlang:system_flag(schedulers_online, 4),
    placed(4),
    [1, 2, 3, 4] = pinned(),
    refused(),
    pinned_to_one_that_stands_by(20),
    changes_while_working(40),
    times(),
    bound(),
    counted(),
    io:format("ok~n").

info(Items) -> [{Item, erlang:system_info(Item)} || Item <- Items].

%% All of many processes run on the schedulers from 1 to Last, in each of their turns.
placed(Last) ->
    Pids = [spawn_monitor(fun() -> stays_below(50, Last) end) || _ <- lists:seq(1, 200)],
    [receive {'DOWN', Ref, process, Pid, Reason} -> normal = Reason end || {Pid, Ref} <- Pids].

stays_below(0, _) -> ok;
stays_below(N, Last) ->
    true = erlang:system_info(scheduler_id) =< Last,
    erlang:yield(),
    stays_below(N - 1, Last).

%% Where processes run that are pinned to 1, 2, 3 and 4: always the same for each.
pinned() ->
    Me = self(),
    Pids = [spawn_opt(fun() -> Me ! {self(), lists:usort(ids(200))} end, [{scheduler, N}]) || N <- [1, 2, 3, 4]],
    [receive {Pid, Ids} -> [Id] = Ids, Id end || Pid <- Pids].

ids(0) -> [];
ids(N) -> Id = erlang:system_info(scheduler_id), erlang:yield(), [Id | ids(N - 1)].

refused() ->
    [badarg = try erlang:system_flag(Flag, Value) catch error:Reason -> Reason end
     || {Flag, Value} <- [{schedulers_online, 0}, {schedulers_online, 5}, {schedulers_online, x}, {scheduler_wall_time, 1},
                          {no_such_flag, true}]],
    badarg = try spawn_opt(fun() -> ok end, [{scheduler, 5}]) catch error:R -> R end.

%% Its timer fires and its messages arrive while its scheduler stands by, and it goes home afterwards. When the timer
%% fires before, another takes longer.
pinned_to_one_that_stands_by(Ms) ->
    Me = self(),
    Pid = spawn_opt(fun() ->
        Me ! {self(), ready},
        receive after Ms -> ok end,
        Me ! {self(), erlang:system_info(scheduler_id)},
        receive where -> Me ! {self(), erlang:system_info(scheduler_id)} end,
        receive where -> Me ! {self(), erlang:system_info(scheduler_id)} end
    end, [{scheduler, 4}]),
    receive {Pid, ready} -> ok end,
    4 = erlang:system_flag(schedulers_online, 3),
    receive
        {Pid, 4} when Ms < 10000 ->
            3 = erlang:system_flag(schedulers_online, 4),
            pinned_to_one_that_stands_by(4 * Ms);
        {Pid, 1} ->
            Pid ! where,
            receive {Pid, Away} -> 1 = Away end,
            3 = erlang:system_flag(schedulers_online, 4),
            Pid ! where,
            receive {Pid, Home} -> 4 = Home end
    end.

%% The number changes while pairs of processes talk to each other; nothing gets lost.
changes_while_working(Times) ->
    Pairs = [spawn_monitor(fun() -> Pong = spawn_link(fun pong/0), ping(300, Pong) end) || _ <- lists:seq(1, 20)],
    [erlang:system_flag(schedulers_online, 1 + N * 7 rem 4) || N <- lists:seq(1, Times)],
    [receive {'DOWN', Ref, process, Pid, Reason} -> done = Reason end || {Pid, Ref} <- Pairs],
    erlang:system_flag(schedulers_online, 4).

ping(0, _) -> exit(done);
ping(N, Pong) -> Pong ! {ping, self()}, receive pong -> ping(N - 1, Pong) end.

pong() -> receive {ping, From} -> From ! pong, pong() end.

%% Active time is a part of total time, and neither goes back.
times() ->
    undefined = erlang:statistics(scheduler_wall_time),
    false = erlang:system_flag(scheduler_wall_time, true),
    true = erlang:system_flag(scheduler_wall_time, true),
    First = lists:sort(erlang:statistics(scheduler_wall_time)),
    placed(4),
    Second = lists:sort(erlang:statistics(scheduler_wall_time_all)),
    [begin
         true = 0 =< A1 andalso A1 =< T1 andalso A2 =< T2,
         true = T1 =< T2 andalso A1 =< A2
     end || {{N, A1, T1}, {N, A2, T2}} <- lists:zip(First, Second)],
    [1, 2, 3, 4] = [N || {N, _, _} <- Second],
    true = erlang:system_flag(scheduler_wall_time, false),
    undefined = erlang:statistics(scheduler_wall_time).

%% A scheduler is bound to a processor of the topology, or to none when there are fewer; no two to the same.
bound() ->
    spread = erlang:system_info(scheduler_bind_type),
    Bindings = tuple_to_list(erlang:system_info(scheduler_bindings)),
    4 = length(Bindings),
    Bound = [N || N <- Bindings, N =/= unbound],
    Processors = lists:sort(logical(erlang:system_info(cpu_topology))),
    Processors = lists:sort(logical(erlang:system_info({cpu_topology, detected}))),
    true = length(Bound) =:= min(4, length(Processors)),
    [] = Bound -- Processors,
    true = length(Bound) =:= length(lists:usort(Bound)).

logical(List) when is_list(List) -> lists:append([logical(Part) || Part <- List]);
logical({logical, N}) -> [N];
logical({_, Part}) -> logical(Part).

%% What is counted, and shown as a list for each scheduler, with one element more for dirty CPU and two for all queues.
counted() ->
    [5 = length(erlang:statistics(Item)) || Item <- [run_queue_lengths, active_tasks]],
    [6 = length(erlang:statistics(Item)) || Item <- [run_queue_lengths_all, active_tasks_all]],
    [4, 4, 10] = [erlang:system_info(Item) || Item <- [dirty_cpu_schedulers, dirty_cpu_schedulers_online, dirty_io_schedulers]],
    true = erlang:statistics(total_active_tasks) >= 1,
    true = erlang:statistics(run_queue) >= 0,
    {Collections, Words, 0} = erlang:statistics(garbage_collection),
    erlang:garbage_collect(),
    {More, MoreWords, 0} = erlang:statistics(garbage_collection),
    true = More > Collections andalso MoreWords >= Words,
    {{input, _}, {output, Before}} = erlang:statistics(io),
    io:format("twelve bytes~n"),
    {{input, _}, {output, After}} = erlang:statistics(io),
    true = After >= Before + 13,
    {Switches, 0} = erlang:statistics(context_switches),
    erlang:yield(),
    {Later, 0} = erlang:statistics(context_switches),
    true = Later > Switches,
    {Reductions, _} = erlang:statistics(exact_reductions),
    {MoreReductions, Since} = erlang:statistics(exact_reductions),
    true = MoreReductions > Reductions andalso Since =:= MoreReductions - Reductions.
