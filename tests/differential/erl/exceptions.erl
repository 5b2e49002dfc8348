%% SPDX-License-Identifier: Apache-2.0
-module(exceptions).
-export([main/0]).
-import(show, [result/2, value/2, id/1, each/3]).

-record(r, {a}).

main() ->
    result("error", fun() -> error(my_reason) end),
    result("error with args", fun() -> error(my_reason, [1, 2]) end),
    result("exit", fun() -> exit({bye, 1}) end),
    result("throw", fun() -> throw([thrown]) end),
    result("badmatch", fun() -> {ok, X} = id({error, enoent}), X end),
    result("badmatch value", fun() -> 5 = id(6) end),
    result("case_clause", fun() -> case id(3) of 1 -> a; 2 -> b end end),
    result("if_clause", fun() -> X = id(3), if X > 5 -> a; X < 2 -> b end end),
    result("function_clause", fun() -> only_one(id(2)) end),
    result("try_clause", fun() -> try id(3) of 1 -> a catch _:_ -> caught end end),
    result("badarith", fun() -> id(a) + 1 end),
    result("badarg", fun() -> atom_to_list(id(1)) end),
    result("badfun", fun() -> (id(1))() end),
    result("undef", fun() -> exceptions:no_function() end),
    result("badmap", fun() -> (id(1))#{a => 1} end),
    result("badkey", fun() -> (id(#{}))#{a := 1} end),
    result("badrecord", fun() -> (id(1))#r.a end),
    result("bad generator", fun() -> [X || X <- id(notlist)] end),
    result("improper generator", fun() -> [X || X <- id([1 | 2])] end),
    result("bad filter", fun() -> [X || X <- [1, 2], id(X)] end),
    result("bad andalso", fun() -> id(1) andalso true end),
    result("noproc link target", fun() -> element(1, {no_such_name ! x}) end),
    result("badarg from list_to_atom", fun() -> list_to_atom(id([a])) end),
    result("timeout value", fun() -> receive after id(-1) -> x end end),
    result("timeout no number", fun() -> receive after id(a) -> x end end),
    result("system", fun() -> spawn(id(1)) end),
    value("catch value", catch id(5)),
    value("catch throw", catch throw(ball)),
    value("catch exit", catch exit(reason)),
    value("catch error", begin {'EXIT', {R, S}} = (catch error(x)), {R, is_list(S)} end),
    value("catch badmatch", begin {'EXIT', {R2, _}} = (catch (a = id(b))), R2 end),
    value("nested catch", catch {1, (catch throw(inner))}),
    value("catch in expression", [1, catch throw(2), 3]),
    value("non-local return", find(fun(X) -> X > 3 end, [1, 2, 5, 7])),
    value("deep throw", try deep(1000) catch throw:T -> T end),
    value("deep error", try deep_error(1000) catch error:E -> E end),
    value("reason with big term", try error({big, lists:seq(1, 100)}) catch error:{big, L} -> length(L) end),
    value("exception from fun in lists", try lists:map(fun(0) -> throw(zero); (X) -> X end, [2, 1, 0]) catch zero -> got_zero end),
    value("error in guard is false", [guard_fails(X) || X <- [1, a, {}]]),
    value("loops of exceptions", loop(2000, 0)).

only_one(1) -> one.

find(P, L) ->
    try
        lists:foreach(fun(X) -> case P(X) of true -> throw({found, X}); false -> ok end end, L),
        none
    catch
        throw:{found, X} -> X
    end.

deep(0) -> throw(bottom);
deep(N) -> 1 + deep(N - 1).

deep_error(0) -> error(bottom);
deep_error(N) -> [N | deep_error(N - 1)].

guard_fails(X) when 1 / X > 0 -> yes;
guard_fails(_) -> no.

loop(0, Acc) -> Acc;
loop(N, Acc) ->
    Add = try fail(N rem 4) catch throw:A -> A; error:{n, A} -> A; exit:A -> A end,
    loop(N - 1, Acc + Add).

fail(0) -> throw(1);
fail(1) -> error({n, 2});
fail(2) -> exit(3);
fail(3) -> 4.
