%% SPDX-License-Identifier: Apache-2.0
%% args: 100000
%% stress-gc args: 1000
%% Receives for a fresh reference: what they cost does not depend on the mailbox, and they find the right message
%% whatever happens to the messages around the place where they begin.
-module(receive_markers).
-export([main/1]).
-import(show, [value/2, id/1]).

main([Many]) ->
    Server = spawn(fun server/0),
    value("call", call(Server, 1)),
    value("cost with many messages does not grow", costs(Server, list_to_integer(Many))),
    value("not received", drop(junk, 0)),
    value("monitor as the reference", monitored(Server)),
    value("spawn_monitor", begin [self() ! junk || _ <- lists:seq(1, 50)], R = ended(), {R, drop(junk, 0)} end),
    value("an alias", aliased(Server)),
    value("nested calls", nested(Server, 12)),
    value("nested deeper than there are markers", nested(Server, 40)),
    value("messages before the marker are removed", removed_before(Server)),
    value("last message before the marker is removed", removed_last()),
    value("message arrives before the receive", early(Server)),
    value("reference from elsewhere", foreign()),
    value("reference never answered", unanswered()),
    value("two references at once", both(Server)),
    value("caught between", caught(Server)),
    value("left by a bad time-out", bad_timeout()),
    value("reused after garbage collection", collected(Server)),
    value("in a loop", length([call(Server, N) || N <- lists:seq(1, 100)])),
    value("nothing is left", rest()).

server() ->
    receive
        {From, Ref, {relay, Extra, X}} ->
            [From ! E || E <- Extra],
            From ! {Ref, X},
            server();
        {From, Ref, X} ->
            From ! {Ref, X},
            server()
    end.

call(Server, X) ->
    Ref = make_ref(),
    Server ! {self(), Ref, X},
    receive {Ref, Answer} -> Answer end.

%% The cost of calls with few and with many messages in the mailbox differs by less than a look at each would cost.
costs(Server, Many) ->
    Few = cost(Server),
    [self() ! junk || _ <- lists:seq(1, Many)],
    cost(Server), % the messages are fetched
    Cost = cost(Server),
    (Cost - Few) < Many div 10.

cost(Server) ->
    {reductions, R0} = process_info(self(), reductions),
    call(Server, id(x)),
    {reductions, R1} = process_info(self(), reductions),
    R1 - R0.

drop(What, N) -> receive What -> drop(What, N + 1) after 0 -> N end.

monitored(Server) ->
    [self() ! junk || _ <- lists:seq(1, 100)],
    Ref = monitor(process, Server),
    Server ! {self(), Ref, monitored},
    Answer = receive {Ref, A} -> A; {'DOWN', Ref, _, _, _} -> down end,
    demonitor(Ref, [flush]),
    {Answer, drop(junk, 0)}.

ended() ->
    {Pid, Ref} = spawn_monitor(fun() -> exit(done) end),
    receive {'DOWN', Ref, process, Pid, Reason} -> Reason end.

aliased(Server) ->
    [self() ! junk || _ <- lists:seq(1, 100)],
    Alias = alias([reply]),
    Server ! {Alias, Alias, aliased},
    Answer = receive {Alias, A} -> A end,
    {Answer, drop(junk, 0)}.

%% A call whose answer is only received after other calls, each with a marker of its own.
nested(_, 0) -> [];
nested(Server, N) ->
    Ref = make_ref(),
    Server ! {self(), Ref, N},
    self() ! {between, N},
    Inner = nested(Server, N - 1),
    Answer = receive {Ref, A} -> A end,
    receive {between, N} -> ok end,
    [Answer | Inner].

removed_before(Server) ->
    [self() ! {before, N} || N <- lists:seq(1, 10)],
    Ref = make_ref(),
    Server ! {self(), Ref, {relay, [x, y], answer}},
    First = [receive {before, N} -> N end || N <- [10, 9, 1, 5]],
    Answer = receive {Ref, A} -> A end,
    {First, Answer, rest()}.

%% The marker lies behind the last message, which is received before others come.
removed_last() ->
    self() ! a, self() ! b,
    Ref = make_ref(),
    receive b -> ok end,
    self() ! c,
    self() ! {Ref, first},
    self() ! {Ref, second},
    receive a -> ok end,
    X = receive {Ref, A} -> A end,
    Y = receive {Ref, B} -> B end,
    {X, Y, rest()}.

early(Server) ->
    Ref = make_ref(),
    Server ! {self(), Ref, {relay, [one, two], early}},
    receive two -> ok end,
    _ = process_info(self(), messages),
    Answer = receive {Ref, A} -> A end,
    {Answer, rest()}.

%% No marker is bound to this reference, and its message comes first.
foreign() ->
    Me = self(),
    Ref = receive_ref(spawn(fun() -> R = make_ref(), Me ! {take, self(), R}, Me ! {R, foreign}, receive stop -> ok end end)),
    Mine = make_ref(),
    Me ! {Mine, mine},
    X = receive {Mine, A} -> A end,
    Y = receive {Ref, B} -> B end,
    {X, Y, rest()}.

receive_ref(Pid) -> receive {take, Pid, R} -> Pid ! stop, R end.

unanswered() ->
    self() ! before,
    Ref = make_ref(),
    self() ! behind,
    R = receive {Ref, A} -> A after 1 -> timeout end,
    {R, rest()}.

both(Server) ->
    R1 = make_ref(),
    Server ! {self(), R1, first},
    R2 = make_ref(),
    Server ! {self(), R2, second},
    A2 = receive {R2, A} -> A end,
    A1 = receive {R1, B} -> B end,
    {A1, A2, rest()}.

%% The receive is never reached; the next ones use other references.
caught(Server) ->
    Results = [catch failing(Server, N) || N <- lists:seq(1, 20)],
    {lists:usort(Results), call(Server, after_all), length(rest())}.

failing(Server, N) ->
    Ref = make_ref(),
    Server ! {self(), Ref, N},
    case id(N) of
        N -> throw(gone);
        _ -> receive {Ref, A} -> A end
    end.

%% A receive that ends with an exception has not moved the beginning of the next one.
bad_timeout() ->
    self() ! one, self() ! two,
    R = try receive three -> three after id(never) -> timeout end catch error:timeout_value -> bad end,
    {R, receive X -> X end, receive Y -> Y end}.

collected(Server) ->
    [self() ! {junk, lists:seq(1, N)} || N <- lists:seq(1, 50)],
    Ref = make_ref(),
    Server ! {self(), Ref, {relay, [behind], collected}},
    garbage_collect(),
    receive {junk, L} when length(L) > 20, hd(L) + length(L) > 40 -> ok end,
    garbage_collect(),
    receive {junk, [1]} -> ok end,
    Answer = receive {Ref, A} -> A end,
    {Answer, length(rest())}.

rest() -> receive M -> [M | rest()] after 0 -> [] end.
