%% SPDX-License-Identifier: Apache-2.0
%% Small races between two processes, each of which is allowed some outcomes and not others. A case asserts what
%% holds in every order, never a time.
%%
%%     main([Rounds])             all cases, each so many rounds
%%     main([Rounds, Case, ...])  these
%%
%% The rounds of a case are divided among eight workers, bound to the schedulers in turn; what a worker starts is bound to
%% the next one. So on two schedulers both ends of each race run at the same time, and neither ever sleeps for long.
-module(litmus).
-export([main/1]).

-define(WORKERS, 8).

main([Rounds | Names]) ->
    Chosen = [list_to_atom(Name) || Name <- Names],
    Cases = [Case || {Name, _} = Case <- cases(), Chosen =:= [] orelse lists:member(Name, Chosen)],
    case length(Cases) of
        Count when Count =:= length(Chosen); Chosen =:= [] -> ok;
        _ -> error({no_such_case, Names})
    end,
    lists:foreach(fun({Name, Round}) ->
        run(Round, list_to_integer(Rounds)),
        io:format("~w: ~s rounds~n", [Name, Rounds])
    end, Cases).

cases() ->
    [{messages_before_end, fun messages_before_end/2},
     {exit_among_messages, fun exit_among_messages/2},
     {links_agree, fun links_agree/2},
     {unlink_is_final, fun unlink_is_final/2},
     {link_to_dying, fun link_to_dying/2},
     {one_down, fun one_down/2},
     {demonitor_flush_is_final, fun demonitor_flush_is_final/2},
     {demonitor_info_is_true, fun demonitor_info_is_true/2},
     {name_of_the_dead, fun name_of_the_dead/2},
     {name_is_given_once, fun name_is_given_once/2},
     {send_to_name, fun send_to_name/2},
     {alias_off_is_final, fun alias_off_is_final/2},
     {alias_for_one_reply, fun alias_for_one_reply/2},
     {killed_at_birth, fun killed_at_birth/2},
     {kill_or_end, fun kill_or_end/2},
     {info_of_the_dead, fun info_of_the_dead/2},
     {cancel_or_fire, fun cancel_or_fire/2},
     {cancel_by_another, fun cancel_by_another/2},
     {timeout_or_message, fun timeout_or_message/2},
     {group_of_priorities, fun group_of_priorities/2}].

%% ---- running ----

run(Round, Rounds) ->
    Schedulers = erlang:system_info(schedulers_online),
    Workers = [spawn_opt(fun() -> worker(Round, Each, I, Schedulers) end, [monitor, {scheduler, 1 + I rem Schedulers}])
               || {I, Each} <- shares(Rounds)],
    [receive {'DOWN', Ref, process, Pid, Reason} -> Reason =:= done orelse error(Reason) end || {Pid, Ref} <- Workers].

shares(Rounds) ->
    [{I, Rounds div ?WORKERS + case I < Rounds rem ?WORKERS of true -> 1; false -> 0 end} || I <- lists:seq(0, ?WORKERS - 1)].

worker(Round, Rounds, I, Schedulers) ->
    process_flag(trap_exit, true),
    put(peer, 1 + (I + 1) rem Schedulers),
    rounds(Round, Rounds, 1 + I * 7919),
    nothing(),
    exit(done).

%% R is a number that looks random, another in each round.
rounds(_, 0, _) -> ok;
rounds(Round, N, R) ->
    Next = (R * 1103515245 + 12345) band 16#7FFFFFFF,
    Round(Next bsr 8, N),
    rounds(Round, N - 1, Next).

peer(Work) -> spawn_opt(Work, [{scheduler, get(peer)}]).
peer(Work, Options) -> spawn_opt(Work, [{scheduler, get(peer)} | Options]).

%% Some tens of instructions, or none.
wait_a_bit(R) -> burn(R rem 23).

burn(0) -> ok;
burn(N) -> burn(N - 1).

nothing() ->
    receive Message -> error({unexpected, Message}) after 0 -> ok end.

%% Process has ended, and all it has ever sent is here.
await_end(Pid) ->
    Ref = monitor(process, Pid),
    receive {'DOWN', Ref, process, Pid, _} -> ok end.

%% ---- order of signals of one sender ----

%% Messages come before the exit signal and the 'DOWN' of a sender that ends after sending them.
messages_before_end(R, _) ->
    Me = self(),
    Count = R rem 4,
    {Pid, Ref} = peer(fun() -> wait_a_bit(R), [Me ! {self(), I} || I <- lists:seq(1, Count)], exit(over) end, [link, monitor]),
    in_order(Pid, Ref, 1, Count, []).

in_order(_, _, _, _, [_, _]) -> nothing();
in_order(Pid, Ref, Next, Count, Ends) ->
    receive
        {Pid, Next} when Ends =:= [] -> in_order(Pid, Ref, Next + 1, Count, Ends);
        {'EXIT', Pid, over} when Next > Count -> in_order(Pid, Ref, Next, Count, [exit | Ends]);
        {'DOWN', Ref, process, Pid, over} when Next > Count -> in_order(Pid, Ref, Next, Count, [down | Ends]);
        Other -> error({out_of_order, Other, Next, Count, Ends})
    end.

%% An exit signal sent by exit/2 keeps its place between two messages.
exit_among_messages(R, _) ->
    Me = self(),
    Pid = peer(fun() -> wait_a_bit(R), Me ! {self(), 1}, exit(Me, between), Me ! {self(), 2} end),
    receive M1 -> {Pid, 1} = M1 end,
    receive M2 -> {'EXIT', Pid, between} = M2 end,
    receive M3 -> {Pid, 2} = M3 end.

%% ---- links ----

%% Two processes link and unlink each other at the same time, then are asked: either both are linked or neither.
links_agree(R, _) ->
    Me = self(),
    Pid = peer(fun() ->
        process_flag(trap_exit, true),
        toggle(Me, R bsr 3),
        settled(Me),
        receive {Me, ask} -> Me ! {self(), linked_to(Me)} end,
        receive {Me, stop} -> ok end
    end),
    toggle(Pid, R bsr 7),
    settled(Pid),
    Pid ! {Me, ask},
    receive {Pid, Theirs} -> Theirs =:= linked_to(Pid) orelse error({links_differ, Theirs}) end,
    unlink(Pid),
    Pid ! {Me, stop},
    await_end(Pid),
    receive {'EXIT', Pid, _} -> ok after 0 -> ok end.

toggle(Other, R) ->
    [case (R bsr I) band 1 of 1 -> link(Other); 0 -> unlink(Other) end || I <- lists:seq(0, R rem 4)],
    ok.

%% Both have done with it, and have taken in what the other has sent until then: signals keep their order. Two exchanges, since
%% an unlink is acknowledged.
settled(Other) -> exchange(Other), exchange(Other).

exchange(Other) ->
    Other ! {self(), here},
    receive {Other, here} -> ok end.

linked_to(Other) ->
    {links, Links} = process_info(self(), links),
    lists:member(Other, Links).

%% After unlink and a look into the mailbox no exit signal comes any more.
unlink_is_final(R, _) ->
    Pid = peer(fun() -> wait_a_bit(R) end, [link]),
    wait_a_bit(R bsr 5),
    unlink(Pid),
    receive {'EXIT', Pid, normal} -> ok after 0 -> ok end,
    await_end(Pid),
    nothing().

%% Linking to a process that ends gives exactly one exit signal.
link_to_dying(R, _) ->
    Pid = peer(fun() -> wait_a_bit(R) end),
    wait_a_bit(R bsr 5),
    link(Pid),
    receive {'EXIT', Pid, Reason} -> Reason =:= normal orelse Reason =:= noproc orelse error(Reason) end,
    await_end(Pid),
    nothing().

%% ---- monitors ----

one_down(R, _) ->
    Pid = peer(fun() -> wait_a_bit(R), exit(over) end),
    Refs = [monitor(process, Pid) || _ <- lists:seq(0, R rem 3)],
    [receive {'DOWN', Ref, process, Pid, Reason} -> Reason =:= over orelse Reason =:= noproc orelse error(Reason) end
     || Ref <- Refs],
    nothing().

demonitor_flush_is_final(R, _) ->
    {Pid, Ref} = peer(fun() -> wait_a_bit(R) end, [monitor]),
    wait_a_bit(R bsr 5),
    true = demonitor(Ref, [flush]),
    await_end(Pid),
    nothing().

%% demonitor with info says whether the monitor was there: if not, its 'DOWN' has come.
demonitor_info_is_true(R, _) ->
    {Pid, Ref} = peer(fun() -> wait_a_bit(R) end, [monitor]),
    wait_a_bit(R bsr 5),
    case demonitor(Ref, [info]) of
        true -> ok;
        false -> receive {'DOWN', Ref, process, Pid, normal} -> ok after 0 -> error(no_down) end
    end,
    await_end(Pid),
    nothing().

%% ---- names ----

%% Who has received the 'DOWN' of a process finds its name free.
name_of_the_dead(R, N) ->
    Name = name(N),
    {Pid, Ref} = peer(fun() -> register(Name, self()), wait_a_bit(R) end, [monitor]),
    case whereis(Name) of
        undefined -> ok;
        Pid -> ok;
        Other -> error({wrong_process, Other})
    end,
    receive {'DOWN', Ref, process, Pid, normal} -> ok end,
    undefined = whereis(Name),
    true = register(Name, self()),
    true = unregister(Name).

%% The name that this worker uses.
name(_) ->
    case get(name) of
        undefined -> Name = list_to_atom("worker" ++ pid_to_list(self())), put(name, Name), Name;
        Name -> Name
    end.

%% Of two that want the same name one gets it.
name_is_given_once(R, N) ->
    Me = self(),
    Name = name(N),
    Work = fun(Wait) ->
        fun() ->
            wait_a_bit(Wait),
            Me ! {self(), try register(Name, self()) catch error:badarg -> false end},
            receive {Me, stop} -> ok end
        end
    end,
    Pids = [peer(Work(R)), spawn(Work(R bsr 5))],
    Got = [receive {Pid, Result} -> Result end || Pid <- Pids],
    [false, true] = lists:sort(Got),
    Owner = whereis(Name),
    true = lists:member({Owner, true}, lists:zip(Pids, Got)),
    [begin Pid ! {Me, stop}, await_end(Pid) end || Pid <- Pids],
    undefined = whereis(Name).

%% A message to a name arrives at who has it, or is refused; and in order with those to the pid.
send_to_name(R, N) ->
    Me = self(),
    Name = name(N),
    true = register(Name, Me),
    Pid = peer(fun() -> Me ! {self(), 1}, wait_a_bit(R), Sent = try Name ! {self(), 2}, 1 catch error:badarg -> 0 end,
                        Me ! {self(), 3, Sent} end),
    wait_a_bit(R bsr 5),
    true = unregister(Name),
    receive M1 -> {Pid, 1} = M1 end,
    receive
        {Pid, 2} -> receive M3 -> {Pid, 3, 1} = M3 end;
        {Pid, 3, 0} -> ok;
        Other -> error({lost_or_out_of_order, Other})
    end.

%% ---- aliases ----

%% What was sent to an alias and has not come when it is switched off does not come later.
alias_off_is_final(R, _) ->
    Me = self(),
    Alias = alias(),
    Pid = peer(fun() -> wait_a_bit(R), [Alias ! {alias, I} || I <- [1, 2, 3]], Me ! {self(), done} end),
    wait_a_bit(R bsr 5),
    true = unalias(Alias),
    Count = count_alias(0),
    receive M -> M =:= {Pid, done} orelse error({after_unalias, Count, M}) end,
    false = unalias(Alias).

count_alias(N) ->
    receive {alias, I} -> I =:= N + 1 orelse error({alias_order, I, N}), count_alias(I) after 0 -> N end.

%% An alias for one reply lets one message through, from whomever.
alias_for_one_reply(R, _) ->
    Me = self(),
    Alias = alias([reply]),
    Send = fun(Wait) -> fun() -> wait_a_bit(Wait), Alias ! {reply, self()}, Me ! {done, self()} end end,
    Pids = [peer(Send(R)), spawn(Send(R bsr 5))],
    [receive {done, Pid} -> ok end || Pid <- Pids],
    receive {reply, First} -> true = lists:member(First, Pids) after 0 -> error(no_reply) end,
    nothing().

%% ---- beginning and end ----

killed_at_birth(R, _) ->
    {Pid, Ref} = peer(fun() -> receive never -> ok end end, [link, monitor]),
    wait_a_bit(R),
    exit(Pid, kill),
    receive {'DOWN', Ref, process, Pid, Down} -> killed = Down end,
    receive {'EXIT', Pid, Exit} -> killed = Exit end,
    false = is_process_alive(Pid),
    nothing().

%% A process that is killed while it ends has ended in one way.
kill_or_end(R, _) ->
    {Pid, Ref} = peer(fun() -> wait_a_bit(R), exit(over) end, [link, monitor]),
    wait_a_bit(R bsr 5),
    exit(Pid, kill),
    receive {'DOWN', Ref, process, Pid, Down} -> ok end,
    receive {'EXIT', Pid, Exit} -> ok end,
    Down =:= Exit andalso (Down =:= over orelse Down =:= killed) orelse error({Down, Exit}),
    nothing().

%% Who was dead stays dead.
info_of_the_dead(R, _) ->
    Pid = peer(fun() -> wait_a_bit(R) end),
    wait_a_bit(R bsr 5),
    case process_info(Pid, [registered_name, links, message_queue_len]) of
        undefined ->
            false = is_process_alive(Pid),
            undefined = process_info(Pid, message_queue_len);
        [{registered_name, []}, {links, []}, {message_queue_len, 0}] ->
            ok
    end,
    await_end(Pid),
    undefined = process_info(Pid, status),
    false = is_process_alive(Pid).

%% ---- timers ----

%% A timer is cancelled, or its message comes: never both, never neither.
cancel_or_fire(R, _) ->
    Timer = erlang:send_after(R rem 2, self(), {fired, R}),
    wait_a_bit(R bsr 5),
    check_timer(erlang:cancel_timer(Timer), R),
    nothing().

check_timer(Left, _) when is_integer(Left) -> ok;
check_timer(false, R) -> receive {fired, R} -> ok after 0 -> error(no_message) end.

cancel_by_another(R, _) ->
    Me = self(),
    Timer = erlang:send_after(R rem 2, Me, {fired, R}),
    Pid = peer(fun() -> wait_a_bit(R bsr 5), Me ! {self(), erlang:cancel_timer(Timer)} end),
    Left = receive {Pid, Answer} -> Answer end,
    %% The message was sent before cancel_timer found that there is nothing to cancel, but by another than Pid.
    case Left of
        false -> receive {fired, R} -> ok end;
        _ -> ok
    end,
    nothing().

%% A message is received, or is still there after the time-out.
timeout_or_message(R, _) ->
    Me = self(),
    Pid = peer(fun() -> wait_a_bit(R), Me ! {self(), hello} end),
    receive
        {Pid, hello} -> ok
    after R rem 2 ->
        receive {Pid, hello} -> ok end
    end,
    await_end(Pid),
    nothing().

%% ---- priorities ----

%% On one scheduler whoever has a higher priority goes first, strictly, when both can run; only low ones have their turn
%% among the normal.
group_of_priorities(R, _) ->
    Me = self(),
    Pids = [spawn_opt(fun() -> receive go -> ok end, wait_a_bit(R), Me ! {self(), Priority} end,
                      [{priority, Priority}, {scheduler, get(peer)}])
            || Priority <- [low, normal, high, max, high, normal, low]],
    Starter = spawn_opt(fun() -> [Pid ! go || Pid <- Pids] end, [{priority, max}, {scheduler, get(peer)}]),
    await_end(Starter),
    Order = [receive {Pid, Priority} when is_pid(Pid) -> true = lists:member(Pid, Pids), Priority end || _ <- Pids],
    [max, high, high | Rest] = Order,
    [low, low, normal, normal] = lists:sort(Rest).
