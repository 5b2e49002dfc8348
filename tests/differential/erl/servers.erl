%% SPDX-License-Identifier: Apache-2.0
%% Servers as people write them by hand: state in a loop, calls with references, workers, a bank, a chat room.
-module(servers).
-export([main/0]).
-import(show, [value/2]).

main() ->
    value("stack", stack()),
    value("bank", bank()),
    value("key value store", store()),
    value("chat", chat()),
    value("pool", pool()),
    value("semaphore", semaphore()),
    value("barrier", barrier(10)),
    value("philosophers", philosophers(5, 20)),
    value("restart", restart()),
    value("event manager", events()),
    value("state machine", traffic_light(7)),
    value("map reduce", map_reduce()),
    value("timeouts and retries", retries()),
    value("all stopped", ok).

%% A generic server: Handle(Request, State) -> {Reply, State} | {stop, Reply}.
start(Handle, State) -> spawn(fun() -> loop(Handle, State) end).

loop(Handle, State) ->
    receive
        {call, From, Ref, Request} ->
            case Handle(Request, State) of
                {stop, Reply} -> From ! {Ref, Reply};
                {Reply, New} -> From ! {Ref, Reply}, loop(Handle, New)
            end
    end.

call(Pid, Request) ->
    Ref = monitor(process, Pid),
    Pid ! {call, self(), Ref, Request},
    receive
        {Ref, Reply} -> demonitor(Ref, [flush]), Reply;
        {'DOWN', Ref, process, _, Why} -> {down, Why}
    end.

stack() ->
    S = start(fun({push, X}, St) -> {ok, [X | St]}; (pop, [X | St]) -> {X, St}; (pop, []) -> {empty, []}; (stop, St) -> {stop, St} end, []),
    Watch = monitor(process, S),
    Replies = [call(S, R) || R <- [{push, 1}, {push, 2}, pop, {push, 3}, pop, pop, pop, {push, 9}, stop]],
    receive {'DOWN', Watch, _, _, _} -> ok end,
    Replies ++ [call(S, pop)].

bank() ->
    B = start(fun({open, Name}, M) -> {ok, M#{Name => 0}};
                 ({deposit, Name, N}, M) when is_map_key(Name, M) -> {ok, maps:update_with(Name, fun(X) -> X + N end, M)};
                 ({transfer, A, C, N}, M) ->
                     case M of
                         #{A := X, C := Y} when X >= N -> {ok, M#{A := X - N, C := Y + N}};
                         #{A := _, C := _} -> {insufficient, M};
                         _ -> {no_account, M}
                     end;
                 (total, M) -> {lists:sum(maps:values(M)), M};
                 (_, M) -> {error, M}
              end, #{}),
    R = [call(B, X) || X <- [{open, joe}, {open, ann}, {deposit, joe, 100}, {transfer, joe, ann, 30}, {transfer, ann, joe, 50}, {transfer, ann, bob, 1}, {deposit, bob, 1}, total]],
    Me = self(),
    Ps = [spawn(fun() -> [call(B, {transfer, joe, ann, 1}) || _ <- lists:seq(1, 10)], [call(B, {transfer, ann, joe, 1}) || _ <- lists:seq(1, 10)], Me ! {self(), done} end) || _ <- lists:seq(1, 10)],
    [receive {P, done} -> ok end || P <- Ps],
    {R, call(B, total)}.

store() ->
    S = start(fun({put, K, V}, D) -> {ok, [{K, V} | lists:keydelete(K, 1, D)]};
                 ({get, K}, D) -> {proplists:get_value(K, D), D};
                 (crash, _) -> exit(asked_to)
              end, []),
    [call(S, R) || R <- [{put, a, 1}, {put, b, 2}, {get, a}, {put, a, 3}, {get, a}, {get, z}, crash, {get, a}]].

chat() ->
    Room = spawn(fun() -> room([]) end),
    Me = self(),
    Users = [spawn(fun() -> Room ! {join, self()}, receive welcome -> Me ! {joined, N} end, user(N, Me, 3) end) || N <- [1, 2, 3]],
    [receive {joined, N} -> ok end || N <- [1, 2, 3]],
    [Room ! {say, M} || M <- [hello, how_are_you, bye]],
    R = [receive {heard, N, L} -> {N, L} end || N <- [1, 2, 3]],
    exit(Room, kill),
    {R, length(Users)}.

room(Members) ->
    receive {join, P} -> P ! welcome, room([P | Members]); {say, M} -> [P ! {msg, M} || P <- Members], room(Members) end.

user(N, To, Count) -> To ! {heard, N, [receive {msg, M} -> M end || _ <- lists:seq(1, Count)]}.

pool() ->
    Me = self(),
    Master = self(),
    Workers = [spawn(fun() -> worker(Master) end) || _ <- lists:seq(1, 4)],
    R = feed([{square, N} || N <- lists:seq(1, 40)], 0, []),
    [W ! stop || W <- Workers],
    {lists:sum(R), length(R), Me =:= Master}.

worker(Master) ->
    Master ! {idle, self()},
    receive {job, {square, N}} -> Master ! {result, N * N}, worker(Master); stop -> ok end.

feed([], 0, Results) -> Results;
feed(Jobs, Out, Results) ->
    receive
        {idle, W} when Jobs =/= [] -> W ! {job, hd(Jobs)}, feed(tl(Jobs), Out + 1, Results);
        {result, R} -> feed(Jobs, Out - 1, [R | Results])
    end.

semaphore() ->
    Sem = spawn(fun() -> sem(2, []) end),
    Me = self(),
    Counter = start(fun({add, N}, {Now, Max}) -> {ok, {Now + N, max(Max, Now + N)}}; (max, S = {_, Max}) -> {Max, S} end, {0, 0}),
    Ps = [spawn(fun() -> Sem ! {acquire, self()}, receive granted -> ok end, call(Counter, {add, 1}), erlang:yield(), call(Counter, {add, -1}), Sem ! release, Me ! {self(), done} end) || _ <- lists:seq(1, 20)],
    [receive {P, done} -> ok end || P <- Ps],
    exit(Sem, kill),
    call(Counter, max) =< 2.

sem(0, Waiting) ->
    receive release -> case Waiting of [] -> sem(1, []); [W | T] -> W ! granted, sem(0, T) end; {acquire, P} -> sem(0, Waiting ++ [P]) end;
sem(N, Waiting) ->
    receive {acquire, P} -> P ! granted, sem(N - 1, Waiting); release -> sem(N + 1, Waiting) end.

barrier(N) ->
    Me = self(),
    B = spawn(fun() -> Ps = [receive {at_barrier, P} -> P end || _ <- lists:seq(1, N)], [P ! go || P <- Ps] end),
    Ps = [spawn(fun() -> Me ! {bar, before, I}, B ! {at_barrier, self()}, receive go -> Me ! {bar, 'after', I} end end) || I <- lists:seq(1, N)],
    All = [receive {bar, W, _} -> W end || _ <- lists:seq(1, 2 * N)],
    {length(Ps), All =:= lists:duplicate(N, before) ++ lists:duplicate(N, 'after')}.

philosophers(N, Meals) ->
    Forks = list_to_tuple([spawn(fun fork_free/0) || _ <- lists:seq(1, N)]),
    Me = self(),
    Ps = [spawn(fun() -> dine(element(min(I, I rem N + 1), Forks), element(max(I, I rem N + 1), Forks), Meals), Me ! {self(), fed} end) || I <- lists:seq(1, N)],
    R = [receive {P, fed} -> fed end || P <- Ps],
    [exit(F, kill) || F <- tuple_to_list(Forks)],
    R.

fork_free() -> receive {take, P} -> P ! {taken, self()}, receive {put, P} -> fork_free() end end.

dine(_, _, 0) -> ok;
dine(A, B, N) ->
    A ! {take, self()}, receive {taken, A} -> ok end,
    B ! {take, self()}, receive {taken, B} -> ok end,
    A ! {put, self()}, B ! {put, self()},
    dine(A, B, N - 1).

restart() ->
    Me = self(),
    spawn(fun() ->
        process_flag(trap_exit, true),
        Me ! {log, supervise(fun() -> Me ! {up, self()}, receive {crash, R} -> exit(R) end end, 3, [])}
    end),
    [receive {up, P} -> P ! {crash, {reason, I}} end || I <- [1, 2, 3]],
    receive {log, L} -> L end.

supervise(_, 0, Log) -> lists:reverse(Log);
supervise(F, N, Log) ->
    P = spawn_link(F),
    receive {'EXIT', P, R} -> supervise(F, N - 1, [R | Log]) end.

events() ->
    M = spawn(fun() -> manager([]) end),
    Me = self(),
    M ! {add, fun(E) -> Me ! {event, one, E} end},
    M ! {add, fun(E) -> Me ! {event, two, E * E} end},
    [M ! {event, N} || N <- [1, 2, 3]],
    R = [receive {event, X, Y} -> {X, Y} end || _ <- lists:seq(1, 6)],
    exit(M, kill),
    R.

manager(Hs) -> receive {add, H} -> manager(Hs ++ [H]); {event, E} -> [H(E) || H <- Hs], manager(Hs) end.

traffic_light(N) ->
    P = spawn(fun() -> red() end),
    R = [begin P ! {next, self()}, receive {P, S} -> S end end || _ <- lists:seq(1, N)],
    P ! stop,
    R.
red() -> receive {next, F} -> F ! {self(), green}, green(); stop -> ok end.
green() -> receive {next, F} -> F ! {self(), yellow}, yellow(); stop -> ok end.
yellow() -> receive {next, F} -> F ! {self(), red}, red(); stop -> ok end.

map_reduce() ->
    Docs = ["the cat sat", "the dog sat", "a cat and a dog"],
    Me = self(),
    Ps = [spawn(fun() -> Me ! {self(), [{W, 1} || W <- string:tokens(D, " ")]} end) || D <- Docs],
    Pairs = lists:append([receive {P, L} -> L end || P <- Ps]),
    lists:sort(maps:to_list(lists:foldl(fun({W, N}, M) -> maps:update_with(W, fun(X) -> X + N end, N, M) end, #{}, Pairs))).

retries() ->
    S = spawn(fun() -> flaky(2) end),
    try_call(S, []).

flaky(0) -> receive {ask, F, R} -> F ! {R, finally} end;
flaky(N) -> receive {ask, _, _} -> flaky(N - 1) end.

%% Asks again and again, until one of the questions has been answered.
try_call(S, Asked) ->
    R = make_ref(),
    S ! {ask, self(), R},
    receive {Answered, A} when is_reference(Answered) -> {A, lists:member(Answered, [R | Asked])} after 10 -> try_call(S, [R | Asked]) end.
