%% SPDX-License-Identifier: Apache-2.0
%% Tuples: trees of them, records that are updated, element and setelement.
-module(tuples).
-export([main/0]).

-record(state, {a = 0, b = 0, c = 0, d = 0}).

main() -> bench:time(fun() -> {trees(40, 0), records(2000000, #state{}), array(400000)} end, {1310680, {2000000, 1000000}, 400000}).

trees(0, Sum) -> Sum;
trees(N, Sum) -> trees(N - 1, Sum + count(insert_all(0, 15)) ).

insert_all(_, 0) -> leaf;
insert_all(Key, D) -> {insert_all(2 * Key, D - 1), Key, insert_all(2 * Key + 1, D - 1)}.

count(leaf) -> 0;
count({L, _, R}) -> count(L) + 1 + count(R).

records(0, #state{a = A, b = B}) -> {A, B};
records(N, #state{a = A, b = B} = S) when N band 1 =:= 0 -> records(N - 1, S#state{a = A + 1, b = B + 1});
records(N, #state{a = A} = S) -> records(N - 1, S#state{a = A + 1, d = N}).

array(N) -> array(N, list_to_tuple(lists:duplicate(20, 0))).

array(0, T) -> lists:sum(tuple_to_list(T));
array(N, T) -> I = N rem 20 + 1, array(N - 1, setelement(I, T, element(I, T) + 1)).
