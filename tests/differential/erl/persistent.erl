%% SPDX-License-Identifier: Apache-2.0
%% args: 100
%% stress-gc args: 2
%% persistent_term: what is found after what was put, replaced and erased; values that processes, messages, timers and
%% monitors still hold after that; many keys, many processes, more memory than there is room for at once.
-module(persistent).
-export([main/1]).
-import(show, [value/2, result/2, id/1]).

main([Arg]) ->
    Percent = list_to_integer(Arg),
    persistent_term:put(percent, Percent),
    basics(),
    keys(),
    value("held by a process", held()),
    value("held by a message", in_mailbox()),
    value("held by a timer", in_timer()),
    value("held by a tag", in_tag()),
    value("held by others", held_by_many(50)),
    value("inside another", nested()),
    value("binary", binary()),
    value("replaced often", replaced(20 * Percent)),
    value("passed round", passed_round(40, 3 * Percent)),
    value("at the same time", contended(8, 3 * Percent)),
    value("large ones", large(6, 200 * Percent * Percent)).

basics() ->
    result("missing", fun() -> persistent_term:get(missing) end),
    value("default", persistent_term:get(missing, [default])),
    value("put", persistent_term:put(key, {some, "value", #{a => 1.5}})),
    value("get", [persistent_term:get(key), persistent_term:get(key, no)]),
    value("no copy", begin A = persistent_term:get(key), B = persistent_term:get(key), erts_debug:same(A, B) end),
    value("put the same", begin X = persistent_term:get(key), persistent_term:put(key, id({some, "value", #{a => 1.5}})),
                                erts_debug:same(X, persistent_term:get(key)) end),
    value("put another", [persistent_term:put(key, 1), persistent_term:put(key, 1.0), persistent_term:get(key)]),
    value("erase", [persistent_term:erase(key), persistent_term:erase(key), persistent_term:get(key, gone)]),
    value("put again", [persistent_term:put(key, again), persistent_term:get(key), persistent_term:erase(key)]).

keys() ->
    Keys = [1, 1.0, a, "a", <<"a">>, {}, {1, 2}, [1 | 2], #{k => v}, 1 bsl 80, fun lists:map/2, self(), make_ref()]
        ++ lists:seq(1000, 1400),
    #{count := Before, memory := M0} = persistent_term:info(),
    [persistent_term:put(K, {value, K}) || K <- Keys],
    #{count := After, memory := M1} = persistent_term:info(),
    value("info", [After - Before =:= length(Keys), M1 > M0]),
    value("all found", [K || K <- Keys, persistent_term:get(K) =/= {value, K}]),
    value("get/0", [K || K <- Keys, not lists:member({K, {value, K}}, persistent_term:get())]),
    value("every other erased", lists:usort([persistent_term:erase(K) || K <- every_other(Keys)])),
    value("found or not", lists:usort([persistent_term:get(K, none) =:= none || K <- every_other(Keys)])),
    value("others found", [K || K <- Keys -- every_other(Keys), persistent_term:get(K) =/= {value, K}]),
    value("others erased", lists:usort([persistent_term:erase(K) || K <- Keys -- every_other(Keys)])),
    value("as before", maps:get(count, persistent_term:info()) =:= Before).

every_other([A, _ | T]) -> [A | every_other(T)];
every_other(T) -> T.

term(N) -> id({N, lists:seq(1, N rem 50), integer_to_list(N), #{N => [N]}}).

%% Puts, erases and forgets enough for everything that can be freed to be freed.
churn() -> churn(120).
churn(0) -> ok;
churn(N) ->
    persistent_term:put(churn, {N, lists:seq(1, 40 * persistent_term:get(percent))}),
    persistent_term:erase(churn),
    churn(N - 1).

held() ->
    persistent_term:put(k, term(1234)),
    T = persistent_term:get(k),
    persistent_term:erase(k),
    churn(),
    [T =:= term(1234), begin erlang:garbage_collect(), T =:= term(1234) end].

in_mailbox() ->
    persistent_term:put(k, term(77)),
    self() ! {kept, persistent_term:get(k)},
    persistent_term:put(k, other),
    churn(),
    receive {kept, T} -> T =:= term(77) end.

in_timer() ->
    persistent_term:put(k, term(88)),
    erlang:send_after(300, self(), {timed, persistent_term:get(k)}),
    persistent_term:erase(k),
    churn(),
    receive {timed, T} -> T =:= term(88) end.

in_tag() ->
    persistent_term:put(k, term(99)),
    P = spawn(fun() -> receive stop -> ok end end),
    erlang:monitor(process, P, [{tag, {tagged, persistent_term:get(k)}}]),
    persistent_term:erase(k),
    churn(),
    P ! stop,
    receive {{tagged, T}, _, process, P, normal} -> T =:= term(99) end.

held_by_many(N) ->
    persistent_term:put(k, term(4321)),
    Ps = [spawn_monitor(fun() -> T = persistent_term:get(k), put(T, T), receive check -> {T, T} = {get(term(4321)), term(4321)}, ok end end)
          || _ <- lists:seq(1, N)],
    [wait_until_waiting(P) || {P, _} <- Ps],
    persistent_term:erase(k),
    churn(),
    [P ! check || {P, _} <- Ps],
    lists:usort([receive {'DOWN', R, process, P, Reason} -> Reason end || {P, R} <- Ps]).

wait_until_waiting(P) ->
    case process_info(P, status) of {status, waiting} -> ok; _ -> receive after 1 -> wait_until_waiting(P) end end.

nested() ->
    persistent_term:put(inner, term(5)),
    persistent_term:put(outer, {outer, persistent_term:get(inner)}),
    persistent_term:erase(inner),
    churn(),
    R = persistent_term:get(outer) =:= {outer, term(5)},
    persistent_term:erase(outer),
    R.

binary() ->
    B = binary:copy(<<"0123456789">>, 100),
    persistent_term:put(bin, {B, B}),
    {X, _} = persistent_term:get(bin),
    persistent_term:erase(bin),
    churn(),
    [X =:= B, byte_size(X)].

replaced(0) -> persistent_term:erase(counter);
replaced(N) ->
    persistent_term:put(counter, term(N)),
    true = persistent_term:get(counter) =:= term(N),
    replaced(N - 1).

%% A value that wanders from process to process, in messages only, while it is erased and memory reused.
passed_round(Processes, Hops) ->
    Me = self(),
    persistent_term:put(k, term(31)),
    Last = lists:foldl(fun(_, Next) -> spawn_link(fun() -> hop(Next) end) end, Me, lists:seq(2, Processes)),
    Last ! {hop, persistent_term:get(k)},
    persistent_term:erase(k),
    round(Last, Hops).

hop(Next) -> receive {hop, T} -> Next ! {hop, T}, hop(Next) end.

round(_, 0) -> receive {hop, T} -> T =:= term(31) end;
round(First, N) ->
    persistent_term:put(k, {N, lists:seq(1, 20 * persistent_term:get(percent))}),
    receive {hop, T} -> First ! {hop, T}, round(First, N - 1) end.

contended(Writers, Times) ->
    Me = self(),
    Ps = [spawn_link(fun() -> write(W, Times), Me ! {done, self()} end) || W <- lists:seq(1, Writers)],
    [receive {done, P} -> ok end || P <- Ps],
    {shared, W, W2} = persistent_term:get(shared),
    persistent_term:erase(shared),
    W =:= W2.

write(_, 0) -> ok;
write(W, N) ->
    persistent_term:put(shared, {shared, {W, N}, {W, N}}),
    {shared, A, A} = persistent_term:get(shared),
    persistent_term:put({W, N rem 7}, term(N)),
    true = persistent_term:get({W, N rem 7}) =:= term(N),
    N rem 5 =:= 0 andalso persistent_term:erase({W, N rem 7}),
    write(W, N - 1).

%% Some tens of megabytes each.
large(0, _) -> [persistent_term:erase(large), persistent_term:get(large, gone)];
large(N, Length) ->
    persistent_term:put(large, {N, lists:seq(1, Length)}),
    {N, [1, 2 | _]} = persistent_term:get(large),
    large(N - 1, Length).
