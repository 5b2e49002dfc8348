%% SPDX-License-Identifier: Apache-2.0
-module(queues).
-export([main/0]).
-import(show, [value/2, result/2]).

main() ->
    Q0 = queue:new(),
    value("empty", [queue:is_empty(Q0), queue:len(Q0), queue:to_list(Q0), queue:out(Q0)]),
    Q = lists:foldl(fun queue:in/2, Q0, [1, 2, 3, 4, 5]),
    value("in", queue:to_list(Q)),
    value("len", queue:len(Q)),
    {{value, X}, Q1} = queue:out(Q),
    value("out", {X, queue:to_list(Q1)}),
    {{value, Y}, Q2} = queue:out_r(Q1),
    value("out_r", {Y, queue:to_list(Q2)}),
    value("in_r", queue:to_list(queue:in_r(0, Q))),
    value("head last", [queue:head(Q), queue:last(Q), queue:get(Q), queue:get_r(Q)]),
    value("peek", [queue:peek(Q), queue:peek_r(Q), queue:peek(Q0)]),
    value("tail drop", [queue:to_list(queue:tail(Q)), queue:to_list(queue:drop(Q)), queue:to_list(queue:drop_r(Q))]),
    value("reverse", queue:to_list(queue:reverse(Q))),
    value("join", queue:to_list(queue:join(Q, Q))),
    value("split", begin {A, B} = queue:split(2, Q), {queue:to_list(A), queue:to_list(B)} end),
    value("filter", queue:to_list(queue:filter(fun(E) -> E rem 2 =:= 1 end, Q))),
    value("member", [queue:member(3, Q), queue:member(9, Q)]),
    value("from_list", queue:to_list(queue:from_list([a, b, c]))),
    value("is_queue", [queue:is_queue(Q), queue:is_queue(x)]),
    value("cons snoc", queue:to_list(queue:snoc(queue:cons(a, queue:new()), b))),
    value("fold", queue:fold(fun(E, S) -> E + S end, 0, Q)),
    value("through", through(1000, queue:new(), 0)),
    result("head of empty", fun() -> queue:head(Q0) end),
    result("get of empty", fun() -> queue:get(Q0) end),
    result("no queue", fun() -> queue:in(1, show:id(x)) end).

through(0, Q, Sum) -> drain(Q, Sum);
through(N, Q, Sum) when N rem 3 =:= 0 ->
    {{value, V}, Q2} = queue:out(queue:in(N, Q)),
    through(N - 1, Q2, Sum * 3 rem 1000003 + V);
through(N, Q, Sum) -> through(N - 1, queue:in(N, Q), Sum).

drain(Q, Sum) ->
    case queue:out(Q) of
        {{value, V}, Q2} -> drain(Q2, Sum * 3 rem 1000003 + V);
        {empty, _} -> Sum
    end.
