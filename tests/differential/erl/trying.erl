%% SPDX-License-Identifier: Apache-2.0
%% try, catch, of, after: nesting and what is evaluated when.
-module(trying).
-export([main/0]).
-import(show, [value/2, result/2, id/1]).

main() ->
    value("of", [try_of(X) || X <- [1, 2, boom, exit, error]]),
    value("after runs", after_runs(fun() -> fine end)),
    value("after runs on throw", catch after_runs(fun() -> throw(t) end)),
    result("after runs on error", fun() -> after_runs(fun() -> error(e) end) end),
    result("error in after wins", fun() -> try throw(first) after id(error(second)) end end),
    result("nested", fun() -> nested(3) end),
    value("rethrown class", [rethrow(C) || C <- [throw, error, exit]]),
    value("inner catches", try (try throw(a) catch throw:a -> b end) catch throw:_ -> outer end),
    value("inner does not catch", try (try throw(a) catch throw:b -> b end) catch throw:X -> {outer, X} end),
    value("exception in handler", try (try throw(a) catch throw:a -> throw(b) end) catch throw:Y -> {outer, Y} end),
    value("exception in of is not caught", try (try id(1) of 1 -> throw(of_part) catch throw:_ -> wrong end) catch throw:Z -> {outer, Z} end),
    value("patterns", [patterns(F) || F <- [fun() -> throw({a, 1}) end, fun() -> error({badmatch, 2}) end, fun() -> exit(normal) end,
                                            fun() -> throw(7) end, fun() -> throw(70) end, fun() -> ok end]]),
    value("guard in catch", [guarded(N) || N <- [1, 5, 50]]),
    value("values survive", survive(1, {2, [3]}, "four")),
    value("stack depth", depth(200)),
    value("sequence", sequence([fun() -> 1 end, fun() -> throw(2) end, fun() -> exit(3) end, fun() -> 4 end])),
    value("order of effects", effects()),
    value("try in a list", [try X1 / Y1 catch error:badarith -> infinity end || X1 <- [1, 2], Y1 <- [0, 4]]),
    value("old catch inside try", try {ok, (catch throw(x))} catch _:_ -> no end),
    value("catch all", try error(x) catch _ -> thrown; _:_ -> anything end),
    value("after value ignored", try 1 after 2 end),
    value("loop with try", loop(1000, 0)),
    result("try around recursion", fun() -> around(100) end),
    value("resource", resource()).

try_of(X) ->
    try work(X) of
        1 -> one;
        N -> {number, N}
    catch
        throw:T -> {thrown, T};
        exit:E -> {exited, E};
        error:E -> {errored, E}
    end.

work(boom) -> throw(boom);
work(exit) -> exit(done);
work(error) -> error(bad);
work(X) -> X.

after_runs(F) ->
    try F() after io:format("after~n") end.

nested(0) -> throw(bottom);
nested(N) ->
    try
        nested(N - 1)
    catch
        throw:T -> throw({N, T})
    after
        io:format("leaving ~w~n", [N])
    end.

rethrow(Class) ->
    try
        try erlang:Class(x) catch C:R -> erlang:C({again, R}) end
    catch
        C2:R2 -> {C2, R2}
    end.

patterns(F) ->
    try F() of ok -> none
    catch
        {a, X} -> {a, X};
        error:{badmatch, X} -> {badmatch, X};
        exit:normal -> normal;
        N when N < 10 -> {small, N};
        _ -> other
    end.

guarded(N) ->
    try throw(N) catch throw:X when X < 3 -> low; throw:X when X < 10 -> middle; throw:_ -> high end.

survive(A, B, C) ->
    D = id({A, B}),
    R = try throw(id({B, C})) catch throw:{X, Y} -> {X, Y, D} end,
    {A, B, C, D, R}.

depth(0) -> [];
depth(N) -> try [N | depth(N - 1)] of L when length(L) > 198 -> L; L -> [x | tl(L)] catch _:_ -> never end.

sequence(Fs) -> [try F() of V -> {ok, V} catch C:R -> {C, R} after put(n, get(n)) end || F <- Fs].

effects() ->
    Say = fun(X) -> put(log, [X | case get(log) of undefined -> []; L -> L end]), X end,
    try
        Say(body), throw(Say(value))
    catch
        throw:V -> Say({handler, V})
    after
        Say('after')
    end,
    lists:reverse(get(log)).

loop(0, Acc) -> Acc;
loop(N, Acc) ->
    R = try if N rem 3 =:= 0 -> throw(3); true -> 1 end catch throw:X -> X end,
    loop(N - 1, Acc + R).

around(0) -> error(bottom);
around(N) -> try around(N - 1) catch error:R when N rem 10 =:= 0 -> error({N, R}) end.

resource() ->
    put(open, 0),
    Use = fun(F) -> put(open, get(open) + 1), try F() after put(open, get(open) - 1) end end,
    R = (catch Use(fun() -> Use(fun() -> throw(get(open)) end) end)),
    {R, get(open)}.
