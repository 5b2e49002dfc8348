%% SPDX-License-Identifier: Apache-2.0
%% An order in which no two different terms are equal. What has no order of its own (the objects of a hash table, the keys of
%% a map) is sorted by it before it is compared: lists:sort/1 would leave 1 and 1.0, or 0.0 and -0.0, as the machine had them.
-module(functions_order).
-export([sort/1]).

sort(Terms) -> lists:sort(fun at_most/2, Terms).

%% Terms that are equal even in the order of map keys differ in the sign of a zero.
at_most(A, B) ->
    case erts_internal:cmp_term(A, B) of
        0 -> term_to_binary(A) =< term_to_binary(B);
        Difference -> Difference < 0
    end.
