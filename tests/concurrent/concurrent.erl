%% SPDX-License-Identifier: Apache-2.0
%% Programs of many processes that have one possible result, whatever the order of events: families of them, each
%% with its parameters. Every case runs in a process of its own and prints one line. Erlang/OTP and Tick, on any number of
%% schedulers and under any seed, print the same.
-module(concurrent).
-export([main/0]).

main() -> [run(Family, Parameters) || {Family, All} <- cases(), Parameters <- All], ok.

run(Family, Parameters) ->
    {Pid, Ref} = spawn_monitor(fun() -> exit({result, work(Family, Parameters)}) end),
    receive
        {'DOWN', Ref, process, Pid, {result, Result}} -> io:format("~w ~w: ~w~n", [Family, Parameters, Result]);
        {'DOWN', Ref, process, Pid, Other} -> io:format("~w ~w ended: ~w~n", [Family, Parameters, Other])
    end.

cases() ->
    [{ring, [{N, Laps} || N <- [1, 2, 10, 100], Laps <- [1, 7, 50]]},
     {server, [{Clients, Requests, Kind} || Clients <- [1, 5, 40], Requests <- [1, 20], Kind <- [add, largest, set]]},
     {pipeline, [{Stages, Items} || Stages <- [1, 3, 20], Items <- [0, 1, 30, 200]]},
     {sieve, [10, 50, 200, 500]},
     {barrier, [{N, Rounds} || N <- [1, 2, 9, 30], Rounds <- [1, 5, 20]]},
     {supervisor, [{Strategy, Crashes} || Strategy <- [one_for_one, one_for_all, rest_for_one],
                                          Crashes <- [[], [1], [3], [2, 2, 2], [4, 1, 3, 1], [1, 2, 3, 4, 4, 3, 2, 1]]]},
     {selective, [{N, Seed} || N <- [1, 2, 10, 60, 300], Seed <- [1, 2, 3]]},
     {timeouts, [{N, Seed} || N <- [1, 4, 9], Seed <- [1, 2]]},
     {cascade, [{Depth, Width, Reason} || Depth <- [1, 3, 5], Width <- [1, 3], Reason <- [oops, kill, normal]]},
     {exits, [{Trap, Linked, Way, Reason} || Trap <- [true, false], Linked <- [true, false], Way <- [by_itself, told],
                                             Reason <- [normal, kill, shutdown, {because, 1}]]},
     {names, [1, 2, 7, 20]},
     {fib, [5, 10, 14]},
     {sort, [{N, Seed} || N <- [0, 1, 17, 200], Seed <- [1, 2]]},
     {transposition, [{N, Seed} || N <- [2, 7, 24], Seed <- [1, 2]]},
     {philosophers, [{N, Meals} || N <- [2, 5, 11], Meals <- [1, 10]]},
     {buffer, [{Producers, Consumers, Room} || Producers <- [1, 4], Consumers <- [1, 3], Room <- [1, 5, 50]]},
     {life, [{Size, Steps} || Size <- [4, 8], Steps <- [1, 4, 10]]},
     {election, [{N, Seed} || N <- [1, 2, 8, 30], Seed <- [1, 2]]},
     {commit, [{N, Votes} || N <- [1, 3, 10], Votes <- [all, none, all_but_last]]},
     {matrix, [{N, Seed} || N <- [1, 3, 8], Seed <- [1, 2]]},
     {aliases, [{N, Kind} || N <- [1, 5, 30], Kind <- [reply, explicit]]},
     {bank, [{Accounts, Transfers} || Accounts <- [2, 10], Transfers <- [1, 50, 300]]}].

%% ---- helpers ----

parallel(Funs) -> [await(Task) || Task <- [task(Fun) || Fun <- Funs]].

task(Fun) ->
    Me = self(),
    spawn_monitor(fun() -> Me ! {self(), Fun()} end).

await({Pid, Ref}) ->
    receive {Pid, Result} -> demonitor(Ref, [flush]), Result; {'DOWN', Ref, process, Pid, Reason} -> exit(Reason) end.

call(Server, Request) ->
    Ref = monitor(process, Server),
    Server ! {call, self(), Ref, Request},
    receive {Ref, Reply} -> demonitor(Ref, [flush]), Reply; {'DOWN', Ref, _, _, Reason} -> {down, Reason} end.

numbers(N, Seed) -> numbers(N, Seed * 7919 + 17, []).

numbers(0, _, List) -> List;
numbers(N, R, List) -> numbers(N - 1, (R * 1103515245 + 12345) band 16#7FFFFFFF, [(R bsr 8) rem 1000 | List]).

shuffled(List, Seed) -> [X || {_, X} <- lists:sort(lists:zip(numbers(length(List), Seed), List))].

%% ---- rings, servers, pipelines ----

work(ring, {N, Laps}) ->
    Me = self(),
    First = lists:foldl(fun(_, Next) -> spawn_link(fun() -> relay(Next) end) end, Me, lists:seq(1, N)),
    laps(First, Laps, 0);

work(server, {Clients, Requests, Kind}) ->
    Server = spawn_link(fun() -> serve(#{}) end),
    Replies = parallel([fun() -> [call(Server, {Kind, K rem 3, C * K}) || K <- lists:seq(1, Requests)] end
                        || C <- lists:seq(1, Clients)]),
    {length(lists:append(Replies)), lists:sort(maps:to_list(call(Server, all)))};

work(pipeline, {Stages, Items}) ->
    Me = self(),
    First = lists:foldl(fun(Stage, Next) -> spawn_link(fun() -> stage(Stage, Next) end) end, Me, lists:seq(1, Stages)),
    [First ! {item, I} || I <- lists:seq(1, Items)],
    First ! stop,
    erlang:phash2(until_stop([]));

work(sieve, Most) ->
    Me = self(),
    First = spawn_link(fun() -> sieve(Me) end),
    [First ! {number, N} || N <- lists:seq(2, Most)],
    First ! stop,
    lists:sort(primes([]));

%% Nobody begins a round before all have ended the last.
work(barrier, {N, Rounds}) ->
    Barrier = spawn_link(fun() -> barrier(N, []) end),
    Counter = counters:new(1, []),
    Seen = parallel([fun() -> [begin
                                   counters:add(Counter, 1, 1),
                                   ok = call(Barrier, arrive),
                                   Count = counters:get(Counter, 1),
                                   ok = call(Barrier, arrive),
                                   Count
                               end || _ <- lists:seq(1, Rounds)] end || _ <- lists:seq(1, N)]),
    lists:usort(Seen);

%% Four children; those named in Crashes crash, one after the other. How often has each been started?
work(supervisor, {Strategy, Crashes}) ->
    process_flag(trap_exit, true),
    Children = [{Id, start_child(Id)} || Id <- [1, 2, 3, 4]],
    supervise(Strategy, Children, Crashes, [{Id, 1} || Id <- [1, 2, 3, 4]]);

%% Messages come in one order and are received in another.
work(selective, {N, Seed}) ->
    Me = self(),
    spawn_link(fun() -> [Me ! {K, K * K} || K <- shuffled(lists:seq(1, N), Seed)] end),
    erlang:phash2([receive {K, Square} -> {K, Square} end || K <- shuffled(lists:seq(1, N), Seed + 1)]);

%% Some timers are cancelled long before they fire; the others fire, each once.
work(timeouts, {N, Seed}) ->
    Timers = [{K, erlang:start_timer(case K rem 2 of 0 -> 100000; 1 -> K rem 5 end, self(), K)}
              || K <- shuffled(lists:seq(1, N), Seed)],
    Cancelled = [K || {K, Timer} <- Timers, K rem 2 =:= 0, is_integer(erlang:cancel_timer(Timer))],
    Fired = [receive {timeout, Timer, K} -> K end || {K, Timer} <- Timers, K rem 2 =:= 1],
    Late = receive Message -> Message after 10 -> none end,
    {lists:sort(Cancelled), lists:sort(Fired), Late};

%% ---- ends ----

%% A tree of linked processes, of which one leaf ends; the root traps exits.
work(cascade, {Depth, Width, Reason}) ->
    process_flag(trap_exit, true),
    Me = self(),
    Root = spawn_link(fun() -> tree(Depth, Width, Me) end),
    Leaves = [receive {leaf, Leaf} -> Leaf end || _ <- lists:seq(1, power(Width, Depth))],
    Refs = [begin
                Ref = monitor(process, Leaf),
                Leaf ! {are_you_there, Me},
                receive {here, Leaf} -> Ref end
            end || Leaf <- Leaves],
    exit(hd(Leaves), Reason),
    case Reason of
        normal ->
            alive = receive {'EXIT', Root, R} -> R after 5 -> alive end,
            exit(Root, shutdown);
        _ ->
            ok
    end,
    Seen = receive {'EXIT', Root, R1} -> R1 end,
    {Seen, lists:sort([receive {'DOWN', Ref, process, _, Why} -> Why end || Ref <- Refs])};

%% What happens to a process when another ends, or tells it to.
work(exits, {Trap, Linked, Way, Reason}) ->
    Me = self(),
    {Target, Ref} = spawn_monitor(fun() ->
        process_flag(trap_exit, Trap),
        Me ! ready,
        receive {'EXIT', From, Why} when is_pid(From) -> exit({trapped, Why}); stop -> exit(not_concerned) end
    end),
    receive ready -> ok end,
    Other = spawn(fun() ->
        Linked andalso link(Target),
        case Way of
            by_itself -> exit(Reason);
            told -> exit(Target, Reason)
        end
    end),
    OtherRef = monitor(process, Other),
    receive {'DOWN', OtherRef, process, Other, _} -> ok end,
    Target ! stop,
    receive {'DOWN', Ref, process, Target, Result} -> Result end;

%% Names change hands: each process takes the name, says so, and gives it to the next.
work(names, N) ->
    Me = self(),
    Pids = [spawn_link(fun() ->
                receive go -> true = register(the_name, self()) end,
                Me ! {self(), whereis(the_name) =:= self()},
                receive stop -> ok end
            end) || _ <- lists:seq(1, N)],
    Got = [begin
               Pid ! go,
               Yes = receive {Pid, Answer} -> Answer end,
               Ref = monitor(process, the_name),
               the_name ! stop,
               receive {'DOWN', Ref, process, {the_name, _}, normal} -> {Yes, whereis(the_name)} end
           end || Pid <- Pids],
    lists:usort(Got);

%% ---- divide and conquer ----

work(fib, N) -> fib(N);

work(sort, {N, Seed}) -> merge_sort(numbers(N, Seed));

%% A process for each number; neighbours exchange them, odd and even in turn.
work(transposition, {N, Seed}) ->
    Me = self(),
    Cells = [spawn_link(fun() -> receive {begin_with, Left, Right} -> cell(I, Value, Left, Right, N, 0, Me) end end)
             || {I, Value} <- lists:zip(lists:seq(1, N), numbers(N, Seed))],
    [Cell ! {begin_with, Left, Right}
     || {Cell, Left, Right} <- lists:zip3(Cells, [none | lists:droplast(Cells)], tl(Cells) ++ [none])],
    [receive {sorted, Cell, Value} -> Value end || Cell <- Cells];

work(matrix, {N, Seed}) ->
    A = rows(N, numbers(N * N, Seed)),
    B = rows(N, numbers(N * N, Seed + 5)),
    Columns = [[lists:nth(I, Row) || Row <- B] || I <- lists:seq(1, N)],
    Product = fun(Row) -> [lists:sum([X * Y || {X, Y} <- lists:zip(Row, Column)]) || Column <- Columns] end,
    erlang:phash2(parallel([fun() -> Product(Row) end || Row <- A]));

%% ---- shared things ----

%% Everybody takes the lower fork first.
work(philosophers, {N, Meals}) ->
    Forks = list_to_tuple([spawn_link(fun fork/0) || _ <- lists:seq(1, N)]),
    Eaten = parallel([fun() ->
                 Two = lists:sort([I, 1 + I rem N]),
                 [begin
                      [taken = call(element(F, Forks), take) || F <- Two],
                      [free = call(element(F, Forks), put) || F <- Two],
                      I
                  end || _ <- lists:seq(1, Meals)]
             end || I <- lists:seq(1, N)]),
    [{I, length(List)} || {I, List} <- lists:zip(lists:seq(1, N), Eaten)];

work(buffer, {Producers, Consumers, Room}) ->
    Buffer = spawn_link(fun() -> buffer([], Room, [], []) end),
    Items = 60 * Consumers,
    Make = fun(P) -> [ok = call(Buffer, {put, P * 1000 + I}) || I <- lists:seq(1, Items), I rem Producers =:= P - 1], made end,
    Makers = [task(fun() -> Make(P) end) || P <- lists:seq(1, Producers)],
    Got = parallel([fun() -> [call(Buffer, get) || _ <- lists:seq(1, 60)] end || _ <- lists:seq(1, Consumers)]),
    {[await(Maker) || Maker <- Makers], length(lists:append(Got)), lists:sum(lists:append(Got))};

%% A process for each cell of a board; each step it asks nobody and tells its neighbours.
work(life, {Size, Steps}) ->
    Me = self(),
    Places = [{X, Y} || X <- lists:seq(0, Size - 1), Y <- lists:seq(0, Size - 1)],
    Cell = fun(Place) -> receive {neighbours, List} -> life(Place, glider(Place), List, Steps, Me) end end,
    Pids = maps:from_list([{Place, spawn_link(fun() -> Cell(Place) end)} || Place <- Places]),
    [maps:get({X, Y}, Pids) ! {neighbours, [maps:get({(X + DX + Size) rem Size, (Y + DY + Size) rem Size}, Pids)
                                            || DX <- [-1, 0, 1], DY <- [-1, 0, 1], {DX, DY} =/= {0, 0}]}
     || {X, Y} <- Places],
    [Place || Place <- Places, receive {final, Place, Alive} -> Alive end];

%% ---- agreement ----

%% The highest number round a ring; a number that meets a higher one is dropped.
work(election, {N, Seed}) ->
    Me = self(),
    Ids = shuffled(lists:seq(1, N), Seed),
    Pids = [spawn_link(fun() -> receive {next, Next} -> candidate(Id, Next, Me) end end) || Id <- Ids],
    [Pid ! {next, Next} || {Pid, Next} <- lists:zip(Pids, tl(Pids) ++ [hd(Pids)])],
    [Pid ! start || Pid <- Pids],
    Leader = receive {elected, Id} -> Id end,
    {Leader, [receive {agreed, Pid, L} -> L end || Pid <- Pids] =:= lists:duplicate(N, Leader)};

work(commit, {N, Votes}) ->
    Me = self(),
    Members = [spawn_link(fun() -> voter(vote(Votes, I, N), Me) end) || I <- lists:seq(1, N)],
    [M ! prepare || M <- Members],
    All = [receive {vote, M, Vote} -> Vote end || M <- Members],
    Decision = case lists:usort(All) of [yes] -> commit; _ -> abort end,
    [M ! Decision || M <- Members],
    {Decision, lists:usort([receive {did, M, What} -> What end || M <- Members])};

%% Replies through aliases: one each, or as many as come before it is switched off.
work(aliases, {N, reply}) ->
    lists:sum([begin
        Alias = alias([reply]),
        {Pid, Ref} = spawn_monitor(fun() -> [Alias ! {Alias, I} || _ <- [1, 2, 3]] end),
        receive {'DOWN', Ref, process, Pid, normal} -> ok end,
        receive {Alias, I} -> I end + receive {Alias, _} -> 1000000 after 0 -> 0 end
    end || I <- lists:seq(1, N)]);
work(aliases, {N, explicit}) ->
    Alias = alias(),
    Send = fun(Count) ->
        {Pid, Ref} = spawn_monitor(fun() -> [Alias ! {Alias, I} || I <- lists:seq(1, Count)] end),
        receive {'DOWN', Ref, process, Pid, normal} -> ok end
    end,
    Send(N),
    true = unalias(Alias),
    Send(N),
    {drain(Alias, 0), unalias(Alias)};

work(bank, {Accounts, Transfers}) ->
    Pids = list_to_tuple([spawn_link(fun() -> account(1000) end) || _ <- lists:seq(1, Accounts)]),
    parallel([fun() ->
                  ok = call(element(1 + T rem Accounts, Pids), {add, -T}),
                  ok = call(element(1 + (T * 7 + 1) rem Accounts, Pids), {add, T})
              end || T <- lists:seq(1, Transfers)]),
    Balances = [call(Pid, balance) || Pid <- tuple_to_list(Pids)],
    {lists:sum(Balances) =:= 1000 * Accounts, Balances}.

%% ---- the processes ----

relay(Next) -> receive Token -> Next ! Token + 1, relay(Next) end.

laps(_, 0, Token) -> Token;
laps(First, N, Token) -> First ! Token, receive Back -> laps(First, N - 1, Back) end.

serve(State) ->
    receive
        {call, From, Ref, all} -> From ! {Ref, State}, serve(State);
        {call, From, Ref, {Kind, Key, Value}} -> From ! {Ref, ok}, serve(update(Kind, Key, Value, State))
    end.

update(add, Key, Value, State) -> State#{Key => maps:get(Key, State, 0) + Value};
update(largest, Key, Value, State) -> State#{Key => max(maps:get(Key, State, 0), Value)};
update(set, Key, Value, State) -> State#{Key => lists:usort([Value | maps:get(Key, State, [])])}.

stage(Stage, Next) ->
    receive
        {item, I} -> Next ! {item, (I * Stage + 1) rem 10007}, stage(Stage, Next);
        stop -> Next ! stop
    end.

until_stop(List) -> receive {item, I} -> until_stop([I | List]); stop -> lists:reverse(List) end.

sieve(To) ->
    receive
        {number, Prime} -> To ! {prime, Prime}, filter(Prime, spawn_link(fun() -> sieve(To) end));
        stop -> To ! stop
    end.

filter(Prime, Next) ->
    receive
        {number, N} when N rem Prime =:= 0 -> filter(Prime, Next);
        Message -> Next ! Message, Message =:= stop orelse filter(Prime, Next)
    end.

%% The last filter may be done before the message of another has come: primes are counted by who ends.
primes(List) -> receive {prime, P} -> primes([P | List]); stop -> late_primes(List) end.

late_primes(List) -> receive {prime, P} -> late_primes([P | List]) after 20 -> List end.

barrier(N, Waiting) when length(Waiting) =:= N -> [From ! {Ref, ok} || {From, Ref} <- Waiting], barrier(N, []);
barrier(N, Waiting) -> receive {call, From, Ref, arrive} -> barrier(N, [{From, Ref} | Waiting]) end.

start_child(Id) -> spawn_link(fun() -> receive crash -> exit({crashed, Id}); stop -> exit(shutdown) end end).

supervise(_, Children, [], Starts) ->
    [begin Pid ! stop, receive {'EXIT', Pid, shutdown} -> ok end end || {_, Pid} <- Children],
    Starts;
supervise(Strategy, Children, [Id | Crashes], Starts) ->
    {Id, Pid} = lists:keyfind(Id, 1, Children),
    Pid ! crash,
    receive {'EXIT', Pid, {crashed, Id}} -> ok end,
    Affected = affected(Strategy, Id, [I || {I, _} <- Children]),
    [begin exit(Other, shutdown), receive {'EXIT', Other, shutdown} -> ok end end
     || {I, Other} <- lists:reverse(Children), I =/= Id, lists:member(I, Affected)],
    supervise(Strategy,
              [{I, case lists:member(I, Affected) of true -> start_child(I); false -> Old end} || {I, Old} <- Children],
              Crashes,
              [{I, Count + case lists:member(I, Affected) of true -> 1; false -> 0 end} || {I, Count} <- Starts]).

affected(one_for_one, Id, _) -> [Id];
affected(one_for_all, _, Ids) -> Ids;
affected(rest_for_one, Id, Ids) -> lists:dropwhile(fun(I) -> I =/= Id end, Ids).

tree(0, _, To) ->
    To ! {leaf, self()},
    receive {are_you_there, From} -> From ! {here, self()} end,
    receive never -> ok end;
tree(Depth, Width, To) ->
    [spawn_link(fun() -> tree(Depth - 1, Width, To) end) || _ <- lists:seq(1, Width)],
    receive never -> ok end.

power(_, 0) -> 1;
power(X, N) -> X * power(X, N - 1).

fib(N) when N < 2 -> N;
fib(N) when N > 8 -> lists:sum(parallel([fun() -> fib(N - 1) end, fun() -> fib(N - 2) end]));
fib(N) -> fib(N - 1) + fib(N - 2).

merge_sort(List) when length(List) < 4 -> lists:sort(List);
merge_sort(List) ->
    {A, B} = lists:split(length(List) div 2, List),
    [SortedA, SortedB] = parallel([fun() -> merge_sort(A) end, fun() -> merge_sort(B) end]),
    lists:merge(SortedA, SortedB).

cell(_, Value, _, _, N, N, To) -> To ! {sorted, self(), Value};
cell(I, Value, Left, Right, N, Step, To) when (I + Step) rem 2 =:= 0 ->
    cell(I, exchange(Right, Step, Value, fun min/2), Left, Right, N, Step + 1, To);
cell(I, Value, Left, Right, N, Step, To) ->
    cell(I, exchange(Left, Step, Value, fun max/2), Left, Right, N, Step + 1, To).

exchange(none, _, Value, _) -> Value;
exchange(Other, Step, Value, Choose) ->
    Other ! {self(), Step, Value},
    receive {Other, Step, Theirs} -> Choose(Value, Theirs) end.

rows(_, []) -> [];
rows(N, List) -> {Row, Rest} = lists:split(N, List), [Row | rows(N, Rest)].

fork() ->
    receive {call, From, Ref, take} -> From ! {Ref, taken} end,
    receive {call, Owner, Ref1, put} -> Owner ! {Ref1, free} end,
    fork().

%% Items, room left, who waits for an item, who waits for room: each in order of arrival.
buffer([Item | Items], Room, [{From, Ref} | Getters], Putters) ->
    From ! {Ref, Item},
    buffer(Items, Room + 1, Getters, Putters);
buffer(Items, Room, Getters, [{From, Ref, Item} | Putters]) when Room > 0 ->
    From ! {Ref, ok},
    buffer(Items ++ [Item], Room - 1, Getters, Putters);
buffer(Items, Room, Getters, Putters) ->
    receive
        {call, From, Ref, {put, Item}} -> buffer(Items, Room, Getters, Putters ++ [{From, Ref, Item}]);
        {call, From, Ref, get} -> buffer(Items, Room, Getters ++ [{From, Ref}], Putters)
    end.

glider(Place) -> lists:member(Place, [{0, 1}, {1, 2}, {2, 0}, {2, 1}, {2, 2}]).

life(Place, Alive, _, 0, To) -> To ! {final, Place, Alive};
life(Place, Alive, Neighbours, Steps, To) ->
    [Pid ! {state, Steps, Alive} || Pid <- Neighbours],
    Count = length([yes || _ <- Neighbours, receive {state, Steps, Theirs} -> Theirs end]),
    life(Place, Count =:= 3 orelse (Alive andalso Count =:= 2), Neighbours, Steps - 1, To).

candidate(Id, Next, To) ->
    receive start -> Next ! {token, Id} end,
    candidate_loop(Id, Next, To).

candidate_loop(Id, Next, To) ->
    receive
        {token, Id} -> To ! {elected, Id}, Next ! {leader, Id}, candidate_loop(Id, Next, To);
        {token, Other} -> Other > Id andalso (Next ! {token, Other}), candidate_loop(Id, Next, To);
        {leader, Leader} -> To ! {agreed, self(), Leader}, Leader =:= Id orelse (Next ! {leader, Leader})
    end.

vote(all, _, _) -> yes;
vote(none, _, _) -> no;
vote(all_but_last, N, N) -> no;
vote(all_but_last, _, _) -> yes.

voter(Vote, To) ->
    receive prepare -> To ! {vote, self(), Vote} end,
    receive Decision -> To ! {did, self(), Decision} end.

drain(Alias, N) -> receive {Alias, _} -> drain(Alias, N + 1) after 0 -> N end.

account(Balance) ->
    receive
        {call, From, Ref, {add, Amount}} -> From ! {Ref, ok}, account(Balance + Amount);
        {call, From, Ref, balance} -> From ! {Ref, Balance}, account(Balance)
    end.
